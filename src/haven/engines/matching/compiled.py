"""The four inner loops of the solver, compiled by numba. `plain` does the same with numpy alone.

Loops over whole rows of scores have a form that becomes vector instructions: narrow whole numbers, no
branches. `floor` is the least score that a pair needs; -1 bars a pair, so `floor` is at least 0. `skip`
marks newcomers who take no part.
"""

from typing import Any

import numpy as np

from haven.engines.matching.compiling import compiled
from haven.engines.matching.edges import Edges, Places, Problem, narrow, seats_of
from haven.engines.matching.results import Ints

BINS = 512
BLOCK = 32  # scores that are looked at together
FAR = np.int64(1) << 61
TOUCHED = 1.0  # share of the rows that may be repaired one by one: all of them, it is quicker than a flow


# ---------------------------------------------------------------- candidates


@compiled
def _kth(counts: Any, wanted: int, shift: int) -> int:
    """The least score of the bin in which the wanted-th best score stands."""
    left = wanted
    for bin_ in range(BINS - 1, -1, -1):
        left -= counts[bin_]
        if left <= 0:
            return bin_ << shift
    return 0


@compiled
def _row_limits(scores: Any, floor: int, wanted: int, stride: int, shift: int) -> Any:
    """About the wanted-th best score of each row, by every stride-th of its scores."""
    limits = np.empty(scores.shape[0], np.int64)
    counts = np.zeros(BINS, np.int64)
    for i in range(scores.shape[0]):
        counts[:] = 0
        for j in range(i % stride, scores.shape[1], stride):
            if scores[i, j] >= floor:
                counts[scores[i, j] >> shift] += 1
        limits[i] = max(floor, _kth(counts, wanted, shift))
    return limits


