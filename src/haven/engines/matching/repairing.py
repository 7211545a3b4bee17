"""From an optimal match of some pairs to one of more pairs: only what the new pairs touch is looked at again.

Rows are newcomers, columns buddies with places. Prices v of columns, and u of rows (what a row gets at these
prices: its pair's score and `covering`, less the column's price; 0 for a row without a pair) prove a match:
no pair is worth more than u + v, and a column with a free place costs nothing. A new pair that is worth more
frees its row. `_place_row` finds the cheapest chain of changes that gives the row a pair, or leaves it or
another one without; `_fill_place` does the same for a place that became free at a price. Both are Dijkstra's
search over what each change costs at the prices, which it then moves as far as it came.
"""

from typing import Any, NamedTuple

import numpy as np

from haven.engines.matching.compiling import compiled
from haven.engines.matching.edges import Edges, Problem, seats_of
from haven.engines.matching.results import Ints

NONE = 1 << 61


class Net(NamedTuple):
    """The pairs by row and by column (as in `Edges`), and the match: each row's column and its pair's score,
    each column's price and its rows, which stand from `first`."""

    starts: Any
    columns: Any
    values: Any
    column_starts: Any
    rows: Any
    row_values: Any
    capacity: Any
    match: Any
    own: Any
    price: Any
    first: Any
    members: Any
    load: Any


class Search(NamedTuple):
    """What one search after the other uses: of each column, how far it is and from which row, and the number
    of the search that saw it and that left it; and the heap."""

    distance: Any
    parent: Any
    seen: Any
    left: Any
    order: Any
    heap_keys: Any
    heap_places: Any


@compiled
def _push(search: Search, size: int, key: int, place: int) -> int:
    keys, places = search.heap_keys, search.heap_places
    at = size
    while at > 0:
        above = (at - 1) >> 1
        if keys[above] <= key:
            break
        keys[at], places[at] = keys[above], places[above]
        at = above
    keys[at], places[at] = key, place
    return size + 1


@compiled
def _pop(search: Search, size: int) -> int:
    """Take the first away; return the new size."""
    keys, places = search.heap_keys, search.heap_places
    size -= 1
    key, place, at = keys[size], places[size], 0
    while True:
        below = 2 * at + 1
        if below >= size:
            break
        if below + 1 < size and keys[below + 1] < keys[below]:
            below += 1
        if keys[below] >= key:
            break
        keys[at], places[at] = keys[below], places[below]
        at = below
    keys[at], places[at] = key, place
    return size


@compiled
def _leave(net: Net, row: int) -> None:
    """Take the row out of its column."""
    column = net.match[row]
    at = net.first[column]
    while net.members[at] != row:
        at += 1
    net.load[column] -= 1
    net.members[at] = net.members[net.first[column] + net.load[column]]
    net.match[row], net.own[row] = -1, 0


@compiled
def _join(net: Net, row: int, column: int) -> None:
    net.match[row] = column
    net.members[net.first[column] + net.load[column]] = row
    net.load[column] += 1
    for e in range(net.starts[row], net.starts[row + 1]):
        if net.columns[e] == column:
            net.own[row] = net.values[e]


@compiled
def _profit(net: Net, row: int, covering: int) -> int:
    """What the row gets at these prices from its pair; without one, from the best that it could have."""
    if net.match[row] >= 0:
        return int(net.own[row] + covering - net.price[net.match[row]])
    best = 0
    for e in range(net.starts[row], net.starts[row + 1]):
        best = max(best, net.values[e] + covering - net.price[net.columns[e]])
    return best


@compiled
def _place_row(net: Net, search: Search, row: int, number: int, covering: int) -> None:
    """Find a pair for a row that has none, or the row that has to go without."""
    size, count = 0, 0
    cost, last_row, last_column = NONE, row, -1
    i, far = row, 0
    at, end = 0, 0
    while True:
        profit = _profit(net, i, covering)
        if far + profit < cost:
            cost, last_row, last_column = far + profit, i, -1
        for e in range(net.starts[i], net.starts[i + 1]):
            j = net.columns[e]
            key = far + profit - net.values[e] - covering + net.price[j]
            if key < cost and (search.seen[j] != number or key < search.distance[j]):
                search.seen[j], search.distance[j], search.parent[j] = number, key, i
                if net.load[j] < net.capacity[j]:
                    cost, last_column = key, j
                else:
                    size = _push(search, size, key, j)
        while at == end and size > 0 and search.heap_keys[0] < cost:
            j = search.heap_places[0]
            far = search.heap_keys[0]
            size = _pop(search, size)
            if search.left[j] != number:
                search.left[j] = number
                search.order[count] = j
                count += 1
                at, end = net.first[j], net.first[j] + net.load[j]
        if at == end:
            break
        i = net.members[at]
        at += 1
    for k in range(count):
        j = search.order[k]
        net.price[j] += cost - search.distance[j]
    _shift_rows(net, search, row, last_row, last_column)


