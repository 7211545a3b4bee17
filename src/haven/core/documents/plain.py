"""Plain text: paragraphs from lines, and what they are from how they look."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from haven.core.documents.blocks import Kind
from haven.core.documents.building import MOST_CHARACTERS, Builder, Full
from haven.core.documents.guesses import item_text
from haven.core.documents.lines import Joined, goes_on, hyphenated, usual_width
from haven.core.files.encodings import BOM, find_encoding

_GAP = re.compile(r"\S( {3,}|\t+)\S")
_CELLS = re.compile(r" {3,}|\t+")
_RULES = "-=_*~+|: "
_SHORTEST_RULE = 3
_UNDERLINE = re.compile(r"(=|-|~){3,}\s*")
_HASHES = re.compile(r"(#{1,6})\s+(.+?)\s*#*\s*")
_LONGEST_LINE_OF_HEADING = 300
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+[^\W\d_]")
_NO_END_OF_HEADING = re.compile(r"[.,;:!?…]$")
_LONGEST_HEADING = 70
_MOST_WORDS = 9
_LONG = 80  # characters; a paragraph of more has a heading above it
_INDENT = 2  # spaces from one depth of a list to the next
_DEEPEST = 9
_DASHES = ("– ", "— ")  # a list, or a thought within a sentence
_FEWEST_ALIGNED = 3  # rows from which columns of spaces are a table
_SHARE_ALIGNED = 0.6  # of the rows, whose second cells stand below each other


@dataclass(slots=True)
class _Piece:
    kind: Kind
    joined: Joined
    level: int = 0
    lines: int = 1
    written: str = ""  # the line with its bullet or number

    @property
    def text(self) -> str:
        return str(self.joined)


def read_plain(path: Path, builder: Builder) -> None:
    """Put a text file's paragraphs into the builder. Raises BadFile and Full."""
    with path.open(encoding=find_encoding(path), errors="replace") as file:
        text = file.read(MOST_CHARACTERS).removeprefix(BOM)
        rest = file.read(1)
    for piece in _with_headings(_Pieces(text).all()):
        builder.add(piece.kind, piece.text, piece.level)
    if rest:
        raise Full


class _Pieces:
    """The paragraphs, items and tables of a text."""

    def __init__(self, text: str) -> None:
        self.lines = text.splitlines()
        self.width = usual_width([len(line.strip()) for line in self.lines if line.strip()])
        self.known = hyphenated(text)

    def all(self) -> Iterator[_Piece]:
        for is_blank, lines in groupby(self.lines, lambda line: not line.strip()):
            if not is_blank:
                yield from self._group(list(lines))

    def _group(self, lines: list[str]) -> Iterator[_Piece]:
        """What stands between two blank lines."""
        if rows := _table(lines):
            yield _Piece(Kind.table, Joined("\n".join(rows)), lines=len(rows))
            return
        piece: _Piece | None = None
        for number, line in enumerate(lines):
            if piece and number == 1 and _UNDERLINE.fullmatch(line):
                piece = _Piece(Kind.heading, piece.joined, 1 if line.startswith("=") else 2)
            elif piece and self._belongs(piece, lines[number - 1], line):
                piece.joined.add(line.strip())
                piece.lines += 1
            elif not _is_rule(line):
                if piece:
                    yield piece
                piece = self._begun(line)
        if piece:
            yield piece

    def _belongs(self, piece: _Piece, before: str, line: str) -> bool:
        """Whether a line goes on with the paragraph or item of the line before."""
        text = line.strip()
        if piece.kind is Kind.heading or _is_rule(line):
            return False
        if item_text(text) is not None and not text.startswith(_DASHES):
            return False
        if piece.kind is Kind.list and _indent(line) > _indent(before) and piece.lines == 1:
            return True
        return goes_on(before.strip(), text, self.width)

    def _begun(self, line: str) -> _Piece:
        """What a line begins."""
        text = line.strip()
        if len(text) <= _LONGEST_LINE_OF_HEADING and (match := _HASHES.fullmatch(text)):
            return _Piece(Kind.heading, Joined(match[2]), len(match[1]))
        item = item_text(text)
        if item is None:
            return _Piece(Kind.prose, Joined(text, self.known))
        level = min(_indent(line) // _INDENT + 1, _DEEPEST)
        return _Piece(Kind.list, Joined(item, self.known), level, written=text)


def _is_rule(line: str) -> bool:
    text = line.strip()
    return len(text) >= _SHORTEST_RULE and not text.strip(_RULES)


def _indent(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip())


def _table(lines: list[str]) -> list[str]:
    """The rows of a table; none where it is no table."""
    rows = [line.strip() for line in lines if not _is_rule(line)]
    if len(rows) > 1 and all("|" in row.strip("|") for row in rows):
        return [" | ".join(cell.strip() for cell in row.strip("|").split("|")) for row in rows]
    gaps = [match for row in rows if (match := _GAP.search(row)) and item_text(row) is None]
    if len(gaps) < len(rows) or len(rows) < 2:
        return []
    tabs = all("\t" in gap[1] for gap in gaps)
    places = Counter(gap.end() for gap in gaps)
    aligned = len(rows) >= _FEWEST_ALIGNED and max(places.values()) >= _SHARE_ALIGNED * len(rows)
    return [" | ".join(_CELLS.split(row)) for row in rows] if tabs or aligned else []


# ---------------------------------------------------------------- headings


def _with_headings(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """The pieces with headings told by what stands around them."""
    before = held = _Piece(Kind.prose, Joined(""), lines=0)
    for piece in pieces:
        if held.lines:
            yield _told(held, before, piece)
        before, held = held, piece
    if held.lines:
        yield held


def _told(piece: _Piece, before: _Piece, following: _Piece) -> _Piece:
    is_item = piece.kind is Kind.list
    if piece.lines > 1 or piece.kind not in (Kind.prose, Kind.list) or (is_item and before.kind is Kind.list):
        return piece
    text = piece.text
    written = piece.written or text
    number = _NUMBERED.match(written)
    if (is_item and not number) or not _may_head(text) or not _heads(piece, following):
        return piece
    return _Piece(Kind.heading, Joined(written), number[1].count(".") + 1 if number else 1)


def _may_head(text: str) -> bool:
    """Whether a line looks like a heading by itself."""
    if len(text) > _LONGEST_HEADING or len(text.split()) > _MOST_WORDS or _NO_END_OF_HEADING.search(text):
        return False
    return text[:1].isupper() or bool(_NUMBERED.match(text))


def _heads(piece: _Piece, following: _Piece) -> bool:
    """Whether what follows is what stands below a heading."""
    if following.kind is Kind.list:
        return piece.kind is Kind.prose
    return following.kind is Kind.prose and (piece.text.isupper() or len(following.text) > _LONG)
