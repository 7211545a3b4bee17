"""A file's text as blocks, whatever kind of document it is."""

import stat
from collections.abc import Callable
from pathlib import Path

from haven.core.documents.blocks import Document
from haven.core.documents.building import Builder, Full
from haven.core.documents.docx import read_docx
from haven.core.documents.guesses import told
from haven.core.documents.kinds import Form, form_of
from haven.core.documents.markdowns import read_markdown
from haven.core.documents.odt import read_odt
from haven.core.documents.pdf.reading import read_pdf
from haven.core.documents.plain import read_plain
from haven.core.documents.pptx import read_pptx
from haven.core.documents.unreadable import UnreadableDocument, unreadable, warning
from haven.core.documents.webpages import read_page
from haven.core.files.archives import Archive
from haven.core.files.problems import BadFile
from haven.core.imports.reasons import Sentence

MOST_BYTES = 100 * 1024 * 1024

_ARCHIVES: dict[Form, Callable[[Archive, Builder, Callable[..., None]], None]] = {
    "docx": read_docx,
    "odt": read_odt,
    "pptx": read_pptx,
}
_TEXTS: dict[Form, Callable[[Path, Builder], None]] = {
    "html": read_page,
    "markdown": read_markdown,
    "text": read_plain,
}


class _Reading:
    """One document being read: its blocks, and what is to be said of them."""

    def __init__(self) -> None:
        self.builder = Builder()
        self.warnings: dict[str, Sentence] = {}

    def warn(self, code: str, **values: int) -> None:
        self.warnings.setdefault(code, warning(code, **values))

    def read(self, path: Path) -> Document:
        form = form_of(path)
        try:
            self._read_as(form, path)
        except Full:
            self.warn("cut", count=self.builder.characters)
        blocks = tuple(told(self.builder.blocks()))
        if not blocks:
            raise unreadable("no_text")
        return Document(blocks, tuple(self.warnings.values()))

    def _read_as(self, form: Form, path: Path) -> None:
        if form in _ARCHIVES:
            archive = Archive(path)
            archive.check()
            _ARCHIVES[form](archive, self.builder, self.warn)
        elif form in _TEXTS:
            _TEXTS[form](path, self.builder)
        else:
            read_pdf(path, self.builder, self.warn)


def read_document(path: Path) -> Document:
    """The blocks of a document, whatever its name says it is. Raises UnreadableDocument and nothing else."""
    try:
        _check_file(path)
        return _Reading().read(path)
    except BadFile as error:
        raise unreadable(error.code) from None
    except OSError as error:
        raise _no_file(error) from None


def _check_file(path: Path) -> None:
    try:
        found = path.stat()
    except ValueError:  # a name that no file can have
        raise unreadable("missing") from None
    if stat.S_ISDIR(found.st_mode):
        raise unreadable("folder")
    if not stat.S_ISREG(found.st_mode):  # a pipe would be waited for
        raise unreadable("no_file")
    if found.st_size > MOST_BYTES:
        raise unreadable("too_large", limit=MOST_BYTES // 1024**2)


def _no_file(error: OSError) -> UnreadableDocument:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return unreadable("missing")
    return unreadable("no_permission" if isinstance(error, PermissionError) else "disk")
