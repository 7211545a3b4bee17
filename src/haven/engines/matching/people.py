"""Newcomers and buddies as columns of numbers, and the rules that say what their wishes count for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from haven.engines.matching.results import Flags, Ints, MatchingError

Small = NDArray[np.int32]
Bits = NDArray[np.uint64]  # (people × words) sets, 64 members a word
POINTS = 10_000
TERMS = ("interests", "languages", "faculty", "field", "country", "times", "age")
# In the order in which they are looked at; the first that bars a pair is the one that is named.
HARD = ("campus", "capacity", "declined", "role", "vetting", "gender", "dates", "faculty", "language")
LEAST_DAYS = 28


@dataclass(frozen=True, slots=True)
class Rules:
    """What bars a pair, and how many of the 10,000 points each likeness is worth.

    `weights` name terms and add up to 10,000. `bars` are those of HARD that hold; campus, capacity and
    declined always do. `roles` say for each newcomer's role which buddies may be theirs. Of languages and
    times at most `enough_languages` and `enough_times` in common count; `years` apart ages count for
    nothing; a buddy is there from the arrival until at least `days` after it.
    """

    weights: Mapping[str, int]
    roles: Mapping[str, Sequence[str]]
    bars: frozenset[str] = frozenset(HARD)
    enough_languages: int = 3
    enough_times: int = 4
    years: int = 15
    days: int = LEAST_DAYS

    def __post_init__(self) -> None:
        for name, weight in self.weights.items():
            if name not in TERMS:
                raise MatchingError(f"“{name}” is not a term: choose from {', '.join(TERMS)}.")
            if weight < 0:
                raise MatchingError(f"The weight of {name} is {weight}; 0 is the least.")
        if sum(self.weights.values()) != POINTS:
            raise MatchingError(
                f"The weights add up to {sum(self.weights.values()):,}; they have to add up to {POINTS:,}."
            )
        for name in sorted(self.bars - set(HARD)):
            raise MatchingError(f"“{name}” is not a rule: choose from {', '.join(HARD)}.")
        for name in ("enough_languages", "enough_times", "years", "days"):
            if getattr(self, name) < 1:
                raise MatchingError(f"{name} is {getattr(self, name)}; 1 is the least.")
        if "role" in self.bars and not self.roles:
            raise MatchingError(
                "The rule “role” needs a table of roles: which buddies each newcomer may have."
            )

    def weight(self, term: str) -> int:
        return self.weights.get(term, 0)


@dataclass(frozen=True, slots=True)
class Newcomers:
    """One row a newcomer. `allowed` are the roles of buddies that may be theirs, as bits; `faculty_only` asks
    for a buddy of the same faculty, `same_gender` for one of the same gender; a `minor` needs a vetted one.
    Days count from any one day on; -1 in `faculty`, `field`, `country` is unknown and like nothing."""

    campus: Small
    allowed: Small
    gender: Small
    same_gender: Flags
    faculty: Small
    faculty_only: Flags
    field: Small
    country: Small
    languages: Bits
    interests: Bits
    times: Bits
    age: NDArray[np.float32]  # NaN: unknown
    minor: Flags
    arrives: Small

    def __len__(self) -> int:
        return len(self.campus)


@dataclass(frozen=True, slots=True)
class Buddies:
    """One row a buddy. `role` is a number below 32; `countries` are those they know, as bits."""

    campus: Small
    role: Small
    gender: Small
    same_gender: Flags
    faculty: Small
    field: Small
    countries: Bits
    languages: Bits
    interests: Bits
    times: Bits
    age: NDArray[np.float32]
    vetted: Flags
    from_day: Small
    until_day: Small
    capacity: Ints  # 0 while paused

    def __len__(self) -> int:
        return len(self.campus)


@dataclass(frozen=True, slots=True)
class Population:
    """Everybody of a round. `declined` are pairs (newcomer, buddy) that said no before."""

    newcomers: Newcomers
    buddies: Buddies
    rules: Rules
    declined: NDArray[np.int64] = field(default_factory=lambda: np.zeros((0, 2), dtype=np.int64))

    def campuses(self) -> Iterator["Campus"]:
        """Each campus with newcomers: pairs are made within one."""
        for number in np.unique(self.newcomers.campus):
            yield Campus(
                int(number),
                np.flatnonzero(self.newcomers.campus == number),
                np.flatnonzero(self.buddies.campus == number),
            )


@dataclass(frozen=True, slots=True)
class Campus:
    """Who is there, as rows of the population."""

    number: int
    newcomers: Ints
    buddies: Ints


def bits_of(members: NDArray[np.bool_]) -> Bits:
    """(people × members) flags as sets."""
    words = max(1, -(-members.shape[1] // 64))
    padded = np.zeros((len(members), words * 64), dtype=np.uint8)
    padded[:, : members.shape[1]] = members
    return np.packbits(padded, axis=1, bitorder="little").view("<u8").astype(np.uint64)
