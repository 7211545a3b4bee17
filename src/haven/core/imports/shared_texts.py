"""The texts that the cells of a workbook share."""

import re
from array import array
from collections.abc import Iterable

from haven.core.files.elements import Elements, local, parse
from haven.core.files.problems import BadFile

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NO_CHARACTER = re.compile("[\0\ud800-\udfff]")


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
            raise BadFile("damaged")
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
