"""What every kind of document shares: blocks and their places, clean text, tables, guesses, limits."""

import tracemalloc
import unicodedata
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haven.core.documents import Block, Document, Kind, UnreadableDocument, building, read_document
from haven.core.documents.cleaning import clean, clean_lines, unknown_letters
from haven.core.documents.guesses import heads_sources, is_caption, is_mark, item_text
from haven.core.files import archives
from tests.core.documents.making import docx, paragraph, table


def test_places_of_blocks_in_the_text():
    blocks = (Block(Kind.heading, "Kop", 1), Block(Kind.table, "a | b\nc | d"), Block(Kind.prose, "Zin."))
    document = Document(blocks)
    assert document.text() == "Kop\n\na | b\nc | d\n\nZin."
    assert [(document.text()[start:end], kind) for start, end, kind in document.spans()] == [
        (block.text, block.kind) for block in blocks
    ]
    assert Document(()).text() == ""
    assert Document(()).spans() == []


# ---------------------------------------------------------------- clean text


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  een\t\u00a0twee\r\n drie\u2028vier ", "een twee drie vier"),
        ("woord\u00addeel, e\u0301e\u0301n, \ufb01n", "woorddeel, één, fin"),
        ("a\0b\x07c\x1fd\x7fe\x85f\ud800g\ufffeh\u200bi\u202ej\ufeffk\U000e0041l", "abcde fghijkl"),
        ("\U0001f469\u200d\U0001f3eb می\u200cخواهم", "\U0001f469\u200d\U0001f3eb می\u200cخواهم"),
    ],
)
def test_clean_text(text, cleaned):
    assert clean(text) == cleaned


def test_lines_keep_their_indent():
    assert clean_lines("\n\n\tif x:\r\n\t\ty\x1f \n\n") == "    if x:\n        y"


@given(st.text(st.characters(codec=None, categories=None)))
def test_no_character_that_nobody_sees(text):
    for cleaned in (clean(text), clean_lines(text).replace("\n", "")):
        assert not any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in cleaned)
        assert "\xad" not in cleaned
        cleaned.encode()
    assert clean(clean(text)) == clean(text)


def test_letters_of_a_font_of_its_own():
    assert unknown_letters("a\ue001\uf0b7\ufffdb") == 3


# ---------------------------------------------------------------- guesses


@pytest.mark.parametrize(
    "text",
    [
        "Referenties",
        "7. Literatuur:",
        "VII  BIBLIOGRAFIE",
        "References",
        "Bijlage B: Bronnen",
        "Bronnenlijst",
    ],
)
def test_headings_of_sources(text):
    assert heads_sources(text)


@pytest.mark.parametrize("text", ["Literatuur in de klas", "Referentiekader", "", "Bronnen " * 20])
def test_headings_that_only_look_so(text):
    assert not heads_sources(text)


def test_items_marks_and_captions():
    assert item_text("• punt") == "punt"
    assert item_text("\uf0b7punt") == "punt"
    assert item_text("12) punt") == "punt"
    assert item_text("(a) punt") == "punt"
    assert item_text("2020. Dat jaar") is None
    assert item_text("-5 graden") is None
    assert is_mark("1.2")
    assert not is_mark("1.2 Kop")
    assert is_caption("Figuur 3.1 – De school")
    assert not is_caption("Figuur 3 toont de school")


# ---------------------------------------------------------------- limits


def test_text_beyond_the_limit_is_cut_and_said(tmp_path, monkeypatch):
    monkeypatch.setattr(building, "MOST_CHARACTERS", 1_000)
    for name, content in {
        "les.docx": docx(paragraph("a" * 600), table(["b" * 600, "c"]), paragraph("d")),
        "les.txt": b"a" * 600 + b"\n\n" + b"b" * 600,
        "les.html": b"<p>" + b"a" * 600 + b"<p>" + b"b" * 600 + b"<p>c",
        "les.md": b"a" * 600 + b"\n\n" + b"b" * 600 + b"\n\nc",
    }.items():
        (tmp_path / name).write_bytes(content)
        document = read_document(tmp_path / name)
        assert document.text() == "a" * 600 + "\n\n" + "b" * 400
        assert [str(warning) for warning in document.warnings] == [
            "This document is very long: only its first 1000 characters were read."
        ]


