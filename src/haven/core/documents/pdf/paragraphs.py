"""Lines put together to paragraphs, headings, items, tables and notes."""

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from haven.core.documents.blocks import Kind
from haven.core.documents.guesses import is_caption, item_text
from haven.core.documents.lines import Joined, ends_sentence, hyphenated
from haven.core.documents.pdf.layout import Line
from haven.core.documents.pdf.tables import table_at

_LARGER = 1.12  # than the body, in which most letters are: a heading
_SMALLER = 0.92  # than the body: a note at the foot of a page
_ALIKE = 0.5  # points
_OTHER_SIZE = 0.15  # of the body's size: a line is of another paragraph
_MOST_HEADING_LEVELS = 5
_LONGEST_HEADING = 200
_LONGEST_BOLD_HEADING = 100
_NO_END_OF_HEADING = (".", ",", ";", ":")
_LOOSE = 1.35  # of the usual distance between lines: more parts paragraphs
_FARTHEST = 3.0  # times the size of letters: lines further apart say nothing about the usual distance
_INDENT = 0.8  # of the size
_WIDTH_OF_A_LETTER = 0.5  # of the size
_SHORT = 0.4  # of the column's width that is left free: the line was meant to end there
_CONTENTS = re.compile(r"(?:\.{4}|(?:\. ){4}|…{2}|_{4}).{0,20}?\d+\s*$")
_NOTE_MARK = re.compile(r"^(?:\d{1,3}|[*†‡])\s*(?=\D)")
_NOTE = re.compile(r"(?:\d{1,3}|[*†‡])\s*\S")

Piece = tuple[Kind, str, int]


@dataclass(slots=True)
class _Open:
    """The paragraph that is being put together."""

    kind: Kind
    level: int
    text: Joined
    first: Line
    last: Line
    count: int = 1


class Paragraphs:
    """The blocks of all pages, in order; notes stand at the end of their page."""

    def __init__(self, pages: Sequence[Sequence[Line]]) -> None:
        self.pages = pages
        lines = [line for page in pages for line in page if line.cells]
        self.body = _usual_size(lines)
        self.headings = _heading_sizes(lines, self.body)
        self.typed = sum(len(line.text) * (1 if line.fixed else -1) for line in lines) > 0
        self.distance = _usual_distance(lines)
        self.known = hyphenated("\n".join(line.text for line in lines))
        self._open: _Open | None = None

    def all(self) -> Iterator[Piece]:
        notes: list[Piece] = []
        for page in self.pages:
            body, foot = self._parted(page)
            yield from self._page(body)
            notes += self._notes(foot)
        yield from self._close()
        yield from notes

    # ------------------------------------------------------------ pages

    def _parted(self, page: Sequence[Line]) -> tuple[Sequence[Line], Sequence[Line]]:
        """The lines of a page, and the notes at its foot."""
        begin = len(page)
        while begin and page[begin - 1].cells and page[begin - 1].size <= _SMALLER * self.body:
            begin -= 1
        while begin < len(page) and not _NOTE.match(page[begin].text):
            begin += 1
        return page[:begin], page[begin:]

    def _notes(self, lines: Sequence[Line]) -> Iterator[Piece]:
        note: Joined | None = None
        for line in lines:
            if note and not _NOTE.match(line.text):
                note.add(line.text)
                continue
            if note:
                yield Kind.note, str(note), 0
            note = Joined(_NOTE_MARK.sub("", line.text, count=1), self.known)
        if note:
            yield Kind.note, str(note), 0

    def _page(self, lines: Sequence[Line]) -> Iterator[Piece]:
        at = 0
        while at < len(lines):
            line, following = lines[at], lines[at + 1] if at + 1 < len(lines) else None
            if rows := table_at(lines, at):
                yield from self._close()
                yield Kind.table, rows.text, 0
                at += rows.lines
                continue
            at += 1
            if _CONTENTS.search(line.text[-80:]):
                yield from self._close()
            elif self._open and self._belongs(self._open, line, following):
                self._add(self._open, line)
            else:
                yield from self._close()
                self._open = self._begun(line)

    def _close(self) -> Iterator[Piece]:
        if self._open:
            yield self._open.kind, str(self._open.text), self._open.level
            self._open = None

    def _add(self, paragraph: _Open, line: Line) -> None:
        paragraph.text.add(f"\n{line.text}" if paragraph.kind is Kind.code else line.text)
        paragraph.last = line
        paragraph.count += 1

    # ------------------------------------------------------------ what a line begins

    def _kind(self, line: Line) -> Kind:
        """What a line is, looked at by itself."""
        if self._heading_level(line):
            return Kind.heading
        if line.fixed and not self.typed:
            return Kind.code
        if is_caption(line.text):
            return Kind.caption
        return Kind.list if item_text(line.text) else Kind.prose

    def _begun(self, line: Line) -> _Open:
        kind = self._kind(line)
        level = self._heading_level(line) if kind is Kind.heading else int(kind is Kind.list)
        text = (item_text(line.text) if kind is Kind.list else None) or line.text
        return _Open(kind, level, Joined(text, self.known), line, line)

    def _heading_level(self, line: Line) -> int:
        """The depth of a heading; 0 of what is none."""
        if len(line.text) > _LONGEST_HEADING or not any(map(str.isalpha, line.text)):
            return 0
        for level, size in enumerate(self.headings, 1):
            if line.size >= size - _ALIKE:
                return level
        is_bold = line.bold and len(line.text) <= _LONGEST_BOLD_HEADING
        if is_bold and line.size >= self.body - _ALIKE and not line.text.endswith(_NO_END_OF_HEADING):
            return len(self.headings) + 1
        return 0

    # ------------------------------------------------------------ what goes on

    def _belongs(self, paragraph: _Open, line: Line, following: Line | None) -> bool:
        kinds = {paragraph.kind, self._kind(line)}
        if Kind.heading in kinds:
            return len(kinds) == 1 and self._same_heading(paragraph, line)
        if Kind.code in kinds:
            return len(kinds) == 1
        if item_text(line.text) and not _is_dash_in_prose(paragraph, line):
            return False
        if abs(paragraph.last.size - line.size) > _OTHER_SIZE * self.body:
            return False
        return self._follows(paragraph, line, following)

    def _follows(self, paragraph: _Open, line: Line, following: Line | None) -> bool:
        step = paragraph.last.y - line.y
        if not 0 < step <= _FARTHEST * line.size:  # in another column, or on the next page
            return not ends_sentence(paragraph.last.text)
        return step <= _LOOSE * self._distance(line) and self._is_set_on(paragraph, line, following)

    def _same_heading(self, paragraph: _Open, line: Line) -> bool:
        """Whether a heading goes on in a second line."""
        before = paragraph.last
        return (
            self._heading_level(line) == paragraph.level
            and abs(before.size - line.size) <= _ALIKE
            and 0 < before.y - line.y <= _LOOSE * max(self._distance(line), 1.2 * line.size)
            and _has_no_room(before, line)
        )

    def _is_set_on(self, paragraph: _Open, line: Line, following: Line | None) -> bool:
        """Whether a line close below another goes on with it, by its indent and the other's end."""
        before, indent = paragraph.last, _INDENT * line.size
        full = _has_no_room(before, line)
        if paragraph.kind is Kind.caption:
            return full
        if not full and (ends_sentence(before.text) or before.text.endswith(":") or _free(before) > _SHORT):
            return False
        if paragraph.kind is Kind.list:
            return line.left > paragraph.first.left - indent
        if line.left > before.left + indent:
            hangs = following is not None and abs(following.left - line.left) < indent
            return full and (hangs or line.text[:1].islower() or not ends_sentence(before.text))
        returns = line.left < before.left - indent and paragraph.count > 1
        return not (returns and paragraph.first.left < before.left - indent)

    def _distance(self, line: Line) -> float:
        return self.distance.get(round(line.size), 1.3 * line.size)


