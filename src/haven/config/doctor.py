"""`haven doctor`: what an operator wants to know before anybody else notices."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from haven.community.welcome.importing.reporting import what_is_wrong
from haven.core.audit import heads
from haven.core.audit.models import Entry
from haven.core.audit.verify import breaks
from haven.core.mail.health import findings as mail

WORDS = {
    "gap": "an entry is missing before number {seq}",
    "changed": "entry {seq} was changed after it was written",
    "payload": "the payload of entry {seq} was changed after it was written",
    "head": "the head does not point at the last entry (it says {seq})",
    "tail": "the head kept elsewhere knows entry {seq}, and the record does not hold it: its tail was cut",
}


@dataclass(frozen=True, slots=True)
class Finding:
    good: bool
    text: str


def findings() -> Iterator[Finding]:
    yield from _database()
    yield from _record()
    yield from _work()
    yield from _watched()


def _database() -> Iterator[Finding]:
    try:
        call_command("migrate", check_unapplied=True, verbosity=0)
        yield Finding(True, f"database: {connection.vendor}, tables up to date")
    except SystemExit:
        yield Finding(False, "database: tables are behind. Run: haven init")
    home = Path(settings.HAVEN_HOME)
    private = (home / "secret.key", home / "haven.sqlite3", home / "files", home / "mail")
    loose = [path for path in private if path.exists() and path.stat().st_mode & 0o077]
    yield from (Finding(False, f"{path.name}: others can read it. Run: chmod go= {path}") for path in loose)
    if not loose:
        yield Finding(True, "secret, database and files: private")


def _record() -> Iterator[Finding]:
    found = list(breaks())
    for item in found[:20]:
        yield Finding(False, f"record: {WORDS[item.code].format(seq=item.seq)}")
    if not found:
        count, kept = Entry.objects.count(), len(heads.kept())
        where = settings.AUDIT_HEAD_FILE
        yield Finding(True, f"record: {count} entries hold together")
        if count and not kept:
            yield Finding(False, f"record: no head is kept in {where}. Can Haven write there?")
        else:
            yield Finding(True, f"record: {kept} heads kept in {where}")


def _work() -> Iterator[Finding]:
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).count()
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY).count()
    yield Finding(not failed, f"jobs: {waiting} waiting, {failed} failed")
    yield from (Finding(good, f"mail: {text}") for good, text in mail())


def _watched() -> Iterator[Finding]:
    if not settings.WATCHED_FOLDER:
        yield Finding(True, "watched folder: none")
        return
    wrong = what_is_wrong()
    yield from (Finding(False, f"watched folder: {sentence}") for sentence in wrong)
    if not wrong:
        yield Finding(True, f"watched folder: {settings.WATCHED_FOLDER}, at {settings.WATCHED_HOUR:02}:00")
