"""What a pair is worth: points per term, rounded down one by one, and the rules that bar it.

In blocks of newcomers, a campus at a time. `compiled_scoring` gives the same points sooner where numba is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haven.engines.matching.compiling import has_numba
from haven.engines.matching.people import Bits, Buddies, Campus, Newcomers, Population, Rules
from haven.engines.matching.results import Flags, MatchingError

BLOCK = 128
SETS = ("interests", "languages", "times")
MOST_BYTES = 4 << 30  # of the scores of one campus
Points = NDArray[np.int16]
Terms = dict[str, NDArray[Any]]


def scores_of(population: Population, campus: Campus, out: NDArray[np.int16] | None = None) -> Points:
    """(newcomers × buddies of the campus) points, -1 where a rule bars the pair. `out` is a flat array to
    write into, for the next campus takes the same memory. Raises MatchingError when it is too large to
    hold."""
    shape = len(campus.newcomers), len(campus.buddies)
    if 2 * shape[0] * shape[1] > MOST_BYTES:
        raise MatchingError(
            f"{shape[0]:,} newcomers and {shape[1]:,} buddies on one campus are more pairs "
            f"than fit in memory: {MOST_BYTES >> 30} GB is the most. Split the campus."
        )
    size = shape[0] * shape[1]
    points = np.empty(size, dtype=np.int16) if out is None or len(out) < size else out[:size]
    table = points.reshape(shape)
    newcomers, buddies = (
        taken(population.newcomers, campus.newcomers),
        taken(population.buddies, campus.buddies),
    )
    if has_numba():
        from haven.engines.matching.compiled_scoring import fill  # noqa: PLC0415 - only where numba is

        fill(newcomers, buddies, population.rules, table)
    else:
        for start in range(0, shape[0], BLOCK):
            some = taken(newcomers, np.arange(start, min(start + BLOCK, shape[0])))
            table[start : start + BLOCK] = _block(some, buddies, population.rules)
    _bar_declined(population, campus, table)
    return table


def taken(people: Any, rows: NDArray[np.int64]) -> Any:
    """These rows of newcomers or buddies."""
    columns = {one.name: np.ascontiguousarray(getattr(people, one.name)[rows]) for one in fields(people)}
    return type(people)(**columns)


def _bar_declined(population: Population, campus: Campus, table: Points) -> None:
    declined = population.declined
    if len(declined):
        here = np.isin(declined[:, 0], campus.newcomers) & np.isin(declined[:, 1], campus.buddies)
        rows = np.searchsorted(campus.newcomers, declined[here, 0])
        table[rows, np.searchsorted(campus.buddies, declined[here, 1])] = -1


def _block(newcomers: Newcomers, buddies: Buddies, rules: Rules) -> Points:
    shared = Shared.of_table(newcomers, buddies)
    points = np.add.reduce(list(terms(newcomers, buddies, rules, shared).values())).astype(np.int16)
    for barred in bars(newcomers, buddies, rules, shared).values():
        points[barred] = -1
    return np.asarray(points)


@dataclass(frozen=True, slots=True)
class Shared:
    """How many interests, languages and times people share, and how a newcomer's column has to stand beside a
    buddy's: every newcomer with every buddy (a table), or one with one (pairs)."""

    is_table: bool
    interests: NDArray[np.float32]
    languages: NDArray[np.float32]
    times: NDArray[np.float32]

    @classmethod
    def of_table(cls, newcomers: Newcomers, buddies: Buddies) -> "Shared":
        return cls(True, *(_table(getattr(newcomers, name), getattr(buddies, name)) for name in SETS))

    @classmethod
    def of_pairs(cls, newcomers: Newcomers, buddies: Buddies) -> "Shared":
        found = (
            np.bitwise_count(getattr(newcomers, name) & getattr(buddies, name)).sum(axis=1).astype(np.float32)
            for name in SETS
        )
        return cls(False, *found)

    def stood(self, column: NDArray[Any]) -> NDArray[Any]:
        return column[:, None] if self.is_table else column


