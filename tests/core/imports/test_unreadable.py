"""Files that give no table: each gets a sentence that says what is wrong, and where."""

import random
import struct
import tracemalloc
import zipfile

import pytest
from django.utils.translation import override
from hypothesis import example, given
from hypothesis import strategies as st

from haven.core.files import archives
from haven.core.imports import tables, unreadable
from haven.core.imports.csvs import find_open_quote
from haven.core.imports.tables import UnreadableFile, open_table
from tests.core.imports.files import HEADERS, KNOWN, PEOPLE, as_text, raw_workbook, sheet_xml

SHEET = sheet_xml([HEADERS, *PEOPLE])


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.fixture
def failure(tmp_path):
    """The error that a file with this content gives."""

    def of(content, known=KNOWN, name="export.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(UnreadableFile) as caught:
            open_table(path, known)
        return caught.value

    return of


@pytest.fixture
def failing_book(tmp_path, failure):
    def of(sheet=SHEET, more=None):
        return failure(raw_workbook(tmp_path / "made.xlsx", sheet, more).read_bytes(), name="export.xlsx")

    return of


# ---------------------------------------------------------------- no table at all


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t\xa0 \n", "blank"),
        (b"\xef\xbb\xbf\n", "blank"),
        (b";;;\n;;;\n", "blank"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "pdf"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "image"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "image"),
        (b"GIF89a\x01\0", "image"),
        (b"RIFF\x10\0\0\0WEBPVP8 ", "image"),
        (b"\x1f\x8b\x08\0\0\0", "archive"),
        (b"{\\rtf1 Nr;Naam}", "document"),
        (b"<html><table><tr><td>Nr", "web_page"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html>", "web_page"),
        (b'<?xml version="1.0"?><Workbook>', "other_workbook"),
        (bytes(range(256)) * 20, "binary"),
        (b"Dear all,\n\nhere is the list that you asked for.\n", "no_header"),
        (b"1;Jana;14/09/2026\n2;An;15/09/2026\n", "no_header"),
        (b"jana@example.org;Jana\nan@example.org;An\n", "no_header"),
        (b"Nr;Familienaam;Begin\n", "no_rows"),
        (b"Export\n\nNr;Familienaam;Begin\n;;\nTotaal;0;\n", "no_rows"),
    ],
)
def test_files_that_are_no_tables(failure, content, code):
    error = failure(content)
    assert error.code == code
    assert str(error)[0].isupper()
    assert str(error).endswith(".")


def test_random_bytes_are_no_text(failure):
    assert failure(random.Random(7).randbytes(100_000)).code == "binary"


def test_a_file_over_the_limit_is_not_even_opened(failure, monkeypatch):
    monkeypatch.setattr(tables, "MOST_BYTES", 3 * 1024**2)
    error = failure(b"Nr;Naam\n" + b"1;Jana\n" * 500_000)
    assert error.code == "too_large"
    assert "3 MB" in str(error)


def test_every_sentence_is_whole_and_can_be_said_in_another_language():
    for code in unreadable._SENTENCES:
        error = unreadable.unreadable(code, line=7, first=7, second=8, limit=9, heading="{Land}")
        with override("en"):
            said = str(error)
        assert said.endswith(".")
        assert "{Land}" in said or "{" not in said
        assert said.count(".") > 1 or "," in said  # what is wrong, and what to do


# ---------------------------------------------------------------- text that is no proper CSV


def test_a_nul_byte_is_named_by_its_line(failure):
    error = failure(b"Nr;Familienaam\n1;Jana\n2;A\0n\n")
    assert (error.code, "Line 3 " in str(error)) == ("nul", True)


