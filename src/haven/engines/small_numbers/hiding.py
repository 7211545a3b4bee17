"""Which numbers are hidden: those below five, and as many more as it takes that they cannot be worked out."""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from typing import TypeVar

from haven.engines.small_numbers.flows import START, Arc, column, could_reach, row

LEAST = 5  # the smallest number of people that is shown
K = TypeVar("K", bound=Hashable)

Cell = tuple[int, int]  # row and column


def hide_groups(sizes: Mapping[K, int], *, least: int = LEAST) -> set[K]:
    """The groups that are hidden where the sum of all is shown.

    The small ones, and the next smallest until together they are several and enough: what is left of the sum
    could then be any of theirs. All of them where the sum itself is too small.
    """
    ordered = sorted(sizes, key=lambda group: (sizes[group], str(group)))
    hidden = {group for group in ordered if sizes[group] < least}
    for group in ordered:
        if not hidden or (len(hidden) > 1 and sum(sizes[one] for one in hidden) >= least):
            break
        hidden.add(group)
    return hidden


def merge_rare(counts: Mapping[K, int], *, least: int = LEAST) -> tuple[list[K], list[K]]:
    """Answers that stand by themselves, and those that are shown as one: each was then given often enough."""
    ordered = sorted(counts, key=lambda answer: (counts[answer], str(answer)))
    rare: list[K] = []
    for answer in ordered:
        if counts[answer] >= least and (not rare or sum(counts[one] for one in rare) >= least):
            break
        rare.append(answer)
    return [answer for answer in counts if answer not in rare], rare


def hide_cells(
    table: Sequence[Sequence[int]], hidden_rows: Collection[int] = (), *, least: int = LEAST
) -> set[Cell]:
    """The cells that are hidden in a table of groups (rows) by answers (columns).

    The sums of all columns are shown and are `least` or more (see `merge_rare`); so are the sums of the rows,
    but for `hidden_rows` (see `hide_groups`), of which every cell is hidden.
    """
    cells = {(r, c): value for r, values in enumerate(table) for c, value in enumerate(values)}
    hidden = {cell for cell, value in cells.items() if value < least or cell[0] in hidden_rows}
    sums = {r: sum(values) for r, values in enumerate(table)}
    known = _Known(cells, {r: sums[r] for r in hidden_rows}, least)
    for cell in sorted(cell for cell in hidden if cells[cell] < least):
        while not known.is_safe(hidden, cell):
            hidden.add(_one_more(known, hidden, cell))
    return _without_needless(known, hidden, hidden_rows)


def _without_needless(known: "_Known", hidden: set[Cell], hidden_rows: Collection[int]) -> set[Cell]:
    """What turned out not to be needed is shown again, the largest first."""
    small = [cell for cell in hidden if known.cells[cell] < known.least]
    large = [cell for cell in hidden if known.cells[cell] >= known.least and cell[0] not in hidden_rows]
    for cell in sorted(large, key=lambda one: (-known.cells[one], one)):
        fewer = hidden - {cell}
        if all(known.is_safe(fewer, one) for one in small):
            hidden = fewer
    return hidden


class _Known:
    """A table as somebody sees it who knows all that is not hidden."""

    def __init__(self, cells: Mapping[Cell, int], rows: Mapping[int, int], least: int) -> None:
        self.cells, self.least = cells, least
        self.rows: dict[Arc, int] = {(START, row(number)): value for number, value in rows.items()}

    def is_safe(self, hidden: Collection[Cell], cell: Cell) -> bool:
        """Whether this small number could be as large as one that is shown."""
        arcs = self.rows | {_arc(one): self.cells[one] for one in hidden}
        return could_reach(arcs, _arc(cell), self.least)


def _arc(cell: Cell) -> Arc:
    return row(cell[0]), column(cell[1])


def _one_more(known: _Known, hidden: set[Cell], cell: Cell) -> Cell:
    """The smallest number that, hidden too, makes this one safe; or else the smallest that is near it.

    There always is one: with everything hidden any cell could be as large as the smaller of its two sums.
    """
    near = sorted(_near(known, hidden, cell), key=lambda one: (known.cells[one], one))
    return next((one for one in near if known.is_safe({*hidden, one}, cell)), near[0])


def _near(known: _Known, hidden: set[Cell], cell: Cell) -> Iterator[Cell]:
    """What is still shown in its row and column; of the whole table, once nothing is there."""
    shown = [one for one in known.cells if one not in hidden]
    beside = [one for one in shown if one[0] == cell[0] or one[1] == cell[1]]
    return iter(beside or shown)
