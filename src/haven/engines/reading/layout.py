"""Prose told apart from headings, lists, tables, code, notes and references."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from haven.engines.reading.segment import paragraphs

PROSE, HEADING, LIST, TABLE, CODE, NOTE, REFERENCE = (
    "prose",
    "heading",
    "list",
    "table",
    "code",
    "note",
    "reference",
)
_BULLET = re.compile(r"(?:[-–—•*·▪◦●○□☐✓>]|\(?\d{1,2}[.)]|\(?[a-zA-Z][.)]|[ivx]{1,4}[.)])\s+")
_ENDS = re.compile(r"[.!?…:;][\"'”’»)\]]*$")
_WORD = re.compile(r"[^\W\d_]{2,}")
_DIGIT = re.compile(r"\d")
_CODE_SIGN = re.compile(r"[{}<>=;_$#\\|@^~`\[\]]|\w\(|\)\.")
_REFERENCE = re.compile(
    r"^(?:\[\d+\]|[A-Z][\w'’-]+,\s+(?:[A-Z]\.[\s-]?)+).{0,200}\b(?:1[89]|20)\d\d\b|\bdoi\.org/|^https?://\S+$"
)
_HAS_SIGN = re.compile(
    r"[{}<>=;_$#\\|@^~`\[\]\t\d]|\w\(|\)\.|://"
)  # without one of these nothing more is asked
_LOOKED_AT = 2000  # characters of a paragraph
_FEW_SIGNS = 4
_HEADING_WORDS = 10
_ITEM_WORDS = 12  # an item of more words, or one that ends as a sentence, is read as prose


@dataclass(frozen=True, slots=True)
class Block:
    start: int
    end: int
    kind: str


def layout(text: str, spans: Sequence[tuple[int, int, str]] = ()) -> Iterator[Block]:
    """Blocks in the order of the text. `spans` (start, end, kind) are what a document's own structure tells;
    without them kinds are guessed paragraph by paragraph."""
    if not spans:
        for part in paragraphs(text):
            yield Block(part.start, part.end, kind_of(text[part.start : part.end]))
        return
    for start, end, kind in spans:
        for part in paragraphs(text[start:end]):
            yield Block(start + part.start, start + part.end, kind)


def kind_of(paragraph: str) -> str:
    start = paragraph[:_LOOKED_AT]
    words = len(_WORD.findall(start))
    if _HAS_SIGN.search(start) and (kind := _by_signs(start, words)):
        return kind
    ends = bool(_ENDS.search(paragraph, max(0, len(paragraph) - 8)))
    if _BULLET.match(paragraph):
        return PROSE if words > _ITEM_WORDS or (ends and words > _HEADING_WORDS / 2) else LIST
    return PROSE if ends or words > _HEADING_WORDS else HEADING


def _by_signs(start: str, words: int) -> str | None:
    """What signs and digits say: code, a table, a reference, or nothing."""
    signs = len(_CODE_SIGN.findall(start))
    if signs > _FEW_SIGNS and signs > words / 2:
        return TABLE if start.count("|") > signs / 2 else CODE
    if start.count("\t") > 1 or start.count(" | ") > 1 or _is_mostly_numbers(start, words):
        return TABLE
    return REFERENCE if _REFERENCE.search(start) else None


def _is_mostly_numbers(paragraph: str, words: int) -> bool:
    digits = len(_DIGIT.findall(paragraph))
    return digits > 8 and digits > 3 * words