def _table(left: Bits, right: Bits) -> NDArray[np.float32]:
    """(left × right). A product of flags is the quickest way with numpy."""
    flags = [
        np.unpackbits(one.astype("<u8").view(np.uint8), axis=1).astype(np.float32) for one in (left, right)
    ]
    return np.asarray(flags[0] @ flags[1].T)


def sizes(bits: Bits) -> NDArray[np.float32]:
    """One over the root of how many members each set has; 0 for none."""
    count = np.bitwise_count(bits).sum(axis=1).astype(np.float32)
    return np.where(count > 0, 1 / np.sqrt(np.maximum(count, 1)), 0).astype(np.float32)


def terms(newcomers: Newcomers, buddies: Buddies, rules: Rules, shared: Shared) -> Terms:
    """Points per term, as whole numbers in int32."""

    def same(name: str) -> NDArray[np.int32]:
        mine = shared.stood(getattr(newcomers, name))
        return np.where(
            (mine == getattr(buddies, name)) & (mine >= 0), np.int32(rules.weight(name)), np.int32(0)
        )

    # In the order in which `compiled_scoring` multiplies, so that both round alike.
    factor = shared.stood(np.float32(rules.weight("interests")) * sizes(newcomers.interests))
    interests = shared.interests * (factor * sizes(buddies.interests))
    times = np.minimum(shared.times, np.float32(rules.enough_times))
    languages = np.minimum(shared.languages, np.float32(rules.enough_languages))
    apart = np.abs(shared.stood(newcomers.age) - buddies.age)
    age = np.float32(rules.weight("age")) - apart * np.float32(rules.weight("age") / rules.years)
    return {
        "interests": interests.astype(np.int32),
        "languages": (languages * _each(rules, "languages", rules.enough_languages)).astype(np.int32),
        "faculty": same("faculty"),
        "field": same("field"),
        "country": _knows(newcomers, buddies, shared) * np.int32(rules.weight("country")),
        "times": (times * _each(rules, "times", rules.enough_times)).astype(np.int32),
        "age": np.where(age > 0, age, 0).astype(np.int32),  # not where an age is unknown: NaN is not above 0
    }


def _each(rules: Rules, term: str, enough: int) -> np.float32:
    return np.float32(rules.weight(term) / enough)


def _knows(newcomers: Newcomers, buddies: Buddies, shared: Shared) -> NDArray[np.int32]:
    """Whether the buddy knows the newcomer's country."""
    country = np.maximum(newcomers.country, 0)
    if shared.is_table:
        words = buddies.countries[:, country // 64].T
    else:
        words = buddies.countries[np.arange(len(country)), country // 64]
    bit = (words >> shared.stood((country % 64).astype(np.uint64))) & np.uint64(1)
    return np.where(shared.stood(newcomers.country >= 0), bit, 0).astype(np.int32)


def bars(newcomers: Newcomers, buddies: Buddies, rules: Rules, shared: Shared) -> Mapping[str, Flags]:
    """Which pairs each rule bars; campus and declined are looked at elsewhere."""
    stood = shared.stood
    other = stood(newcomers.gender) != buddies.gender
    arrives = stood(newcomers.arrives)
    found = {
        "capacity": np.broadcast_to(buddies.capacity <= 0, other.shape),
        "role": ((stood(newcomers.allowed) >> buddies.role) & 1) == 0,
        "vetting": stood(newcomers.minor) & ~buddies.vetted,
        "gender": other & (stood(newcomers.same_gender) | buddies.same_gender),
        "dates": (buddies.from_day > arrives) | (buddies.until_day < arrives + rules.days),
        "faculty": stood(newcomers.faculty_only) & (stood(newcomers.faculty) != buddies.faculty),
        "language": shared.languages < 1,
    }
    return {name: flags for name, flags in found.items() if name in rules.bars or name == "capacity"}
