"""The refused rows leave as a file, harmless to open, and come back as they were."""

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from haven.commons.people.models import SourceRecord
from haven.community.welcome.importing import actions
from haven.community.welcome.importing.refused import RefusedRows, as_csv, as_workbook, restored
from haven.core.access import SYSTEM, Actor, Refused
from haven.core.audit.models import Entry
from haven.core.imports.models import RefusedRow, Run
from haven.core.imports.tables import Row
from tests.community.welcome.importing.exports import (
    HEADINGS,
    Cells,
    counted,
    known,
    load,
    people,
    person,
    remarks,
    write,
)

FORMULAS = ["=1+1", "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "'=x", "''=x", "|a", "%b", "=a\\|b|c"]


def taken(run: Run) -> RefusedRows:
    return actions.hand_out_refused(SYSTEM, run_id=run.pk)


def csv_text(run: Run) -> str:
    rows = taken(run)
    return "".join(as_csv(rows.headings, rows.rows))


def csv_rows(run: Run) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_text(run).removeprefix("\ufeff")), delimiter=";"))


def sheet(run: Run) -> Any:
    rows = taken(run)
    with as_workbook(rows.headings, rows.rows) as file:
        return openpyxl.load_workbook(io.BytesIO(file.read())).active


def save_csv(run: Run, path: Path) -> Path:
    path.write_text(csv_text(run), encoding="utf-8", newline="")
    return path


def save_workbook(run: Run, path: Path) -> Path:
    rows = taken(run)
    with as_workbook(rows.headings, rows.rows) as file:
        path.write_bytes(file.read())
    return path


def mistaken(number: int, **cells: str) -> Cells:
    return person(number, arrival="31/02/2026", **cells)


# ---------------------------------------------------------------- out


@pytest.mark.django_db
def test_same_headings_in_the_same_order_and_the_reasons(templates: int, file: Path) -> None:
    run = load(file, [person(1), mistaken(2), mistaken(3, email="jana@@x")])
    headings, *rows = csv_rows(run)
    assert headings[:-1] == list(HEADINGS.values())
    assert headings[-1] == "Haven: what is wrong with this row"
    assert [row[:-1] for row in rows] == [
        list(mistaken(2).values()),
        list(mistaken(3, email="jana@@x").values()),
    ]
    assert rows[0][-1].startswith("Aankomst: There is no day 31/02/2026.")
    assert "E-mailadres: " in rows[1][-1]
    assert " · " in rows[1][-1]


@pytest.mark.django_db
def test_reasons_are_in_the_readers_language(templates: int, file: Path) -> None:
    run = load(file, [mistaken(2)])
    run.remarks.update(reason_nl="Dat is fout.", reason_en="That is wrong.")
    with translation.override("nl"):
        assert csv_rows(run)[1][-1] == "Aankomst: Dat is fout."
    assert csv_rows(run)[1][-1] == "Aankomst: That is wrong."


@pytest.mark.django_db
def test_excel_opens_it_well(templates: int, file: Path) -> None:
    text = csv_text(load(file, [mistaken(2, family="Hoàng 김")]))
    assert text.startswith("\ufeffStamnr;Familienaam;")
    assert "Hoàng 김" in text


@pytest.mark.django_db
@pytest.mark.parametrize("formula", FORMULAS)
def test_no_cell_is_a_formula(templates: int, file: Path, formula: str) -> None:
    run = load(file, [mistaken(2, given=formula)])
    assert csv_rows(run)[1][2][0] not in "=+-@|%"
    cell = sheet(run)["C2"]
    assert cell.data_type == "s"
    assert cell.number_format == "@"
    assert cell.quotePrefix


@pytest.mark.django_db
def test_taking_them_is_on_the_record_and_for_importers_only(templates: int, file: Path) -> None:
    run = load(file, [mistaken(2)])
    taken(run)
    assert Entry.objects.filter(verb="refused_rows_taken", is_read=True).count() == 1
    with pytest.raises(Refused):
        actions.hand_out_refused(Actor(user_id=1), run_id=run.pk)


# ---------------------------------------------------------------- and back


@pytest.mark.django_db
@pytest.mark.parametrize("save", [save_csv, save_workbook])
@pytest.mark.parametrize("name", FORMULAS)
def test_name_is_the_same_when_it_comes_back(
    templates: int, file: Path, tmp_path: Path, name: str, save: Any
) -> None:
    first = load(file, [person(1), mistaken(2, given=name)])
    back = save(first, tmp_path / "back")
    second = load(back)
    assert counted(second) == {"rows": 1, "refused": 1}
    assert RefusedRow.objects.get(run=second).cells[:15] == RefusedRow.objects.get(run=first).cells
    _correct(back)
    assert counted(load(back)) == {"rows": 1, "created": 1, "pathways": 1}
    assert known(2).given_name == name


def _correct(path: Path) -> None:
    if path.read_bytes()[:2] != b"PK":
        path.write_text(path.read_text().replace("31/02/2026", "07/09/2026", 1), newline="")
        return
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    book.active["K2"] = "07/09/2026"
    book.save(path)


@pytest.mark.django_db
def test_file_that_haven_did_not_give_out_keeps_its_apostrophes(templates: int, file: Path) -> None:
    load(file, [person(1, given="'=x")])
    assert known(1).given_name == "'=x"


@pytest.mark.django_db
def test_what_is_refused_again_goes_round_again(templates: int, file: Path, tmp_path: Path) -> None:
    first = load(file, [mistaken(2, given="=1+1")])
    second = load(save_csv(first, tmp_path / "second.csv"))
    assert csv_rows(second) == csv_rows(first)


@pytest.mark.django_db
def test_cells_too_many_stay_where_they_are_until_they_are_mended(
    templates: int, file: Path, tmp_path: Path
) -> None:
    first = load(write(file, [person(2)], extra=["left over"]))
    assert csv_rows(first)[1][-1] == "left over"
    second = load(save_csv(first, tmp_path / "second.csv"))
    assert remarks(second, "refused") == [(2, "", "left over", "too_many_cells")]


@pytest.mark.django_db
def test_corrections_are_of_the_source_of_their_file(templates: int, file: Path, tmp_path: Path) -> None:
    first = load(file, [person(1), mistaken(2)], mapping="Registrar")
    back = save_csv(first, tmp_path / "back.csv")
    _correct(back)
    second = load(back)
    assert (second.source, second.mapping_name, second.is_complete) == ("Registrar", "Registrar", False)
    assert set(SourceRecord.objects.values_list("source", flat=True)) == {"Registrar"}
    assert load(file, people([1, 2]), mapping="Registrar").counts["unchanged"] == 2


# ---------------------------------------------------------------- any text

_cells = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=12)
_risky = st.text("'=+-@|%\\ a", max_size=8)


@given(cells=st.lists(_cells | _risky, min_size=1, max_size=4))
def test_any_row_comes_back_as_it_was(cells: list[str]) -> None:
    text = "".join(as_csv(["a"], [cells])).removeprefix("\ufeff")
    _headings, back = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    assert list(restored(Row(2, tuple(back))).cells) == cells
