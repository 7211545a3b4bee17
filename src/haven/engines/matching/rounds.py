"""Rounds: pairs that were accepted stay, those who said no are kept apart, late arrivals join, and places can
be held for newcomers who are still expected. A campus on which nothing changed is not solved again."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from haven.engines.matching.explaining import Competition, competitions
from haven.engines.matching.objectives import FAIR, TOTAL, solve
from haven.engines.matching.people import Campus, Newcomers, Population
from haven.engines.matching.results import Ints, Matching, MatchingError
from haven.engines.matching.scoring import scores_of

EXPECTED = 1 << 40  # priority of those who are only expected: after everybody who is here


@dataclass(frozen=True, slots=True, eq=False)
class CampusMatch:
    """One campus: who is there, as rows of the population, and its match, in the order of `campus`."""

    campus: Campus
    matching: Matching
    competitions: tuple[Competition, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Round:
    """`assigned` is each newcomer's buddy, -1 where none, as rows of the population."""

    assigned: Ints
    total: int
    coverage: int
    campuses: Mapping[int, CampusMatch]


def match(
    population: Population,
    *,
    objective: str = FAIR,
    priority: ArrayLike | None = None,
    seed: int = 0,
    accepted: Sequence[tuple[int, int]] = (),
    expected: Newcomers | None = None,
    before: Round | None = None,
    touched: Collection[int] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Round:
    """Match everybody, campus by campus.

    `accepted` pairs stay. `expected` newcomers take part after everybody who is here, so that places that
    suit them better are left for them; they get no pair themselves. With `before`, an earlier round of the
    same people, only the campuses `touched` are solved again. `progress` is told how many newcomers have been
    looked at, of how many.
    """
    whole = with_expected(population, expected)
    first = _priority(priority, len(population.newcomers), len(whole.newcomers))
    fixed = _by_campus(whole, accepted)
    memory = _memory(whole)
    found: dict[int, CampusMatch] = {}
    looked_at = 0
    for campus in whole.campuses():
        looked_at += len(campus.newcomers)
        if before is not None and touched is not None and campus.number not in touched:
            if campus.number not in before.campuses:
                raise MatchingError(f"Campus {campus.number} was not there before: it has to be solved too.")
            found[campus.number] = before.campuses[campus.number]
            continue
        pairs = fixed.get(campus.number, ())
        found[campus.number] = _matched(whole, campus, memory, pairs, first, objective=objective, seed=seed)
        if progress is not None:
            progress(looked_at, len(whole.newcomers))
    return _round(len(population.newcomers), found)


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """`assigned` is each newcomer's buddy, -1 for who had better wait or has none; `support` is the share of
    the futures in which the pair is made."""

    assigned: Ints
    support: NDArray[np.float64]


def propose(
    population: Population,
    futures: Sequence[Newcomers],
    *,
    sure: float = 0.5,
    objective: str = TOTAL,
    priority: ArrayLike | None = None,
    seed: int = 0,
    accepted: Sequence[tuple[int, int]] = (),
) -> Proposal:
    """Pairs that are right whoever comes: `futures` are several samples of those who are still expected, and
    a pair is proposed when it is made in at least the share `sure` of them. Who has none waits for a later
    round. Without futures everybody is matched now."""
    count = len(population.newcomers)
    chosen = [
        match(
            population,
            objective=objective,
            priority=priority,
            seed=seed,
            accepted=accepted,
            expected=future,
        ).assigned
        for future in (futures or (None,))
    ]
    pairs = np.concatenate([np.stack([np.arange(count), one], axis=1) for one in chosen])
    pairs, times = np.unique(pairs[pairs[:, 1] >= 0], axis=0, return_counts=True)
    left = population.buddies.capacity.copy()
    assigned, support = np.full(count, -1, dtype=np.int64), np.zeros(count)
    for at in np.argsort(-times, kind="stable"):
        newcomer, buddy = pairs[at]
        if times[at] >= sure * len(chosen) and assigned[newcomer] < 0 and left[buddy] > 0:
            assigned[newcomer], support[newcomer] = buddy, times[at] / len(chosen)
            left[buddy] -= 1
    return Proposal(assigned, support)


def _matched(
    population: Population,
    campus: Campus,
    memory: NDArray[np.int16],
    pairs: Sequence[tuple[int, int]],
    priority: Ints,
    *,
    objective: str,
    seed: int,
) -> CampusMatch:
    scores = scores_of(population, campus, memory)
    capacity = population.buddies.capacity[campus.buddies]
    rows = np.searchsorted(campus.newcomers, [newcomer for newcomer, _buddy in pairs]).tolist()
    columns = np.searchsorted(campus.buddies, [buddy for _newcomer, buddy in pairs]).tolist()
    matching = solve(
        scores,
        capacity,
        objective=objective,
        priority=priority[campus.newcomers],
        seed=seed,
        fixed=list(zip(rows, columns, strict=True)),
    )
    return CampusMatch(campus, matching, tuple(competitions(scores, capacity, matching)))


def _round(count: int, found: Mapping[int, CampusMatch]) -> Round:
    """Those who are only expected stand behind the others, and are left out."""
    assigned, total = np.full(count, -1, dtype=np.int64), 0
    for one in found.values():
        here = one.campus.newcomers < count
        on = here & (one.matching.assigned >= 0)
        assigned[one.campus.newcomers[on]] = one.campus.buddies[one.matching.assigned[on]]
        total += one.matching.total
    return Round(assigned, total, int((assigned >= 0).sum()), found)


def _memory(population: Population) -> NDArray[np.int16]:
    """For the scores of one campus after the other."""
    sizes = [len(campus.newcomers) * len(campus.buddies) for campus in population.campuses()]
    return np.empty(max(sizes, default=0), dtype=np.int16)


def with_expected(population: Population, expected: Newcomers | None) -> Population:
    """With those who are expected behind everybody who is here."""
    if expected is None or not len(expected):
        return population
    columns: dict[str, Any] = {
        one.name: np.concatenate([getattr(population.newcomers, one.name), getattr(expected, one.name)])
        for one in fields(Newcomers)
    }
    return replace(population, newcomers=Newcomers(**columns))


def _priority(priority: ArrayLike | None, count: int, whole: int) -> Ints:
    first = np.full(whole, EXPECTED, dtype=np.int64)
    first[:count] = 0 if priority is None else np.asarray(priority)
    return first


def _by_campus(population: Population, pairs: Sequence[tuple[int, int]]) -> dict[int, list[tuple[int, int]]]:
    found: dict[int, list[tuple[int, int]]] = {}
    for newcomer, buddy in pairs:
        if not (0 <= newcomer < len(population.newcomers) and 0 <= buddy < len(population.buddies)):
            raise MatchingError(f"The accepted pair of newcomer {newcomer} and buddy {buddy} is not there.")
        campus = int(population.newcomers.campus[newcomer])
        if campus != population.buddies.campus[buddy]:
            raise MatchingError(f"Newcomer {newcomer} and buddy {buddy} are not on one campus.")
        found.setdefault(campus, []).append((newcomer, buddy))
    return found
