"""A term in ten weekly rounds: who has arrived is matched, some pairs are declined, the rest stays. Newcomers
arrive before the first nine, so that whoever is declined in the ninth has a tenth.

Which pairs would be declined is drawn beforehand, so that hindsight, which knows everybody and bars those
pairs, can be told apart from luck.
"""

from dataclasses import replace

import numpy as np

from haven.engines.matching.explaining import points_of
from haven.engines.matching.people import Newcomers, Population
from haven.engines.matching.rounds import match, propose
from haven.engines.matching.scoring import taken
from tests.bench.matching_people import sample

WEEKS, DECLINED, FUTURES = 10, 0.15, 7


def _declines(newcomer: int, buddy: int) -> bool:
    """One pair in so many, by number alone."""
    mixed = (newcomer * 2_654_435_761 ^ buddy * 40_503) & 0xFFFFFFFF
    mixed = (mixed ^ mixed >> 15) * 2_246_822_519 & 0xFFFFFFFF
    return (mixed ^ mixed >> 13) % 10_000 < DECLINED * 10_000


def simulated(size: str, seed: int, *, ahead: bool) -> float:
    """Points of the pairs that stay, against those that hindsight gets."""
    population = sample(size, seed).population
    others = sample(size, seed + 100).population.newcomers  # what is expected is known by its laws alone
    draw = np.random.default_rng(seed)
    week = draw.integers(0, WEEKS - 1, len(population.newcomers))
    accepted: dict[int, int] = {}
    declined = [tuple(pair) for pair in population.declined.tolist()]
    points = 0
    for now in range(WEEKS):
        here = np.flatnonzero(week <= now)
        still = int((week > now).sum())
        futures = [_expected(others, draw, still) for _ in range(FUTURES if ahead and still else 0)]
        offered = _offered(population, here, accepted, declined, futures)
        for newcomer, buddy, worth in offered:
            if _declines(newcomer, buddy):
                declined.append((newcomer, buddy))
            else:
                accepted[newcomer] = buddy
                points += worth
    return points / _hindsight(population)


def _expected(others: Newcomers, draw: np.random.Generator, count: int) -> Newcomers:
    found: Newcomers = taken(others, np.sort(draw.choice(len(others), count, replace=False)))
    return found


def _offered(
    population: Population,
    here: np.ndarray,
    accepted: dict[int, int],
    declined: list[tuple[int, int]],
    futures: list[Newcomers],
) -> list[tuple[int, int, int]]:
    """New pairs of those who are here, with their points."""
    place = {int(newcomer): row for row, newcomer in enumerate(here)}
    barred = [(place[one], other) for one, other in declined if one in place]
    of_now = replace(
        population,
        newcomers=taken(population.newcomers, here),
        declined=np.array(barred, dtype=np.int64).reshape(-1, 2),
    )
    kept = [(place[newcomer], buddy) for newcomer, buddy in accepted.items()]
    found = propose(of_now, futures, accepted=kept)
    rows = np.array(
        [row for row in np.flatnonzero(found.assigned >= 0) if int(here[row]) not in accepted], int
    )
    if not len(rows):
        return []
    worth = points_of(of_now, rows, found.assigned[rows]).sum(axis=1)
    chosen = zip(here[rows].tolist(), found.assigned[rows].tolist(), worth.tolist(), strict=True)
    return list(chosen)


def _hindsight(population: Population) -> int:
    barred = [tuple(pair) for pair in population.declined.tolist()]
    for campus in population.campuses():
        barred += [
            (newcomer, buddy)
            for newcomer in campus.newcomers.tolist()
            for buddy in campus.buddies.tolist()
            if _declines(newcomer, buddy)
        ]
    known = replace(population, declined=np.array(barred, dtype=np.int64).reshape(-1, 2))
    return match(known, objective="total").total
