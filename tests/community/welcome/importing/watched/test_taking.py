"""Files in the watched folder: taken when they are whole, imported once, moved aside."""

import errno
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from haven.commons.people.models import Person, SourceRecord
from haven.community.welcome.importing import runs, watching
from haven.community.welcome.importing.watching import Busy, Pass, alone, take
from haven.core.access import ANONYMOUS, SYSTEM, Refused
from haven.core.imports import folders
from haven.core.imports.models import Delivery, Mapping, Run
from tests.community.welcome.importing.exports import HEADINGS, load, people, person, write

pytestmark = pytest.mark.django_db


def files(folder: Path) -> list[str]:
    """Every file below the folder, by its place there; days as DAY."""
    today = timezone.localdate().isoformat()
    found = (str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())
    return sorted(place.replace(today, "DAY") for place in found)


def states(done: Pass) -> list[tuple[str, str]]:
    return [(delivery.path, delivery.state) for delivery in done.deliveries]


def faults(done: Pass) -> str:
    return " ".join(map(str, done.faults))


def copies() -> list[Path]:
    from django.conf import settings

    return [p for p in Path(settings.HAVEN_HOME, runs.UPLOADS).iterdir() if p.name != ".watching"]


# ---------------------------------------------------------------- what becomes of a file


def test_file_is_imported_and_moved(inbox: Path) -> None:
    write(inbox / "registrar" / "export.csv", people(range(3)))
    done = take(SYSTEM)
    assert states(done) == [("registrar/export.csv", "imported")]
    assert files(inbox) == ["registrar/done/DAY/export.csv"]
    assert Person.objects.count() == 3
    run = Run.objects.get()
    assert (run.state, run.source, run.is_watched, run.started_by) == ("done", "Registrar", True, None)
    assert not done.faults
    assert copies() == []


def test_same_as_the_shell(inbox: Path, tmp_path: Path) -> None:
    """Without a subfolder the columns and the source are found as `haven import people` finds them."""
    shell = load(tmp_path / "first.csv", people(range(5)))
    write(inbox / "second.csv", people(range(2, 6)))
    take(SYSTEM)
    run = Run.objects.get(is_watched=True)
    assert (run.source, run.columns) == (shell.source, shell.columns)
    assert (run.counts["created"], run.counts["unchanged"], run.counts["missing"]) == (1, 3, 2)