@compiled
def _shift_rows(net: Net, search: Search, row: int, last_row: int, last_column: int) -> None:
    """Along the chain that was found, from its end."""
    column = last_column
    if column < 0:
        if last_row == row:
            return
        column = net.match[last_row]
        _leave(net, last_row)
    while True:
        i = search.parent[column]
        before = net.match[i]
        if before >= 0:
            _leave(net, i)
        _join(net, i, column)
        if i == row:
            return
        column = before


@compiled
def _fill_place(net: Net, search: Search, hole: int, number: int, covering: int) -> None:
    """Find a row for a free place that has a price, or the place that stays free and costs nothing."""
    size, count = 0, 0
    cost, last_row, last_column = net.price[hole], -1, hole
    search.distance[hole], search.parent[hole], search.seen[hole] = 0, -1, number
    size = _push(search, size, 0, hole)
    while size > 0 and search.heap_keys[0] < cost:
        j, far = search.heap_places[0], search.heap_keys[0]
        size = _pop(search, size)
        if search.left[j] == number:
            continue
        search.left[j] = number
        search.order[count] = j
        count += 1
        for e in range(net.column_starts[j], net.column_starts[j + 1]):
            i = net.rows[e]
            before = net.match[i]
            if before == j:
                continue
            profit = net.own[i] + covering - net.price[before] if before >= 0 else 0
            key = far + profit - net.row_values[e] - covering + net.price[j]
            if key >= cost:
                continue
            if before < 0:
                cost, last_row, last_column = key, i, j
            elif search.seen[before] != number or key < search.distance[before]:
                search.seen[before], search.distance[before] = number, key
                search.parent[before] = e
                if key + net.price[before] < cost:
                    cost, last_row, last_column = key + net.price[before], -1, before
                size = _push(search, size, key, before)
    for k in range(count):
        j = search.order[k]
        net.price[j] -= cost - search.distance[j]
    _shift_places(net, search, hole, last_row, last_column)


@compiled
def _shift_places(net: Net, search: Search, hole: int, last_row: int, last_column: int) -> None:
    """Along the chain that was found rows move up to the hole; the last may come in from outside."""
    column = last_column
    while column != hole:
        pair = search.parent[column]
        _leave(net, net.rows[pair])
        column = _column_of(net, pair)
    column = last_column
    while column != hole:
        pair = search.parent[column]
        target = _column_of(net, pair)
        _join(net, net.rows[pair], target)
        column = target
    if last_row >= 0:
        _join(net, last_row, last_column)


@compiled
def _column_of(net: Net, pair: int) -> int:
    """The column of a pair in the order of columns."""
    low, high = 0, len(net.column_starts) - 1
    while low < high:
        middle = (low + high + 1) // 2
        if net.column_starts[middle] <= pair:
            low = middle
        else:
            high = middle - 1
    return low


@compiled
def _repair(net: Net, search: Search, touched: Any, covering: int) -> None:
    for row in touched:
        if net.match[row] >= 0:
            _leave(net, row)
    number = 0
    for row in touched:
        number += 1
        _place_row(net, search, row, number, covering)
    for column in range(len(net.load)):
        while net.load[column] < net.capacity[column] and net.price[column] > 0:
            number += 1
            _fill_place(net, search, column, number, covering)


def repaired(
    problem: Problem, edges: Edges, match: Ints, own: Ints, price: Ints, touched: Ints
) -> tuple[Ints, Ints, Ints]:
    """The best match of `edges`, its scores and prices, from one that was the best before the rows `touched`
    had got more pairs."""
    rows, columns = problem.scores.shape
    capacity, *seats = seats_of(problem.capacity, match)
    net = Net(
        *(edges.starts, edges.columns, edges.values, edges.column_starts, edges.rows, edges.row_values),
        *(capacity, match.copy(), own.copy(), price.copy(), *seats),
    )
    size = len(edges.columns) + rows + 1
    search = Search(
        *(np.zeros(columns, dtype=np.int64) for _ in range(5)),
        *(np.zeros(size, dtype=np.int64) for _ in range(2)),
    )
    _repair(net, search, touched, problem.covering)
    return net.match, net.own, net.price
