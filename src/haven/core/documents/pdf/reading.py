"""A PDF's text as blocks."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from haven.core.documents.building import MOST_CHARACTERS, Builder, Full
from haven.core.documents.cleaning import unknown_letters
from haven.core.documents.pdf.layout import lines_of
from haven.core.documents.pdf.paragraphs import Paragraphs
from haven.core.documents.pdf.process import answers
from haven.core.documents.pdf.rules import Rules, rules_of, with_tables
from haven.core.documents.pdf.running import without_running
from haven.core.documents.pdf.runs import Run, runs_of
from haven.core.documents.unreadable import unreadable

MOST_PAGES = 5_000
_MOST_UNKNOWN = 0.3  # of all letters: a font that does not say which letters its signs are


def read_pdf(path: Path, builder: Builder, warn: Callable[..., None]) -> None:
    """Put a PDF's text into the builder. Raises BadFile, UnreadableDocument and Full."""
    pages, cut = _pages(path, warn)
    gutters: list[float] = []
    lines = []
    for runs in without_running(pages):
        on_page, gutters = lines_of(runs, gutters)
        lines.append(on_page)
    for kind, text, level in Paragraphs(lines).all():
        builder.add(kind, text, level)
    if cut:
        raise Full


def _pages(path: Path, warn: Callable[..., None]) -> tuple[list[list[Run]], bool]:
    """The runs of each page that has text, and whether there was more than may be."""
    pages: list[list[Run]] = []
    lost = pictures = letters = unknown = 0
    cut = False
    for answer in answers(path, MOST_PAGES, MOST_CHARACTERS):
        words = answer.get("words", [])
        pages.append(_page(words, answer.get("rules", [])))
        text = "".join(word[0] for word in words)
        letters += len(text)
        unknown += unknown_letters(text)
        lost += "lost" in answer
        pictures += bool(answer.get("pictures"))
        cut = cut or bool(answer.get("cut"))
    if not letters:
        raise unreadable("damaged" if lost else "scanned")
    if unknown > _MOST_UNKNOWN * letters:
        raise unreadable("garbled")
    for code, count in (("lost_pages", lost), ("scanned_pages", pictures)):
        if count:
            warn(code, count=count)
    return [page for page in pages if page], cut


def _page(words: list[list[Any]], boxes: list[list[float]]) -> list[Run]:
    """What runs in the direction of most of the page; of a page that is turned no tables are looked for."""
    letters = Counter[int]()
    for text, *_places, direction in words:
        letters[direction] += len(text)
    direction = letters.most_common(1)[0][0] if letters else 0
    rules = rules_of(boxes) if direction == 0 else Rules()
    return with_tables(runs_of(words, direction, rules.between), rules)
