"""What a file gives as a table."""

import codecs
import os
import subprocess
import sys
from datetime import date, datetime, time
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haven.core.imports.tables import Row, open_table
from tests.core.imports.files import HEADERS, KNOWN, PEOPLE, as_text, raw_workbook

LATIN = [["1", "Müller", "a@example.org", "14/09/2026"], ["2", "Çelik", "b@example.org", "15/09/2026"]]


@pytest.fixture
def write(tmp_path):
    def to_file(content, name="export.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return to_file


@pytest.fixture
def workbook(tmp_path):
    def to_file(*sheets, name="export.xlsx"):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets:
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        path = tmp_path / name
        book.save(path)
        return path

    return to_file


def cells_of(table):
    return [list(row.cells) for row in table.rows()]


# ---------------------------------------------------------------- text files


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
    ],
)
@pytest.mark.parametrize("delimiter", ";,\t|")
def test_encodings_and_delimiters(write, encoding, found, delimiter):
    table = open_table(write(as_text([HEADERS, *LATIN], delimiter), encoding=encoding), KNOWN)
    assert (table.kind, table.encoding, table.delimiter, table.header_line) == ("csv", found, delimiter, 1)
    assert table.headers == HEADERS
    assert cells_of(table) == LATIN


def test_utf16_be_with_a_byte_order_mark(write):
    table = open_table(write(codecs.BOM_UTF16_BE + as_text([HEADERS, *PEOPLE]).encode("utf-16-be")), KNOWN)
    assert table.encoding == "utf-16-be"
    assert table.headers[0] == "Nr"


def test_undefined_bytes_of_cp1252_become_replacement_characters(write):
    table = open_table(write("Nr;Familienaam\n1;Müller ".encode("cp1252") + b"\x81\x8d\x8f\x90\x9d\n"), KNOWN)
    assert table.encoding == "cp1252"
    assert cells_of(table) == [["1", "Müller " + "\N{REPLACEMENT CHARACTER}" * 5]]


def test_one_broken_byte_does_not_spoil_the_other_names(write):
    names = [[str(number), "Kučerová", "x@example.org", ""] for number in range(20)]
    content = as_text([HEADERS, *names]).encode() + b"20;Mal\xe9;y@example.org;\r\n"
    table = open_table(write(content), KNOWN)
    assert table.encoding == "utf-8"
    assert [cells[1] for cells in cells_of(table)[-2:]] == ["Kučerová", "Mal\N{REPLACEMENT CHARACTER}"]


def test_lost_letters_that_are_proper_utf8_stay_utf8(write):
    assert open_table(write("Nr;Familienaam\n1;Ku\N{REPLACEMENT CHARACTER}era\n"), KNOWN).encoding == "utf-8"


def test_titles_blank_rows_and_total_are_no_rows(write):
    text = (
        "Export instroom 2026-2027;;;\r\n;;;\r\n"
        + as_text([HEADERS, *PEOPLE])
        + ";;;\r\nTotaal;4080;;\r\n\r\n"
    )
    table = open_table(write(text), KNOWN)
    assert table.header_line == 3
    assert [row.line for row in table.rows()] == [4, 5, 6]
    assert table.row_count == 3
    assert table.left_out == (Row(8, ("Totaal", "4080", "", "")),)


@pytest.mark.parametrize(
    "end",
    ["Total;3;;", "Somme;;;3", "Totaal: 3;;;", "Aantal studenten: 3;;;", "3 rijen;;;", "Grand total;3;3,5;"],
)
def test_totals_in_many_words(write, end):
    table = open_table(write(as_text([HEADERS, *PEOPLE]) + end + "\r\n"), KNOWN)
    assert table.row_count == 3
    assert len(table.left_out) == 1


def test_a_note_below_the_total_is_left_out_too(write):
    table = open_table(write(as_text([HEADERS, *PEOPLE]) + "Totaal;3;;\r\nBron: registratie;;;\r\n"), KNOWN)
    assert [row.line for row in table.left_out] == [5, 6]


def test_a_total_between_rows_is_a_row_and_a_person_may_be_called_total(write):
    text = as_text(
        [HEADERS, PEOPLE[0], ["Totaal", "1", "", ""], PEOPLE[1], ["Total", "Ann", "t@example.org", ""]]
    )
    table = open_table(write(text), KNOWN)
    assert [cells[0] for cells in cells_of(table)] == ["1", "Totaal", "2", "Total"]
    assert table.left_out == ()