def _is_dash_in_prose(paragraph: _Open, line: Line) -> bool:
    return (
        paragraph.kind is Kind.prose
        and line.text.startswith(("– ", "— ", "o "))
        and _has_no_room(paragraph.last, line)
        and not paragraph.last.text.endswith(":")
    )


def _has_no_room(before: Line, line: Line) -> bool:
    """Whether the next line's first word had no room at the end of the line before."""
    first = line.text.split(" ", 1)[0]
    return before.right + (len(first) + 1) * _WIDTH_OF_A_LETTER * line.size > before.edge


def _free(line: Line) -> float:
    """The share of the column's width that a line leaves free at its end."""
    width = line.edge - line.left
    return (line.edge - line.right) / width if width > 0 else 0.0


# ---------------------------------------------------------------- what is usual


def _usual_size(lines: Sequence[Line]) -> float:
    """The size in which most letters are set."""
    letters = Counter[float]()
    for line in lines:
        letters[round(line.size * 2) / 2] += len(line.text)
    return letters.most_common(1)[0][0] if letters else 0.0


def _heading_sizes(lines: Sequence[Line], body: float) -> list[float]:
    """Sizes larger than the body's, from the largest."""
    sizes: list[float] = []
    for size in sorted({line.size for line in lines if line.size >= _LARGER * body}, reverse=True):
        if not sizes or sizes[-1] - size > _ALIKE:
            sizes.append(size)
    return sizes[:_MOST_HEADING_LEVELS]


def _usual_distance(lines: Sequence[Line]) -> dict[int, float]:
    """From one line to the next, by the size of letters."""
    found: dict[int, list[float]] = {}
    for before, line in itertools.pairwise(lines):
        distance = before.y - line.y
        if abs(before.size - line.size) <= _ALIKE and 0 < distance < _FARTHEST * line.size:
            found.setdefault(round(line.size), []).append(distance)
    return {size: median(distances) for size, distances in found.items()}
