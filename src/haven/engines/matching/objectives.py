"""`solve`: the two rules by which newcomers get buddies. Both are stated and proved in
docs/methods/matching.md."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from haven.engines.matching.edges import Problem
from haven.engines.matching.results import Certificate, Flags, Ints, Matching, MatchingError, Scores
from haven.engines.matching.solving import Solved, loops, optimum, quick

TOTAL, FAIR = "total", "fair"


def solve(
    scores: NDArray[Any],
    capacity: ArrayLike,
    *,
    objective: str = FAIR,
    priority: ArrayLike | None = None,
    seed: int = 0,
    fixed: Sequence[tuple[int, int]] = (),
    tolerance: int = 0,
) -> Matching:
    """Give newcomers buddies.

    `scores` (newcomers × buddies, int16 or int32) are points, -1 for a pair that is barred; `capacity` counts
    each buddy's places. "total" covers as many newcomers as can be, then takes the greatest total. "fair"
    covers as many, those of lower `priority` first and by a lottery with this `seed` among equals; then lets
    the worst pair be as good as can be; then takes the greatest total. `fixed` pairs (newcomer, buddy) are
    made whatever else is. `tolerance` is how many points may be missing of the greatest total; 0 is exact.

    Raises MatchingError for what cannot be.
    """
    points, places = _checked(scores, capacity)
    first = _priorities(priority, len(points))
    pairs = _fixed(fixed, points, places)
    if objective not in {TOTAL, FAIR}:
        raise MatchingError(f"The objective {objective!r} is not total or fair.")
    if tolerance < 0:
        raise MatchingError(f"The tolerance is {tolerance}; it is 0 points or more.")
    left = places.copy()
    skip = np.zeros(len(points), dtype=np.bool_)
    for newcomer, buddy in pairs:
        left[buddy] -= 1
        skip[newcomer] = True
    problem = Problem(points, left, skip)
    if objective == TOTAL:
        solved = optimum(problem, tolerance)
        return _matching(
            problem, solved, pairs, objective, first, seed, np.zeros(len(points), dtype=np.bool_)
        )
    return _fair(problem, pairs, first, seed, tolerance)


def order_of(priority: Ints, seed: int) -> Ints:
    """Newcomers in the order in which they are covered: by priority, and by lot among equals."""
    lots = np.random.default_rng(seed).permutation(len(priority))
    return np.lexsort((lots, priority))


def _fair(
    problem: Problem, pairs: tuple[tuple[int, int], ...], priority: Ints, seed: int, tolerance: int
) -> Matching:
    order = order_of(priority, seed)
    covered = _covered(problem, order[~problem.skip[order]])
    chosen = Problem(problem.scores, problem.capacity, ~covered)
    floor, contested = _highest_floor(chosen)
    solved = optimum(Problem(problem.scores, problem.capacity, ~covered, floor), tolerance)
    return _matching(problem, solved, pairs, FAIR, priority, seed, contested)


def _covered(problem: Problem, order: Ints) -> Flags:
    """Who is covered, when each in turn is as long as everybody before them stays covered: as many as can be,
    for those who can be covered together form a matroid."""
    match = np.full(len(problem.scores), -1, dtype=np.int64)
    loops.cover(problem, order, match)
    return match >= 0


def _highest_floor(problem: Problem) -> tuple[int, Flags]:
    """The greatest score that everybody's pair can have at least; and who competes above it."""
    rows = problem.rows
    contested = np.zeros(len(problem.scores), dtype=np.bool_)
    if not len(rows):
        return 0, contested
    match = quick(problem)
    loops.cover(problem, rows[match[rows] < 0], match)
    low = _least(problem, match)
    best = _row_best(problem)
    high = int(best[rows].min())
    contested[rows[np.argmin(best[rows])]] = True
    while low < high:
        middle = (low + high + 1) // 2
        tried, competing = _raised(problem, match, middle)
        if len(competing):
            high = middle - 1
            contested[:] = False
            contested[competing] = True
        else:
            match = tried
            low = _least(problem, match)
    return low, contested


