"""A run that is broken off goes on where it was; two at once do nothing twice; a check writes nothing."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from haven.commons.pathways.models import Pathway, Step
from haven.commons.people.models import Person, SourceRecord
from haven.community.welcome import tasks
from haven.community.welcome.importing import actions, runs
from haven.community.welcome.importing.writing import Writer
from haven.community.welcome.models import PossibleDuplicate
from haven.core.access import SYSTEM, Refused
from haven.core.imports.models import RefusedRow, Remark, Run
from haven.core.imports.tables import UnreadableFile
from tests.community.welcome.importing.exports import Cells, counted, people, person, sizes, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "BATCH", 3)


def rows() -> list[Cells]:
    """Four batches; the likenesses and repetitions are in other batches than what they resemble."""
    return [
        *people(range(5)),
        person(9, arrival="31/02/2026"),
        person(10, email="jana1@student.example"),
        person(2),
        *people([20, 21], email="", family="Ku?era"),
        person(22, family="Nováková0", birth=person(0)["birth"]),
    ]


def opened(file: Path) -> Run:
    """A file that an officer has agreed to import."""
    run = actions.open_run(SYSTEM, file=str(write(file, rows())), file_name="export.csv")
    Run.objects.filter(pk=run.pk).update(state=Run.State.RUNNING)
    run.refresh_from_db()
    return run


def outcome() -> dict[str, Any]:
    """Everything that an import leaves behind, without ids."""
    held = PossibleDuplicate.objects.order_by("number")
    return {
        "sizes": {name: n for name, n in sizes().items() if not name.startswith(("django_tasks", "jobs"))},
        "people": list(Person.objects.order_by("sort_name", "email").values_list("family_name", "email")),
        "numbers": list(SourceRecord.objects.order_by("number").values_list("number", "state", "values")),
        "steps": list(Step.objects.order_by("template_step", "due").values_list("template_step", "due")),
        "held": list(held.values_list("number", "line", "ground", "person__email")),
        "refused": list(RefusedRow.objects.values_list("line", "cells")),
        "remarks": list(Remark.objects.values_list("kind", "line", "column", "value", "code")),
        "run": list(Run.objects.values_list("state", "position", "total", "counts")),
    }


def break_at(monkeypatch: pytest.MonkeyPatch, batch: int, error: BaseException) -> None:
    """Let the writing of this batch (from 1) end in an error, after all of it was written."""
    whole: Callable[..., int] = Writer.write
    done = []

    def write_and_break(self: Writer, decisions: list[Any]) -> int:
        made = whole(self, decisions)
        done.append(made)
        if len(done) == batch:
            raise error
        return made

    monkeypatch.setattr(Writer, "write", write_and_break)


class Killed(BaseException):
    """The worker is no more."""


@pytest.fixture
def in_one_go(templates: int, file: Path) -> dict[str, Any]:
    """What is left by an import that nothing interrupts. Undone before the test itself begins."""
    from django.db import transaction

    with transaction.atomic():
        tasks.process_run.call(opened(file).pk)
        left = outcome()
        transaction.set_rollback(True)
    assert left["run"][0][0] == "done"
    return left


@pytest.mark.parametrize("batch", [1, 2, 4])
def test_killed_worker(
    in_one_go: dict[str, Any], file: Path, monkeypatch: pytest.MonkeyPatch, batch: int
) -> None:
    run = opened(file)
    with monkeypatch.context() as patch:
        break_at(patch, batch, Killed())
        with pytest.raises(Killed):
            tasks.process_run.call(run.pk)
    run.refresh_from_db()
    assert (run.state, run.position) == ("running", (batch - 1) * 3)
    tasks.process_run.call(run.pk)
    assert outcome() == in_one_go


def test_worker_that_is_told_to_stop_hands_the_work_on(
    in_one_go: dict[str, Any], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = opened(file)
    with monkeypatch.context() as patch:
        break_at(patch, 2, SystemExit(1))
        with pytest.raises(SystemExit):
            tasks.process_run.call(run.pk)
    queued = DBTaskResult.objects.get()
    assert queued.task_path == "haven.community.welcome.tasks.process_run"
    queued.task.call(*queued.args_kwargs["args"])
    assert outcome() == in_one_go


def test_mistake_of_haven_itself_is_said_and_the_same_file_mends_it(
    in_one_go: dict[str, Any], file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = opened(file)
    with monkeypatch.context() as patch:
        break_at(patch, 3, RuntimeError("broken"))
        with pytest.raises(RuntimeError):
            tasks.process_run.call(run.pk)
    run.refresh_from_db()
    assert (run.state, run.position) == ("failed", 6)
    assert "Import the same file again" in run.error_en
    again = actions.set_columns(
        SYSTEM,
        run_id=run.pk,
        columns=run.columns,
        headings=run.preview["headings"],
        name="",
        is_complete=True,
    )
    tasks.check_run.call(again.pk)
    actions.start_run(SYSTEM, run_id=run.pk)
    tasks.process_run.call(run.pk)
    left = outcome()
    for part in ("people", "numbers", "steps", "held", "refused", "remarks"):
        assert left[part] == in_one_go[part], part


def test_of_two_at_once_one_stops(in_one_go: dict[str, Any], file: Path) -> None:
    run = opened(file)

    def overtaken(position: int, total: int) -> None:
        if position == 3:
            runs.process(SYSTEM, Run.objects.get(pk=run.pk))

    with pytest.raises(runs.Superseded):
        runs.process(SYSTEM, run, overtaken)
    assert outcome() == in_one_go
    tasks.process_run.call(run.pk)  # a job that comes late finds nothing to do
    assert outcome() == in_one_go


def test_overtaken_at_the_end(in_one_go: dict[str, Any], file: Path) -> None:
    run = opened(file)

    def overtaken(position: int, total: int) -> None:
        if position == total:
            runs.process(SYSTEM, Run.objects.get(pk=run.pk))

    with pytest.raises(runs.Superseded):
        runs.process(SYSTEM, run, overtaken)
    assert outcome() == in_one_go


def test_superseded_job_ends_quietly(templates: int, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = opened(file)

    def superseded(*_args: object) -> None:
        raise runs.Superseded

    monkeypatch.setattr(runs, "process", superseded)
    tasks.process_run.call(run.pk)
    run.refresh_from_db()
    assert run.state == "running"


# ---------------------------------------------------------------- looking without writing


def test_check_writes_nothing_and_foretells_the_import(templates: int, file: Path) -> None:
    run, table = runs.draft(str(write(file, rows())))
    before = sizes()
    report = runs.check(run, table=table)
    assert sizes() == before
    assert run.pk is None
    done = actions.import_file(SYSTEM, path=file)
    assert report.counts == done.counts
    said = Remark.objects.values_list("kind", "code", "line", "column", "value", "reason_nl", "reason_en")
    assert sorted(report.remarks) == sorted(said)


def test_check_foretells_the_next_file(templates: int, file: Path) -> None:
    actions.import_file(SYSTEM, path=write(file, rows()))
    write(file, [*people([0, 1], campus="Gent"), *people([30])])
    run, _table = runs.draft(str(file))
    foretold = runs.check(run)
    assert foretold.known == 7
    assert foretold.counts == actions.import_file(SYSTEM, path=file).counts
    assert (foretold.counts["updated"], foretold.counts["missing"]) == (2, 5)


def test_preview_keeps_a_few_remarks_of_each_kind(templates: int, file: Path) -> None:
    run, _table = runs.draft(str(write(file, people(range(8), email="", family="?"))))
    report = runs.check(run, most=2)
    assert report.codes == {"warning:email_missing": 8, "warning:name_damaged": 8}
    assert [remark.line for remark in report.remarks] == [2, 2, 3, 3]


# ---------------------------------------------------------------- one verb after another


def uploaded(text: str) -> Run:
    return actions.receive(SYSTEM, name="export.csv", chunks=[text.encode()])


def content(file: Path) -> str:
    return write(file, rows()).read_text()


def agreed(run: Run) -> Run:
    actions.set_columns(
        SYSTEM,
        run_id=run.pk,
        columns=run.columns,
        headings=run.preview["headings"],
        name="",
        is_complete=True,
    )
    tasks.check_run.call(run.pk)
    run.refresh_from_db()
    return run


def test_upload_check_import(templates: int, file: Path) -> None:
    run = uploaded(content(file))
    stored = runs.path_of(run)
    assert stored.stat().st_mode & 0o777 == 0o600
    assert agreed(run).state == "ready"
    assert run.preview["counts"]["created"] == 7
    actions.start_run(SYSTEM, run_id=run.pk)
    assert Pathway.objects.count() == 0
    tasks.process_run.call(run.pk)
    run.refresh_from_db()
    assert (run.state, run.counts) == ("done", run.preview["counts"])


def test_uploaded_file_goes_once_it_is_imported_or_put_aside(
    templates: int, file: Path, django_capture_on_commit_callbacks: Any
) -> None:
    first, second = agreed(uploaded(content(file))), uploaded(content(file))
    assert runs.path_of(first).exists()
    assert runs.path_of(second).exists()
    actions.start_run(SYSTEM, run_id=first.pk)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.process_run.call(first.pk)
        actions.cancel_run(SYSTEM, run_id=second.pk)
    assert not list((file.parent / runs.UPLOADS).iterdir())


def test_file_of_the_shell_is_its_owners(
    templates: int, file: Path, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        actions.import_file(SYSTEM, path=write(file, rows()))
    assert file.exists()


def test_put_aside_while_it_is_being_checked(templates: int, file: Path) -> None:
    run = uploaded(content(file))
    actions.set_columns(
        SYSTEM,
        run_id=run.pk,
        columns=run.columns,
        headings=run.preview["headings"],
        name="",
        is_complete=True,
    )
    actions.cancel_run(SYSTEM, run_id=run.pk)
    tasks.check_run.call(run.pk)
    run.refresh_from_db()
    assert (run.state, run.preview) == ("cancelled", {})


@pytest.mark.parametrize("state", ["uploaded", "checking", "done", "failed", "cancelled"])
def test_only_what_was_checked_is_imported(templates: int, file: Path, state: str) -> None:
    run = uploaded(content(file))
    Run.objects.filter(pk=run.pk).update(state=state)
    with pytest.raises(Refused):
        actions.start_run(SYSTEM, run_id=run.pk)


def test_what_is_being_imported_is_not_put_aside(templates: int, file: Path) -> None:
    run = opened(file)
    with pytest.raises(Refused):
        actions.cancel_run(SYSTEM, run_id=run.pk)


def test_file_that_vanished_says_so(templates: int, file: Path) -> None:
    run = uploaded(content(file))
    runs.path_of(run).unlink()
    assert agreed(run).state == "failed"
    assert run.error_en
    assert run.error_nl
    assert counted(run) == {}


def test_unreadable_file_leaves_nothing(templates: int, tmp_path: Path) -> None:
    before = sizes()
    with pytest.raises(UnreadableFile):
        uploaded("%PDF-1.7 …")
    assert sizes() == before
    assert not list((tmp_path / runs.UPLOADS).iterdir())


def test_files_that_nobody_went_on_with_are_put_aside(
    templates: int, file: Path, django_capture_on_commit_callbacks: Any
) -> None:
    text = content(file)
    left = {state: uploaded(text) for state in ("uploaded", "ready", "failed", "running")}
    fresh = uploaded(text)
    for state, run in left.items():
        Run.objects.filter(pk=run.pk).update(state=state, created_at=timezone.now() - timedelta(days=31))
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.forget_files.call() == 3
    states = Run.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["cancelled", "cancelled", "cancelled", "running", "uploaded"]
    assert [runs.path_of(run).exists() for run in (*left.values(), fresh)] == [False] * 3 + [True] * 2
    assert Run.objects.first().preview == {}


def test_rows_of_old_files_are_forgotten_and_the_people_stay(templates: int, file: Path) -> None:
    run = actions.import_file(SYSTEM, path=write(file, rows()))
    assert tasks.forget_files.call() == 0
    Run.objects.update(finished_at=timezone.now() - timedelta(days=366))
    assert tasks.forget_files.call() == 1
    assert not Remark.objects.exists()
    assert not RefusedRow.objects.exists()
    run.refresh_from_db()
    assert list(run.preview) == ["headings"]
    assert Person.objects.count() == 7
    assert tasks.forget_files.call() == 0


def test_columns_are_forgotten(templates: int, file: Path) -> None:
    run = uploaded(content(file))
    mapping = actions.remember_mapping(
        SYSTEM, name="Registrar", columns=run.columns, headings=run.preview["headings"]
    )
    assert actions.forget_mapping(SYSTEM, mapping_id=mapping.pk) == "Registrar"
    assert not type(mapping).objects.exists()
