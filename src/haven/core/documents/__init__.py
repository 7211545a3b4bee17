"""Documents as teachers have them, as blocks of text: Word, OpenDocument, slides, PDF, web pages, plain text.

    document = read_document(Path("cursus.docx"))
    for block in document.blocks: ...

Everything that is wrong with a file is an UnreadableDocument, whose reason says what to do.
"""

from haven.core.documents.blocks import Block, Document, Kind
from haven.core.documents.kinds import SUFFIXES
from haven.core.documents.reading import MOST_BYTES, read_document
from haven.core.documents.unreadable import UnreadableDocument

__all__ = ["MOST_BYTES", "SUFFIXES", "Block", "Document", "Kind", "UnreadableDocument", "read_document"]