def test_a_nul_byte_in_utf16(failure):
    assert failure("Nr;Familienaam\n1;Jana\n2;A\0n\n".encode("utf-16")).code == "nul"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('Nr;Familienaam\n1;Jana\n2;"De Smet\n3;An\n', 3),
        ('Nr;Familienaam\n1;"two\nlines"\n2;"De Smet\n3;An\n', 4),
        ('Nr;"Familie\nnaam";Land\n1;"a\nb";"never\nclosed\n', 4),
        ('Nr;Familienaam\n1;"De Smet\n2;"An"\n', 2),
        ('Nr;Familienaam;Begin;Land\n1;"De Smet;x;BE\n2;An;y;BE\n3;Piet";z;NL\n', 2),
        ('Nr;Familienaam;Begin\n1;x;"An\n2;y;Jan\n3;z;Piet"\n4;u;v\n5;w;x\n6;w;x\n', 2),
        ('Nr;Familienaam;Begin;Land\n1;"a\nb";x;"BE\n2;An;y;BE\n3;Piet;z;NL"\n', 3),
    ],
)
def test_a_quote_that_is_never_closed_is_named_by_its_line(failure, text, line):
    error = failure(text)
    assert error.code == "quote_open"
    assert f"line {line} " in str(error)


def test_an_open_quote_in_a_long_file_is_found_at_once(failure):
    text = "Nr;Familienaam\n" + "".join(f"{n};Naam{n}\n" for n in range(30_000))
    error = failure(text.replace("500;Naam500\n", '500;"Naam500\n', 1))
    assert (error.code, "line 502 " in str(error)) == ("quote_open", True)


def test_text_after_a_closing_quote(failure):
    error = failure('Nr;Familienaam\n1;Jana\n2;"De "Jonge" An"\n')
    assert (error.code, "line 3 " in str(error)) == ("quote_text", True)


def test_an_address_in_several_lines_is_no_open_quote(tmp_path):
    path = tmp_path / "addresses.csv"
    path.write_text('Nr,Familienaam,Land,Adres\n1,De Smet,BE,"Straat 1, bus 2,\n3000 Leuven, België"\n')
    assert [row.cells[3] for row in open_table(path, KNOWN).rows()] == [
        "Straat 1, bus 2,\n3000 Leuven, België"
    ]


def test_a_line_without_end_and_a_cell_without_end(failure):
    assert failure(b"Nr;Familienaam\n1;" + b"a" * 1_100_000).code == "long_cell"
    error = failure(b"Nr;Familienaam\n1;Jana\n2;" + b"a" * 200_000 + b"\n")
    assert (error.code, "Line 3 " in str(error)) == ("long_cell", True)


def test_more_columns_than_any_list_of_people(failure):
    assert failure("Nr;Familienaam\n" + ";".join("x" * 600) + "\n").code == "too_wide"


@given(st.text(alphabet='a";\n', max_size=30))
@example('"a"b')
@example('a;"b\n"";')
def test_an_open_quote_is_found_where_the_csv_module_fails(text):
    import csv

    lines = text.splitlines(keepends=True)
    try:
        list(csv.reader(lines, delimiter=";", strict=True))
        fails = False
    except csv.Error:
        fails = True
    assert (find_open_quote(lines, ";")[0] is not None) == fails


# ---------------------------------------------------------------- rows with headings


@pytest.mark.parametrize(
    ("rows", "first", "second"),
    [
        ([HEADERS, HEADERS, *PEOPLE], 1, 2),
        ([HEADERS, *PEOPLE, HEADERS, *PEOPLE], 1, 5),
        ([["Title", "", "", ""], HEADERS, ["Number", "Last name", "Country", "x"], *PEOPLE], 2, 3),
        ([HEADERS, *PEOPLE, ["Number", "Last name", "First name", "Country"], *PEOPLE], 1, 5),
        ([HEADERS, ["ID", "FAM", "MAIL", "FROM"], *PEOPLE], 1, 2),
        ([["ID", "FAM", "MAIL", "FROM"], HEADERS, *PEOPLE], 1, 2),
        ([["Lp", "Nazwisko", "Poczta", "Od"], ["ID", "FAM", "MAIL", "FROM"], *PEOPLE], 1, 2),
    ],
)
def test_two_rows_with_headings_are_both_named(failure, rows, first, second):
    error = failure(as_text(rows))
    assert error.code == "two_headers"
    assert f"line {first} and line {second}" in str(error)


def test_a_row_of_data_is_not_taken_for_headings(tmp_path):
    known = KNOWN | {"nederlands", "status", "type", "campus"}
    rows = [
        ["Familienaam", "Voornaam", "Campus", "Type", "Land", "Begin"],
        ["Nederlands", "Status", "Gent", "Student", "Nederland", "onbekend"],
        ["De Smet", "An", "Leuven", "Staff", "België", "14/09/2026"],
        ["Peeters", "Jan", "Leuven", "Staff", "België", "n.v.t."],
    ]
    path = tmp_path / "words.csv"
    path.write_text(as_text(rows))
    assert open_table(path, known).row_count == 3


