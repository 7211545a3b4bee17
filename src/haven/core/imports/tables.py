"""A file as a table: whatever its kind, its headings and its rows of text.

    table = open_table(path, known_headings=frozenset({"familienaam", "e mail"}))
    for row in table.rows(): ...

Everything that can be wrong with the file as a whole shows when it is opened, before the first row.
"""

import csv
import io
import os
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO, Any, NamedTuple, Protocol

from haven.core.imports.csvs import CsvSource
from haven.core.imports.headings import (
    Record,
    SecondHeader,
    check_headings,
    find_header,
    is_note,
    is_total,
    known_in,
)
from haven.core.imports.kinds import kind_of
from haven.core.imports.unreadable import UnreadableFile, in_sentences, unreadable
from haven.core.imports.workbooks import MOST_COLUMNS, Workbook

__all__ = ["MOST_BYTES", "Row", "Table", "UnreadableFile", "open_table"]

MOST_BYTES = 200 * 1024 * 1024
_SAMPLE = 100  # rows among which the headings are looked for
_BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\x1a\u200b\u200e\u200f\u2060\ufeff"


class Row(NamedTuple):
    """A row of the table. `line` is the file's line from 1 on which it begins, or the sheet's row number.

    `cells` has one text per heading; `extra` holds what stands to the right of the last heading.
    """

    line: int
    cells: tuple[str, ...]
    extra: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """Headings and rows. The rows are kept in a nameless file, so that they can be read again."""

    kind: str  # "csv" or "xlsx"
    encoding: str  # "utf-8", "utf-16-le", "utf-16-be" or "cp1252"; empty for a workbook
    delimiter: str  # empty for a workbook
    sheet: str  # empty for a text file
    header_line: int
    headers: list[str]
    row_count: int
    left_out: tuple[Row, ...]  # rows at the end that are no data: totals, and notes below them
    _kept: IO[str]

    def rows(self) -> Iterator[Row]:
        """All rows from the first; may be called again, also while another reading goes on."""
        width = len(self.headers)
        with io.TextIOWrapper(io.BufferedReader(_Reading(self._kept)), "utf-8", newline="") as lines:
            for line, *cells in csv.reader(lines):
                cells.extend([""] * (width - len(cells)))
                yield Row(int(line), tuple(cells[:width]), tuple(cells[width:]))


class _Reading(io.RawIOBase):
    """Reads a file from its beginning without moving the place where others are reading."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file  # kept, since it vanishes with its last holder
        self._position = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = os.pread(self._file.fileno(), len(buffer), self._position)
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)


class Source(Protocol):
    """A kind of file that has records."""

    @property
    def kind(self) -> str: ...
    @property
    def encoding(self) -> str: ...
    @property
    def delimiter(self) -> str: ...
    @property
    def sheet(self) -> str: ...
    def records(self) -> Iterator[Record]: ...


@dataclass(frozen=True)
class SheetSource:
    """One sheet of a workbook."""

    book: Workbook
    sheet: str
    encoding: str = ""
    delimiter: str = ""

    @property
    def kind(self) -> str:
        return self.book.kind

    def records(self) -> Iterator[Record]:
        return self.book.records(self.sheet)


# ---------------------------------------------------------------- opening


def open_table(path: str | Path, known_headings: frozenset[str] = frozenset()) -> Table:
    """The table in this file, whatever its name says. Raises UnreadableFile with a sentence.

    `known_headings` are folded (`haven.core.search.folding.fold`); with them the row of headings is found
    more surely, and headings that stand twice are refused.
    """
    path = Path(path)
    if path.stat().st_size > MOST_BYTES:
        raise unreadable("too_large", limit=MOST_BYTES // 1024**2)
    with in_sentences():
        source = _source(path, kind_of(path), known_headings)
        header, sample = _header(source, known_headings)
        check_headings(header, known_headings)
        second = SecondHeader(header, known_headings)
        second.check_around(sample)
        return _keep(source, header, second)


def _source(path: Path, kind: str, known: frozenset[str]) -> Source:
    if kind == "csv":
        return CsvSource(path, known)
    book = Workbook(path)
    sources = [SheetSource(book, sheet.name) for sheet in book.sheets]
    if not sources:
        raise unreadable("damaged")
    return next((source for source in sources if _has_table(source, known, sure=True)), None) or next(
        (source for source in sources if _has_table(source, known, sure=False)), sources[0]
    )


def _has_table(source: Source, known: frozenset[str], *, sure: bool) -> bool:
    """Whether headings are found in this sheet; to be sure, at least two that are known."""
    try:
        header, _sample = _header(source, known)
    except UnreadableFile as error:
        if error.code in ("blank", "no_header"):
            return False
        raise
    return not sure or known_in(header[1], known) > 1


def _header(source: Source, known: frozenset[str]) -> tuple[Record, list[Record]]:
    """The row with headings, cut behind its last heading, and the first rows with anything in them."""
    sample = list(islice(_filled(source.records()), _SAMPLE))
    if not sample:
        raise unreadable("blank")
    line, cells = find_header(sample, known)
    while cells and not cells[-1]:
        cells.pop()
    return (line, cells), sample


def _filled(records: Iterable[Record]) -> Iterator[Record]:
    """The records with anything in them, without white space around their cells."""
    for line, cells in records:
        stripped = [cell.strip(_BLANKS) for cell in cells]
        if any(stripped):
            if len(stripped) > MOST_COLUMNS and any(stripped[MOST_COLUMNS:]):
                raise unreadable("too_wide", line=line, limit=MOST_COLUMNS)
            yield line, stripped


def _keep(source: Source, header: Record, second: SecondHeader) -> Table:
    """Read the whole file once; what is found sound is kept, in a file that closes with the table."""
    kept = tempfile.TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115 - closed below
    try:
        count, left_out = _write(kept, _rows(source, header, second))
        if not count:
            raise unreadable("no_rows", line=header[0])
    except BaseException:
        kept.close()
        raise
    table = Table(
        kind=source.kind,
        encoding=source.encoding,
        delimiter=source.delimiter,
        sheet=source.sheet,
        header_line=header[0],
        headers=header[1],
        row_count=count,
        left_out=left_out,
        _kept=kept,
    )
    weakref.finalize(table, kept.close)
    return table


def _write(kept: IO[str], rows: Iterable[Row]) -> tuple[int, tuple[Row, ...]]:
    """How many rows were kept, and which ones at the end are no data."""
    count, held = 0, list[Row]()
    writer = csv.writer(kept)
    for row in rows:
        if is_total(row.cells) or (held and is_note(row.cells)):
            held.append(row)
            continue
        for each in (*held, row):
            writer.writerow((each.line, *each.cells, *each.extra))
        count += 1 + len(held)
        held.clear()
    kept.flush()
    return count, tuple(held)


def _rows(source: Source, header: Record, second: SecondHeader) -> Iterator[Row]:
    width = len(header[1])
    for line, cells in _filled(source.records()):
        if line <= header[0]:
            continue
        if second.is_like(cells):
            raise second.error(line)
        yield Row(line, tuple(cells[:width]), tuple(cell for cell in cells[width:] if cell))
