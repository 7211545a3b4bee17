"""The order in which a page is read: columns one by one, between what runs across them."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from haven.core.documents.guesses import is_mark
from haven.core.documents.pdf.runs import Run, rows_of

_BIN = 2.0  # points
_NARROWEST_GUTTER = 7.0  # points
_CROSSED = 0.12  # of the busiest place: a gutter is crossed by no more runs than this share
_MARGIN = 0.15  # of the page's width, at its edges, where no gutter is looked for
_MOST_COLUMNS = 6
_FILLED = 0.6  # of its column's width that the usual line of a column has
_FEWEST_ROWS = 5
_FEWEST_ROWS_AGAIN = 2  # where the page before had the same gutter
_GAP_BETWEEN_CELLS = 1.1  # of the size of letters
_WIDEST_PAGE = 20_000.0  # points


@dataclass(slots=True)
class Line:
    """A line of one column. `starts` are the left edges of its cells: prose has one, a drawn table none."""

    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool
    fixed: bool
    cells: list[str]
    starts: list[float]
    edge: float = 0.0  # where the longest line of its column ends


def lines_of(runs: Sequence[Run], before: list[float]) -> tuple[list[Line], list[float]]:
    """The lines of a page in reading order, and its gutters; `before` are those of the page before."""
    gutters = _gutters(runs, before)
    lines: list[Line] = []
    for part in _parts(runs, gutters):
        column = [line for row in rows_of(part) for line in _lines(row)]
        edge = max((line.right for line in column), default=0.0)
        for line in column:
            line.edge = edge
        lines.extend(column)
    return lines, gutters


def _parts(runs: Sequence[Run], gutters: list[float]) -> Iterator[list[Run]]:
    """What runs across, and between that the columns from left to right."""
    if not gutters:
        yield list(runs)
        return
    columns: list[list[Run]] = [[] for _ in range(len(gutters) + 1)]
    across: list[Run] = []
    for row in rows_of(runs):
        if any(run.left < gutter < run.right for run in row for gutter in gutters):
            yield from (part for part in columns if part)
            columns = [[] for _ in columns]
            across += row
        else:
            if across:
                yield across
                across = []
            for run in row:
                columns[sum(run.left >= gutter for gutter in gutters)].append(run)
    yield across
    yield from columns


def _lines(row: list[Run]) -> Iterator[Line]:
    """A row's line, and the tables that begin beside it."""
    beside = [run for run in row if not run.table]
    if beside:
        yield _line(beside)
    for run in row:
        if run.table:
            yield Line(run.text, run.left, run.right, run.y, run.size, False, False, [], [])


def _line(row: list[Run]) -> Line:
    cells, starts = [row[0].text], [row[0].left]
    right = row[0].right
    for run in row[1:]:
        is_numbered = len(cells) == 1 and is_mark(cells[0])
        if run.left - right >= _GAP_BETWEEN_CELLS * run.size and not is_numbered:
            cells.append(run.text)
            starts.append(run.left)
        else:
            cells[-1] = f"{cells[-1]} {run.text}"
        right = max(right, run.right)
    longest = max(row, key=lambda run: len(run.text))
    bold, fixed = all(run.bold for run in row), all(run.fixed for run in row)
    return Line(" ".join(cells), row[0].left, right, longest.y, longest.size, bold, fixed, cells, starts)


# ---------------------------------------------------------------- gutters


def _gutters(runs: Sequence[Run], before: list[float]) -> list[float]:
    """The middles of the empty strips between columns; none where the page has one column."""
    if not runs:
        return []
    left, right = min(run.left for run in runs), max(run.right for run in runs)
    if right - left > _WIDEST_PAGE:
        return []
    crossed = _crossed(runs, left, right)
    limit = _CROSSED * max(crossed)
    margin = int(len(crossed) * _MARGIN)
    found = [
        left + (begin + end) / 2 * _BIN
        for begin, end in _low(crossed, limit)
        if (end - begin) * _BIN >= _NARROWEST_GUTTER and margin <= begin and end <= len(crossed) - margin
    ]
    return found if _are_columns(runs, [left, *found, right], before) else []


def _crossed(runs: Sequence[Run], left: float, right: float) -> list[int]:
    """How many runs stand at each place across the page."""
    steps = [0] * (int((right - left) / _BIN) + 2)
    for run in runs:
        begin = int((run.left - left) / _BIN)
        steps[begin] += 1
        steps[max(int((run.right - left) / _BIN), begin) + 1] -= 1
    total, crossed = 0, []
    for step in steps[:-1]:
        total += step
        crossed.append(total)
    return crossed


def _low(crossed: list[int], limit: float) -> Iterator[tuple[int, int]]:
    """Where the numbers stay within the limit: first place, and the one behind the last."""
    begin = None
    for place, count in enumerate(crossed):
        if count <= limit and begin is None:
            begin = place
        elif count > limit and begin is not None:
            yield begin, place
            begin = None


def _are_columns(runs: Sequence[Run], edges: list[float], before: list[float]) -> bool:
    """Whether the strips part columns of text: lines fill them, as the cells of a table do not."""
    if not 2 < len(edges) <= _MOST_COLUMNS + 1:
        return False
    again = any(abs(edge - gutter) < _NARROWEST_GUTTER for edge in edges[1:-1] for gutter in before)
    fewest = _FEWEST_ROWS_AGAIN if again else _FEWEST_ROWS
    for begin, end in itertools.pairwise(edges):
        inside = [run for run in runs if begin <= run.left and run.right <= end]
        widths = [row[-1].right - row[0].left for row in rows_of(inside)]
        if len(widths) < fewest or (median(widths) < _FILLED * (end - begin) and not again):
            return False
    return True
