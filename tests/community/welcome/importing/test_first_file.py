"""One file into an empty installation: what every row becomes."""

from datetime import date
from pathlib import Path

import pytest

from haven.commons.organisation.models import Campus
from haven.commons.pathways.models import Pathway
from haven.commons.people.models import Person, SourceRecord
from haven.community.welcome.importing import actions, runs
from haven.community.welcome.models import PossibleDuplicate
from haven.core.access import SYSTEM, Actor, Refused
from haven.core.accounts.models import User
from haven.core.audit.models import Entry
from haven.core.imports.models import Mapping, RefusedRow, Remark
from tests.community.welcome.importing.exports import (
    HEADINGS,
    counted,
    known,
    load,
    people,
    person,
    remarks,
    stay,
    write,
)

pytestmark = pytest.mark.django_db


def test_every_row_becomes_a_person_with_a_pathway(templates: int, file: Path) -> None:
    run = load(file, people(range(3)))
    assert counted(run) == {"rows": 3, "created": 3, "pathways": 3}
    assert Pathway.objects.count() == 3
    jana = known(2)
    assert (jana.full_name, jana.email, jana.nationality) == (
        "Nováková2, Jana",
        "jana2@student.example",
        "CZ",
    )
    assert (jana.birth_date, jana.gender, jana.mother_tongue) == (date(1999, 1, 3), "f", "cs")
    assert (stay(2).status, stay(2).campus.city_nl) == ("exchange_student", "Leuven")
    assert (stay(2).arrives_on, stay(2).ends_on) == (date(2026, 9, 7), date(2027, 2, 8))
    assert Entry.objects.filter(verb="imported").count() == 3


# ---------------------------------------------------------------- repeated rows


def test_exact_duplicate_is_merged(templates: int, file: Path) -> None:
    run = load(file, [person(1), person(2), person(1)])
    assert counted(run) == {"rows": 3, "created": 2, "pathways": 2, "merged": 1}
    assert Person.objects.count() == 2


def test_duplicate_that_is_written_differently_is_merged(templates: int, file: Path) -> None:
    same = person(1, arrival="2026-09-07", nation="CZ", campus=" LEUVEN ", birth="02-01-99")
    assert counted(load(file, [person(1), same]))["merged"] == 1


def test_duplicate_of_a_refused_row_is_refused_once(templates: int, file: Path) -> None:
    broken = person(1, arrival="31/02/2026")
    run = load(file, [broken, broken])
    assert counted(run) == {"rows": 2, "refused": 1, "merged": 1}
    assert RefusedRow.objects.count() == 1


def test_number_with_other_data_is_refused(templates: int, file: Path) -> None:
    run = load(file, [person(1), person(1, family="Svoboda", email="other@student.example")])
    assert counted(run) == {"rows": 2, "created": 1, "pathways": 1, "refused": 1}
    assert remarks(run, "refused") == [(3, "Stamnr", "r0001", "number_twice")]
    assert known(1).family_name == "Nováková1"


# ---------------------------------------------------------------- one person, two numbers


@pytest.mark.parametrize(
    ("second", "ground"),
    [
        (person(2, email="JANA1@student.example"), "email"),
        (person(2, family="NOVAKOVA1", birth="1999-01-02"), "name_birth"),
    ],
)
def test_second_number_is_held(templates: int, file: Path, second: dict[str, str], ground: str) -> None:
    run = load(file, [person(1), second])
    assert counted(run) == {"rows": 2, "created": 1, "pathways": 1, "possible_duplicates": 1}
    held = PossibleDuplicate.objects.get()
    assert (held.number, held.ground, held.person, held.line) == ("r0002", ground, known(1), 3)
    assert held.decision == ""


def test_destroyed_names_with_one_birth_date_are_two_people(templates: int, file: Path) -> None:
    lost = [person(n, family="???", given="??", birth="01/01/2000") for n in (1, 2)]
    assert counted(load(file, lost))["created"] == 2


