"""What kind of file this is, by its first bytes: names lie."""

import re
from pathlib import Path

from haven.core.files import old_office
from haven.core.imports.unreadable import UnreadableFile, unreadable

_HEAD = 4096
_OLD_BOOKS = ("Workbook", "Book")

_MARK = rb"(?:\xef\xbb\xbf)?\s*"
_REFUSED = {
    "pdf": rb"\s*%PDF-",
    "image": rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|II\*\0|MM\0\*|BM.{4}\0{4}|RIFF.{4}WEBP",
    "archive": rb"\x1f\x8b|7z\xbc\xaf\x27\x1c|Rar!\x1a|BZh[1-9]|\xfd7zXZ\0|\x28\xb5\x2f\xfd",
    "document": rb"\{\\rtf",
    "web_page": _MARK + rb"<(?i:!doctype html|html|head|body|table|meta)\b",
    "other_workbook": _MARK + rb"<\?xml",
}
_SIGNATURES = {code: re.compile(pattern, re.DOTALL) for code, pattern in _REFUSED.items()}


def kind_of(path: Path) -> str:
    """Either csv or xlsx; raises UnreadableFile for what is certainly none of them."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise unreadable("empty")
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "xlsx"
    if head.startswith(old_office.MARK):
        raise _old_office(path)
    for code, signature in _SIGNATURES.items():
        if signature.match(head):
            raise unreadable(code)
    return "csv"


def _old_office(path: Path) -> UnreadableFile:
    """An old container holds a new workbook behind a password, an old workbook, or something else."""
    if old_office.holds(path, old_office.ENCRYPTED_PACKAGE):
        return unreadable("encrypted")
    return unreadable("old_workbook" if old_office.holds(path, *_OLD_BOOKS) else "document")
