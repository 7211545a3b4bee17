"""HTML taken apart into tags and text, in time that grows with its length alone.

A reader of Haven's own. What is in Python 3.11 takes the square of the length for some broken pages, and a
tree of the whole page (html5lib, lxml) takes many times its size.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,100})((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+)>")
_BROKEN_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]{0,100})([^>]*+)(?:>|\Z)")
_OPENING = re.compile(r"</?[a-zA-Z]")
_ATTRIBUTE = re.compile(r"([^\s=/>\"']+)(?:\s*+=\s*+(\"[^\"]*+\"|'[^']*+'|[^\s\"'>]++))?")
_MOST_BROKEN = 100  # tags with an odd quote that are made good; each costs a look to the end of the page
_MOST_OF_ATTRIBUTES = 10_000
_MOST_ATTRIBUTES = 100
_LONG_NUMBER = re.compile(r"&#x?[0-9a-fA-F]{9,};?")
_RAW = ("script", "style", "title", "textarea", "iframe", "noembed", "noframes", "xmp")
_ENDS_OF_RAW = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _RAW}


class Tag(NamedTuple):
    """A tag; `written` is its attributes as they were written."""

    name: str
    written: str
    closes: bool

    def attributes(self) -> dict[str, str]:
        """Names in lower case; the value of an attribute without one is empty."""
        found: dict[str, str] = {}
        for match in _ATTRIBUTE.finditer(self.written[:_MOST_OF_ATTRIBUTES]):
            if len(found) < _MOST_ATTRIBUTES:
                found.setdefault(match[1].lower(), unescape((match[2] or "").strip("\"'")))
        return found


def unescape(text: str) -> str:
    """Entities as the characters that they stand for."""
    return html.unescape(_LONG_NUMBER.sub("", text)) if "&" in text else text


def tokens(page: str) -> Iterator[Tag | str]:
    """Tags and, as they are written, the texts between them. Comments, scripts and styles are passed over."""
    return _Scanner(page).scan()


class _Scanner:
    def __init__(self, page: str) -> None:
        self.page = page
        self.broken = 0

    def scan(self) -> Iterator[Tag | str]:
        page, position = self.page, 0
        while (begin := page.find("<", position)) >= 0:
            if begin > position:
                yield page[position:begin]
            if page.startswith(("<!", "<?"), begin):
                position = self._behind_comment(begin)
            elif match := self._tag(begin):
                tag = Tag(match[2].lower(), match[3], bool(match[1]))
                yield tag
                position = match.end() if tag.closes else self._behind_raw(tag.name, match.end())
            else:
                yield "<"
                position = begin + 1
        yield page[position:]

    def _tag(self, begin: int) -> re.Match[str] | None:
        """The tag that begins here; one in which a quote is never closed ends with the first ">"."""
        if not _OPENING.match(self.page, begin):
            return None
        if self.broken < _MOST_BROKEN:
            if match := _TAG.match(self.page, begin):
                return match
            self.broken += 1
        return _BROKEN_TAG.match(self.page, begin)

    def _behind_comment(self, begin: int) -> int:
        is_comment = self.page.startswith("<!--", begin)
        mark = "-->" if is_comment else ">"
        end = self.page.find(mark, begin + 2)
        return len(self.page) if end < 0 else end + len(mark)

    def _behind_raw(self, name: str, position: int) -> int:
        """Behind what is no markup, such as a program, and is not shown either."""
        if name not in _ENDS_OF_RAW:
            return position
        match = _ENDS_OF_RAW[name].search(self.page, position)
        return match.start() if match else len(self.page)
