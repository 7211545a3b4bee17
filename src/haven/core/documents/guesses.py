"""What a paragraph is, told by its words: a caption, an item, a heading, a list of sources."""

import re
from collections.abc import Iterable, Iterator

from haven.core.documents.blocks import Block, Kind
from haven.core.search.folding import fold

_SOURCES = frozenset(
    ["referenties", "referentielijst", "lijst van referenties", "literatuur", "literatuurlijst",
     "literatuuropgave", "literatuurverwijzingen", "geraadpleegde literatuur", "geraadpleegde werken",
     "geraadpleegde bronnen", "bronnen", "bronnenlijst", "bronvermelding", "bibliografie",
     "references", "reference list", "list of references", "bibliography", "works cited", "literature",
     "literature cited", "sources", "bibliographie", "references bibliographiques",
     "literaturverzeichnis", "quellen", "quellenverzeichnis", "bibliografia", "referencias"]
)  # fmt: skip
_LONGEST_TITLE = 60
_NUMBER = re.compile(
    r"(?:(?:hoofdstuk|chapter|bijlage|appendix)\s+)?(?:\d{1,3}|[ivxlc]{1,5}|[a-z])(?:\.\d{1,3})*[.):]?\s+",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"(?:figuur|fig\.|figure|tabel|table|afbeelding|afb\.|grafiek|diagram|schema|foto|kader|box)\s*"
    r"\d{1,3}(?:[.-]\d{1,3})*\s*[.:–—|]\s",
    re.IGNORECASE,
)
_LONGEST_CAPTION = 400
_MARKS = "•‣▪▫●○◦■□◆◇►▶➢➤✓✔☐☑⁃∙·\uf0b7\uf0a7\uf076\uf0fc\uf0d8\uf02d"
# No capital with a full stop: "J. Peeters" is a name.
_ITEM = re.compile(
    rf"(?:[{_MARKS}]|(?:[-–—*+o]|\d{{1,3}}[.)]|[a-z][.)]|\((?:\d{{1,3}}|[a-zA-Z])\)|[A-Z]\))(?=\s))\s*"
)

_MARK = re.compile(rf"[{_MARKS}]|[-–—*+o]|\(?(?:\d{{1,3}}(?:\.\d{{1,3}})*[.)]?|[a-zA-Z][.)])")


def item_text(line: str) -> str | None:
    """The text behind a bullet or a number; None where there is neither."""
    match = _ITEM.match(line)
    return line[match.end() :] if match else None


def is_mark(text: str) -> bool:
    """Whether this is nothing but a bullet or a number."""
    return bool(_MARK.fullmatch(text))


def is_caption(text: str) -> bool:
    return len(text) <= _LONGEST_CAPTION and bool(_CAPTION.match(text))


def heads_sources(text: str) -> bool:
    """Whether a heading says that sources follow: "7. Referenties"."""
    if len(text) > _LONGEST_TITLE:
        return False
    return fold(text) in _SOURCES or fold(_NUMBER.sub("", text, count=1)) in _SOURCES


def told(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks with captions and lists of sources told from prose."""
    level, sources = 0, 0  # of the heading above; of the heading of the sources, 0 where there is none
    for block in blocks:
        if block.kind is Kind.prose and heads_sources(block.text):
            block = Block(Kind.heading, block.text, max(level, 1))  # noqa: PLW2901 - it is what it now is
        if block.kind is Kind.heading:
            level = block.level
            if heads_sources(block.text):
                sources = level
            elif level <= sources:
                sources = 0
        yield _in_its_place(block, sources > 0)


def _in_its_place(block: Block, among_sources: bool) -> Block:
    if among_sources and block.kind in (Kind.prose, Kind.list):
        return Block(Kind.reference, block.text)
    if block.kind is Kind.prose and is_caption(block.text):
        return Block(Kind.caption, block.text)
    return block
