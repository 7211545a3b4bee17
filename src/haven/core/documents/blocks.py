"""A document as a row of blocks: what a heading is, what is prose, what is neither."""

from dataclasses import dataclass
from enum import StrEnum

from haven.core.imports.reasons import Sentence

_BETWEEN = "\n\n"


class Kind(StrEnum):
    heading = "heading"
    prose = "prose"
    list = "list"
    table = "table"
    note = "note"  # footnotes, endnotes, a speaker's notes
    reference = "reference"  # an entry in a list of sources
    code = "code"  # what is no language: programs, formulas, front matter
    caption = "caption"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, one item of a list, one whole table.

    `text` is never empty. It is one line, but for tables (a line per row, " | " between cells) and code.
    `level` is the depth of a heading or of an item in its list, from 1; 0 of all else.
    """

    kind: Kind
    text: str
    level: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """What stands in a document, and what was left out of it, each in a sentence for whoever gave it."""

    blocks: tuple[Block, ...]
    warnings: tuple[Sentence, ...] = ()

    def text(self) -> str:
        """All blocks with blank lines between them."""
        return _BETWEEN.join(block.text for block in self.blocks)

    def spans(self) -> list[tuple[int, int, Kind]]:
        """Where each block begins and ends in `text()`."""
        spans, start = [], 0
        for block in self.blocks:
            end = start + len(block.text)
            spans.append((start, end, block.kind))
            start = end + len(_BETWEEN)
        return spans
