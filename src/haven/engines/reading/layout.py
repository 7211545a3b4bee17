"""Prose told apart from headings, lists, tables, code, notes and references."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from haven.engines.reading.segment import paragraphs

PROSE, HEADING, LIST, TABLE = "prose", "heading", "list", "table"
CODE, NOTE, REFERENCE = "code", "note", "reference"
_BULLET = re.compile(r"(?:[-–—•*·▪◦●○□☐✓>]|\(?\d{1,2}[.)]|\(?[a-zA-Z][.)]|[ivx]{1,4}[.)])\s+")
_ENDS = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_WORD = re.compile(r"[^\W\d_]{2,}")
_DIGITS = "0123456789"
_SIGN = re.compile(r"[{}<>=;_$#\\|@^~`\[\]]")
_REFERENCE = re.compile(
    r"(?:\[\d+\]|[A-Z][\w'’-]+,\s+(?:[A-Z]\.[\s-]?)+).{0,200}\b(?:1[89]|20)\d\d\b|https?://\S+$"
)
_HAS_SIGN = re.compile(r"[{}<>=;_$#\\|@^~`\[\]\t\d]|://")  # without one of these nothing more is asked
_LOOKED_AT = 2000  # characters of a paragraph
_FEW_SIGNS, _FEW_DIGITS = 4, 8
_HEADING_WORDS = 10
_ITEM_WORDS = 12  # an item of more words, or one that ends as a sentence, is read as prose


def too_little(words: Mapping[str, int], least: int) -> str | None:
    """Why the words of each kind are no ground for a level: "short", or what most stand in; else None."""
    prose = words.get(PROSE, 0)
    if prose >= least:
        return None
    most = max((LIST, TABLE, CODE), key=lambda kind: words.get(kind, 0))
    return most if words.get(most, 0) > prose else "short"


class Block(NamedTuple):
    start: int
    end: int
    kind: str


def layout(text: str, spans: Sequence[tuple[int, int, str]] = ()) -> Iterator[Block]:
    """Blocks in the order of the text. `spans` (start, end, kind) are what a document's own structure tells;
    without them the kind is left open, "": `kind_of` guesses it."""
    if not spans:
        for part in paragraphs(text):
            yield Block(part.start, part.end, "")
        return
    for start, end, kind in spans:
        for part in paragraphs(text[start:end]):
            yield Block(start + part.start, start + part.end, kind)


def kind_of(paragraph: str, said: str = "") -> str:
    """What a paragraph is, by what the document says (`said`, empty for nothing) and how it looks."""
    if said:
        return _item(paragraph) if said == LIST else said
    start = paragraph[:_LOOKED_AT]
    if _HAS_SIGN.search(start) and (kind := _by_signs(start)):
        return kind
    words = start.count(" ") + 1
    ends = bool(_ENDS.search(paragraph, max(0, len(paragraph) - 8)))
    if _BULLET.match(paragraph):
        return _item(paragraph)
    return PROSE if ends or words > _HEADING_WORDS else HEADING


def _item(paragraph: str) -> str:
    """An item of a list may be a whole sentence or more."""
    words = paragraph.count(" ", 0, _LOOKED_AT) + 1
    ends = bool(_ENDS.search(paragraph, max(0, len(paragraph) - 8)))
    return PROSE if words > _ITEM_WORDS or (ends and words > _HEADING_WORDS / 2) else LIST


def _by_signs(start: str) -> str | None:
    """What signs and digits say: code, a table, a reference, or nothing."""
    words = start.count(" ") + 1
    signs = len(_SIGN.findall(start)) + start.count(").")
    if signs > _FEW_SIGNS and signs > words / 2:
        return TABLE if start.count("|") > signs / 2 else CODE
    if start.count("\t") > 1 or start.count(" | ") > 1 or _is_mostly_numbers(start):
        return TABLE
    return REFERENCE if _REFERENCE.match(start) or "doi.org/" in start else None


def _is_mostly_numbers(start: str) -> bool:
    digits = sum(map(start.count, _DIGITS))
    return digits > _FEW_DIGITS and digits > 3 * len(_WORD.findall(start))
