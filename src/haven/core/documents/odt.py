"""OpenDocument texts (.odt): one part with the text, its styles in two."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from haven.core.documents.blocks import Block, Kind
from haven.core.documents.building import Builder
from haven.core.documents.walking import Attributes, Text, Walker, number, value
from haven.core.files.archives import Archive
from haven.core.files.elements import tags
from haven.core.files.problems import BadFile

_CONTENT, _STYLES, _MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
_LONGEST_CHAIN = 20
_MOST_STYLES = 20_000
_MOST_SPACES = 100
_ENCODED = re.compile(r"_([0-9a-f]{2})_")  # how a style's name writes what a name may not hold
_HEADING = re.compile(r"(?:heading|kop) ?([1-9]|10)")
_CONTENTS = re.compile(r"(?:contents|index|table index|user index).*")
_KINDS = {
    "title": (Kind.heading, 1),
    "subtitle": (Kind.heading, 2),
    "caption": (Kind.caption, 0),
    "illustration": (Kind.caption, 0),
    "figure": (Kind.caption, 0),
    "table": (Kind.caption, 0),
    "preformatted text": (Kind.code, 0),
    "source code": (Kind.code, 0),
    "code": (Kind.code, 0),
}


def read_odt(archive: Archive, builder: Builder, warn: Callable[[str], None]) -> None:
    """Put an OpenDocument text into the builder. Raises BadFile and Full."""
    if _MANIFEST in archive and any(tag == "encryption-data" for tag, _ in tags(archive.read(_MANIFEST))):
        raise BadFile("encrypted")
    if any(name.startswith(("Basic/", "Scripts/")) for name in archive.members):
        warn("macros")
    styles: dict[str, str] = {}
    for part in (_STYLES, _CONTENT):
        if part in archive:
            _read_styles(archive.read(part), styles)
    _Content(builder, styles, warn).read(archive.read(_CONTENT))


def _read_styles(chunks: Iterable[bytes], styles: dict[str, str]) -> None:
    """Each style's name to that of the style that it is based on."""
    for tag, attributes in tags(chunks):
        if tag == "style" and len(styles) < _MOST_STYLES:
            styles[value(attributes, "name")] = value(attributes, "parent-style-name")
        elif tag == "body":
            return


@dataclass(slots=True)
class _Paragraph:
    text: Text = field(default_factory=Text)
    style: str = ""
    heading: int = 0
    boxes: list[Block] = field(default_factory=list)


class _Content(Walker):
    left_out = frozenset(
        ("change-info", "annotation", "note-citation", "table-of-content", "illustration-index",
         "table-index", "object-index", "user-index", "alphabetical-index", "index-title", "ruby-text",
         "hidden-text", "hidden-paragraph", "forms", "scripts", "script", "font-face-decls",
         "automatic-styles", "svg:title", "svg:desc", "object", "object-ole", "binary-data",
         "bibliography-source", "event-listeners", "page-number", "page-count")
    )  # fmt: skip

    def __init__(self, builder: Builder, styles: dict[str, str], warn: Callable[[str], None]) -> None:
        super().__init__()
        self.builder, self.styles, self.warn = builder, styles, warn
        self._open: list[_Paragraph] = []
        self._around: list[tuple[list[_Paragraph], int]] = []
        self._lists = self._sources = 0
        self.starts = self._starts()
        self.ends = self._ends()

    def _starts(self) -> dict[str, Callable[[Attributes], object]]:
        return {
            "h": lambda found: self._begin_paragraph(found, number(found, "outline-level", 1)),
            "p": lambda found: self._begin_paragraph(found, 0),
            "s": lambda found: self.say(" " * min(number(found, "c", 1), _MOST_SPACES)),
            "tab": lambda _: self.say(" "),
            "line-break": lambda _: self.say(" "),
            "deletion": lambda _: self._deleted(),
            "list": lambda _: self._list(1),
            "bibliography": lambda _: self._in_sources(1),
            "text-box": lambda _: self._begin_aside(),
            "note-body": lambda _: self._begin_aside(),
            "table": lambda _: self.builder.open_table(),
            "table-row": lambda _: self.builder.open_row(),
            "table-cell": lambda _: self.builder.open_cell(),
        }

    def _ends(self) -> dict[str, Callable[[], object]]:
        return {
            "h": self._end_paragraph,
            "p": self._end_paragraph,
            "list": lambda: self._list(-1),
            "bibliography": lambda: self._in_sources(-1),
            "text-box": self._end_box,
            "note-body": self._end_note,
            "table": self.builder.close_table,
        }

    def take(self, text: str) -> None:
        if self._open:
            self._open[-1].text.add(text)

    def _begin_paragraph(self, attributes: Attributes, heading: int) -> None:
        self.listen(attributes)
        self._open.append(_Paragraph(style=value(attributes, "style-name"), heading=heading))

    def _end_paragraph(self) -> None:
        self.stop_listening()
        if not self._open:
            return
        paragraph = self._open.pop()
        self._put(paragraph)
        self.builder.place(paragraph.boxes)
        if self._open:
            self.listen({})

    def _put(self, paragraph: _Paragraph) -> None:
        kind, level = (Kind.heading, paragraph.heading) if paragraph.heading else self._told(paragraph.style)
        if kind is None:
            return
        if kind is Kind.prose and self._sources:
            kind = Kind.reference
        elif kind is Kind.prose and self._lists:
            kind, level = Kind.list, self._lists
        self.builder.add(kind, str(paragraph.text), level)

    def _told(self, style: str) -> tuple[Kind | None, int]:
        """What the style, or one that it is based on, makes of a paragraph; None leaves it out."""
        seen = 0
        while style and seen < _LONGEST_CHAIN:
            name = _ENCODED.sub(lambda match: chr(int(match[1], 16)), style).lower()
            if match := _HEADING.fullmatch(name):
                return Kind.heading, int(match[1])
            if _CONTENTS.fullmatch(name):
                return None, 0
            if name.startswith("bibliography"):
                return Kind.reference, 0
            if name in _KINDS:
                return _KINDS[name]
            style, seen = self.styles.get(style, ""), seen + 1
        return Kind.prose, 0

    def _deleted(self) -> None:
        self.warn("deletions")
        self.leave_out()

    def _list(self, step: int) -> None:
        self._lists += step

    def _in_sources(self, step: int) -> None:
        self._sources += step

    # ------------------------------------------------------------ boxes and notes

    def _begin_aside(self) -> None:
        self.stop_listening()
        self._around.append((self._open, self._lists))
        self._open, self._lists = [], 0
        self.builder.open_aside()

    def _end_aside(self) -> list[Block]:
        blocks = self.builder.close_aside()
        self._open, self._lists = self._around.pop()
        if self._open:
            self.listen({})
        return blocks

    def _end_box(self) -> None:
        blocks = self._end_aside()
        if self._open:
            self._open[0].boxes.extend(blocks)
        else:
            self.builder.place(blocks)

    def _end_note(self) -> None:
        self.builder.keep_notes(self._end_aside())
