"""What `compiled` does, with numpy alone: the same pairs or as good ones, and the same prices."""

import numpy as np

from haven.engines.matching.edges import Edges, Places, Problem, narrow
from haven.engines.matching.results import Flags, Ints

FAR = np.int64(1) << 61
BLOCK = 256  # rows that are looked at together
TOUCHED = 1 / 30  # share of the rows that may be repaired one by one; more begin with a flow again


# ---------------------------------------------------------------- candidates


def _limits(scores: np.ndarray, wanted: int) -> Ints:
    """About the wanted-th best score of each row of a sample."""
    width = scores.shape[1]
    place = max(0, width - wanted)
    return np.partition(scores, place, axis=1)[:, place] if width else np.zeros(len(scores), np.int64)


def candidates(problem: Problem, per_row: int, per_column: int, stride: int) -> tuple[Places, Places]:
    """About so many of the best pairs of each row and each column, by every stride-th score."""
    scores, floor = problem.scores, problem.floor
    height, width = scores.shape
    limits = np.empty(width, dtype=scores.dtype)
    for start in range(0, width, BLOCK):
        block = np.ascontiguousarray(scores[::stride, start : start + BLOCK].T)
        limits[start : start + BLOCK] = _limits(block, max(1, per_column // stride))
    limits = np.maximum(limits, floor)
    limits[problem.capacity == 0] = np.iinfo(scores.dtype).max
    found = []
    for start in range(0, height, BLOCK):
        block = scores[start : start + BLOCK]
        low = np.maximum(_limits(block[:, start % stride :: stride], max(1, per_row // stride)), floor)
        above = (block >= low[:, None]) | (block >= limits)
        above[problem.skip[start : start + BLOCK]] = False
        found.append(np.flatnonzero(above) + start * width)
    keys = np.concatenate(found)
    rows = (keys // width).astype(np.int32)
    return rows, (keys - rows.astype(np.int64) * width).astype(np.int32)


# ---------------------------------------------------------------- prices


def prices(problem: Problem, edges: Edges, match: Ints, own: Ints) -> Ints:
    """As of `compiled`: halfway between the least and the greatest."""
    least = _least_prices(problem, edges, match, own)
    greatest = _greatest_prices(problem, edges, match, own)
    greatest[greatest >= FAR] = 2 * problem.covering
    return np.asarray(least + (greatest - least) // 2)


def _occupied(starts: Ints) -> tuple[Ints, Ints]:
    """Which rows (or columns) have pairs, and where those begin."""
    which = np.flatnonzero(np.diff(starts))
    return which, starts[which]


def _least_prices(problem: Problem, edges: Edges, match: Ints, own: Ints) -> Ints:
    columns, starts = _occupied(edges.column_starts)
    v = np.zeros(len(problem.capacity), dtype=np.int64)
    place = np.maximum(match, 0)
    while True:
        worth = np.where(match >= 0, v[place] - own, problem.covering)
        wanted = np.maximum.reduceat(edges.row_values + worth[edges.rows], starts) if len(starts) else v[:0]
        if not (wanted > v[columns]).any():
            return v
        v[columns] = np.maximum(v[columns], wanted)


def _greatest_prices(problem: Problem, edges: Edges, match: Ints, own: Ints) -> Ints:
    rows, starts = _occupied(edges.starts)
    on = np.flatnonzero(match >= 0)
    full = np.bincount(match[on], minlength=len(problem.capacity)) >= problem.capacity
    limited = on[full[match[on]]]
    u = np.zeros(len(match), dtype=np.int64)
    while True:
        v = np.where(full, FAR, 0)
        np.minimum.at(v, match[limited], own[limited] + problem.covering - u[limited])
        if not len(starts):
            return v
        at = v[edges.columns]
        wanted = np.maximum.reduceat(np.where(at < FAR, edges.values + problem.covering - at, 0), starts)
        if not (wanted > u[rows]).any():
            return v
        u[rows] = np.maximum(u[rows], wanted)


# ---------------------------------------------------------------- all pairs at these prices


def violators(problem: Problem, who: Ints, u: Ints, v: Ints, most: int) -> tuple[Places, Places, Ints]:
    """As of `compiled`."""
    best = np.zeros(len(who), dtype=np.int64)
    rows, columns = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    everybody = len(who) == len(problem.scores)
    at_prices = narrow(v - problem.covering)
    for start in range(0, len(who), BLOCK // 2):
        some = who[start : start + BLOCK // 2]
        block = problem.scores[start : start + BLOCK // 2] if everybody else problem.scores[some]
        gains = np.subtract(block, at_prices, dtype=at_prices.dtype)
        np.putmask(gains, block < problem.floor, np.iinfo(at_prices.dtype).min)
        best[start : start + len(some)] = gains.max(axis=1)
        better = np.flatnonzero(best[start : start + len(some)] > u[some])
        if len(better):
            i, j = np.nonzero(_best_of(gains[better], u[some[better]] + 1, most))
            rows.append(some[better][i])
            columns.append(j)
    best = np.maximum(best, 0)
    return np.concatenate(rows).astype(np.int32), np.concatenate(columns).astype(np.int32), best


def _best_of(gains: np.ndarray, low: Ints, most: int) -> Flags:
    place = max(0, gains.shape[1] - most)
    limit = np.maximum(np.partition(gains, place, axis=1)[:, place], low)
    return np.asarray(gains >= limit[:, None])


# ---------------------------------------------------------------- covering


class _Seats:
    """Which rows have a place, and how a row gets one: a search by rows of scores."""

    def __init__(self, problem: Problem, match: Ints) -> None:
        self.problem, self.match = problem, match
        self.members: list[list[int]] = [[] for _ in problem.capacity]
        for row in np.flatnonzero(match >= 0).tolist():
            self.members[match[row]].append(row)
        self.left = problem.capacity - np.array([len(rows) for rows in self.members], dtype=np.int64)
        self.open = problem.capacity > 0  # not known to lead nowhere
        self.parent = np.zeros(len(problem.capacity), dtype=np.int64)

    def search(self, row: int) -> tuple[int, list[int], Flags]:
        """The column of a free place, -1 where none can be reached; rows and columns that were reached."""
        fresh, queue = self.open.copy(), [row]
        for i in queue:
            may = fresh & (self.problem.scores[i] >= self.problem.floor)
            found = np.flatnonzero(may)
            self.parent[found] = i
            fresh[found] = False
            free = found[self.left[found] > 0]
            if len(free):
                return int(free[0]), queue, fresh
            queue += [member for column in found.tolist() for member in self.members[column]]
        return -1, queue, fresh

    def move(self, column: int, row: int) -> None:
        """Along the chain: each row takes the place that the one before it leaves."""
        self.left[column] -= 1
        while True:
            i, before = int(self.parent[column]), int(self.match[self.parent[column]])
            if before >= 0:
                self.members[before].remove(i)
            self.match[i] = column
            self.members[column].append(i)
            if i == row:
                return
            column = before


def cover(problem: Problem, order: Ints, match: Ints, *, stop: bool = False) -> Ints:
    """As of `compiled`."""
    seats = _Seats(problem, match)
    for row in order.tolist():
        end, reached, fresh = seats.search(row)
        if end >= 0:
            seats.move(end, row)
        elif stop:
            return np.array(reached, dtype=np.int64)
        else:
            seats.open &= fresh
    return np.zeros(0, dtype=np.int64)