def test_white_space_of_every_kind_is_stripped(write):
    table = open_table(write(" Nr\u00a0;Familienaam \n 1\u00a0 ;\u2003\ufeffDe Smet\u200b\n"), KNOWN)
    assert table.headers == ["Nr", "Familienaam"]
    assert cells_of(table) == [["1", "De Smet"]]


def test_fewer_cells_are_padded_and_more_are_handed_over(write):
    table = open_table(write("Nr;Familienaam;Land\n1\n2;De Smet;BE;more;;even more\n3;Ann;BE;;\n"), KNOWN)
    assert list(table.rows()) == [
        Row(2, ("1", "", "")),
        Row(3, ("2", "De Smet", "BE"), ("more", "even more")),
        Row(4, ("3", "Ann", "BE")),
    ]


def test_lines_are_counted_as_in_the_file(write):
    text = 'Nr;Familienaam;Land\n1;"De\r\nSmet";BE\n\n2;Ann;"BE"\n'
    rows = list(open_table(write(text), KNOWN).rows())
    assert [(row.line, row.cells[1]) for row in rows] == [(2, "De\r\nSmet"), (5, "Ann")]


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_of_every_system(write, line_end):
    table = open_table(write(as_text([HEADERS, *PEOPLE], line_end=line_end)), KNOWN)
    assert [row.line for row in table.rows()] == [2, 3, 4]


def test_a_quote_inside_an_unquoted_cell_is_text(write):
    table = open_table(write('Nr;Familienaam\n1;O"Brien\n2;5" disk "x"\n3;"say ""hi"""\n'), KNOWN)
    assert [cells[1] for cells in cells_of(table)] == ['O"Brien', '5" disk "x"', 'say "hi"']


def test_a_spreadsheets_line_for_the_separator(write):
    table = open_table(write("sep=|\r\nNr|Familienaam\r\n1|a;b,c\r\n"), KNOWN)
    assert (table.delimiter, table.header_line, cells_of(table)) == ("|", 2, [["1", "a;b,c"]])


def test_commas_inside_cells_do_not_win_from_the_delimiter(write):
    rows = [[str(number), "Iran, Islamic Republic of, Tehran", "1,5", "2,5"] for number in range(20)]
    assert open_table(write(as_text([["A", "B", "C", "D"], *rows]))).delimiter == ";"


def test_one_column_alone_is_a_table(write):
    table = open_table(write("E-mail\na@example.org\nb@example.org\n"), KNOWN)
    assert cells_of(table) == [["a@example.org"], ["b@example.org"]]


def test_unknown_headings_are_found_by_their_shape(write):
    text = "Lista studentow;;\n;;\nNumer;Nazwisko;Kraj\n1;Nowak;PL\n2;Lis;PL\n"
    table = open_table(write(text), KNOWN)
    assert (table.header_line, table.headers) == (3, ["Numer", "Nazwisko", "Kraj"])


def test_a_table_can_be_read_twice_at_once_and_after_the_file_is_gone(write):
    path = write(as_text([HEADERS, *PEOPLE]))
    table = open_table(path, KNOWN)
    path.unlink()
    first, second = table.rows(), table.rows()
    assert next(first) == next(second)
    assert list(first) == list(second)
    assert len(list(table.rows())) == 3


# ---------------------------------------------------------------- workbooks


def test_a_workbooks_values_become_text(workbook):
    rows = [
        ["Nr", "Familienaam", "Begin", "Note"],
        [612345, "Kučerová", date(2026, 9, 14), 1.5],
        [2.0, " De Smet\u00a0", datetime(2026, 9, 14, 10, 30), True],
        ["3", None, time(9, 5), 0.1],
        [10**12, "_x0041_line_x000D_", date(1900, 1, 15), "=1+1"],
    ]
    table = open_table(workbook(("People", rows)), KNOWN)
    assert (table.kind, table.sheet, table.encoding, table.delimiter) == ("xlsx", "People", "", "")
    assert cells_of(table) == [
        ["612345", "Kučerová", "2026-09-14", "1.5"],
        ["2", "De Smet", "2026-09-14T10:30:00", "TRUE"],
        ["3", "", "09:05", "0.1"],
        ["1000000000000", "Aline", "1900-01-15", "=1+1"],
    ]


