"""An invented buddy programme to measure with: everybody is drawn from one seed, by these laws.

campus     share falls with rank to the power .7; newcomers and buddies each spread by lognormal(0, .15)
faculty    ten, share by rank to the power .6, spread by campus and side; six fields each
role       newcomers: .85 student, .15 researcher; buddies: .78 peer, .12 experienced, .06 staff, .04
           emeritus. Researchers take all but peers; students peers and experienced ones, half of them an
emeritus too gender     .52, .45, .03; the same is asked for by newcomers .12, .02, .05 and by buddies .05,
.02, .05 country    eighty, by rank to the power .9; buddies know 1.2 on average
languages  forty: the local one, English, others. Newcomers: their country's, .92 English, .25 local;
           buddies: .97 local, .90 English; others come on top, .4 and .9 on average
interests  three to nine of thirty, the popular ones more often; times: fourteen half days, each free at .35
           (.5 for staff and emeriti)
dates      newcomers arrive about week 6; .15 of the buddies begin later, .2 end earlier; four weeks are
needed age        by role; one student in a hundred is 17 and needs a vetted buddy
capacity   one (.55), two (.30), three (.15); .03 are paused. .12 of newcomers ask for their own faculty; .02
           have one or two buddies who said no before
"""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from haven.engines.matching.people import Buddies, Newcomers, Population, Rules, bits_of

SIZES = {
    "S": (200, 150, 3),
    "M": (2_000, 1_200, 4),
    "L": (10_000, 6_000, 6),
    "XL": (50_000, 30_000, 12),
    "XL1": (50_000, 30_000, 1),
}
RULES = Rules(
    weights={
        "interests": 3000, "languages": 1500, "faculty": 1000, "field": 1500, "country": 1000,
        "times": 1500, "age": 500,
    },
    roles={"student": ("peer", "experienced"), "researcher": ("experienced", "staff", "emeritus")},
)  # fmt: skip
STUDENT_MAY, RESEARCHER_MAY, EMERITUS = 0b0011, 0b1110, 0b1000
LOCAL, ENGLISH, OTHERS = 0, 1, 38
COUNTRIES, INTERESTS, TIMES = 80, 30, 14


@dataclass(frozen=True, slots=True)
class Sample:
    """The population, and whose wishes make them hard to match."""

    population: Population
    speaks_english: NDArray[np.bool_]
    vulnerable: NDArray[np.bool_]


def _shares(count: int, power: float) -> NDArray[np.float64]:
    shares = (np.arange(count) + 1.0) ** -power
    return shares / shares.sum()


def sample(size: str, seed: int = 7) -> Sample:
    newcomers, buddies, campuses = SIZES[size]
    draw = np.random.default_rng(seed)
    shares = _shares(campuses, 0.7)
    mine, english = _newcomers(draw, newcomers, shares)
    theirs = _buddies(draw, buddies, shares)
    declined = _declined(draw, mine, theirs)
    vulnerable = ~english | mine.minor | mine.same_gender | mine.faculty_only
    return Sample(Population(mine, theirs, RULES, declined), english, vulnerable)