def test_workbook(inbox: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    assert book.active is not None
    book.active.append(list(HEADINGS.values()))
    book.active.append([person(1)[name] for name in HEADINGS])
    book.save(inbox / "export.xlsx")
    assert states(take(SYSTEM)) == [("export.xlsx", "imported")]


def test_refused_rows_lie_beside_it_and_come_back_corrected(inbox: Path) -> None:
    write(inbox / "registrar" / "export.csv", [person(1), person(2, arrival="31/02/2026")])
    take(SYSTEM)
    assert files(inbox) == ["registrar/done/DAY/export.csv", "registrar/done/DAY/export.refused.csv"]
    day = inbox / "registrar" / "done" / timezone.localdate().isoformat()
    refused = day / "export.refused.csv"
    text = refused.read_text(encoding="utf-8-sig")
    assert "r0002" in text
    assert "r0001" not in text
    (inbox / "registrar" / refused.name).write_text(text.replace("31/02/2026", "28/02/2026"))
    take(SYSTEM)
    corrected = Run.objects.latest("pk")
    assert (corrected.counts["created"], corrected.is_complete, corrected.source) == (1, False, "Registrar")
    assert not SourceRecord.objects.filter(state="missing").exists()


def test_file_that_cannot_be_read_is_failed(inbox: Path) -> None:
    (inbox / "paper.csv").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    (inbox / "empty.csv").touch()
    done = take(SYSTEM)
    assert sorted(states(done)) == [("empty.csv", "failed"), ("paper.csv", "failed")]
    assert all(d.error_en and d.error_nl and d.error_en != d.error_nl for d in done.deliveries)
    assert files(inbox) == ["failed/DAY/empty.csv", "failed/DAY/paper.csv"]
    assert list(Run.objects.values_list("state", flat=True)) == ["failed", "failed"]
    assert copies() == []


def test_unknown_columns_can_be_told_in_the_browser(inbox: Path) -> None:
    """The file is failed, and Haven keeps its own copy for the officer who says what the columns mean."""
    odd = HEADINGS | {"campus": "Waar"}
    write(inbox / "registrar" / "export.csv", people([1]), headings=odd)
    assert states(take(SYSTEM)) == [("registrar/export.csv", "failed")]
    run = Run.objects.get()
    assert (run.state, run.preview["headings"]) == ("failed", list(odd.values()))
    assert runs.path_of(run).is_file()
    assert "“campus”" in run.error_en


def test_two_nights_in_order_of_age(inbox: Path) -> None:
    """When files have piled up the newest is imported last, whatever the names."""
    for name, numbers, age in (("a.csv", [1, 2], 10), ("b.csv", [1], 1000)):
        file = write(inbox / "registrar" / name, people(numbers))
        os.utime(file, (file.stat().st_atime, file.stat().st_mtime - age))
    assert [path for path, _state in states(take(SYSTEM))] == ["registrar/b.csv", "registrar/a.csv"]
    assert not SourceRecord.objects.filter(state="missing").exists()


def test_names_are_kept_and_nothing_is_overwritten(inbox: Path) -> None:
    for number in range(3):
        write(inbox / "export.csv", [person(number), person(9, arrival="31/02/2026")])
        take(SYSTEM)
    assert [name for name in files(inbox) if "refused" not in name] == [
        "done/DAY/export (2).csv", "done/DAY/export (3).csv", "done/DAY/export.csv",
    ]  # fmt: skip
    assert sum("refused" in name for name in files(inbox)) == 3
    first = inbox / "done" / timezone.localdate().isoformat() / "export.csv"
    assert "r0000" in first.read_text()


def test_same_content_is_not_imported_again(inbox: Path) -> None:
    for name in ("monday.csv", "tuesday.csv"):
        write(inbox / "registrar" / name, people(range(3)))
        done = take(SYSTEM)
    assert states(done) == [("registrar/tuesday.csv", "same")]
    assert Run.objects.count() == 1
    assert files(inbox) == ["registrar/done/DAY/monday.csv", "registrar/done/DAY/tuesday.csv"]
    assert copies() == []


def test_content_that_came_before_another_is_news_again(inbox: Path) -> None:
    """Who was taken off the list and is back on it must be back."""
    for numbers in ([1, 2], [1], [1, 2]):
        write(inbox / "registrar" / "export.csv", people(numbers))
        done = take(SYSTEM)
    assert states(done) == [("registrar/export.csv", "imported")]
    assert not SourceRecord.objects.filter(state="missing").exists()


def test_another_source_may_have_the_same_content(inbox: Path) -> None:
    (inbox / "HR").mkdir()
    Mapping.objects.create(kind="people", name="HR")
    for sender in ("registrar", "HR"):
        write(inbox / sender / "export.csv", people([1]))
    assert {state for _path, state in states(take(SYSTEM))} == {"imported"}


def test_correct_actor(inbox: Path) -> None:
    with pytest.raises(Refused):
        take(ANONYMOUS)


# ---------------------------------------------------------------- what is left alone


def test_file_that_changed_just_now_waits(inbox: Path, settings: Any) -> None:
    settings.WATCHED_QUIET = 3600
    file = write(inbox / "export.csv", people([1]))
    os.utime(file, (0, 0))  # a program that copies with times says that it is old
    done = take(SYSTEM)
    assert (done.waiting, done.deliveries) == (["export.csv"], [])
    assert files(inbox) == ["export.csv"]
    settings.WATCHED_QUIET = 0
    assert states(take(SYSTEM)) == [("export.csv", "imported")]


def test_file_that_changes_while_it_is_copied_waits(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(inbox / "export.csv", people([1]))
    copy: Callable[..., Any] = watching._copy

    def copy_and_grow(found: Any) -> Any:
        copied = copy(found)
        with file.open("a") as more:
            more.write("and so on")
        return copied

    monkeypatch.setattr(watching, "_copy", copy_and_grow)
    done = take(SYSTEM)
    assert (done.waiting, Delivery.objects.count(), copies()) == (["export.csv"], 0, [])


@pytest.mark.parametrize(
    "name", [".export.csv", "export.csv.part", "export.tmp", "EXPORT.CSV.FILEPART", "~$e.xlsx"]
)
def test_hidden_and_unfinished_files_are_left_alone(inbox: Path, name: str) -> None:
    write(inbox / name, people([1]))
    done = take(SYSTEM)
    assert (done.deliveries, done.waiting, done.faults) == ([], [], [])
    assert files(inbox) == [name]


def test_link_that_leads_out_is_never_followed(inbox: Path, tmp_path: Path) -> None:
    secret = write(tmp_path / "secret.csv", people([1]))
    (inbox / "export.csv").symlink_to(secret)
    (inbox / "registrar" / "other").symlink_to(tmp_path)
    assert {state for _path, state in states(take(SYSTEM))} == {"failed"}
    assert secret.is_file()
    assert not Person.objects.exists()
    assert (inbox / "failed" / timezone.localdate().isoformat() / "export.csv").is_symlink()


def test_link_within_is_its_files_matter(inbox: Path) -> None:
    write(inbox / "export.csv", people([1]))
    (inbox / "latest.csv").symlink_to(inbox / "export.csv")
    assert states(take(SYSTEM)) == [("export.csv", "imported")]


def test_file_that_is_too_large(inbox: Path, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 1_000_000
    with (inbox / "export.csv").open("wb") as file:
        file.truncate(1_000_001)
    done = take(SYSTEM)
    assert "larger than 1 MB" in done.deliveries[0].error_en
    assert files(inbox) == ["failed/DAY/export.csv"]


def test_pipe_is_not_waited_for(inbox: Path) -> None:
    os.mkfifo(inbox / "export.csv")
    assert take(SYSTEM).deliveries == []


def test_name_of_any_bytes(inbox: Path) -> None:
    odd = os.fsencode(inbox) + b"/Ku\xe8era\n.csv"
    write(inbox / "export.csv", people([1])).rename(os.fsdecode(odd))
    assert states(take(SYSTEM)) == [("Ku\ufffdera\ufffd.csv", "imported")]
    assert files(inbox)[0].startswith("done/DAY/Ku")


# ---------------------------------------------------------------- what is wrong with the folder


def test_name_that_nobody_remembers(inbox: Path) -> None:
    (inbox / "typo").mkdir()
    write(inbox / "typo" / "export.csv", people([1]))
    done = take(SYSTEM)
    assert "no columns are remembered under the name “typo”" in faults(done)
    assert files(inbox) == ["typo/export.csv"]
    Mapping.objects.create(kind="people", name="Typo")
    assert states(take(SYSTEM)) == [("typo/export.csv", "imported")]


def test_folder_in_a_subfolder(inbox: Path) -> None:
    (inbox / "registrar" / "2026").mkdir()
    assert "registrar/2026" in faults(take(SYSTEM))


def test_folder_that_is_not_there(inbox: Path, settings: Any) -> None:
    settings.WATCHED_FOLDER = str(inbox / "nowhere")
    assert "There is no folder" in faults(take(SYSTEM))
    settings.WATCHED_FOLDER = str(write(inbox / "file", []))
    assert "is a file" in faults(take(SYSTEM))
    settings.WATCHED_FOLDER = "inbox"
    assert "whole path" in faults(take(SYSTEM))


def test_never_havens_own_files(inbox: Path, settings: Any) -> None:
    (settings.HAVEN_HOME / "secret.key").write_text("secret")
    for folder in (settings.HAVEN_HOME, settings.HAVEN_HOME.parent, settings.HAVEN_HOME / runs.UPLOADS, "/"):
        settings.WATCHED_FOLDER = str(folder)
        done = take(SYSTEM)
        assert "Haven’s own files" in faults(done)
        assert done.deliveries == []
    assert (settings.HAVEN_HOME / "secret.key").exists()


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.EROFS, "cannot write in the folder"), (errno.EACCES, "cannot write"), (errno.ENOSPC, "is full")],
)
def test_folder_that_cannot_be_written(
    inbox: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    """Nothing is imported from where nothing can be moved."""
    write(inbox / "export.csv", people([1]))
    write(inbox / "second.csv", people([2]))

    def refuse(*_args: object, **_options: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "mkstemp", refuse)
        done = take(SYSTEM)
    assert words in faults(done)
    assert len(done.faults) == 1
    assert (Run.objects.count(), Delivery.objects.count()) == (0, 0)
    assert len(take(SYSTEM).deliveries) == 2


def test_folder_that_cannot_be_read(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan: Callable[..., Any] = os.scandir

    def refuse(folder: Any) -> Any:
        if Path(folder).name == "registrar":
            raise PermissionError(errno.EACCES, "Permission denied")
        return scan(folder)

    write(inbox / "export.csv", people([1]))
    monkeypatch.setattr(os, "scandir", refuse)
    done = take(SYSTEM)
    assert "cannot look into the folder registrar (Permission denied)" in faults(done)
    assert states(done) == [("export.csv", "imported")]


def test_file_that_may_not_be_read_stays(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(inbox / "export.csv", people([1]))
    opened: Callable[..., int] = os.open

    def refuse(path: Any, *args: Any, **options: Any) -> int:
        if Path(path) == inbox / "export.csv":
            raise PermissionError(errno.EACCES, "Permission denied")
        return opened(path, *args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refuse)
        done = take(SYSTEM)
    assert "export.csv cannot be opened (Permission denied)" in faults(done)
    assert files(inbox) == ["export.csv"]


def test_no_room_for_havens_copy(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(inbox / "export.csv", people([1]))

    opened: Callable[..., int] = os.open

    def full(path: Any, *args: Any, **options: Any) -> int:
        if Path(path) == inbox / "export.csv":
            raise OSError(errno.ENOSPC, "No space left on device")
        return opened(path, *args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", full)
        done = take(SYSTEM)
    assert "There is no room for export.csv" in faults(done)
    assert (files(inbox), copies(), Run.objects.count()) == (["export.csv"], [], 0)


# ---------------------------------------------------------------- broken off


class Killed(BaseException):
    """The process is no more."""


@pytest.mark.parametrize("where", ["draft", "process", "_settle", "_move", "_refused_rows"])
def test_killed_anywhere_it_goes_on(inbox: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    write(inbox / "registrar" / "export.csv", [*people(range(3)), person(9, arrival="31/02/2026")])

    def die(*_args: object, **_options: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(runs if where in ("draft", "process") else watching, where, die)
        with pytest.raises(Killed):
            take(SYSTEM)
    done = take(SYSTEM)
    assert states(done) == [("registrar/export.csv", "imported")]
    assert files(inbox) == ["registrar/done/DAY/export.csv", "registrar/done/DAY/export.refused.csv"]
    assert (Run.objects.count(), Delivery.objects.count(), Person.objects.count()) == (1, 1, 3)
    assert copies() == []
    assert take(SYSTEM) == Pass()


def dying(
    function: Callable[..., Any], after: Callable[..., bool] = lambda *_args: True
) -> Callable[..., Any]:
    """The same, but the process is killed right after it, where `after` says so."""

    def do(*args: Any, **options: Any) -> Any:
        result = function(*args, **options)
        if after(*args):
            raise Killed
        return result

    return do


@pytest.mark.parametrize("step", ["refused rows", "name held", "moved"])
def test_killed_while_it_is_moved(inbox: Path, monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    file = write(inbox / "export.csv", [person(1), person(9, arrival="31/02/2026")])
    with monkeypatch.context() as patch:
        if step == "refused rows":
            patch.setattr(folders, "_write_refused", dying(folders._write_refused))
        elif step == "name held":
            patch.setattr(Path, "touch", dying(Path.touch))
        else:
            patch.setattr(Path, "replace", dying(Path.replace, lambda path, _target: path == file))
        with pytest.raises(Killed):
            take(SYSTEM)
    take(SYSTEM)
    assert files(inbox) == ["done/DAY/export.csv", "done/DAY/export.refused.csv"]
    assert "r0001" in (inbox / "done" / timezone.localdate().isoformat() / "export.csv").read_text()
    assert Delivery.objects.get().moved_at


def test_moved_the_next_time(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is imported and cannot be moved is not imported again."""
    write(inbox / "export.csv", people([1]))
    with monkeypatch.context() as patch:
        error = PermissionError(errno.EPERM, "Operation not permitted")
        patch.setattr(Path, "replace", lambda *_args: (_ for _ in ()).throw(error))
        done = take(SYSTEM)
    assert states(done) == [("export.csv", "imported")]
    assert "could not be moved" in faults(done)
    assert files(inbox) == ["export.csv"]
    done = take(SYSTEM)
    assert files(inbox) == ["done/DAY/export.csv"]
    assert (Run.objects.count(), done.faults) == (1, [])


def test_replaced_while_it_was_imported(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new file is not taken for the old one, and not lost."""
    file = write(inbox / "export.csv", people([1]))
    whole: Callable[..., Run] = runs.process

    def process_and_replace(*args: Any, **options: Any) -> Run:
        write(file, people([1, 2]))
        return whole(*args, **options)

    with monkeypatch.context() as patch:
        patch.setattr(runs, "process", process_and_replace)
        done = take(SYSTEM)
    assert (done.waiting, done.deliveries[0].moved_to) == (["export.csv"], "")
    assert Person.objects.count() == 1
    take(SYSTEM)
    assert (Person.objects.count(), files(inbox)) == (2, ["done/DAY/export.csv"])


def test_database_that_fails_goes_on_the_next_time(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(inbox / "export.csv", people([1]))

    def full(*_args: object, **_options: object) -> None:
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(runs, "process", full)
        done = take(SYSTEM)
    assert "The database could not be written" in faults(done)
    assert states(done) == [("export.csv", "taken")]
    assert states(take(SYSTEM)) == [("export.csv", "imported")]


def test_mistake_of_haven_itself_does_not_stop_the_others(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(inbox / "a.csv", people([1]))
    write(
        inbox / "b.csv", people([2]), headings={name: HEADINGS[name] for name in HEADINGS if name != "dutch"}
    )
    whole: Callable[..., Run] = runs.process

    def broken(actor: Any, run: Run, *args: Any, **options: Any) -> Run:
        if run.file_name == "a.csv":
            raise RuntimeError("broken")
        return whole(actor, run, *args, **options)

    monkeypatch.setattr(runs, "process", broken)
    done = take(SYSTEM)
    assert sorted(states(done)) == [("a.csv", "failed"), ("b.csv", "imported")]
    assert (
        "Something went wrong in Haven itself"
        in next(d for d in done.deliveries if d.path == "a.csv").error_en
    )
    assert files(inbox) == ["done/DAY/b.csv", "failed/DAY/a.csv"]


def test_one_at_a_time(inbox: Path) -> None:
    write(inbox / "export.csv", people([1]))
    with alone(), pytest.raises(Busy):
        take(SYSTEM)
    assert len(take(SYSTEM).deliveries) == 1