def test_a_known_heading_twice_is_refused_and_an_unknown_one_is_not(failure, tmp_path):
    error = failure("Titel;;\nNr;E-mail;e-mail\n1;a@example.org;b@example.org\n")
    assert error.code == "heading_twice"
    assert "“E-mail”" in str(error)
    assert "line 2" in str(error)
    path = tmp_path / "remarks.csv"
    path.write_text("Nr;Familienaam;Note;Note\n1;Jana;a;b\n")
    assert open_table(path, KNOWN).headers == ["Nr", "Familienaam", "Note", "Note"]


# ---------------------------------------------------------------- workbooks


def test_zip_files_that_are_no_workbooks(failure, tmp_path):
    for member, code in {
        "people.csv": "archive",
        "word/document.xml": "document",
        "xl/workbook.bin": "other_workbook",
    }.items():
        with zipfile.ZipFile(tmp_path / "made.zip", "w") as archive:
            archive.writestr(member, "Nr;Familienaam\n1;Jana\n")
        assert failure((tmp_path / "made.zip").read_bytes(), name="export.xlsx").code == code


def test_an_open_document_spreadsheet_is_another_workbook(failure, tmp_path):
    with zipfile.ZipFile(tmp_path / "made.ods", "w") as archive:
        archive.writestr("content.xml", "<x/>")
        archive.writestr("styles.xml", "<x/>")
    assert failure((tmp_path / "made.ods").read_bytes()).code == "other_workbook"


def test_a_zip_bomb_is_refused_in_little_memory(tmp_path):
    path = raw_workbook(tmp_path / "bomb.xlsx", SHEET)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/a.png", "w") as member:
        for _ in range(64):
            member.write(bytes(1024**2))
    assert path.stat().st_size < 100_000
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableFile) as caught:
            open_table(path, KNOWN)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.code == "zip_bomb"
    assert peak < 10 * 1024**2


def test_a_workbook_that_packs_well_but_becomes_too_large(failing_book, monkeypatch):
    monkeypatch.setattr(archives, "MOST_UNPACKED", 2 * 1024**2)
    assert failing_book(more={"xl/a.png": random.Random(3).randbytes(1024**2) * 3}).code == "zip_bomb"


def test_a_bomb_whose_headers_lie_about_its_size(tmp_path, failure):
    path = raw_workbook(tmp_path / "lies.xlsx", SHEET, {"xl/media/image1.png": bytes(60 * 1024**2)})
    content = bytearray(path.read_bytes())
    declared = struct.pack("<I", 60 * 1024**2)
    assert content.count(declared) == 2
    content = content.replace(declared, struct.pack("<I", 10))
    assert failure(bytes(content), name="export.xlsx").code == "zip_bomb"


def test_members_that_share_their_data_count_each_time(tmp_path, failure, monkeypatch):
    """The overlapping bomb: one megabyte of data, named by four hundred entries."""
    monkeypatch.setattr(archives, "MOST_UNPACKED", 20 * 1024**2)
    noise = random.Random(5).randbytes(1024**2)
    path = raw_workbook(tmp_path / "shared.xlsx", SHEET, {"xl/media/a.png": noise})
    with zipfile.ZipFile(path, "a") as archive:
        original = archive.getinfo("xl/media/a.png")
        for number in range(400):
            twin = zipfile.ZipInfo(f"xl/media/{number}.png")
            for name in ("header_offset", "CRC", "compress_size", "file_size", "compress_type"):
                setattr(twin, name, getattr(original, name))
            archive.filelist.append(twin)
            archive.NameToInfo[twin.filename] = twin
        archive._didModify = True
    assert failure(path.read_bytes(), name="export.xlsx").code == "zip_bomb"


def test_too_many_members(tmp_path, failure):
    more = {f"xl/media/{number}.png": "" for number in range(archives.MOST_MEMBERS + 1)}
    path = raw_workbook(tmp_path / "crowd.xlsx", SHEET, more)
    assert failure(path.read_bytes(), name="export.xlsx").code == "zip_bomb"