def _places(
    draw: Generator, count: int, shares: NDArray[np.float64]
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Campus, faculty and field."""
    spread = shares * draw.lognormal(0, 0.15, len(shares))
    campus = np.sort(draw.choice(len(shares), count, p=spread / spread.sum())).astype(np.int32)
    faculty = np.zeros(count, dtype=np.int32)
    for number in range(len(shares)):
        of_faculty = _shares(10, 0.6) * draw.lognormal(0, 0.3, 10)
        here = np.flatnonzero(campus == number)
        faculty[here] = draw.choice(10, len(here), p=of_faculty / of_faculty.sum())
    field = faculty * 6 + draw.choice(6, count, p=_shares(6, 0.5)).astype(np.int32)
    return campus, faculty, field


def _gender(
    draw: Generator, count: int, asks: tuple[float, ...]
) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    gender = draw.choice(3, count, p=[0.52, 0.45, 0.03]).astype(np.int32)
    return gender, draw.random(count) < np.array(asks)[gender]


def _interests(draw: Generator, count: int) -> NDArray[np.bool_]:
    """Without replacement, by weight: the greatest of weights with Gumbel noise."""
    wanted = 3 + draw.binomial(6, 0.5, count)
    noisy = np.log(_shares(INTERESTS, 0.5)) + draw.gumbel(size=(count, INTERESTS))
    rank = np.argsort(np.argsort(-noisy, axis=1), axis=1)
    return np.asarray(rank < wanted[:, None])


def _add_some(draw: Generator, flags: NDArray[np.bool_], mean: float, shares: NDArray[np.float64]) -> None:
    more = draw.poisson(mean, len(flags))
    for turn in range(int(more.max(initial=0))):
        who = np.flatnonzero(more > turn)
        flags[who, draw.choice(len(shares), len(who), p=shares)] = True


def _other_languages() -> NDArray[np.float64]:
    return np.concatenate([[0, 0], _shares(OTHERS, 1.0)])


def _newcomers(
    draw: Generator, count: int, shares: NDArray[np.float64]
) -> tuple[Newcomers, NDArray[np.bool_]]:
    campus, faculty, field = _places(draw, count, shares)
    researcher = draw.random(count) < 0.15
    gender, same_gender = _gender(draw, count, (0.12, 0.02, 0.05))
    country = draw.choice(COUNTRIES, count, p=_shares(COUNTRIES, 0.9)).astype(np.int32)
    languages = np.zeros((count, 2 + OTHERS), dtype=np.bool_)
    languages[np.arange(count), country % OTHERS + 2] = True
    languages[:, ENGLISH] |= draw.random(count) < 0.92
    languages[:, LOCAL] |= draw.random(count) < 0.25
    _add_some(draw, languages, 0.4, _other_languages())
    age = np.where(researcher, draw.normal(32, 6, count), draw.normal(22, 2.5, count)).clip(18, 75)
    minor = ~researcher & (draw.random(count) < 0.01)
    emeritus = np.where(draw.random(count) < 0.5, EMERITUS, 0)
    newcomers = Newcomers(
        campus=campus,
        allowed=np.where(researcher, RESEARCHER_MAY, STUDENT_MAY | emeritus).astype(np.int32),
        gender=gender,
        same_gender=same_gender,
        faculty=faculty,
        faculty_only=draw.random(count) < 0.12,
        field=field,
        country=country,
        languages=bits_of(languages),
        interests=bits_of(_interests(draw, count)),
        times=bits_of(draw.random((count, TIMES)) < 0.35),
        age=np.where(minor, 17, age).astype(np.float32),
        minor=minor,
        arrives=(7 * draw.normal(6, 2, count).round().clip(0, 15)).astype(np.int32),
    )
    return newcomers, languages[:, ENGLISH]


def _buddies(draw: Generator, count: int, shares: NDArray[np.float64]) -> Buddies:
    campus, faculty, field = _places(draw, count, shares)
    role = draw.choice(4, count, p=[0.78, 0.12, 0.06, 0.04]).astype(np.int32)
    gender, same_gender = _gender(draw, count, (0.05, 0.02, 0.05))
    languages = np.zeros((count, 2 + OTHERS), dtype=np.bool_)
    languages[:, LOCAL] = draw.random(count) < 0.97
    languages[:, ENGLISH] = draw.random(count) < 0.90
    _add_some(draw, languages, 0.9, _other_languages())
    countries = np.zeros((count, COUNTRIES), dtype=np.bool_)
    _add_some(draw, countries, 1.2, _shares(COUNTRIES, 0.9))
    mean, spread = np.array([22.5, 27, 42, 68])[role], np.array([2.2, 3, 8, 4])[role]
    free = np.where(role >= 2, 0.5, 0.35)
    late, early = draw.random(count) >= 0.85, draw.random(count) >= 0.8
    places = draw.choice([1, 2, 3], count, p=[0.55, 0.30, 0.15])
    return Buddies(
        campus=campus,
        role=role,
        gender=gender,
        same_gender=same_gender,
        faculty=faculty,
        field=field,
        countries=bits_of(countries),
        languages=bits_of(languages),
        interests=bits_of(_interests(draw, count)),
        times=bits_of(draw.random((count, TIMES)) < free[:, None]),
        age=draw.normal(mean, spread).clip(18, 85).astype(np.float32),
        vetted=(role >= 2) | (draw.random(count) < 0.3),
        from_day=(7 * np.where(late, draw.integers(1, 9, count), 0)).astype(np.int32),
        until_day=(7 * np.where(early, draw.integers(10, 31, count), 52)).astype(np.int32),
        capacity=(places * (draw.random(count) >= 0.03)).astype(np.int64),
    )


def _declined(draw: Generator, newcomers: Newcomers, buddies: Buddies) -> NDArray[np.int64]:
    pairs = []
    for newcomer in np.flatnonzero(draw.random(len(newcomers)) < 0.02).tolist():
        here = np.flatnonzero(buddies.campus == newcomers.campus[newcomer])
        if len(here):
            some = draw.choice(here, min(len(here), int(draw.integers(1, 3))), replace=False)
            pairs += [(newcomer, int(buddy)) for buddy in some]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)
