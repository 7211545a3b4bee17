"""XML read as it comes, element by element, for the parts of a workbook."""

import re
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from haven.core.imports.unreadable import unreadable

_MOST_PIECES = 1_000  # of one text, of up to 8 kB each, before it is given up
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")

Start = Callable[[str, dict[str, str]], object]
End = Callable[[str], object]


@dataclass(slots=True)
class Elements:
    """A parser's callbacks, and the text of the element that is being read."""

    start: Start
    end: End
    text: list[str] = field(default_factory=list)
    reading: bool = False

    def take(self) -> str:
        """The text since the last call."""
        whole = "".join(self.text)
        self.text.clear()
        return whole


def parse(chunks: Iterable[bytes], elements: Elements) -> Iterator[None]:
    """Feed XML to the callbacks; yields after each chunk. No document type, so no entities to blow up."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = elements.start
    parser.EndElementHandler = elements.end
    parser.CharacterDataHandler = _text_handler(elements)
    parser.StartDoctypeDeclHandler = _refuse_document_type
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            if len(elements.text) > _MOST_PIECES:
                raise unreadable("damaged")
            yield
        parser.Parse(b"", True)
        yield
    except (expat.ExpatError, ValueError, KeyError, OverflowError):
        raise unreadable("damaged") from None


def _text_handler(elements: Elements) -> Callable[[str], None]:
    def handle(text: str) -> None:
        if elements.reading:
            elements.text.append(text)

    return handle


def _refuse_document_type(*_args: object) -> None:
    raise unreadable("damaged")


def tags(chunks: Iterable[bytes]) -> Iterator[tuple[str, dict[str, str]]]:
    """All elements of a part, without their namespace prefix."""
    found: list[tuple[str, dict[str, str]]] = []
    for _ in parse(chunks, Elements(lambda tag, attributes: found.append((local(tag), attributes)), _ignore)):
        yield from found
        found.clear()


def _ignore(_tag: str) -> None:
    return None


def local(tag: str) -> str:
    return tag.rpartition(":")[2]


# ---------------------------------------------------------------- texts that cells share


class SharedTexts:
    """The workbook's list of texts, packed: a Python string each would take ten times the room."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._bytes = bytearray()
        self._ends = array("Q")
        self._phonetic = False
        self._elements = Elements(self._start, self._end)
        for _ in parse(chunks, self._elements):
            pass

    def __getitem__(self, index: int) -> str:
        if not 0 <= index < len(self._ends):
            raise unreadable("damaged")
        begin = self._ends[index - 1] if index else 0
        return self._bytes[begin : self._ends[index]].decode()

    def _start(self, tag: str, _attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "rPh":  # how the text is pronounced, in Japanese workbooks
            self._phonetic = True
        elif name == "t":
            self._elements.reading = not self._phonetic

    def _end(self, tag: str) -> None:
        name = local(tag)
        if name == "t":
            self._elements.reading = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            self._bytes += unescape(self._elements.take()).encode()
            self._ends.append(len(self._bytes))


def unescape(text: str) -> str:
    """Characters that XML cannot hold stand as _x000D_; those that text cannot hold are replaced."""
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    return _NO_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", plain)