def test_destroyed_names_without_email_that_agree_in_everything_are_held(templates: int, file: Path) -> None:
    lost = [person(n, family="???", given="??", birth="01/01/2000", email="") for n in (1, 2)]
    run = load(file, lost)
    assert (run.counts["created"], run.counts["possible_duplicates"]) == (1, 1)
    assert PossibleDuplicate.objects.get().ground == "whole_row"


def test_broken_addresses_that_are_alike_hold_nobody_back(templates: int, file: Path) -> None:
    run = load(file, people(range(3), email="zie dossier"))
    assert counted(run) == {"rows": 3, "refused": 3}


def test_row_like_one_that_is_held_is_held_too(templates: int, file: Path) -> None:
    second = person(2, email="jana1@student.example")
    third = person(3, family="Nováková2", birth=person(2)["birth"])
    run = load(file, [person(1), second, third])
    assert run.counts["possible_duplicates"] == 2
    assert set(PossibleDuplicate.objects.values_list("person", flat=True)) == {known(1).pk}


def test_held_row_with_a_mistake_says_so(templates: int, file: Path) -> None:
    run = load(file, [person(1), person(2, email="jana1@student.example", arrival="31/02/2026")])
    assert (run.counts["possible_duplicates"], run.counts["refused"]) == (1, 0)
    assert not PossibleDuplicate.objects.get().is_sound


# ---------------------------------------------------------------- bad cells


@pytest.mark.parametrize(
    ("cells", "heading", "value", "code"),
    [
        ({"arrival": "31/02/2026"}, "Aankomst", "31/02/2026", "date_impossible"),
        ({"arrival": "00/00/0000"}, "Aankomst", "00/00/0000", "date_impossible"),
        ({"email": "jana at student.example"}, "E-mailadres", "jana at student.example", "email"),
        ({"status": "toerist"}, "Statuut", "toerist", "choice"),
        ({"status": ""}, "Statuut", "", "status_missing"),
        ({"campus": "Atlantis"}, "Campus", "Atlantis", "choice"),
        ({"campus": "-"}, "Campus", "-", "campus_missing"),
        ({"nation": "Congo"}, "Nationaliteit", "Congo", "country_unclear"),
        ({"number": ""}, "Stamnr", "", "number_missing"),
        ({"number": "9" * 61}, "Stamnr", "9" * 61, "too_long"),
        ({"family": "x" * 201}, "Familienaam", "x" * 201, "too_long"),
        ({"family": "", "given": ""}, "Familienaam", "", "name_missing"),
        ({"end": "20/09/2026"}, "Einde", "20/09/2026", "ends_before_start"),
    ],
)
def test_bad_cell_refuses_its_row(
    templates: int, file: Path, cells: dict[str, str], heading: str, value: str, code: str
) -> None:
    run = load(file, [person(1), person(2, **cells)])
    assert counted(run) == {"rows": 2, "created": 1, "pathways": 1, "refused": 1}
    assert remarks(run, "refused") == [(3, heading, value, code)]
    for reason in Remark.objects.filter(kind="refused").values_list("reason_nl", "reason_en"):
        assert all(sentence.strip().endswith(".") for sentence in reason)


def test_each_bad_cell_is_said_but_the_row_counts_once(templates: int, file: Path) -> None:
    run = load(file, [person(1, arrival="45/09/2026", email="jana@@example")])
    assert run.counts["refused"] == 1
    assert {code for *_rest, code in remarks(run, "refused")} == {"date_impossible", "email"}


def test_row_with_too_many_cells_is_refused(templates: int, file: Path) -> None:
    write(file, [person(1)], extra=["one", "two"])
    run = load(file)
    assert remarks(run, "refused") == [(2, "", "one two", "too_many_cells")]
    assert RefusedRow.objects.get().cells[-2:] == ["one", "two"]


# ---------------------------------------------------------------- accepted with a warning


def test_missing_address_is_a_warning_also_where_the_row_is_refused(templates: int, file: Path) -> None:
    run = load(file, [person(1, email=""), person(2, email="n.v.t.", arrival="31/02/2026")])
    assert (run.counts["created"], run.counts["refused"]) == (1, 1)
    assert remarks(run, "warning") == [
        (2, "E-mailadres", "", "email_missing"),
        (3, "E-mailadres", "n.v.t.", "email_missing"),
    ]
    assert known(1).email is None


