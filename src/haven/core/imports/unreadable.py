"""A file that cannot be read as a table: what is wrong with it, and what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext_lazy as _

from haven.core.files.problems import BadFile
from haven.core.imports.reasons import Sentence, sentence


class UnreadableFile(Exception):
    """`sentence` says what is wrong and what to do, in the reader's language; `code` says it to programs."""

    def __init__(self, code: str, sentence: Sentence) -> None:
        super().__init__(code, sentence)
        self.code = code
        self.sentence = sentence

    def __str__(self) -> str:
        return str(self.sentence)


def unreadable(code: str, **values: Any) -> UnreadableFile:
    """The error with this code, its sentence filled in."""
    return UnreadableFile(code, sentence(_SENTENCES[code], **values))


@contextmanager
def in_sentences() -> Iterator[None]:
    """What is wrong with a file's bytes, said of a table."""
    try:
        yield
    except BadFile as error:
        raise unreadable(error.code) from None


_SENTENCES: dict[str, Sentence] = {
    # the file as a whole
    "too_large": _(
        "This file is larger than {limit} MB. Split it into smaller files and load them one by one."
    ),
    "empty": _("This file is empty. Export it again and check that it has rows."),
    "blank": _("This file holds only white space. Export it again and check that it has rows."),
    # another kind of file
    "pdf": _("This is a PDF, not a table. Export the list as CSV or as an Excel workbook (.xlsx)."),
    "image": _("This is an image, not a table. Export the list as CSV or as an Excel workbook (.xlsx)."),
    "archive": _(
        "This is a compressed file, not a workbook. Unpack it and choose the CSV file or workbook inside."
    ),
    "document": _("This is a document, not a table. Export the list as CSV or as an Excel workbook (.xlsx)."),
    "web_page": _(
        "This is a web page, not a table. Open it in a spreadsheet and save it as an Excel workbook (.xlsx)."
    ),
    "old_workbook": _(
        "This is a workbook of an old kind (.xls). Open it in a spreadsheet and save it as .xlsx or as CSV."
    ),
    "other_workbook": _(
        "Haven cannot read this kind of workbook. Open it in a spreadsheet and save it as .xlsx or as CSV."
    ),
    "binary": _("This file holds no text. Export the list as CSV or as an Excel workbook (.xlsx)."),
    # a workbook
    "encrypted": _(
        "This workbook is protected with a password. Open it, remove the password and save it again."
    ),
    "zip_bomb": _(
        "This workbook becomes far too large when it is unpacked. "
        "Copy the table into a new workbook, or export it as CSV."
    ),
    "damaged": _(
        "This workbook is damaged. Open it in a spreadsheet, save it again as .xlsx and choose that file."
    ),
    # text that is no proper CSV
    "nul": _(
        "Line {line} holds a NUL byte, which no text has. Export the file again, or remove that character."
    ),
    "quote_open": _(
        "A quotation mark opens on line {line} and is not closed. Close it or remove it on that line, "
        "then choose the file again."
    ),
    "quote_text": _(
        "On line {line} there is text right after a closing quotation mark. "
        "Write quotation marks inside a cell twice, or remove them."
    ),
    "long_cell": _(
        "Line {line} holds a text of more than {limit} characters, so this is not a table of people. "
        "Choose another file."
    ),
    "too_wide": _("Line {line} has more than {limit} columns. Remove the columns that are not needed."),
    # the table
    "no_header": _(
        "There is no row with headings in this file. Add a row above the first person that names each column."
    ),
    "two_headers": _("There are two rows with headings: line {first} and line {second}. Remove one of them."),
    "heading_twice": _(
        "The heading “{heading}” stands twice in line {line}. Rename or remove one of the two columns."
    ),
    "no_rows": _(
        "There are headings on line {line}, but no rows below them. Check that the export is complete."
    ),
}