def test_the_real_limit(read):
    assert len(read("woord " * 1_000_000).text()) == 5_000_000


def test_more_blocks_and_cells_than_there_is_room_for(read, monkeypatch):
    monkeypatch.setattr(building, "MOST_BLOCKS", 100)
    assert len(read("a\n\n" * 500).blocks) == 101
    monkeypatch.setattr(building, "MOST_CELLS", 100)
    document = read(docx(paragraph("voor"), table(["x"] + [""] * 500)))
    assert document.text().startswith("voor")
    assert document.warnings


@pytest.mark.parametrize("name", ["les.txt", "les.html", "les.md"])
def test_a_single_line_of_a_megabyte(read, name):
    assert len(read("woord " * 170_000, name).text()) == 1_019_999
    assert len(read("a" * 1_000_000, name).text()) == 1_000_000


def test_a_single_paragraph_of_a_megabyte_in_word(read):
    assert len(read(docx(paragraph("woord " * 170_000))).text()) == 1_019_999


def bomb(path, member, begin, fill, size):
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open(member, "w") as file:
        file.write(begin)
        for _ in range(size):
            file.write(fill * (1024**2 // len(fill)))


@pytest.mark.parametrize(
    ("member", "begin", "fill", "code"),
    [
        ("word/media/a.png", b"", b"\0", "zip_bomb"),
        ("word/footnotes.xml", b"<a>", b" ", "zip_bomb"),
        ("word/styles2.xml", b"", b"<w:tc/>", "zip_bomb"),
    ],
)
def test_a_zip_bomb_is_refused_in_little_memory(tmp_path, member, begin, fill, code):
    path = tmp_path / "bomb.docx"
    path.write_bytes(docx(paragraph("Tekst.")))
    bomb(path, member, begin, fill, 40)
    assert path.stat().st_size < 500_000
    peak, error = measured(path)
    assert error == code
    assert peak < 10 * 1024**2


@pytest.mark.parametrize(
    ("begin", "fill", "code"),
    [
        (b"<w:document><w:tbl><w:tr>", b"<w:tc/>", "no_text"),
        (b"<w:document><w:p><w:r><w:t>", b"a ", ""),
        (b"<w:document>", b"<w:p>", "damaged"),
        (b"<w:document>", b"<w:p><w:r><w:t>a</w:t></w:r></w:p>", ""),
        (b"<w:document x='", b"a", "damaged"),
        (b"<w:document><!--", b"a", "damaged"),
    ],
)
def test_what_stays_below_the_bomb_is_read_in_bounded_memory(tmp_path, monkeypatch, begin, fill, code):
    monkeypatch.setattr(building, "MOST_CELLS", 5_000)
    monkeypatch.setattr(building, "MOST_BLOCKS", 5_000)
    path = tmp_path / "large.docx"
    parts = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
    parts.close()
    bomb(path, "word/document.xml", begin, fill, 8)
    peak, error = measured(path)
    assert error in (code, "damaged")
    assert peak < 60 * 1024**2


def measured(path):
    """The most memory that reading took, and the code of the error if there was one."""
    tracemalloc.start()
    try:
        read_document(path)
        error = ""
    except UnreadableDocument as caught:
        error = caught.code
    finally:
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return peak, error


def test_too_many_members(failure):
    more = {f"word/media/{number}.png": "" for number in range(archives.MOST_MEMBERS + 1)}
    assert failure(docx(paragraph("Tekst."), more=more)).code == "zip_bomb"
