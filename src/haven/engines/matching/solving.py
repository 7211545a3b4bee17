"""The best match, exactly: few pairs first, then all pairs at the prices of the few, until none is worth
more.

See docs/methods/matching.md for the rule, and why it holds.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from haven.engines.matching.compiling import has_numba
from haven.engines.matching.edges import Edges, Places, Problem, drawn, every_pair
from haven.engines.matching.flow import best_of
from haven.engines.matching.repairing import repaired
from haven.engines.matching.results import Ints

# Inner loops compiled by numba, or the same with numpy alone.
loops: Any = import_module(f"haven.engines.matching.{'compiled' if has_numba() else 'plain'}")

ALL_PAIRS = 60_000  # a problem of no more is solved with all of them at once
PER_ROW, PER_COLUMN, STRIDE = 12, 8, 4  # best pairs looked at first, found by every fourth score
DRAWN = 4  # pairs at random for each row and column
ADDED = 8  # pairs a row that are added at a time


@dataclass(frozen=True, slots=True)
class Solved:
    """Each row's column and its pair's score (0 where none), prices u of rows and v of columns, and how far
    above the match its bound is."""

    match: Ints
    own: Ints
    u: Ints
    v: Ints
    gap: int


def optimum(problem: Problem, tolerance: int = 0) -> Solved:
    """Most rows covered, then the greatest total; `tolerance` is how many points may be missing of it."""
    if not problem.scores.size or not problem.capacity.any() or not len(problem.rows):
        return _nothing(problem)
    edges = _first_pairs(problem)
    match = best_of(problem, edges)
    own = scores_of(problem, match)
    v = _priced(problem, loops.prices(problem, edges, match, own))
    u = profits(problem, match, own, v)
    rows, columns, best = loops.violators(problem, problem.rows, u, v, ADDED)
    while len(rows):
        gap = int((best - u[problem.rows]).clip(0).sum())
        if gap <= tolerance:
            u[problem.rows] = np.maximum(best, u[problem.rows])
            return Solved(match, own, u, v, gap)
        edges = edges.joined(problem, rows, columns)
        touched = np.unique(rows).astype(np.int64)
        if len(touched) > max(8, loops.TOUCHED * len(problem.rows)):
            match = best_of(problem, edges)
            own = scores_of(problem, match)
            new_v = _priced(problem, loops.prices(problem, edges, match, own))
        else:
            match, own, new_v = repaired(problem, edges, match, own, v, touched)
        new_u = profits(problem, match, own, new_v)
        if tolerance:
            rows, columns, best = loops.violators(problem, problem.rows, new_u, new_v, ADDED)
        else:
            rows, columns = _looked_at_again(problem, touched, (u, v), (new_u, new_v))
        u, v = new_u, new_v
    return Solved(match, own, u, v, 0)


def quick(problem: Problem) -> Ints:
    """A good match at once, of few pairs."""
    return best_of(problem, _first_pairs(problem))


def _looked_at_again(
    problem: Problem, touched: Ints, before: tuple[Ints, Ints], after: tuple[Ints, Ints]
) -> tuple[Places, Places]:
    """Pairs worth more than their prices: of rows that had such pairs before, or whose price fell, and of
    columns whose price fell. Others are worth no more than they were."""
    u, v = after
    columns = np.flatnonzero(v < before[1])
    if len(columns) > len(v) // 8:
        everywhere: tuple[Places, Places, Ints] = loops.violators(problem, problem.rows, u, v, ADDED)
        return everywhere[:2]
    fell = problem.rows[u[problem.rows] < before[0][problem.rows]]
    rows, found, _best = loops.violators(problem, np.union1d(touched, fell), u, v, ADDED)
    by_column = [_of_column(problem, int(column), u, int(v[column])) for column in columns]
    repeated = np.repeat(columns, [len(one) for one in by_column])
    return (
        np.concatenate([rows, *by_column]).astype(np.int32),
        np.concatenate([found, repeated]).astype(np.int32),
    )


def _of_column(problem: Problem, column: int, u: Ints, price: int) -> Ints:
    scores = problem.scores[:, column].astype(np.int64)
    more = (scores >= problem.floor) & (scores + problem.covering > u + price) & ~problem.skip
    return np.flatnonzero(more)


def _first_pairs(problem: Problem) -> Edges:
    if problem.scores.size <= ALL_PAIRS:
        return Edges.of(problem, *every_pair(problem))
    rows, columns = loops.candidates(problem, PER_ROW, PER_COLUMN, STRIDE)
    more_rows, more_columns = drawn(problem, DRAWN, DRAWN)
    return Edges.of(problem, np.concatenate([rows, more_rows]), np.concatenate([columns, more_columns]))


def scores_of(problem: Problem, match: Ints) -> Ints:
    """The scores of the pairs made, 0 for rows without one."""
    own = np.zeros(len(match), dtype=np.int64)
    on = np.flatnonzero(match >= 0)
    own[on] = problem.scores[on, match[on]]
    return own


def profits(problem: Problem, match: Ints, own: Ints, v: Ints) -> Ints:
    """What each row gets at these prices."""
    return np.where(match >= 0, own + problem.covering - v[match], 0)


def _priced(problem: Problem, v: Ints) -> Ints:
    """A column without places is too dear for everybody."""
    v[problem.capacity == 0] = 2 * problem.covering
    return v


def _nothing(problem: Problem) -> Solved:
    rows, columns = problem.scores.shape
    zeros = np.zeros(rows, dtype=np.int64)
    v = _priced(problem, np.zeros(columns, dtype=np.int64))
    return Solved(np.full(rows, -1, dtype=np.int64), zeros, zeros, v, 0)
