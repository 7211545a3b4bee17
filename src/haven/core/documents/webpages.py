"""Web pages: what a reader sees of them, without what they navigate, decorate or run with."""

import re
from collections.abc import Iterable
from pathlib import Path

from haven.core.documents.blocks import Kind
from haven.core.documents.building import Builder, Full
from haven.core.documents.markup import Tag, tokens, unescape
from haven.core.documents.walking import Text
from haven.core.files.encodings import BOM, BOMS, decodes, find_encoding

MOST_MARKUP = 20_000_000  # characters
_HEAD = 4096  # bytes among which a page names its encoding
_META = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,500}?(?:charset|encoding)\s*=\s*[\"']?\s*([-\w]{2,30})", re.IGNORECASE
)
_ENCODINGS = re.compile(
    r"utf-?8|utf-16(?:le|be)?|iso-8859-\d{1,2}|windows-125\d|koi8-[ru]|shift_jis|euc-(?:jp|kr)|gb2312|gbk"
    r"|gb18030|big5|macintosh",
    re.IGNORECASE,
)
_AS_BROWSERS_READ = {"iso-8859-1": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "macintosh": "mac-roman"}

_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
     "wbr"]
)  # fmt: skip
_LEFT_OUT = frozenset(
    ["script", "style", "title", "textarea", "iframe", "noembed", "noframes", "xmp", "noscript", "template",
     "nav", "footer", "svg", "canvas", "object", "audio", "video", "select", "button", "datalist", "menu",
     "rt", "rp", "annotation", "annotation-xml", "xml", "del", "dialog"]
)  # fmt: skip
_BLOCKS = frozenset(
    ["address", "article", "aside", "blockquote", "body", "center", "details", "div", "fieldset", "figure",
     "form", "header", "hgroup", "hr", "html", "legend", "main", "p", "search", "section", "summary",
     "tbody", "tfoot", "thead"]
)  # fmt: skip
_LISTS = ("ul", "ol", "dl", "dir")
_ITEMS = ("li", "dt", "dd")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_CELLS = ("td", "th")
_TELLING = re.compile(r"hidden|display|visibility|role|mso-", re.IGNORECASE)
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-list\s*:\s*ignore|mso-hide\s*:\s*all", re.IGNORECASE
)
_UNREAD_ROLES = frozenset(("navigation", "banner", "search", "contentinfo", "menu", "menubar", "doc-toc"))
_NOTE_ROLES = frozenset(("doc-footnote", "doc-endnotes", "doc-endnote"))
_LAYOUT_ROLES = frozenset(("presentation", "none"))


def read_page(path: Path, builder: Builder) -> None:
    """Put a web page's text into the builder. Raises BadFile and Full."""
    with path.open(encoding=page_encoding(path), errors="replace") as file:
        page = file.read(MOST_MARKUP).removeprefix(BOM)
        rest = file.read(1)
    read_markup(page, builder)
    if rest:
        raise Full


