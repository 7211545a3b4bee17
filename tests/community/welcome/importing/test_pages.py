"""The officer's way with a file: choose, say what the columns mean, look, import, see what came of it."""

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from haven.commons.organisation.models import Campus
from haven.commons.people.models import Person, SourceRecord
from haven.community.welcome import tasks
from haven.community.welcome.importing import runs
from haven.core.accounts.models import User
from haven.core.imports.models import Mapping, Remark, Run
from tests.community.welcome.importing.exports import HEADINGS, load, people, person, sizes, write
from tests.community.welcome.making import AsNewcomer, AsRole, MakePerson

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def officer(as_role: AsRole, templates: int) -> User:
    return as_role("officer")


def get(client: Client, route: str, *args: Any, query: str = "", headers: Any = ENGLISH) -> Any:
    return client.get(reverse(f"welcome:{route}", args=args) + query, headers=headers)


def post(client: Client, route: str, *args: Any, headers: Any = ENGLISH, **data: Any) -> Any:
    return client.post(reverse(f"welcome:{route}", args=args), data, headers=headers)


def upload(client: Client, path: Path, **data: Any) -> Any:
    with path.open("rb") as file:
        return post(client, "import_upload", file=file, **data)


def uploaded(client: Client, path: Path, **data: Any) -> Run:
    """The run that the columns are asked of."""
    response = upload(client, path, **data)
    run = Run.objects.latest("pk")
    assert response.status_code == 302, response.context["form"].errors
    assert response["Location"] == reverse("welcome:import_columns", args=(run.pk,))
    return run


def proposed(client: Client, run: Run) -> dict[str, Any]:
    """The form of the columns as it is offered."""
    form = get(client, "import_columns", run.pk).context["form"]
    return {bound.html_name: bound.value() or "" for bound in form if bound.value()}


def checked(client: Client, path: Path, **changes: Any) -> Run:
    run = uploaded(client, path)
    response = post(client, "import_columns", run.pk, **(proposed(client, run) | changes))
    assert response.status_code == 302, response.context["form"].errors
    tasks.check_run.call(run.pk)
    run.refresh_from_db()
    return run


def imported(client: Client, path: Path, **changes: Any) -> Run:
    run = checked(client, path, **changes)
    post(client, "import_start", run.pk)
    tasks.process_run.call(run.pk)
    run.refresh_from_db()
    assert run.state == "done"
    return run


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
    assert "No heading was found for: student or staff number." in _text(
        get(client, "import_columns", run.pk)
    )


def _text(response: Any) -> str:
    return " ".join(response.content.decode().split())


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


# ---------------------------------------------------------------- check, preview


def test_way_through_the_states(client: Client, officer: User, file: Path) -> None:
    run = uploaded(client, write(file, people([1])))
    to_columns = get(client, "import_run", run.pk)
    assert to_columns["Location"] == reverse("welcome:import_columns", args=(run.pk,))
    post(client, "import_columns", run.pk, **proposed(client, run))
    busy = _text(get(client, "import_run", run.pk))
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in busy
    assert "<progress" in busy
    assert "0 of 1 rows" in busy
    tasks.check_run.call(run.pk)
    ready = _text(get(client, "import_run", run.pk))
    assert "What this file would do" in ready
    assert "http-equiv" not in ready
    assert Person.objects.count() == 0
    post(client, "import_start", run.pk)
    assert "the work goes on" in _text(get(client, "import_run", run.pk))
    tasks.process_run.call(run.pk)
    assert "What this file did" in _text(get(client, "import_run", run.pk))
    assert Person.objects.count() == 1


def test_bar_asks_for_itself_until_the_page_is_another(client: Client, officer: User, file: Path) -> None:
    run = uploaded(client, write(file, people([1])))
    post(client, "import_columns", run.pk, **proposed(client, run))
    asked = ENGLISH | {"hx-request": "true"}
    part = get(client, "import_run", run.pk, headers=asked)
    assert part.content.decode().lstrip().startswith('<div id="progress"')
    tasks.check_run.call(run.pk)
    assert get(client, "import_run", run.pk, headers=asked)["HX-Refresh"] == "true"


def test_preview_counts_and_shows_what_it_would_refuse(client: Client, officer: User, file: Path) -> None:
    rows = [*people(range(12)), person(20, arrival="31/02/2026"), person(21, email=""), person(1)]
    run = checked(client, write(file, rows))
    response = get(client, "import_run", run.pk)
    preview = response.context["preview"]
    assert preview.counts["created"] == 13
    assert (preview.counts["merged"], preview.counts["refused"]) == (1, 1)
    assert [(line.line, line.column, line.value) for line in preview.refused] == [
        (14, "Aankomst", "31/02/2026")
    ]
    ((kind, lines),) = preview.warnings
    assert (kind.code, kind.count, len(lines)) == ("email_missing", 1, 1)
    assert not any((preview.many_missing, preview.many_refused, preview.many_rows))
    assert Remark.objects.count() == 0


def test_preview_is_in_the_readers_language(client: Client, officer: User, file: Path) -> None:
    run = checked(client, write(file, [*people([1]), person(2, email="")]))
    found = run.preview
    found["remarks"] = [
        r | {"reason_nl": "Geen adres.", "reason_en": "No address."} for r in found["remarks"]
    ]
    Run.objects.update(preview=found)
    assert "No address." in _text(get(client, "import_run", run.pk))
    client.cookies["haven_language"] = "nl"
    assert "Geen adres." in _text(get(client, "import_run", run.pk))


