"""What a style in Word makes of a paragraph: a heading, an item, a caption, or nothing in particular."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from haven.core.documents.blocks import Kind
from haven.core.documents.walking import Attributes, number, value
from haven.core.files.elements import tags

MOST_LEVELS = 9
_LONGEST_CHAIN = 20
_MOST_STYLES = 20_000
# Built-in styles have the same names in every language, but ids in that of whoever made the document.
_HEADING = re.compile(
    r"(?:heading|kop|titre|(?:ü|ue)?berschrift|titolo|t[íi]?tulo|rubrik|overskrift)[ _-]?([1-9])"
)
_LIST = re.compile(r"list ?(?:bullet|number|continue) ?([2-5]?)")
_CONTENTS = re.compile(r"(?:toc|index) (?:\d|heading)|table of (?:figures|authorities)|toa heading")
_KINDS = {
    "title": (Kind.heading, 1),
    "subtitle": (Kind.heading, 2),
    "caption": (Kind.caption, 0),
    "bibliography": (Kind.reference, 0),
    "footnote text": (Kind.note, 0),
    "endnote text": (Kind.note, 0),
    "html preformatted": (Kind.code, 0),
    "macro": (Kind.code, 0),
    "code": (Kind.code, 0),
    "source code": (Kind.code, 0),
}


@dataclass(frozen=True, slots=True)
class Style:
    """`kind` is None where the style says nothing; `listed` is the depth in a list, from 1, or 0."""

    name: str = ""
    base: str = ""
    outline: int | None = None  # 0 for the highest heading, 9 for body text
    listed: int = 0
    kind: Kind | None = None
    level: int = 0
    left_out: bool = False  # tables of contents say each heading again


PLAIN = Style()


class Styles:
    """The styles of a document by their ids; a style is what the style that it is based on is."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._styles = _read(chunks)
        self._known: dict[str, Style] = {}

    def __getitem__(self, style_id: str) -> Style:
        if style_id not in self._known:
            if len(self._known) > _MOST_STYLES:
                return PLAIN
            self._known[style_id] = self._resolved(style_id)
        return self._known[style_id]

    def _resolved(self, style_id: str) -> Style:
        resolved, seen = PLAIN, 0
        while style_id and seen < _LONGEST_CHAIN:
            style = self._styles.get(style_id, Style(name=style_id.lower()))
            resolved = _with_base(resolved, _meaning(style))
            style_id, seen = style.base, seen + 1
        return resolved


def _with_base(style: Style, base: Style) -> Style:
    """What the style does not say itself is said by its base."""
    settled = style.kind is not None or style.outline is not None
    kind, level = (style.kind, style.level) if settled else (base.kind, base.level)
    outline = style.outline if settled else base.outline
    listed, left_out = style.listed or base.listed, style.left_out or base.left_out
    return replace(style, outline=outline, listed=listed, kind=kind, level=level, left_out=left_out)


def _meaning(style: Style) -> Style:
    """What one style says by itself."""
    if style.outline is not None:
        if style.outline >= MOST_LEVELS:
            return style
        return replace(style, kind=Kind.heading, level=style.outline + 1)
    if match := _HEADING.fullmatch(style.name):
        return replace(style, kind=Kind.heading, level=int(match[1]))
    if match := _LIST.fullmatch(style.name):
        return replace(style, listed=max(style.listed, int(match[1] or 1)))
    if _CONTENTS.fullmatch(style.name):
        return replace(style, left_out=True)
    kind, level = _KINDS.get(style.name, (None, 0))
    return replace(style, kind=kind, level=level)


def _read(chunks: Iterable[bytes]) -> dict[str, Style]:
    styles: dict[str, Style] = {}
    current = ""
    for tag, attributes in tags(chunks):
        if tag == "style":
            current = value(attributes, "styleId") if len(styles) < _MOST_STYLES else ""
            styles[current] = Style(name=current.lower())
        elif current:
            styles[current] = _told(styles[current], tag, attributes)
    styles.pop("", None)
    return styles


def _told(style: Style, tag: str, attributes: Attributes) -> Style:
    if tag == "name":
        return replace(style, name=value(attributes, "val").lower())
    if tag == "basedOn":
        return replace(style, base=value(attributes, "val"))
    if tag == "outlineLvl":
        return replace(style, outline=number(attributes, "val", MOST_LEVELS))
    if tag == "ilvl":
        return replace(style, listed=number(attributes, "val", 0) + 1)
    if tag == "numId":
        return replace(style, listed=(style.listed or 1) if value(attributes, "val") != "0" else 0)
    return style
