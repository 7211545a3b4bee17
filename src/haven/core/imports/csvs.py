"""Text files of comma-separated values, whatever their encoding and separator."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from haven.core.files.encodings import BOM, find_encoding
from haven.core.imports.headings import filled, has_header, known_in
from haven.core.imports.unreadable import UnreadableFile, unreadable

LONGEST_CELL = 131_072  # characters; the limit of Python's own csv module
_LONGEST_LINE = 1_000_000
_SAMPLE = 200
_DELIMITERS = ";\t,|"
_SEPARATOR_LINE = re.compile(r"\"?sep=(.)\"?\s*", re.IGNORECASE)
_BREAK = re.compile(r"\r\n|\r|\n")
_NARROWEST = 2  # delimiters in a row, from which swallowed rows can be told from text in several lines


class CsvSource:
    """The records of a text file, each with the line on which it begins."""

    kind = "csv"
    sheet = ""

    def __init__(self, path: Path, known: frozenset[str]) -> None:
        self.path = path
        self.encoding = find_encoding(path)
        self.delimiter, self._skipped = self._find_delimiter(known)
        self._width = _usual_width(self._sample(self.delimiter))

    def records(self) -> Iterator[tuple[int, list[str]]]:
        """Line and cells of each record. Raises UnreadableFile for a NUL byte or a quote left open."""
        reader = csv.reader(islice(self._lines(), self._skipped, None), delimiter=self.delimiter, strict=True)
        line = 1 + self._skipped
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                raise self._quote_error(line, reader.line_num + self._skipped) from None
            following = reader.line_num + self._skipped + 1
            if following > line + 1:
                self._check_swallowed(line, cells)
            yield line, cells
            line = following

    def _lines(self) -> Iterator[str]:
        # cp1252 leaves five bytes undefined; as replacement characters they show up as damaged names.
        with self.path.open(encoding=self.encoding, errors="replace", newline="") as file:
            number = 0
            while line := file.readline(_LONGEST_LINE):
                number += 1
                if "\0" in line:
                    raise unreadable("nul", line=number)
                if len(line) == _LONGEST_LINE:
                    raise unreadable("long_cell", line=number, limit=LONGEST_CELL)
                yield line.removeprefix(BOM) if number == 1 else line

    # ------------------------------------------------------------ delimiter

    def _find_delimiter(self, known: frozenset[str]) -> tuple[str, int]:
        """The delimiter, and how many lines before the first record are for spreadsheets only ("sep=;")."""
        first = next(self._lines(), "")
        if match := _SEPARATOR_LINE.fullmatch(first):
            return match[1], 1
        return max(_DELIMITERS, key=lambda delimiter: _fit(self._sample(delimiter), known)), 0

    def _sample(self, delimiter: str) -> list[list[str]]:
        """The first records, read leniently; a quote that is never closed ends them."""
        records: list[list[str]] = []
        try:
            for cells in islice(csv.reader(self._lines(), delimiter=delimiter), _SAMPLE):
                records.append([cell.strip() for cell in cells])  # noqa: PERF401 - kept up to the error
        except (csv.Error, UnreadableFile):
            pass
        return [cells for cells in records if filled(cells)]

    # ------------------------------------------------------------ quotes

    def _quote_error(self, line: int, last: int) -> UnreadableFile:
        """Why the record that begins on this line, and was given up on the last, cannot be read."""
        opened, closed = find_open_quote(islice(self._lines(), line - 1, last), self.delimiter)
        if opened is None:
            return unreadable("long_cell", line=line, limit=LONGEST_CELL)
        return unreadable("quote_text" if closed else "quote_open", line=line + opened)

    def _check_swallowed(self, line: int, cells: list[str]) -> None:
        """Raise when a cell of several lines holds whole rows: its quote was not meant to close there."""
        for column, cell in enumerate(cells):
            first, *others = _BREAK.split(cell)
            if others and self._goes_on(column, first, others):
                raise unreadable("quote_open", line=line)
            line += len(others)

    def _goes_on(self, column: int, first: str, others: list[str]) -> bool:
        """Whether these lines of a cell are the end of its row, whole rows, and the beginning of another."""
        delimiter, last = self.delimiter, self._width - 1
        if last < _NARROWEST or f"{delimiter} " in "".join(
            (first, *others)
        ):  # prose: "Straat 1, 3000 Leuven"
            return False
        whole = all(text.count(delimiter) == last for text in others[:-1])
        return whole and first.count(delimiter) == last - column and others[-1].count(delimiter) >= column


def _fit(records: list[list[str]], known: frozenset[str]) -> tuple[int, bool, float]:
    """How well a delimiter fits: known headings first, then any, then how many rows are equally wide."""
    if not records:
        return 0, False, 0
    headings = max(known_in(cells, known) for cells in records)
    width = _usual_width(records)
    share = sum(1 for cells in records if len(cells) == width) / len(records)
    return headings, has_header(list(enumerate(records)), known), share * (width - 1)


def _usual_width(records: list[list[str]]) -> int:
    widths = Counter(len(cells) for cells in records if len(cells) > 1)
    return max(widths, key=lambda width: (widths[width], width), default=1)


def find_open_quote(lines: Iterable[str], delimiter: str) -> tuple[int | None, bool]:
    """Where, counted in lines from 0, the quote opens that is not closed as it should be.

    The second is true when it is closed on its own line, but followed by text.
    """
    state, opened = "start", None
    for offset, line in enumerate(lines):
        for letter in line:
            if state == "closing" and letter not in (delimiter, '"', "\r", "\n"):
                return opened, opened == offset
            if state == "start" and letter == '"':
                opened = offset
            state = _next_state(state, letter, delimiter)
    return (opened, False) if state == "quoted" else (None, False)


def _next_state(state: str, letter: str, delimiter: str) -> str:
    if state == "quoted":
        return "closing" if letter == '"' else "quoted"
    if letter == '"' and state in ("start", "closing"):
        return "quoted"
    return "start" if letter in (delimiter, "\r", "\n") else "plain"