def page_encoding(path: Path) -> str:
    """What the bytes say, then what the page says of itself if that can be, then what fits."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for bom, encoding in BOMS.items():
        if head.startswith(bom):
            return encoding
    match = _META.search(head)
    name = match[1].decode("ascii", "ignore").lower() if match else ""
    if _ENCODINGS.fullmatch(name) and not name.startswith("utf-16"):  # it could not have been read as ASCII
        name = _AS_BROWSERS_READ.get(name, name)
        if decodes(path, name):
            return name
    return find_encoding(path)


def read_markup(page: str, builder: Builder) -> None:
    """Put the text of HTML, a page or a part of one, into the builder. Raises Full."""
    reader = _Page(builder)
    reader.read(tokens(page))
    reader.finish()


class _Region:
    """An element that is treated otherwise until its end; elements of the same name in it are counted."""

    def __init__(self) -> None:
        self._name, self._depth = "", 0

    def __bool__(self) -> bool:
        return self._depth > 0

    def begin(self, name: str) -> None:
        self._name, self._depth = name, 1

    def ends_with(self, tag: Tag) -> bool:
        """Count a tag; whether it closes the region."""
        if self._name == "p" and tag.name in _BLOCKS:  # a paragraph need not be closed
            self._depth = 0
        elif tag.name == self._name:
            self._depth += -1 if tag.closes else 1
        return self._depth == 0


class _Page:
    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self._text = Text()
        self._kind, self._level = Kind.prose, 0
        self._lists = self._items = self._code = 0
        self._broken_line = False
        self._tables: list[bool] = []  # open tables; False for one that only lays out the page
        self._unread, self._notes = _Region(), _Region()
        self._in_notes = False

    def read(self, parts: Iterable[Tag | str]) -> None:
        for part in parts:
            if isinstance(part, str):
                self._take(part)
            elif self._unread:
                self._unread.ends_with(part)
            elif part.closes:
                self._end(part)
            else:
                self._begin(part)

    def finish(self) -> None:
        self._put()
        self._end_notes()

    def _take(self, text: str) -> None:
        if self._unread:
            return
        self._text.add(unescape(text))
        if self._broken_line and text.strip():
            self._broken_line = False

    def _put(self) -> None:
        """The text so far is a block."""
        text, self._text, self._broken_line = str(self._text), Text(), False
        kind, level = self._kind, self._level
        if self._code:
            kind, level = Kind.code, 0
        elif kind is Kind.prose and self._items:
            kind, level = Kind.list, max(self._lists, 1)
        self.builder.add(kind, text, level)

    # ------------------------------------------------------------ tags

    def _begin(self, tag: Tag) -> None:
        attributes = tag.attributes() if _TELLING.search(tag.written) else {}
        if _is_unread(tag.name, attributes):
            if tag.name in _BLOCKS:
                self._put()
            if tag.name not in _VOID and not tag.written.endswith("/"):
                self._unread.begin(tag.name)
            return
        if self._in_notes:
            self._count_in_notes(tag)
        elif attributes.get("role") in _NOTE_ROLES:
            self._put()
            self._notes.begin(tag.name)
            self._in_notes = True
            self.builder.open_aside()
        self._begin_seen(tag.name, attributes)

    def _begin_seen(self, name: str, attributes: dict[str, str]) -> None:
        if name == "br":
            self._break()
        elif name in _HEADINGS or name in ("caption", "figcaption"):
            self._put()
            level = _HEADINGS.get(name, 0)
            self._kind, self._level = (Kind.heading if level else Kind.caption), level
        elif name in _LISTS or name in _ITEMS:
            self._list(name, 1)
        elif name == "pre":
            self._put()
            self._code += 1
        elif name == "table":
            self._begin_table(attributes.get("role") not in _LAYOUT_ROLES)
        elif name == "tr" or name in _CELLS:
            self._cell(name)
        elif name in _BLOCKS:
            self._put()
            if name == "p" and self._kind is Kind.heading:  # one that was never closed
                self._kind, self._level = Kind.prose, 0

    def _end(self, tag: Tag) -> None:
        name = tag.name
        if name in _HEADINGS or name in ("caption", "figcaption"):
            self._put()
            self._kind, self._level = Kind.prose, 0
        elif name in _LISTS or name in _ITEMS:
            self._list(name, -1)
        elif name == "pre":
            self._put()
            self._code = max(self._code - 1, 0)
        elif name == "table":
            self._end_table()
        elif name in _BLOCKS or name == "tr" or name in _CELLS:
            self._put()
        if self._in_notes:
            self._count_in_notes(tag)

    def _break(self) -> None:
        """One break is white space, two of them part paragraphs."""
        if self._code:
            self._text.add("\n")
        elif self._broken_line:
            self._put()
        else:
            self._text.add(" ")
            self._broken_line = True

    def _list(self, name: str, step: int) -> None:
        self._put()
        if name in _LISTS:
            self._lists = max(self._lists + step, 0)
            self._items = self._items if self._lists else 0
        else:
            self._items = 1 if step > 0 or self._lists > 1 else 0

    def _begin_table(self, is_table: bool) -> None:
        self._put()
        self._tables.append(is_table)
        if is_table:
            self.builder.open_table()

    def _end_table(self) -> None:
        self._put()
        if self._tables and self._tables.pop():
            self.builder.close_table()

    def _cell(self, name: str) -> None:
        self._put()
        self._kind, self._level = Kind.prose, 0
        if self._tables and self._tables[-1]:
            if name == "tr":
                self.builder.open_row()
            else:
                self.builder.open_cell()

    def _count_in_notes(self, tag: Tag) -> None:
        if self._notes.ends_with(tag):
            self._end_notes()

    def _end_notes(self) -> None:
        if self._in_notes:
            self._put()
            self.builder.keep_notes(self.builder.close_aside())
            self._in_notes = False


def _is_unread(name: str, attributes: dict[str, str]) -> bool:
    if name in ("html", "body"):  # hidden until a program has run
        return False
    return (
        name in _LEFT_OUT
        or "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or attributes.get("role") in _UNREAD_ROLES
        or bool(_UNSEEN.search(attributes.get("style", "")))
    )
