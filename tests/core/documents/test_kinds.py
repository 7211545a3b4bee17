"""What kind of document a file is, and the sentence that each file gets which is none."""

import os

import pytest
from django.utils.translation import override

from haven.core.documents import UnreadableDocument, read_document, reading, unreadable
from haven.core.files.old_office import MARK
from tests.core.documents.making import docx, odt, packed, paragraph, pptx, shape, slide
from tests.core.documents.pdfs import At, pdf

CONTAINER = MARK + bytes(504)


@pytest.mark.parametrize(
    "content",
    [
        docx(paragraph("Tekst.")),
        odt("<text:p>Tekst.</text:p>"),
        pptx(slide(shape(None, "Tekst."))),
        pdf([At(72, 700, "Tekst.")]),
        b"<!DOCTYPE html><p>Tekst.",
        b"\xef\xbb\xbf\n<!-- x --> <html><p>Tekst.",
        "<html><p>Tekst.".encode("utf-16"),
        b"Tekst.",
    ],
)
@pytest.mark.parametrize("name", ["les.docx", "les.PDF"])
def test_the_content_counts_and_not_the_name(read, content, name):
    assert read(content, name).text() == "Tekst."


def test_rubbish_before_a_pdf_is_forgiven_if_it_says_that_it_is_one(read, failure):
    content = b"HTTP/1.1 200 OK\r\n\r\n" + pdf([At(72, 700, "Tekst.")])
    assert read(content, "les.pdf").text() == "Tekst."
    assert "HTTP" in read(b"HTTP/1.1 met %PDF- erin.", "les.txt").text()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t\xa0 \n", "no_text"),
        (docx(paragraph(" ")), "no_text"),
        (pptx(), "no_text"),
        (b"<html><body><script>x</script>", "no_text"),
        (CONTAINER + "WordDocument".encode("utf-16-le"), "old_document"),
        (CONTAINER + "PowerPoint Document".encode("utf-16-le"), "old_document"),
        (CONTAINER + bytes(1 << 20) + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (CONTAINER + "Workbook".encode("utf-16-le"), "workbook"),
        (b"{\\rtf1 Tekst}", "rich_text"),
        (packed({"xl/workbook.xml": "<x/>"}), "workbook"),
        (packed({"mimetype": "application/epub+zip"}), "other_document"),
        (packed({"[Content_Types].xml": "<x/>", "visio/document.xml": "<x/>"}), "other_document"),
        (packed({"les.txt": "Tekst."}), "archive"),
        (packed({}), "archive"),
        (b"\x1f\x8b\x08\0\0\0", "archive"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image"),
        (b"\0\0\0\x1cftypheic", "image"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "other_document"),
        (b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><x/>', "other_document"),
        (bytes(range(256)) * 20, "binary"),
        (docx(paragraph("Tekst."))[:-40], "damaged"),
    ],
)
def test_files_that_are_no_documents(failure, content, code):
    error = failure(content)
    assert error.code == code
    assert str(error) == str(error.reason)


def test_xml_by_the_name_of_a_text_is_a_text(read):
    assert read(b'<?xml version="1.0"?><x>Tekst.</x>', "les.txt").text().endswith("Tekst.</x>")


def test_a_member_behind_a_password(failure):
    content = bytearray(docx(paragraph("Tekst.")))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := content.find(mark, at + 1)) >= 0:
            content[at + place] |= 1
    assert failure(bytes(content)).code == "encrypted"


# ---------------------------------------------------------------- what is no file


def code_of(path):
    with pytest.raises(UnreadableDocument) as caught:
        read_document(path)
    return caught.value.code


def test_what_is_no_file(tmp_path):
    assert code_of(tmp_path) == "folder"
    assert code_of(tmp_path / "nergens.docx") == "missing"
    assert code_of(tmp_path / "met\0nul.docx") == "missing"
    assert code_of(tmp_path / "half\ud800.docx") == "missing"
    (tmp_path / "les.txt").write_text("Tekst.")
    assert code_of(tmp_path / "les.txt" / "deel.docx") == "missing"
    assert code_of(tmp_path / ("x" * 5_000)) == "disk"
    os.mkfifo(tmp_path / "pipe")
    assert code_of(tmp_path / "pipe") == "no_file"


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    def refuse(_path):
        raise PermissionError

    monkeypatch.setattr(reading, "form_of", refuse)
    (tmp_path / "les.txt").write_text("Tekst.")
    assert code_of(tmp_path / "les.txt") == "no_permission"


def test_a_file_over_the_limit_is_not_even_opened(tmp_path):
    with (tmp_path / "les.docx").open("wb") as file:
        file.truncate(500 * 1024**2)
    assert code_of(tmp_path / "les.docx") == "too_large"


def test_every_sentence_is_whole_and_can_be_said_in_another_language():
    for code in unreadable._SENTENCES:
        error = unreadable.unreadable(code, limit=9)
        with override("en"):
            said = str(error)
        assert said[0].isupper()
        assert said.endswith(".")
        assert "{" not in said
        assert said.count(".") > 1 or "," in said  # what is wrong, and what to do
    for code in unreadable._WARNINGS:
        assert "{" not in str(unreadable.warning(code, count=3))
