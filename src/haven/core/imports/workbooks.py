"""Excel workbooks, row by row.

A reader of Haven's own. python-calamine holds a sheet whole (290 MB for 200,000 rows of 15), takes memory
for every cell between the first and the last, so that two cells far apart are a bomb, and was seen to take
all memory there is for a damaged .xls file of 6 kB. openpyxl takes three times as long.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from posixpath import join, normpath

from haven.core.files.archives import Archive
from haven.core.files.elements import Elements, parse, tags
from haven.core.imports.csvs import LONGEST_CELL
from haven.core.imports.formats import PLAIN, NumberFormat, number_text, read_formats
from haven.core.imports.shared_texts import SharedTexts, unescape
from haven.core.imports.unreadable import unreadable

MOST_COLUMNS = 500
_LAST_LINE = 1_048_576
_MOST_PART_BYTES = 20 * 1024 * 1024  # of a part that is neither a sheet nor the shared texts
_BOOK = "xl/workbook.xml"

Records = Iterator[tuple[int, list[str]]]


class SheetRows:
    """Reads one sheet's XML. What it costs is the cells that are there, not the space between them."""

    def __init__(self, shared: SharedTexts | None, formats: list[NumberFormat], epoch_1904: bool) -> None:
        self.shared, self.formats, self.epoch_1904 = shared, formats, epoch_1904
        self.ready: list[tuple[int, list[str]]] = []
        self.line, self.row = 0, list[str]()
        self.column, self.type, self.style = 0, "", 0
        self.value, self.formula = "", ""
        self.columns: dict[str, int] = {}
        self.elements = Elements(self._start, self._end)

    def read(self, chunks: Iterable[bytes]) -> Iterator[tuple[int, list[str]]]:
        for _ in parse(chunks, self.elements):
            yield from self.ready
            self.ready.clear()

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2] if ":" in tag else tag
        if name == "c":
            reference = attributes.get("r")
            self.column = self._column(reference) if reference else self.column + 1
            self.type = attributes.get("t", "n")
            self.style = int(attributes.get("s", 0))
            self.value = self.formula = ""
        elif name in ("v", "t", "f"):
            self.elements.reading = True
        elif name == "row":
            self.line = int(attributes.get("r", self.line + 1))
            if not 0 < self.line <= _LAST_LINE:
                raise unreadable("damaged")
            self.row, self.column = [], -1
        elif name == "rPh":
            self.type = "phonetic"

    def _end(self, tag: str) -> None:
        name = tag.rpartition(":")[2] if ":" in tag else tag
        if name == "v":
            self.elements.reading = False
            self.value = self.elements.take()
        elif name == "c":
            self._put(self._cell())
        elif name == "t":
            self.elements.reading = False
            text = self.elements.take()
            if self.type == "inlineStr":
                self.value += text
        elif name == "f":
            self.elements.reading = False
            self.formula = self.elements.take()
        elif name == "row":
            self.ready.append((self.line, self.row))
        elif name == "rPh":
            self.type = "inlineStr"

    def _column(self, reference: str) -> int:
        """0 for A1, 26 for AA7."""
        letters = reference.rstrip("0123456789")
        column = self.columns.get(letters)
        if column is None:
            column = 0
            for letter in letters.upper():
                column = column * 26 + ord(letter) - 64
            self.columns[letters] = column = column - 1
        return column

    def _put(self, text: str) -> None:
        if not text:
            return
        if self.column >= MOST_COLUMNS or self.column < 0:
            raise unreadable("too_wide", line=self.line, limit=MOST_COLUMNS)
        if len(text) > LONGEST_CELL:
            raise unreadable("long_cell", line=self.line, limit=LONGEST_CELL)
        row = self.row
        row.extend([""] * (self.column + 1 - len(row)))
        row[self.column] = text

    def _cell(self) -> str:
        """The cell's text. A formula that was never computed is what its author typed."""
        value = self.value
        if not value:
            return "=" + self.formula if self.formula else ""
        if self.type == "n":
            shown = self.formats[self.style] if self.style < len(self.formats) else PLAIN
            return number_text(value, shown, self.epoch_1904)
        if self.type == "s":
            return self.shared[int(value)] if self.shared else ""
        if self.type == "b":
            return "TRUE" if value == "1" else "FALSE"
        return unescape(value)


# ---------------------------------------------------------------- the workbook


@dataclass(frozen=True, slots=True)
class SheetPart:
    """One sheet of a workbook: its name, and where its rows are kept."""

    name: str
    part: str
    hidden: bool


class Workbook:
    """An .xlsx file that has been found harmless, and its sheets: those that people see come first."""

    kind = "xlsx"

    def __init__(self, path: Path) -> None:
        self.archive = Archive(path)
        if _BOOK not in self.archive:
            raise unreadable(_other_kind(self.archive))
        self.archive.check()
        self.epoch_1904 = False
        self._shared: SharedTexts | None = None
        try:
            self._parts = self._targets()
            self.sheets = sorted(self._read_sheets(), key=lambda sheet: sheet.hidden)
            styles = self._part_ending("/styles.xml")
            self.formats = read_formats(self._small(styles)) if styles else []
        except (KeyError, ValueError):
            raise unreadable("damaged") from None

    def records(self, sheet: str) -> Records:
        """Line and cells of each row that has any."""
        part = next(found.part for found in self.sheets if found.name == sheet)
        shared = self._part_ending("/sharedStrings.xml")
        if shared and self._shared is None:
            self._shared = SharedTexts(self.archive.read(shared))
        return SheetRows(self._shared, self.formats, self.epoch_1904).read(self.archive.read(part))

    def _targets(self) -> dict[str, str]:
        """The workbook's parts by the id under which it refers to them."""
        return {
            attributes["Id"]: normpath(join("xl", attributes["Target"])).lstrip("/")
            for tag, attributes in tags(self._small("xl/_rels/workbook.xml.rels"))
            if tag == "Relationship" and attributes.get("TargetMode") != "External"
        }

    def _read_sheets(self) -> Iterator[SheetPart]:
        for tag, attributes in tags(self._small(_BOOK)):
            if tag == "workbookPr":
                self.epoch_1904 = attributes.get("date1904") in ("1", "true")
            elif tag == "sheet":
                reference = next((value for name, value in attributes.items() if name.endswith(":id")), "")
                part = self._parts.get(reference, "")
                if part in self.archive and "worksheets/" in part:
                    yield SheetPart(attributes["name"], part, attributes.get("state", "visible") != "visible")

    def _part_ending(self, ending: str) -> str:
        return next((part for part in self._parts.values() if f"/{part}".endswith(ending)), "")

    def _small(self, part: str) -> Iterator[bytes]:
        size = 0
        for chunk in self.archive.read(part):
            size += len(chunk)
            if size > _MOST_PART_BYTES:
                raise unreadable("zip_bomb")
            yield chunk


def _other_kind(archive: Archive) -> str:
    """What a zip is that is no .xlsx: another workbook, a document, or just compressed files."""
    names = archive.members
    if "xl/workbook.bin" in names or ("content.xml" in names and "styles.xml" in names):
        return "other_workbook"
    return "document" if "word/document.xml" in names or "ppt/presentation.xml" in names else "archive"