def _raised(problem: Problem, match: Ints, floor: int) -> tuple[Ints, Ints]:
    """Everybody's pair at this floor or above it, where that can be; else who competes."""
    tried = match.copy()
    rows = problem.rows
    below = rows[problem.scores[rows, match[rows]] < floor]
    tried[below] = -1
    raised = Problem(problem.scores, problem.capacity, problem.skip, floor)
    return tried, loops.cover(raised, below, tried, stop=True)


def _least(problem: Problem, match: Ints) -> int:
    rows = problem.rows
    return int(problem.scores[rows, match[rows]].min())


def _row_best(problem: Problem) -> Ints:
    """Each row's best score with a buddy who has places."""
    may = problem.capacity > 0
    best = np.full(len(problem.scores), -1, dtype=np.int64)
    for start in range(0, len(best), 256):
        block = problem.scores[start : start + 256]
        best[start : start + 256] = np.where(may, block, -1).max(axis=1, initial=-1)
    return best


def _matching(
    problem: Problem,
    solved: Solved,
    pairs: tuple[tuple[int, int], ...],
    objective: str,
    priority: Ints,
    seed: int,
    contested: Flags,
) -> Matching:
    assigned = solved.match.copy()
    total = int(solved.own.sum())
    for newcomer, buddy in pairs:
        assigned[newcomer] = buddy
        total += int(problem.scores[newcomer, buddy])
    coverage = int((assigned >= 0).sum())
    on = solved.match >= 0
    certificate = Certificate(
        objective=objective,
        coverage_bound=coverage,
        total_bound=total + solved.gap,
        gap=solved.gap,
        covering=problem.covering,
        newcomer_prices=solved.u,
        buddy_prices=solved.v,
        priority=priority,
        seed=seed,
        fixed=pairs,
        minimum=int(solved.own[on].min()) if objective == FAIR and on.any() else 0,
        contested=contested,
    )
    return Matching(assigned, total, coverage, certificate)


# ---------------------------------------------------------------- what is given


def _checked(scores: NDArray[Any], capacity: ArrayLike) -> tuple[Scores, Ints]:
    points = np.asarray(scores)
    if points.ndim != 2 or points.dtype not in (np.int16, np.int32):
        raise MatchingError("Scores are a table of newcomers by buddies, of int16 or int32.")
    places = np.asarray(capacity)
    if places.shape != points.shape[1:] or (places.size and places.dtype.kind not in "iu"):
        raise MatchingError(f"Capacity is one whole number for each of the {points.shape[1]} buddies.")
    if points.size and points.min() < -1:
        row, column = np.unravel_index(int(points.argmin()), points.shape)
        raise MatchingError(f"Newcomer {row} and buddy {column} have {points.min()} points; -1 bars a pair.")
    if places.size and places.min() < 0:
        raise MatchingError(f"Buddy {int(places.argmin())} has {places.min()} places; 0 is the least.")
    # Places beyond one more than there are newcomers say nothing, and could be too many to count with.
    return np.ascontiguousarray(points), np.minimum(places, len(points) + 1).astype(np.int64)


def _priorities(priority: ArrayLike | None, count: int) -> Ints:
    if priority is None:
        return np.zeros(count, dtype=np.int64)
    found = np.asarray(priority)
    if found.shape != (count,) or (count and found.dtype.kind not in "iu"):
        raise MatchingError(f"Priority is one whole number for each of the {count} newcomers.")
    return found.astype(np.int64)


def _fixed(fixed: Sequence[tuple[int, int]], scores: Scores, capacity: Ints) -> tuple[tuple[int, int], ...]:
    pairs = tuple((int(newcomer), int(buddy)) for newcomer, buddy in fixed)
    left, seen = capacity.copy(), set[int]()
    for newcomer, buddy in pairs:
        if not (0 <= newcomer < scores.shape[0] and 0 <= buddy < scores.shape[1]):
            raise MatchingError(
                f"The fixed pair of newcomer {newcomer} and buddy {buddy} is not in the table."
            )
        if newcomer in seen:
            raise MatchingError(f"Newcomer {newcomer} is in two fixed pairs.")
        if scores[newcomer, buddy] < 0:
            raise MatchingError(f"The fixed pair of newcomer {newcomer} and buddy {buddy} is barred.")
        seen.add(newcomer)
        left[buddy] -= 1
        if left[buddy] < 0:
            raise MatchingError(f"Buddy {buddy} has more fixed newcomers than the {capacity[buddy]} places.")
    return pairs
