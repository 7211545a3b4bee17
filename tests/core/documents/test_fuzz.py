"""Whatever bytes a file holds, reading it gives a document or a sentence, and nothing else."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haven.core.documents import Document, UnreadableDocument, read_document
from tests.core.documents.making import (
    docx,
    item,
    notes,
    odt,
    packed,
    paragraph,
    pptx,
    run,
    shape,
    slide,
    table,
)
from tests.core.documents.pdfs import At, pdf

WORD = docx(
    paragraph("Kop", "Kop1"),
    item("punt"),
    paragraph(run("Zin") + '<w:r><w:footnoteReference w:id="1"/></w:r>'),
    table(["a", "b"], ["c", "d"]),
    more={"word/footnotes.xml": notes("footnote", "Noot.")},
)
OPEN = odt(
    "<text:h>Kop</text:h><text:list><text:list-item><text:p>punt</text:p></text:list-item></text:list>"
    "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row>"
    "</table:table>"
)
SLIDES = pptx(slide(shape("title", "Titel"), shape("body", "punt")))
PDF = pdf([At(72, 700, "Titel", 20), At(72, 660, "Een zin."), At(72, 640, "a"), At(200, 640, "b")])
PAGE = b"""<html><head><meta charset='utf-8'><h1>Kop</h1><ul><li>punt
<table><tr><td hidden>a<td>b</table><p>Zin &eacute;"""
MARKDOWN = b"""---
a: b
---
# Kop

- punt

| a | b |
|---|---|
| 1 | 2 |

```
x
```
[a](b) [^1]

[^1]: Noot.
"""
PLAIN = b"""Kop

Een zin die door-
loopt.

- punt

a\tb
c\td

Referenties

Peeters (2020).
"""
SAMPLES = {
    "les.docx": WORD,
    "les.odt": OPEN,
    "les.pptx": SLIDES,
    "les.html": PAGE,
    "les.md": MARKDOWN,
    "les.txt": PLAIN,
}

MANY = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
FEW = settings(MANY, max_examples=8)

Changes = list[tuple[int, bytes, int]]
changes = st.lists(
    st.tuples(st.integers(0, 1 << 16), st.binary(max_size=4), st.integers(0, 4)), min_size=1, max_size=6
)


def changed(content: bytes, edits: Changes) -> bytes:
    """Bytes put in, and bytes taken out behind them, at places counted around."""
    for place, put, taken in edits:
        at = place % (len(content) + 1)
        content = content[:at] + put + content[at + taken :]
    return content


def outcome(path, content):
    path.write_bytes(content)
    try:
        document = read_document(path)
    except UnreadableDocument:
        return
    assert isinstance(document, Document)
    assert document.blocks
    assert all(block.text.strip() for block in document.blocks)
    document.text().encode()


@pytest.mark.parametrize("name", SAMPLES)
@given(edits=changes)
@MANY
def test_changed_bytes(tmp_path, name, edits):
    outcome(tmp_path / name, changed(SAMPLES[name], edits))


@given(edits=changes)
@FEW
def test_changed_bytes_of_a_pdf(tmp_path, edits):
    outcome(tmp_path / "les.pdf", changed(PDF, edits))


@pytest.mark.parametrize(
    ("name", "sample", "member"),
    [
        ("les.docx", WORD, "word/document.xml"),
        ("les.docx", WORD, "word/styles.xml"),
        ("les.docx", WORD, "word/_rels/document.xml.rels"),
        ("les.odt", OPEN, "content.xml"),
        ("les.pptx", SLIDES, "ppt/slides/slide1.xml"),
    ],
)
@given(edits=changes)
@MANY
def test_changed_parts_that_are_packed_well(tmp_path, name, sample, member, edits):
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(sample)) as archive:
        parts = {found: archive.read(found) for found in archive.namelist()}
    outcome(tmp_path / name, packed(parts | {member: changed(parts[member], edits)}))


@given(content=st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@MANY
def test_any_bytes(tmp_path, content):
    for name in ("les.docx", "les.html", "les.md", "les.txt"):
        outcome(tmp_path / name, content)


@given(text=st.text(alphabet="<>/\"'= -!?&;#aphidentbl\n|`*_[]()>~", max_size=200))
@MANY
def test_any_marks(tmp_path, text):
    for name in ("les.html", "les.md", "les.txt"):
        outcome(tmp_path / name, text.encode())
