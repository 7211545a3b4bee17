"""The letter about the watched folder: who gets it, when, and what it says."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from haven.commons.organisation.models import Campus, RoleGrant
from haven.community.welcome import tasks
from haven.community.welcome.importing import watching
from haven.community.welcome.importing.reporting import readers, report
from haven.community.welcome.importing.watching import Pass, alone, take
from haven.community.welcome.tasks import LOOKS, take_files
from haven.core.access import SYSTEM
from haven.core.accounts.models import User
from haven.core.imports.models import Delivery, Run, Watch
from haven.core.mail.models import Letter
from tests.community.welcome.importing.exports import people, person, write
from tests.community.welcome.making import grant

pytestmark = pytest.mark.django_db

ENGLISH, DUTCH = "eve.english@staff.example", "nel.nederlands@staff.example"


def letter(to: str = ENGLISH) -> Letter:
    return Letter.objects.filter(to=to).latest("pk")


def count() -> int:
    return Letter.objects.filter(to=ENGLISH).count()


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    monkeypatch.setattr(timezone, "now", lambda: moment)


# ---------------------------------------------------------------- to whom


def test_officers_of_the_whole_university(inbox: Path, campus: Campus) -> None:
    grant("officer", "On Campus", campus=campus)
    grant("contact_person", "Contact")
    left = grant("officer", "Has Left")
    RoleGrant.objects.filter(user=left).update(ended_at=timezone.now())
    User.objects.filter(pk=grant("officer", "No Sign In").pk).update(is_active=False)
    assert {(r.address, r.language) for r in readers()} == {(ENGLISH, "en"), (DUTCH, "nl")}


def test_other_addresses_instead(inbox: Path, settings: Any) -> None:
    settings.WATCHED_REPORT = [
        "helpdesk@uni.example",
        " Eve.English@staff.example",
        "helpdesk@uni.example",
        "",
    ]
    assert [(r.address, r.language) for r in readers()] == [
        ("helpdesk@uni.example", "nl"),
        ("Eve.English@staff.example", "en"),
    ]


def test_each_in_their_own_language(inbox: Path) -> None:
    write(inbox / "export.csv", people([1]))
    take_files.call()
    assert Letter.objects.count() == 2
    assert letter(ENGLISH).subject == "Watched folder: 1 file done"
    assert letter(DUTCH).subject != letter(ENGLISH).subject
    assert "nieuwe personen: 1" in letter(DUTCH).text


# ---------------------------------------------------------------- what


def test_what_a_file_did(inbox: Path, settings: Any) -> None:
    settings.BASE_URL = "https://haven.example/"
    rows = [*people(range(20)), person(1), person(30, arrival="31/02/2026"), person(31, email="")]
    write(inbox / "registrar" / "export.csv", rows)
    take_files.call()
    text, run = letter().text, Run.objects.get()
    for line in ("rows: 23", "new people: 21", "the same row again: 1", "refused rows: 1", "warnings: 1"):
        assert f"  {line}\n" in text
    assert "row 23, Aankomst: " in text
    day = timezone.localdate().isoformat()
    assert f"Now in: registrar/done/{day}/export.csv" in text
    assert f"registrar/done/{day}/export.refused.csv" in text
    assert f"https://haven.example/welcome/imports/{run.pk}/" in text


def test_only_the_first_refusals(inbox: Path) -> None:
    write(inbox / "export.csv", people(range(40), arrival="31/02/2026"))
    take_files.call()
    assert letter().text.count("Aankomst: ") == 10


def test_many_missing_people(inbox: Path) -> None:
    for numbers in (range(20), range(3)):
        write(inbox / "registrar" / "export.csv", people(numbers))
        take_files.call()
    assert "Many people are missing" in letter().text
    assert "missing people: 17" in letter().text


def test_file_that_failed_and_one_that_is_the_same(inbox: Path) -> None:
    write(inbox / "export.csv", people([1]))
    take_files.call()
    write(inbox / "export.csv", people([1]))
    (inbox / "paper.pdf").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    take_files.call()
    text = letter().text
    assert letter().subject == "Watched folder: 1 file done, 1 file failed"
    assert "It was not imported again." in text
    first = Run.objects.order_by("pk")[0]
    assert text.count(f"/welcome/imports/{first.pk}/") == 1
    assert "Not imported. This is a PDF" in text


def test_query_count_does_not_grow_with_rows(inbox: Path) -> None:
    asked = []
    for number in (1, 3, 50):
        write(inbox / f"{number}.csv", people(range(number), arrival="31/02/2026"))
        done = take(SYSTEM)
        with CaptureQueriesContext(connection) as captured:
            report(done)
        asked.append(len(captured))
    assert asked[1] == asked[2] <= asked[0]


# ---------------------------------------------------------------- when


def test_nothing_to_say_nothing_sent(inbox: Path) -> None:
    take_files.call()
    assert Letter.objects.count() == 0
    assert Watch.objects.get().looked_at


def test_each_file_is_told_once(inbox: Path) -> None:
    write(inbox / "export.csv", people([1]))
    take_files.call()
    take_files.call()
    assert count() == 1


def test_told_after_a_kill_between_taking_and_telling(inbox: Path) -> None:
    write(inbox / "export.csv", people([1]))
    take(SYSTEM)
    take_files.call()
    assert "new people: 1" in letter().text
    assert Delivery.objects.get().reported_at


def test_fault_is_told_once_a_day(inbox: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WATCHED_FOLDER = str(inbox / "gone")
    settings.WATCHED_NIGHTS = 0
    now = timezone.now()
    take_files.call()
    take_files.call()
    assert count() == 1
    assert "There is no folder" in letter().text
    at(monkeypatch, now + timedelta(days=1))
    take_files.call()
    assert count() == 2


def test_no_file_for_some_nights_is_said_once(
    inbox: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WATCHED_NIGHTS = 2
    start = timezone.now()
    said = []
    for night in range(5):
        at(monkeypatch, start + timedelta(days=night))
        take_files.call()
        said.append(count())
    assert said == [0, 0, 1, 1, 1]
    assert letter().subject == "Watched folder: no file came"
    write(inbox / "export.csv", people([1]))
    take_files.call()
    for night in range(5, 9):
        at(monkeypatch, start + timedelta(days=night))
        take_files.call()
        said.append(count())
    assert said[5:] == [2, 3, 3, 3]


def test_silence_may_be_left_unsaid(inbox: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.WATCHED_NIGHTS = 0
    take_files.call()
    at(monkeypatch, timezone.now() + timedelta(days=100))
    take_files.call()
    assert count() == 0


def test_looks_again_while_a_file_is_being_written(inbox: Path, settings: Any) -> None:
    """One letter for the night, when all is done or there is no more looking."""
    settings.WATCHED_QUIET = 3600
    write(inbox / "export.csv", people([1]))
    take_files.call()
    again = DBTaskResult.objects.get(task_path=take_files.module_path)
    assert again.args_kwargs["args"] == [2]
    assert again.run_after > timezone.now() + timedelta(minutes=59)
    assert count() == 0
    take_files.call(LOOKS)
    assert "export.csv is still being written" in letter().text
    assert letter().subject == "Watched folder: something to look at"


def test_another_process_is_at_it(inbox: Path) -> None:
    write(inbox / "export.csv", people([1]))
    with alone():
        take_files.call()
    assert (Delivery.objects.count(), count()) == (0, 0)


def test_stopped_worker_hands_it_on(inbox: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_args: object) -> Pass:
        raise SystemExit(1)

    monkeypatch.setattr(watching, "take", stop)
    with pytest.raises(SystemExit):
        take_files.call(3)
    assert DBTaskResult.objects.get().args_kwargs["args"] == [3]


def test_off(inbox: Path, settings: Any) -> None:
    write(inbox / "export.csv", people([1]))
    settings.WATCHED_FOLDER = ""
    take_files.call()
    assert (Delivery.objects.count(), Watch.objects.count()) == (0, 0)


def test_old_deliveries_are_forgotten(inbox: Path) -> None:
    write(inbox / "export.csv", people([1]))
    take_files.call()
    tasks.forget_files.call()
    assert Delivery.objects.count() == 1
    Delivery.objects.update(moved_at=timezone.now() - timedelta(days=366))
    tasks.forget_files.call()
    assert Delivery.objects.count() == 0
