"""What kind of document a file is: by its first bytes and its parts, and only then by its name."""

import codecs
import re
from pathlib import Path
from typing import Literal

from haven.core.documents.unreadable import UnreadableDocument, unreadable
from haven.core.files import old_office
from haven.core.files.archives import Archive

Form = Literal["docx", "odt", "pptx", "pdf", "html", "markdown", "text"]

_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
_WEB_PAGES = (".html", ".htm", ".xhtml")
_TEXTS = (".txt", ".text")
SUFFIXES = (
    ".docx", ".docm", ".dotx", ".dotm", ".odt", ".ott", ".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".pdf",
    *_WEB_PAGES, *_MARKDOWN, *_TEXTS,
)  # fmt: skip
_HEAD = 4096
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PDF = re.compile(rb"(?:\xef\xbb\xbf)?\s*%PDF-")
_WHERE_PDF_MAY_BEGIN = 1024  # bytes; what stands before is forgiven
_REFUSED = {
    "rich_text": re.compile(rb"\{\\rtf"),
    "image": re.compile(
        rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|II\*\0|MM\0\*|BM.{4}\0{4}|RIFF.{4}WEBP|.{4}ftyp(?:hei|mif|avif)",
        re.DOTALL,
    ),
    "archive": re.compile(rb"\x1f\x8b|7z\xbc\xaf\x27\x1c|Rar!\x1a|BZh[1-9]|\xfd7zXZ\0|\x28\xb5\x2f\xfd"),
    "other_document": re.compile(rb"(?i:MIME-Version:)[^<]{0,1000}multipart/related|%!PS|AT&TFORM|ITSF"),
}
_PAGE = re.compile(
    r"(?>\s+|<\?xml[^>]*>|<!--.*?-->)*+<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_XML = re.compile(r"\s*<\?xml")
_OPEN_DOCUMENT_TEXT = re.compile(rb"application/vnd\.oasis\.opendocument\.text(?:-template|-web)?\s*")


def form_of(path: Path) -> Form:
    """What to read a file as. Raises UnreadableDocument for what is certainly none of these, and OSError."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    suffix = path.suffix.lower()
    if not head:
        raise unreadable("empty")
    if head.startswith(_ZIP):
        return _form_of_archive(Archive(path))
    if head.startswith(old_office.MARK):
        raise _old_office(path)
    if _PDF.match(head) or (suffix == ".pdf" and b"%PDF-" in head[:_WHERE_PDF_MAY_BEGIN]):
        return "pdf"
    for code, signature in _REFUSED.items():
        if signature.match(head):
            raise unreadable(code)
    return _form_of_text(_readable(head), suffix)


def _form_of_archive(archive: Archive) -> Form:
    names = archive.members
    if "word/document.xml" in names:
        return "docx"
    if "ppt/presentation.xml" in names:
        return "pptx"
    if "mimetype" in names and "content.xml" in names:
        kind = b"".join(archive.read("mimetype"))[:100]
        if _OPEN_DOCUMENT_TEXT.fullmatch(kind):
            return "odt"
    if any(name.startswith("xl/") for name in names):
        raise unreadable("workbook")
    if "mimetype" in names or "[Content_Types].xml" in names or "Index/Document.iwa" in names:
        raise unreadable("other_document")
    raise unreadable("archive")


def _old_office(path: Path) -> UnreadableDocument:
    """An old container holds a new document behind a password, or an old document."""
    if old_office.holds(path, old_office.ENCRYPTED_PACKAGE):
        return unreadable("encrypted")
    return unreadable("workbook" if old_office.holds(path, "Workbook") else "old_document")


def _readable(head: bytes) -> str:
    """The beginning as text, good enough to see a tag in it."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return head.decode("utf-16", "ignore")
    return head.removeprefix(codecs.BOM_UTF8).decode("latin-1")


def _form_of_text(head: str, suffix: str) -> Form:
    if suffix in _MARKDOWN:
        return "markdown"
    if _PAGE.match(head) or suffix in _WEB_PAGES:
        return "html"
    if _XML.match(head) and suffix not in _TEXTS:
        if "<html" in head:
            return "html"
        raise unreadable("other_document")
    return "text"