@compiled
def _column_limits(scores: Any, floor: int, wanted: int, stride: int, shift: int) -> Any:
    """The same of each column, in blocks that fit the cache."""
    limits = np.empty(scores.shape[1], np.int64)
    counts = np.zeros((BLOCK, BINS), np.int32)
    for start in range(0, scores.shape[1], BLOCK):
        end = min(start + BLOCK, scores.shape[1])
        counts[:] = 0
        for i in range(start // BLOCK % stride, scores.shape[0], stride):
            for j in range(start, end):
                if scores[i, j] >= floor:
                    counts[j - start, scores[i, j] >> shift] += 1
        for j in range(start, end):
            limits[j] = max(floor, _kth(counts[j - start], wanted, shift))
    return limits


@compiled
def _any_above(row: Any, low: Any, limits: Any, start: int, end: int) -> Any:
    found = np.int16(0)
    for j in range(start, end):
        found |= np.int16(row[j] >= low) | np.int16(row[j] >= limits[j])
    return found


@compiled
def _collect(row: Any, low: Any, limits: Any, floor: int, found: Any) -> int:
    """Columns at which the row's score is above its own limit or the column's."""
    count = 0
    for start in range(0, len(row), BLOCK):
        end = min(start + BLOCK, len(row))
        if _any_above(row, low, limits, start, end) > 0:
            for j in range(start, end):
                if row[j] >= floor and (row[j] >= low or row[j] >= limits[j]):
                    found[count] = j
                    count += 1
    return count


@compiled
def _grown(array: Any, needed: int) -> Any:
    longer = np.empty(max(2 * len(array), needed), array.dtype)
    longer[: len(array)] = array
    return longer


@compiled
def _pick(scores: Any, low: Any, limits: Any, floor: int, skip: Any) -> Any:
    """(row, column) of every candidate."""
    rows, columns = np.empty(24 * len(scores) + 64, np.int32), np.empty(24 * len(scores) + 64, np.int32)
    found, count = np.empty(scores.shape[1], np.int32), 0
    for i in range(len(scores)):
        if skip[i]:
            continue
        more = _collect(scores[i], low[i], limits, floor, found)
        if count + more > len(rows):
            rows, columns = _grown(rows, count + more), _grown(columns, count + more)
        rows[count : count + more] = i
        columns[count : count + more] = found[:more]
        count += more
    return rows[:count], columns[:count]


def candidates(problem: Problem, per_row: int, per_column: int, stride: int) -> tuple[Places, Places]:
    """About so many of the best pairs of each row and each column."""
    scores, floor = problem.scores, problem.floor
    shift = max(0, int(scores.max()).bit_length() - 9)
    low = _row_limits(scores, floor, max(1, per_row // stride), stride, shift)
    limits = _column_limits(scores, floor, max(1, per_column // stride), stride, shift)
    most = np.iinfo(scores.dtype).max
    low, limits = (np.minimum(one, most).astype(scores.dtype) for one in (low, limits))
    limits[problem.capacity == 0] = most
    rows, columns = _pick(scores, low, limits, floor, problem.skip)
    return rows, columns


# ---------------------------------------------------------------- prices


@compiled
def _least_prices(
    starts: Any, columns: Any, values: Any, match: Any, own: Any, covering: int, v: Any
) -> None:
    """The least buddy prices of an optimal match of these pairs, by label correcting; into `v`, zeros."""
    members, first = _members(match, len(v))
    queue, waiting = np.empty(len(v) + 1, np.int64), np.zeros(len(v), np.bool_)
    head, tail, count = 0, 0, 0
    for i in range(len(match)):
        worth = covering if match[i] < 0 else -own[i]
        for e in range(starts[i], starts[i + 1]):
            v[columns[e]] = max(v[columns[e]], values[e] + worth)
    for j in range(len(v)):
        if v[j] > 0:
            queue[tail], waiting[j] = j, True
            tail, count = tail + 1, count + 1
    while count:
        j = queue[head]
        head, count, waiting[j] = (head + 1) % len(queue), count - 1, False
        for at in range(first[j], first[j + 1]):
            i = members[at]
            worth = v[j] - own[i]
            for e in range(starts[i], starts[i + 1]):
                other = columns[e]
                if values[e] + worth > v[other]:
                    v[other] = values[e] + worth
                    if not waiting[other]:
                        queue[tail], waiting[other] = other, True
                        tail, count = (tail + 1) % len(queue), count + 1


@compiled
def _members(match: Any, columns: int) -> Any:
    """The rows of each column, those of column j at first[j] to first[j + 1]."""
    first = np.zeros(columns + 1, np.int64)
    for j in match:
        if j >= 0:
            first[j + 1] += 1
    first = np.cumsum(first)
    place, members = first[:-1].copy(), np.empty(first[-1], np.int64)
    for i in range(len(match)):
        if match[i] >= 0:
            members[place[match[i]]] = i
            place[match[i]] += 1
    return members, first


@compiled
def _greatest_prices(
    column_starts: Any, rows: Any, values: Any, match: Any, own: Any, capacity: Any, covering: int, v: Any
) -> None:
    """The greatest, in the same way from the other side; `v` is FAR where nothing limits a price."""
    members, first = _members(match, len(v))
    u = np.zeros(len(match), np.int64)
    queue, waiting = np.arange(len(v) + 1), np.ones(len(v), np.bool_)
    head, tail, count = 0, len(v), len(v)
    for j in range(len(v)):
        v[j] = 0
        if first[j + 1] - first[j] >= capacity[j]:
            v[j] = FAR
            for at in range(first[j], first[j + 1]):
                v[j] = min(v[j], own[members[at]] + covering)
    while count:
        j = queue[head]
        head, count, waiting[j] = (head + 1) % len(queue), count - 1, False
        if v[j] >= FAR:
            continue
        for e in range(column_starts[j], column_starts[j + 1]):
            i = rows[e]
            if values[e] + covering - v[j] > u[i]:
                u[i] = values[e] + covering - v[j]
                other = match[i]
                if other >= 0 and own[i] + covering - u[i] < v[other]:
                    v[other] = own[i] + covering - u[i]
                    if not waiting[other]:
                        queue[tail], waiting[other] = other, True
                        tail, count = (tail + 1) % len(queue), count + 1


def prices(problem: Problem, edges: Edges, match: Ints, own: Ints) -> Ints:
    """Buddy prices that prove `match` the best of these pairs: halfway between the least and the greatest,
    where the fewest other pairs seem better than they are. `own` are the scores of the pairs made."""
    least, greatest = (np.zeros(len(problem.capacity), np.int64) for _ in range(2))
    _least_prices(edges.starts, edges.columns, edges.values, match, own, problem.covering, least)
    _greatest_prices(
        edges.column_starts,
        edges.rows,
        edges.row_values,
        match,
        own,
        problem.capacity,
        problem.covering,
        greatest,
    )
    greatest[greatest >= FAR] = 2 * problem.covering
    return np.asarray(least + (greatest - least) // 2)


# ---------------------------------------------------------------- all pairs at these prices


@compiled
def _gains(row: Any, floor: Any, v: Any, least: Any, out: Any) -> Any:
    """What the row would gain by each column, and the most of it."""
    best = least
    for j in range(len(row)):
        gain = row[j] - v[j] if row[j] >= floor else least
        out[j] = gain
        best = max(best, gain)
    return best


@compiled
def _count_above(values: Any, limit: Any) -> Any:
    count = 0
    for j in range(len(values)):
        count += values[j] >= limit
    return count


@compiled
def _limit_of_best(gains: Any, low: int, high: int, most: int) -> int:
    """A limit above which stand about `most` gains."""
    while low < high:
        middle = (low + high + 1) // 2
        if _count_above(gains, middle) >= most:
            low = middle
        else:
            high = middle - 1
    return low


@compiled
def _price(scores: Any, floor: int, who: Any, u: Any, v: Any, least: Any, most: int) -> Any:
    rows, columns = np.empty(64, np.int32), np.empty(64, np.int32)
    gains, best, count = np.empty(scores.shape[1], v.dtype), np.zeros(len(who), np.int64), 0
    for place, i in enumerate(who):
        found = _gains(scores[i], floor, v, least, gains)
        best[place] = max(0, found)
        if found <= u[i]:
            continue
        limit = u[i] + 1
        if _count_above(gains, limit) > most:
            limit = _limit_of_best(gains, limit, found, most)
        if count + 4 * most > len(rows):
            rows, columns = _grown(rows, count + 4 * most), _grown(columns, count + 4 * most)
        taken = 0
        for j in range(len(gains)):
            if gains[j] >= limit and taken < 4 * most:
                rows[count], columns[count] = i, j
                count, taken = count + 1, taken + 1
    return rows[:count], columns[:count], best


def violators(problem: Problem, who: Ints, u: Ints, v: Ints, most: int) -> tuple[Places, Places, Ints]:
    """Of the rows `who`, pairs that are worth more than their prices, about `most` of the best a row; and
    what each of these rows could get at most (at least 0)."""
    at_prices = narrow(v - problem.covering)
    least = np.iinfo(at_prices.dtype).min
    rows, columns, best = _price(
        problem.scores, problem.floor, who, u, at_prices, at_prices.dtype.type(least), most
    )
    return rows, columns, best


# ---------------------------------------------------------------- covering


@compiled
def _search(
    scores: Any, floor: int, seats: Any, seen: Any, dead: Any, parent: Any, queue: Any, number: int
) -> Any:
    """From the row at the head of the queue by chains of changes to a free place: its column, -1 where there
    is none; and how many rows were reached."""
    capacity, first, members, load = seats
    head, tail = 0, 1
    while head < tail:
        i = queue[head]
        head += 1
        for j in range(len(capacity)):
            if scores[i, j] < floor or seen[j] == number or dead[j] or capacity[j] == 0:
                continue
            seen[j], parent[j] = number, i
            if load[j] < capacity[j]:
                return j, tail
            for k in range(first[j], first[j] + load[j]):
                queue[tail] = members[k]
                tail += 1
    return -1, tail


@compiled
def _move(match: Any, seats: Any, parent: Any, column: int, row: int) -> None:
    """Along the chain: each row takes the place that the one before it leaves."""
    _capacity, first, members, load = seats
    while True:
        i = parent[column]
        before = match[i]
        if before >= 0:
            at = first[before]
            while members[at] != i:
                at += 1
            load[before] -= 1
            members[at] = members[first[before] + load[before]]
        match[i] = column
        members[first[column] + load[column]] = i
        load[column] += 1
        if i == row:
            return
        column = before


@compiled
def _cover(scores: Any, floor: int, order: Any, match: Any, seats: Any, stop: bool) -> Any:
    width = scores.shape[1]
    seen, parent = np.zeros(width, np.int64), np.zeros(width, np.int64)
    dead, queue = np.zeros(width, np.bool_), np.empty(len(match) + 1, np.int64)
    for number, row in enumerate(order, 1):
        queue[0] = row
        end, reached = _search(scores, floor, seats, seen, dead, parent, queue, number)
        if end >= 0:
            _move(match, seats, parent, end, row)
        elif stop:
            return queue[:reached]
        else:
            dead |= seen == number
    return queue[:0]


def cover(problem: Problem, order: Ints, match: Ints, *, stop: bool = False) -> Ints:
    """Give each row of `order` in its turn a column, moving others, but leaving none of them without; `match`
    is changed. With `stop` it ends at the first row for which that cannot be done, and returns the rows that
    compete: together they have fewer places than they are."""
    seats = seats_of(problem.capacity, match)
    return np.asarray(_cover(problem.scores, problem.floor, order, match, seats, stop))
