"""One file's page: how far its check is, what it would do, and what came of it."""

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from haven.commons.people.models import Person, SourceRecord
from haven.community.welcome import tasks
from haven.community.welcome.importing import runs
from haven.core.accounts.models import User
from haven.core.imports.models import Remark, Run
from tests.community.welcome.importing.clicking import (
    ENGLISH,
    checked,
    get,
    imported,
    post,
    proposed,
    text_of,
    uploaded,
)
from tests.community.welcome.importing.exports import load, people, person, write

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- check, preview


def test_way_through_the_states(client: Client, officer: User, file: Path) -> None:
    run = uploaded(client, write(file, people([1])))
    to_columns = get(client, "import_run", run.pk)
    assert to_columns["Location"] == reverse("welcome:import_columns", args=(run.pk,))
    post(client, "import_columns", run.pk, **proposed(client, run))
    busy = text_of(get(client, "import_run", run.pk))
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in busy
    assert "<progress" in busy
    assert "0 of 1 rows" in busy
    tasks.check_run.call(run.pk)
    ready = text_of(get(client, "import_run", run.pk))
    assert "What this file would do" in ready
    assert "http-equiv" not in ready
    assert Person.objects.count() == 0
    post(client, "import_start", run.pk)
    assert "the work goes on" in text_of(get(client, "import_run", run.pk))
    tasks.process_run.call(run.pk)
    assert "What this file did" in text_of(get(client, "import_run", run.pk))
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
    assert "No address." in text_of(get(client, "import_run", run.pk))
    client.cookies["haven_language"] = "nl"
    assert "Geen adres." in text_of(get(client, "import_run", run.pk))


def test_loud_when_many_would_be_missing(client: Client, officer: User, file: Path) -> None:
    load(file, people(range(20)))
    few = checked(client, write(file, people(range(18))))
    assert "That is many." not in text_of(get(client, "import_run", few.pk))
    many = checked(client, write(file, people(range(17))))
    assert "3 of the 20 people of the last file are not in this one." in text_of(
        get(client, "import_run", many.pk)
    )
    data = proposed(client, many)
    del data["is_complete"]
    post(client, "import_columns", many.pk, **data)
    tasks.check_run.call(many.pk)
    text = text_of(get(client, "import_run", many.pk))
    assert "That is many." not in text
    assert "nobody is listed as missing" in text


def test_loud_when_many_would_be_refused_or_come(
    client: Client, officer: User, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = checked(client, write(file, [*people(range(3)), person(4, status="?!")]))
    assert "1 of the 4 rows would be refused." in text_of(get(client, "import_run", run.pk))
    assert "far more than there are newcomers" not in text_of(get(client, "import_run", run.pk))
    monkeypatch.setattr("haven.community.welcome.importing.queries.MANY_ROWS", 3)
    assert "far more than there are newcomers" in text_of(get(client, "import_run", run.pk))


def test_put_aside(client: Client, officer: User, file: Path) -> None:
    run = checked(client, write(file, people([1])))
    assert post(client, "import_cancel", run.pk).status_code == 302
    assert "Nothing of it was imported." in text_of(get(client, "import_run", run.pk))
    response = client.post(reverse("welcome:import_start", args=(run.pk,)), follow=True, headers=ENGLISH)
    assert "The state of this file is now: cancelled." in text_of(response)
    assert not SourceRecord.objects.exists()


def test_failure_says_what_to_do(client: Client, officer: User, file: Path) -> None:
    run = uploaded(client, write(file, people([1])))
    runs.path_of(run).unlink()
    post(client, "import_columns", run.pk, **proposed(client, run))
    tasks.check_run.call(run.pk)
    text = text_of(get(client, "import_run", run.pk))
    assert "The file is no longer there. Load it again." in text
    assert "Nothing was imported." in text


def test_import_that_stands_still_goes_on(client: Client, officer: User, file: Path) -> None:
    run = checked(client, write(file, people([1])))
    Run.objects.filter(pk=run.pk).update(state="running")
    assert "Go on with the import" in text_of(get(client, "import_run", run.pk))
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
    text = text_of(get(client, "import_run", load(file, people([1])).pk))
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
