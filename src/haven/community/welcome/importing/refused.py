"""Refused rows as a file to correct and load again, and what such a file needs when it comes back."""

import re
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from itertools import chain
from typing import IO, Any

from defusedcsv import csv
from django.utils.translation import gettext as _
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.workbook.workbook import Workbook

from haven.core.imports.models import Remark, Run
from haven.core.imports.tables import Row

# The last heading of such a file begins like this; it is how Haven knows its own.
REASON_HEADING = "Haven:"
_BOM = "\ufeff"
# What defusedcsv puts an apostrophe before; it also puts a backslash before each bar of such a cell.
_DEFUSED = re.compile(r"'(?:[@+\-=%]|\\\|)")
_LOOKS_DEFUSED = re.compile(r"'+(?:[@+\-=%|]|\\\|)")

Line = list[str]


def is_corrections(headings: Iterable[str]) -> bool:
    """Whether this is a file of refused rows, corrected: it says nothing about people who are not in it."""
    return any(heading.startswith(REASON_HEADING) for heading in headings)


@dataclass(frozen=True, slots=True)
class RefusedRows:
    """Headings and rows as in the file that they stood in, each with what is wrong with it."""

    headings: Line
    rows: Iterable[Line]

    @classmethod
    def of(cls, run: Run) -> "RefusedRows":
        """The rows that this run refused, with the reasons in the reader's language."""
        headings = run.preview["headings"]
        own = [place for place, heading in enumerate(headings) if not heading.startswith(REASON_HEADING)]
        last = f"{REASON_HEADING} {_('what is wrong with this row')}"
        return cls([headings[place] for place in own] + [last], _rows(run, own, len(headings)))


def _rows(run: Run, own: list[int], width: int) -> Iterator[Line]:
    reasons: dict[int, Line] = defaultdict(list)
    for remark in run.remarks.filter(kind=Remark.Kind.REFUSED).iterator():
        reasons[remark.line].append(f"{remark.column}: {remark.reason}" if remark.column else remark.reason)
    for row in run.refused_rows.iterator():
        # What stood to the right of the last heading stays there, so that it is refused until it is mended.
        yield [*(row.cells[place] for place in own), " · ".join(reasons[row.line]), *row.cells[width:]]


# ---------------------------------------------------------------- out


def as_csv(headings: Line, rows: Iterable[Line]) -> Iterator[str]:
    """The lines of a CSV file that Excel opens well, in which no cell is a formula."""
    buffer = StringIO(newline="")
    writer = csv.writer(buffer, delimiter=";")
    buffer.write(_BOM)
    for row in chain((headings,), rows):
        writer.writerow([_guarded(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def as_workbook(headings: Line, rows: Iterable[Line]) -> IO[bytes]:
    """The same as a workbook (.xlsx) whose cells are all text; the file stands at its beginning."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Haven")
    for row in chain((headings,), rows):
        sheet.append([_text_cell(sheet, _guarded(cell)) for cell in row])
    target = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    book.save(target)
    target.seek(0)
    return target


def _text_cell(sheet: Any, text: str) -> Any:
    """A cell that stays text: also when it begins with "=", and when somebody edits it."""
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub(" ", text))
    cell.data_type = "s"
    cell.number_format = "@"
    cell.quotePrefix = True
    return cell


def _guarded(cell: str) -> str:
    """One apostrophe more for a text that looks as if it had been defused, so that `_plain` takes off one."""
    return f"'{cell}" if _LOOKS_DEFUSED.match(cell) else cell


# ---------------------------------------------------------------- back


def restored(row: Row) -> Row:
    """A row of such a file as it was in the file that its people came in with."""
    return Row(row.line, tuple(map(_plain, row.cells)), tuple(map(_plain, row.extra)))


def _plain(cell: str) -> str:
    """The cell without what was put before it on its way out."""
    if _DEFUSED.match(cell):
        return cell[1:].replace("\\|", "|")
    return cell[1:] if _LOOKS_DEFUSED.match(cell) else cell