def test_a_directory_that_points_before_the_file(tmp_path, failure):
    content = raw_workbook(tmp_path / "back.xlsx", SHEET).read_bytes()
    size = struct.unpack("<I", content[-10:-6])[0]
    shifted = content[:-10] + struct.pack("<I", size + 1000) + content[-6:]
    assert failure(shifted, name="back.xlsx").code == "damaged"


def test_damaged_workbooks(tmp_path, failure):
    content = raw_workbook(tmp_path / "whole.xlsx", sheet_xml([HEADERS, *PEOPLE] * 50)).read_bytes()
    assert failure(content[: len(content) // 2], name="half.xlsx").code == "damaged"
    with zipfile.ZipFile(tmp_path / "whole.xlsx") as archive:
        offset = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    broken = bytearray(content)
    broken[offset + 100] ^= 0xFF
    assert failure(bytes(broken), name="broken.xlsx").code == "damaged"


@pytest.mark.parametrize(
    "sheet",
    [
        "<worksheet><sheetData><row></sheetData></worksheet>",
        '<!DOCTYPE x [<!ENTITY a "b">]><worksheet><row><c><v>&a;</v></c></row></worksheet>',
        '<worksheet><sheetData><row r="x"><c><v>1</v></c></row></sheetData></worksheet>',
        '<worksheet><sheetData><row r="9999999"><c><v>1</v></c></row></sheetData></worksheet>',
        '<worksheet><sheetData><row><c t="s"><v>99</v></c></row></sheetData></worksheet>',
        "<worksheet><sheetData><row><c><v>many</v></c></row></sheetData></worksheet>",
        "",
    ],
)
def test_sheets_that_are_not_what_they_should_be(failing_book, sheet):
    assert failing_book(sheet).code == "damaged"


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("xl/_rels/workbook.xml.rels", '<Relationships><Relationship Id="r1"/></Relationships>'),
        ("xl/_rels/workbook.xml.rels", "<Relationships/>"),
        ("xl/workbook.xml", '<workbook xmlns:r="x"><sheets><sheet r:id="r1"/></sheets></workbook>'),
        ("xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId='much'/></cellXfs></styleSheet>"),
        ("xl/sharedStrings.xml", "<sst><si>"),
    ],
)
def test_parts_that_are_not_what_they_should_be(failing_book, part, content):
    relations = (
        '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="r2" Target="styles.xml"/>'
        '<Relationship Id="r3" Target="sharedStrings.xml"/></Relationships>'
    )
    assert failing_book(more={"xl/_rels/workbook.xml.rels": relations} | {part: content}).code == "damaged"


def test_a_cell_far_to_the_right_and_a_cell_without_end(failing_book):
    far = '<worksheet><sheetData><row><c r="XFD1" t="str"><v>x</v></c></row></sheetData></worksheet>'
    assert failing_book(far).code == "too_wide"
    long = f'<worksheet><sheetData><row><c t="str"><v>{"a" * 200_000}</v></c></row></sheetData></worksheet>'
    assert failing_book(long).code == "long_cell"


def test_a_workbook_without_anything_in_it(failing_book, tmp_path, failure):
    assert failing_book("<worksheet><sheetData/></worksheet>").code == "blank"
    assert failing_book(sheet_xml([HEADERS])).code == "no_rows"
    assert failing_book(sheet_xml([HEADERS, HEADERS, *PEOPLE])).code == "two_headers"


def test_old_containers(failure):
    """A workbook behind a password is an old container around the encrypted new one."""
    container = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(504)
    assert failure(container + "EncryptedPackage".encode("utf-16-le")).code == "encrypted"
    assert failure(container + "Workbook".encode("utf-16-le")).code == "old_workbook"
    assert failure(container + "WordDocument".encode("utf-16-le")).code == "document"


def test_a_member_behind_a_password(tmp_path, failure):
    path = raw_workbook(tmp_path / "locked.xlsx", SHEET)
    content = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := content.find(mark, at + 1)) >= 0:
            content[at + place] |= 1
    assert failure(bytes(content), name="locked.xlsx").code == "encrypted"
