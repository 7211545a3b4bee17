"""Tables, told by cells that stand below each other."""

from collections.abc import Sequence
from dataclasses import dataclass

from haven.core.documents.guesses import item_text
from haven.core.documents.pdf.layout import Line

_FEWEST_ROWS = 2
_ALIGNED = 0.6  # of the size of letters, within which cells stand below each other
_FARTHEST = 4.0  # times the size, from one row to the next


@dataclass(slots=True)
class Rows:
    """The rows of a table and how many lines they are made of."""

    text: str
    lines: int


def table_at(lines: Sequence[Line], at: int) -> Rows | None:
    """The table that begins with this line, if one does."""
    if not lines[at].cells:
        return Rows(lines[at].text, 1)
    if not _is_row(lines[at]):
        return None
    rows, starts = [list(lines[at].cells)], list(lines[at].starts)
    before, next_line = lines[at], at + 1
    while next_line < len(lines) and _is_close(before, lines[next_line]):
        line = lines[next_line]
        if _is_row(line) and _aligned(line, starts) >= _FEWEST_ROWS:
            rows.append(list(line.cells))
            starts += [start for start in line.starts if not _near(start, starts, line.size)]
        elif not _goes_on_in_a_cell(line, lines[at].starts, rows[-1]):
            break
        before, next_line = line, next_line + 1
    if len(rows) < _FEWEST_ROWS:
        return None
    return Rows("\n".join(" | ".join(row) for row in rows), next_line - at)


def _is_row(line: Line) -> bool:
    return len(line.cells) > 1 and item_text(line.text) is None


def _is_close(before: Line, line: Line) -> bool:
    return 0 < before.y - line.y <= _FARTHEST * line.size


def _aligned(line: Line, starts: Sequence[float]) -> int:
    """How many cells of a line stand below others."""
    return sum(_near(start, starts, line.size) for start in line.starts)


def _near(start: float, others: Sequence[float], size: float) -> bool:
    return any(abs(start - other) <= _ALIGNED * size for other in others)


def _goes_on_in_a_cell(line: Line, starts: Sequence[float], row: list[str]) -> bool:
    """Add a line that stands below a cell, not the first, to that cell; whether it does."""
    if len(line.cells) != 1:
        return False
    for column, start in enumerate(starts[1 : len(row)], 1):
        if abs(line.left - start) <= _ALIGNED * line.size:
            row[column] = f"{row[column]} {line.text}"
            return True
    return False
