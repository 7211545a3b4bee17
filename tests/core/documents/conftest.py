"""Reading what a test has made."""

from collections.abc import Callable
from pathlib import Path

import pytest

from haven.core.documents import Document, UnreadableDocument, read_document

Content = bytes | str


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Document]:
    """The document that this content is, under this name."""

    def of(content: Content, name: str = "document.bin") -> Document:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_document(path)

    return of


@pytest.fixture
def told(read: Callable[..., Document]) -> Callable[..., list[tuple[str, str, int]]]:
    """Kind, text and level of each block."""

    def of(content: Content, name: str = "document.bin") -> list[tuple[str, str, int]]:
        return [(block.kind.value, block.text, block.level) for block in read(content, name).blocks]

    return of


@pytest.fixture
def failure(read: Callable[..., Document]) -> Callable[..., UnreadableDocument]:
    """The error that this content gives."""

    def of(content: Content, name: str = "document.bin") -> UnreadableDocument:
        with pytest.raises(UnreadableDocument) as caught:
            read(content, name)
        return caught.value

    return of