def test_number_formats_of_a_workbook(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Nr", "Familienaam", "Begin", "Land"])
    sheet.append([612345, 47586, 47586, 47586])
    for cell, code in zip(sheet[2], ["0000000", '0.00 "dd"', "[$-413]d mmmm yyyy;@", "General"], strict=True):
        cell.number_format = code
    book.save(tmp_path / "formats.xlsx")
    assert cells_of(open_table(tmp_path / "formats.xlsx", KNOWN)) == [
        ["0612345", "47586", "2030-04-13", "47586"]
    ]


def test_days_counted_from_1904(tmp_path):
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active.append(["Nr", "Begin"])
    book.active.append([1, date(2026, 9, 14)])
    book.save(tmp_path / "mac.xlsx")
    assert cells_of(open_table(tmp_path / "mac.xlsx", KNOWN)) == [["1", "2026-09-14"]]


def test_sheet_rows_blanks_title_and_total(workbook):
    rows = [["Export"], [], HEADERS, PEOPLE[0], [None] * 4, PEOPLE[1], ["Totaal", 2]]
    table = open_table(workbook(("Blad1", rows)), KNOWN)
    assert (table.header_line, [row.line for row in table.rows()]) == (3, [4, 6])
    assert [row.line for row in table.left_out] == [7]


def test_the_sheet_with_the_table_is_chosen(workbook):
    sheets = [
        ("Empty", []),
        ("Read me", [["This workbook", "was made"], ["for you", "by us"]]),
        ("Data", [HEADERS, *PEOPLE]),
    ]
    assert open_table(workbook(*sheets), KNOWN).sheet == "Data"


def test_hidden_sheets_come_last(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Old"
    book.active.sheet_state = "hidden"
    for title in ("Old", "New"):
        sheet = book[title] if title in book.sheetnames else book.create_sheet(title)
        for row in [HEADERS, *PEOPLE]:
            sheet.append(row)
    book.save(tmp_path / "hidden.xlsx")
    assert open_table(tmp_path / "hidden.xlsx", KNOWN).sheet == "New"


def test_workbooks_by_other_programs(tmp_path):
    """Prefixed names, cells without references, rich and phonetic text, a shared text that is empty."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    shared = (
        f'<x:sst xmlns:x="{main}"><x:si><x:t>Nr</x:t></x:si>'
        "<x:si><x:r><x:t>Familie</x:t></x:r><x:r><x:t>naam</x:t></x:r>"
        '<x:rPh sb="0" eb="1"><x:t>no</x:t></x:rPh></x:si><x:si><x:t/></x:si></x:sst>'
    )
    sheet = (
        f'<x:worksheet xmlns:x="{main}"><x:sheetData>'
        '<x:row><x:c t="s"><x:v>0</x:v></x:c><x:c t="s"><x:v>1</x:v></x:c></x:row>'
        '<x:row><x:c t="s"><x:v>2</x:v></x:c>'
        '<x:c t="inlineStr"><x:is><x:t>A &amp; </x:t><x:t>B</x:t></x:is></x:c></x:row>'
        '<x:row r="9"><x:c r="B9" t="str"><x:f>A1</x:f><x:v>C</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    path = raw_workbook(tmp_path / "other.xlsx", sheet, {"xl/sharedStrings.xml": shared})
    table = open_table(path, KNOWN)
    assert table.headers == ["Nr", "Familienaam"]
    assert list(table.rows()) == [Row(2, ("", "A & B")), Row(9, ("", "C"))]


def test_two_cells_far_apart_cost_no_more_than_two_cells(tmp_path):
    sheet = (
        "<worksheet><sheetData>"
        '<row r="1"><c r="A1" t="str"><v>Nr</v></c><c r="B1" t="str"><v>Land</v></c></row>'
        '<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    table = open_table(raw_workbook(tmp_path / "far.xlsx", sheet), KNOWN)
    assert list(table.rows()) == [Row(1_048_576, ("1", ""))]


def test_kinds_are_told_by_content_not_by_name(workbook, write):
    assert open_table(workbook(("S", [HEADERS, *PEOPLE]), name="people.csv"), KNOWN).kind == "xlsx"
    assert open_table(write(as_text([HEADERS, *PEOPLE]), "people.xlsx"), KNOWN).kind == "csv"


# ---------------------------------------------------------------- any table

_LETTERS = st.characters(
    categories=["L", "N", "P", "S", "Zs"], include_characters="\n\"';,|\t", codec="utf-8"
)
_CELLS = st.text(_LETTERS, max_size=12).map(str.strip)
_ROWS = st.lists(st.tuples(st.integers(0, 99_999).map(str), _CELLS, _CELLS, _CELLS), min_size=1, max_size=8)
_BLANK = ["", "", "", ""]


def _western(cell):
    """Only letters of cp1252 whose bytes cannot be read as the end of a UTF-8 letter."""
    return "".join(letter for letter in cell if letter.isascii() or "À" <= letter <= "ÿ").strip()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=_ROWS,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]),
    delimiter=st.sampled_from(";,\t|"),
    line_end=st.sampled_from(["\n", "\r\n"]),
    titles=st.integers(0, 3),
    blanks=st.integers(0, 2),
    total=st.booleans(),
)
def test_any_table_is_read_back(write, rows, encoding, delimiter, line_end, titles, blanks, total):
    if encoding == "cp1252":
        rows = [tuple(map(_western, row)) for row in rows]
    # Lines that could be rows are refused on purpose: see the tests of quotes that are never closed.
    rows = [tuple(c.replace("\n", " ") if delimiter in c else c for c in row) for row in rows]
    above = [["Export", "", "", ""]] * titles + [_BLANK] * blanks
    below = [_BLANK] * blanks + [["Totaal", str(len(rows)), "", ""]] * total
    text = as_text([*above, HEADERS, *rows, *below], delimiter, line_end)
    table = open_table(write(text, encoding=encoding), KNOWN)
    assert table.headers == HEADERS
    assert table.header_line == titles + blanks + 1
    assert cells_of(table) == [list(row) for row in rows]
    assert len(table.left_out) == total


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=_ROWS, titles=st.integers(0, 3), total=st.booleans())
def test_any_workbook_is_read_back(workbook, rows, titles, total):
    above = [["Export"]] * titles
    sheet = [
        *above,
        HEADERS,
        *[[cell or None for cell in row] for row in rows],
        *[["Totaal", len(rows)]] * total,
    ]
    table = open_table(workbook(("S", sheet)), KNOWN)
    assert table.header_line == titles + 1
    assert cells_of(table) == [list(row) for row in rows]


# ---------------------------------------------------------------- many rows

_MEASURE = """
import re, sys
from pathlib import Path
from haven.core.imports.tables import open_table

def peak():  # in kilobytes; unlike getrusage it does not begin with the parent's
    return int(re.search(r"VmHWM:\\s*(\\d+)", Path("/proc/self/status").read_text())[1])

before = peak()
table = open_table(sys.argv[1], frozenset({"nr", "familienaam"}))
assert sum(1 for row in table.rows()) == table.row_count == int(sys.argv[2])
print((peak() - before) // 1024)
"""
needs_proc = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="measures through /proc")


def _megabytes_for(path, rows):
    """What reading the file adds to a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, path, str(rows)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


@needs_proc
def test_many_rows_of_text_take_little_memory(write):
    line = "{0};Naam{0};n{0}@student.example.org;doctorandus;Faculteit Wetenschappen;14/09/2026\n"
    text = "Nr;Familienaam;E-mail;Statuut;Faculteit;Begin\n" + "".join(line.format(n) for n in range(200_000))
    assert _megabytes_for(write(text), 200_000) < 150


@needs_proc
def test_many_rows_of_a_workbook_take_little_memory(tmp_path):
    """Fewer rows here for the time's sake: what is kept per row is only its shared texts."""
    number, shared = 40_000, []
    rows = ['<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>']
    for row in range(number):
        shared += [f"<si><t>Naam{row}</t></si>", f"<si><t>n{row}@student.example.org</t></si>"]
        rows.append(f'<row><c t="s"><v>{2 * row + 2}</v></c><c t="s"><v>{2 * row + 3}</v></c></row>')
    texts = "<sst><si><t>Nr</t></si><si><t>Familienaam</t></si>" + "".join(shared) + "</sst>"
    sheet = "<worksheet><sheetData>" + "".join(rows) + "</sheetData></worksheet>"
    path = raw_workbook(tmp_path / "many.xlsx", sheet, {"xl/sharedStrings.xml": texts})
    assert _megabytes_for(path, number) < 30