def test_unknown_nationality_is_a_warning(templates: int, file: Path) -> None:
    assert [code for *_rest, code in remarks(load(file, [person(1, nation="?")]), "warning")] == [
        "nationality_missing"
    ]


def test_destroyed_name_is_accepted_and_listed(templates: int, file: Path) -> None:
    run = load(file, [person(1, family="Ku?erová")])
    assert remarks(run, "warning") == [(2, "Familienaam", "Ku?erová", "name_damaged")]
    assert known(1).name_damaged


def test_formula_is_text(templates: int, file: Path) -> None:
    formula = '=HYPERLINK("http://example.org";"x")'
    run = load(file, [person(1, given=formula)])
    assert remarks(run, "warning") == [(2, "Voornaam", formula, "formula")]
    assert known(1).given_name == formula


# ---------------------------------------------------------------- aliases, dates, nothing known


@pytest.mark.parametrize(
    ("spelling", "city"), [("BXL", "Brussel"), ("Bruxelles", "Brussel"), ("Ghent", "Gent")]
)
def test_campus_under_another_name(templates: int, file: Path, spelling: str, city: str) -> None:
    load(file, [person(1, campus=spelling)])
    assert stay(1).campus == Campus.objects.get(city_nl=city, is_main=True)


@pytest.mark.parametrize(("spelling", "code"), [("Zuid-Korea", "KR"), ("FYROM", "MK"), ("DR Congo", "CD")])
def test_country_under_another_name(templates: int, file: Path, spelling: str, code: str) -> None:
    load(file, [person(1, nation=spelling)])
    assert known(1).nationality == code


@pytest.mark.parametrize(
    ("spelling", "day"),
    [("47586", date(2030, 4, 13)), ("14-09-26", date(2026, 9, 14)), ("2026-09-14", date(2026, 9, 14))],
)
def test_date_in_another_form(templates: int, file: Path, spelling: str, day: date) -> None:
    load(file, [person(1, arrival=spelling)])
    assert stay(1).arrives_on == day


@pytest.mark.parametrize("cell", ["", "-", "n.v.t.", "onbekend"])
def test_unknown_arrival_is_normal(templates: int, file: Path, cell: str) -> None:
    run = load(file, [person(1, arrival=cell)])
    assert remarks(run, "warning") == remarks(run, "refused") == []
    assert stay(1).arrives_on is None


# ---------------------------------------------------------------- around the rows


def test_columns_are_remembered_under_a_name(templates: int, file: Path) -> None:
    headings = HEADINGS | {"number": "Wie", "arrival": "Wanneer"}
    Mapping.objects.create(
        kind="people", name="Registrar", columns={"wie": "number", "wanneer": "arrives_on"}
    )
    write(file, people([1]), headings=headings)
    run = load(file, mapping="Registrar")
    assert (run.source, run.counts["created"]) == ("Registrar", 1)
    assert stay(1).arrives_on == date(2026, 9, 7)
    assert Mapping.objects.get().columns["wie"] == "number"
    assert Mapping.objects.get().columns["einde"] == "ends_on"


def test_new_person_joins_the_account_that_the_address_has(templates: int, file: Path) -> None:
    colleague = User.objects.create_user("jana1@student.example")
    load(file, people([1, 2]))
    assert known(1).user == colleague
    assert known(2).user is None


def test_only_who_may_import_imports(templates: int, file: Path) -> None:
    with pytest.raises(Refused):
        actions.import_file(Actor(user_id=1), path=write(file, people([1])))
    assert not SourceRecord.objects.exists()


def test_column_that_is_missing_is_named_before_anything_is_written(templates: int, file: Path) -> None:
    headings = {name: heading for name, heading in HEADINGS.items() if name not in {"campus", "email"}}
    write(file, people([1]), headings=headings)
    with pytest.raises(runs.MissingColumns) as caught:
        actions.import_file(SYSTEM, path=file)
    assert "“e-mail”, “campus”" in caught.value.texts["en"]
