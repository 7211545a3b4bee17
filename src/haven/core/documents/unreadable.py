"""What is wrong with a document, or was left out of it, and what to do: in the reader's language."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from haven.core.imports.reasons import Sentence, sentence


class UnreadableDocument(Exception):
    """`reason` says what is wrong and what to do, in the reader's language; `code` says it to programs."""

    def __init__(self, code: str, reason: Sentence) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason

    def __str__(self) -> str:
        return str(self.reason)


def unreadable(code: str, **values: Any) -> UnreadableDocument:
    """The error with this code, its sentence filled in."""
    return UnreadableDocument(code, sentence(_SENTENCES[code], **values))


def warning(code: str, **values: Any) -> Sentence:
    """What was left out of a document that could be read."""
    return sentence(_WARNINGS[code], **values)


_SENTENCES: dict[str, Sentence] = {
    # the file itself
    "missing": _("There is no such file. Check its name and where it stands."),
    "folder": _("This is a folder, not a document. Choose the documents in it."),
    "no_permission": _("Haven may not read this file. Change its permissions, or copy it elsewhere."),
    "no_file": _("This is no ordinary file. Choose a document."),
    "disk": _("The file could not be read from its disk. Copy it to another place and try again."),
    "too_large": _(
        "This file is larger than {limit} MB. Split it, or leave out its pictures, and choose it again."
    ),
    "empty": _("This file is empty. Check that it was saved, and choose it again."),
    "no_text": _("There is no text in this document, or only pictures of text. Choose a version with text."),
    # another kind of file
    "old_document": _(
        "This is a document of an old kind (.doc or .ppt). Open it and save it as .docx or .pptx."
    ),
    "rich_text": _("This is rich text (.rtf). Open it, save it as .docx and choose that file."),
    "workbook": _("This is a workbook, not a text. Copy the text into a document, or save it as a PDF."),
    "other_document": _("Haven cannot read this kind of document. Save it as .docx or as a PDF."),
    "image": _("This is an image. Choose a document with text, or have the text recognised first (OCR)."),
    "archive": _("This is a compressed file, not a document. Unpack it and choose the documents inside."),
    "binary": _(
        "This file holds no text. Choose a document (.docx, .odt, .pptx, .pdf), a web page or a text file."
    ),
    # a document of a kind that is known
    "encrypted": _("This document is protected with a password. Remove the password and save it again."),
    "zip_bomb": _(
        "This document becomes far too large when it is unpacked. Copy its text into a new document."
    ),
    "damaged": _("This document is damaged. Open it, save it under another name and choose that file."),
    "scanned": _(
        "This PDF holds pictures of pages, no text. Have the text recognised (OCR), "
        "or choose the document it was made from."
    ),
    "garbled": _("The letters of this PDF cannot be told. Choose the document it was made from."),
}

_WARNINGS: dict[str, Sentence] = {
    "cut": _("This document is very long: only its first {count} characters were read."),
    "macros": _("This document has macros. They were left alone; only its text was read."),
    "deletions": _("Text that was deleted under tracked changes was left out."),
    "hidden_slides": _("Hidden slides were left out: {count}."),
    "lost_pages": _("Pages that are damaged were left out: {count}."),
    "scanned_pages": _("Pages that are only pictures were left out: {count}."),
}