def test_loud_when_many_would_be_missing(client: Client, officer: User, file: Path) -> None:
    load(file, people(range(20)))
    few = checked(client, write(file, people(range(18))))
    assert "That is many." not in _text(get(client, "import_run", few.pk))
    many = checked(client, write(file, people(range(17))))
    assert "3 of the 20 people of the last file are not in this one." in _text(
        get(client, "import_run", many.pk)
    )
    data = proposed(client, many)
    del data["is_complete"]
    post(client, "import_columns", many.pk, **data)
    tasks.check_run.call(many.pk)
    text = _text(get(client, "import_run", many.pk))
    assert "That is many." not in text
    assert "nobody is listed as missing" in text


def test_loud_when_many_would_be_refused_or_come(
    client: Client, officer: User, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = checked(client, write(file, [*people(range(3)), person(4, status="?!")]))
    assert "1 of the 4 rows would be refused." in _text(get(client, "import_run", run.pk))
    assert "far more than there are newcomers" not in _text(get(client, "import_run", run.pk))
    monkeypatch.setattr("haven.community.welcome.importing.queries.MANY_ROWS", 3)
    assert "far more than there are newcomers" in _text(get(client, "import_run", run.pk))


def test_put_aside(client: Client, officer: User, file: Path) -> None:
    run = checked(client, write(file, people([1])))
    assert post(client, "import_cancel", run.pk).status_code == 302
    assert "Nothing of it was imported." in _text(get(client, "import_run", run.pk))
    response = client.post(reverse("welcome:import_start", args=(run.pk,)), follow=True, headers=ENGLISH)
    assert "The state of this file is now: cancelled." in _text(response)
    assert not SourceRecord.objects.exists()


def test_failure_says_what_to_do(client: Client, officer: User, file: Path) -> None:
    run = uploaded(client, write(file, people([1])))
    runs.path_of(run).unlink()
    post(client, "import_columns", run.pk, **proposed(client, run))
    tasks.check_run.call(run.pk)
    text = _text(get(client, "import_run", run.pk))
    assert "The file is no longer there. Load it again." in text
    assert "Nothing was imported." in text


def test_import_that_stands_still_goes_on(client: Client, officer: User, file: Path) -> None:
    run = checked(client, write(file, people([1])))
    Run.objects.filter(pk=run.pk).update(state="running")
    assert "Go on with the import" in _text(get(client, "import_run", run.pk))
    post(client, "import_start", run.pk)
    job = DBTaskResult.objects.get(task_path__endswith="process_run")
    job.task.call(*job.args_kwargs["args"])
    assert SourceRecord.objects.count() == 1


# ---------------------------------------------------------------- what came of it


@pytest.mark.parametrize("number", [1, 3, 50])
def test_outcome_costs_the_same(
    client: Client, officer: User, file: Path, django_assert_num_queries: Any, number: int
) -> None:
    run = load(file, [person(n, status="?!") for n in range(number)] + people(range(60, 64), email=""))
    with django_assert_num_queries(7):
        response = get(client, "import_run", run.pk)
    assert len(response.context["outcome"].page) == number


def test_outcome_is_paged_and_by_kind(client: Client, officer: User, file: Path) -> None:
    rows = [person(n, status="?!") for n in range(51)] + people(range(60, 112), email="", family="Ku?era")
    run = load(file, rows)
    outcome = get(client, "import_run", run.pk, query="?page=2").context["outcome"]
    assert [remark.line for remark in outcome.page] == [52]
    assert [(kind.code, kind.count) for kind in outcome.kinds] == [
        ("refused", 51),
        ("email_missing", 52),
        ("name_damaged", 52),
    ]
    damaged = get(client, "import_run", run.pk, query="?kind=name_damaged&page=2").context["outcome"]
    assert (damaged.kind.code, len(damaged.page)) == ("name_damaged", 2)
    assert get(client, "import_run", run.pk, query="?kind=x").context["outcome"].kind.code == "refused"


def test_outcome_with_nothing_to_say(client: Client, officer: User, file: Path) -> None:
    text = _text(get(client, "import_run", load(file, people([1])).pk))
    assert "What there is to say" not in text
    assert "Download" not in text


def test_refused_rows_are_taken_along(client: Client, officer: User, file: Path) -> None:
    run = load(file, [person(1, arrival="31/02/2026", given="=1+1"), person(2)])
    response = get(client, "import_refused", run.pk)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="export - to correct.csv"'
    assert response["Cache-Control"] == "private, no-store"
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    (_headings, row) = csv.reader(io.StringIO(body), delimiter=";")
    assert row[2] == "'=1+1"
    book = get(client, "import_refused", run.pk, query="?format=xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(book.streaming_content))).active
    assert (sheet["C2"].value, sheet["C2"].data_type, sheet.max_row) == ("=1+1", "s", 2)


def test_refused_row_that_was_corrected_comes_in(client: Client, officer: User, file: Path) -> None:
    first = imported(client, write(file, [person(1, arrival="31/02/2026"), person(2)]), name="Registrar")
    body = b"".join(get(client, "import_refused", first.pk).streaming_content).decode()
    file.write_text(body.replace("31/02/2026", "07/09/2026", 1), newline="")
    second = imported(client, file)
    assert (second.source, second.counts["created"], second.counts["missing"]) == ("Registrar", 1, 0)
