"""Bringing a file in: the list of files, the upload, and what the columns mean."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from haven.commons.organisation.models import Campus
from haven.community.welcome.importing import runs
from haven.core.accounts.models import User
from haven.core.imports.models import Mapping, Run
from tests.community.welcome.importing.clicking import (
    get,
    imported,
    post,
    proposed,
    text_of,
    upload,
    uploaded,
)
from tests.community.welcome.importing.exports import HEADINGS, load, people, person, sizes, write
from tests.community.welcome.making import AsNewcomer, AsRole, MakePerson

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- who comes in


ROUTES = ["imports", "import_upload", "duplicates", "missing"]
RUN_ROUTES = ["import_run", "import_columns", "import_refused"]
POSTED = ["import_start", "import_cancel"]


@pytest.mark.parametrize("role", ["administrator", "contact_person", "faculty_officer", "housing_officer"])
def test_not_for_other_roles(client: Client, as_role: AsRole, templates: int, file: Path, role: str) -> None:
    run = load(file, people([1]))
    as_role(role)
    for route in ROUTES:
        assert get(client, route).status_code == 403
        assert post(client, route).status_code in {403, 405}
    for route in RUN_ROUTES:
        assert get(client, route, run.pk).status_code == 403
    for route in POSTED:
        assert post(client, route, run.pk).status_code == 403


def test_not_for_officers_of_one_campus(
    client: Client, as_role: AsRole, campus: Campus, templates: int
) -> None:
    as_role("officer", campus=campus)
    response = get(client, "imports")
    assert response.status_code == 403
    assert b"Only officers who work for the whole university import files of people." in response.content


def test_not_for_newcomers_and_strangers(
    client: Client, as_newcomer: AsNewcomer, make_person: MakePerson, templates: int
) -> None:
    assert get(client, "imports").status_code == 302
    as_newcomer(make_person())
    assert get(client, "imports").status_code == 403


def test_hr_sees_its_own_files_and_decides_nothing(
    client: Client, as_role: AsRole, templates: int, file: Path
) -> None:
    theirs = load(file, people([1]))
    as_role("hr_officer")
    own = uploaded(client, write(file, people([2])))
    page = get(client, "imports").context["imports"]
    assert [run.pk for run in page.page] == [own.pk]
    assert page.duplicates is page.missing is None
    assert get(client, "import_run", theirs.pk).status_code == 403
    done = imported(client, write(file, [*people([2]), person(3, email="jana2@student.example")]))
    assert reverse("welcome:duplicates") not in get(client, "import_run", done.pk).content.decode()
    assert get(client, "duplicates").status_code == 403
    assert get(client, "missing").status_code == 403


@pytest.mark.parametrize("route", [*RUN_ROUTES, *POSTED])
def test_file_that_does_not_exist(client: Client, officer: User, route: str) -> None:
    ask = post if route in POSTED else get
    assert ask(client, route, 999).status_code == 404


# ---------------------------------------------------------------- the list


@pytest.mark.parametrize("number", [1, 3, 50])
def test_list_costs_the_same(
    client: Client, officer: User, django_assert_num_queries: Any, number: int
) -> None:
    for index in range(number):
        Run.objects.create(
            kind="people", file_name=f"{index}.csv", state="done", started_by=officer, counts={}
        )
        Mapping.objects.create(kind="people", name=f"Name {index}")
    with django_assert_num_queries(9):
        response = get(client, "imports")
    assert len(response.context["imports"].page) == number


def test_list_is_paged_and_says_who_and_what(client: Client, officer: User, file: Path) -> None:
    load(file, [*people(range(3)), person(9, status="?")])
    for index in range(50):
        Run.objects.create(kind="people", file_name=f"{index}.csv", started_by=officer)
    assert len(get(client, "imports").context["page"]) == 50
    second = get(client, "imports", query="?page=2")
    text = second.content.decode()
    assert "export.csv" in text
    assert "the shell" in text
    assert "1 to 50 of 51" in get(client, "imports").content.decode()


def test_columns_are_forgotten_from_the_list(client: Client, officer: User) -> None:
    mapping = Mapping.objects.create(kind="people", name="Registrar")
    assert b"Registrar" in get(client, "imports").content
    response = post(client, "mapping_forget", mapping.pk)
    assert response["Location"] == reverse("welcome:imports")
    assert not Mapping.objects.exists()
    assert post(client, "mapping_forget", mapping.pk).status_code == 404


# ---------------------------------------------------------------- the file


def test_file_first(client: Client, officer: User) -> None:
    response = post(client, "import_upload")
    assert response.context["form"].errors["file"] == ["Choose a file first."]


def test_file_that_is_too_large(client: Client, officer: User, file: Path, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 10
    response = upload(client, write(file, people([1])))
    assert "larger than" in str(response.context["form"].errors["file"])
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
        (b"", "empty"),
        (b'Nr;Naam;Status\n1;"Jan;exchange\n2;An;phd\n', "not closed"),
        (b"Nr;Naam;Status\n1;J\0an;exchange\n", "NUL"),
        (b"Nr;Naam;Status\nNr;Naam;Status\n1;Jan;phd\n", "two rows with headings"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_kept(
    client: Client, officer: User, tmp_path: Path, content: bytes, says: str
) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(content)
    before = sizes()
    response = upload(client, path)
    assert says in str(response.context["form"].errors["file"])
    assert sizes() == before
    assert not list((tmp_path / runs.UPLOADS).iterdir())


def test_remembered_columns_are_offered(client: Client, officer: User, file: Path) -> None:
    assert get(client, "import_upload").content.count(b"<select") == 0
    Mapping.objects.create(kind="people", name="Registrar", columns={"wie": "number"})
    assert b"<select" in get(client, "import_upload").content
    write(file, people([1]), headings=HEADINGS | {"number": "Wie"})
    run = uploaded(client, file, mapping="Registrar")
    assert (run.columns["Wie"], run.mapping_name) == ("number", "Registrar")
    assert proposed(client, run)["name"] == "Registrar"


# ---------------------------------------------------------------- the columns


def test_every_heading_with_examples_and_a_proposal(client: Client, officer: User, file: Path) -> None:
    run = uploaded(client, write(file, people(range(5)), headings=HEADINGS | {"number": "Wie"}))
    form = get(client, "import_columns", run.pk).context["form"]
    rows = {heading: (samples, bound.value()) for heading, samples, bound in form.rows}
    assert list(rows) == ["Wie", *list(HEADINGS.values())[1:]]
    assert rows["Wie"] == (["r0000", "r0001", "r0002"], "")
    assert rows["Campus"] == (["Leuven"], "campus")
    assert "No heading was found for: student or staff number." in text_of(
        get(client, "import_columns", run.pk)
    )


def test_columns_by_hand_are_remembered(client: Client, officer: User, file: Path) -> None:
    write(file, people([1]), headings=HEADINGS | {"number": "Wie", "arrival": "Wanneer"})
    run = imported(client, file, column_0="number", column_10="arrives_on", name="Registrar")
    assert (run.source, run.mapping_name) == ("Registrar", "Registrar")
    assert Mapping.objects.get().columns["wanneer"] == "arrives_on"
    again = uploaded(client, file, mapping="Registrar")
    assert again.columns == run.columns


def test_one_meaning_for_two_headings(client: Client, officer: User, file: Path) -> None:
    run = uploaded(client, write(file, people([1])))
    data = proposed(client, run) | {"column_13": "campus"}
    response = post(client, "import_columns", run.pk, **data)
    (error,) = response.context["form"].errors["column_13"]
    assert error == "“Campus” and “Moedertaal” both mean campus. Leave one of the two out."
    run.refresh_from_db()
    assert run.state == "uploaded"


def test_heading_that_is_needed(client: Client, officer: User, file: Path) -> None:
    run = uploaded(client, write(file, people([1])))
    response = post(client, "import_columns", run.pk, **(proposed(client, run) | {"column_9": ""}))
    (error,) = response.context["form"].non_field_errors()
    assert "no column for “campus”" in error
    assert DBTaskResult.objects.count() == 0


def test_corrections_are_not_taken_for_the_whole_list(client: Client, officer: User, file: Path) -> None:
    write(file, people([1]))
    first, second = file.read_text().splitlines()
    file.write_text(f"{first};Haven: what is wrong\n{second};Aankomst\n")
    run = uploaded(client, file)
    form = get(client, "import_columns", run.pk).context["form"]
    assert form["is_complete"].value() is False
    assert not any(heading.startswith("Haven:") for heading in form.headings)


def test_columns_of_what_was_imported_stay(client: Client, officer: User, file: Path) -> None:
    run = imported(client, write(file, people([1])))
    response = get(client, "import_columns", run.pk)
    assert response["Location"] == reverse("welcome:import_run", args=(run.pk,))
    assert post(client, "import_columns", run.pk).status_code == 302
