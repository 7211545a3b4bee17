"""How large a hidden number of a table could be, for somebody who knows all that is shown.

A table with its totals is a circulation: the grand total flows from `END` to `START`, from there each row's
total to its row, from the row each cell to its column, and from there each column's total to `END`. What is
shown is fixed; what is hidden may be anything from 0 up, as long as every node gets what it gives. So the
largest that a hidden number could be is what it is, plus the largest flow that can go round through it.
"""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping

Node = str
Arc = tuple[Node, Node]
START, END = "start", "end"


def row(number: int) -> Node:
    return f"row {number}"


def column(number: int) -> Node:
    return f"column {number}"


def could_reach(hidden: Mapping[Arc, int], arc: Arc, least: int) -> bool:
    """Whether the number on this hidden arc could be `least` or more. `hidden`: arc -> what it really is."""
    values = dict(hidden)
    around = _neighbours(values, arc)
    missing = least - values[arc]
    while missing > 0:
        way = _way(values, around, arc)
        if way is None:
            return False
        step = min([missing, *(values[part] for part, grows in way if not grows)])
        for part, grows in way:
            values[part] += step if grows else -step
        missing -= step
    return True


# From a node: over which arc, whether that grows by it, and where to.
_Steps = dict[Node, list[tuple[Arc, bool, Node]]]


def _neighbours(values: Mapping[Arc, int], but: Arc) -> _Steps:
    found: _Steps = defaultdict(list)
    for part in values:
        if part != but:
            found[part[0]].append((part, True, part[1]))
            found[part[1]].append((part, False, part[0]))
    return found


def _way(values: Mapping[Arc, int], around: _Steps, arc: Arc) -> list[tuple[Arc, bool]] | None:
    """The shortest way from the end of this arc back to its beginning: arcs, and whether each grows."""
    tail, head = arc
    came: dict[Node, tuple[Arc, bool]] = {}
    waiting = deque([head])
    while waiting and tail not in came:
        node = waiting.popleft()
        for part, grows, following in around[node]:
            if following not in came and following != head and (grows or values[part] > 0):
                came[following] = (part, grows)
                waiting.append(following)
    return list(_back(came, head, tail)) if tail in came else None


def _back(came: Mapping[Node, tuple[Arc, bool]], head: Node, tail: Node) -> Iterator[tuple[Arc, bool]]:
    node = tail
    while node != head:
        part, grows = came[node]
        yield part, grows
        node = part[0] if grows else part[1]
