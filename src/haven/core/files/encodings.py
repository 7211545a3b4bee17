"""Which encoding a text file is in, by its bytes: UTF-8 or UTF-16 where they say so, else cp1252."""

import codecs
from collections.abc import Iterator
from pathlib import Path

from haven.core.files.problems import BadFile

BOM = "\ufeff"
BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_CHUNK = 1 << 20
_HEAD = 1 << 16
_CONTROLS = bytes(code for code in range(1, 32) if code not in b"\t\n\v\f\r\x1a\x1b")


def find_encoding(path: Path) -> str:
    """The codec: UTF-8 or UTF-16 where the bytes say so, else cp1252. Raises BadFile for what is no text."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    for bom, encoding in BOMS.items():
        if head.startswith(bom):
            return encoding
    if encoding := _utf16_without_bom(head):
        return encoding
    if _is_binary(head):
        raise BadFile("binary")
    return _utf8_or_cp1252(path)


def decodes(path: Path, encoding: str) -> bool:
    """Whether all of the file can be read in this encoding."""
    try:
        for _text in _decoded(path, encoding, "strict"):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _utf16_without_bom(head: bytes) -> str:
    """UTF-16 shows as zero bytes at every other place, where the text is mostly Latin."""
    pairs = len(head) // 2
    even, odd = head[0 : 2 * pairs : 2].count(0), head[1 : 2 * pairs : 2].count(0)
    most, least, name = (odd, even, "utf-16-le") if odd >= even else (even, odd, "utf-16-be")
    return name if most >= max(4, pairs // 5) and least <= most // 20 else ""


def _is_binary(head: bytes) -> bool:
    controls = len(head) - len(head.translate(None, _CONTROLS))
    zeros = head.count(0)
    return controls > max(16, len(head) // 100) or zeros > max(16, len(head) // 3)


def _utf8_or_cp1252(path: Path) -> str:
    """UTF-8 as long as nearly all of it is: one broken byte must not spoil every other name."""
    if decodes(path, "utf-8"):
        return "utf-8"
    good = broken = 0
    for text in _decoded(path, "utf-8", "replace"):
        lost = text.count("\N{REPLACEMENT CHARACTER}")
        broken += lost
        good += len(text) - len(text.encode("ascii", "ignore")) - lost
    return "utf-8" if broken * 10 <= good else "cp1252"


def _decoded(path: Path, encoding: str, errors: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)
