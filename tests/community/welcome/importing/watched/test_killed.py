"""Real processes, really killed while they take files: what is left is what a quiet import leaves."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.community.welcome.importing.exports import write
from tests.community.welcome.importing.test_killed_worker import (
    LEFT,
    ROWS,
    Left,
    compare,
    first_file,
    left,
    next_file,
    taken,
)
from tests.support.databases import look
from tests.support.postgres import make_database
from tests.support.servers import Installation, installation, process, worker
from tests.support.waiting import until

pytestmark = pytest.mark.slow

MAPPING = (
    "from haven.core.imports.models import Mapping; Mapping.objects.create(kind='people', name='Registrar')"
)
TAKE = "from haven.community.welcome.tasks import take_files; take_files.enqueue()"
OFFICER = ("role", "officer@uni.example", "officer")
LETTERS = "SELECT count(*) FROM mail_letter WHERE key LIKE 'watched:%'"


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as found:
        yield found


def make(stack: ExitStack, name: str, worker_id: str, **extra: str) -> Installation:
    """An installation on the database that these tests are for."""
    url = os.environ.get("DATABASE_URL", "")
    own = make_database(url, f"haven_{name}_{worker_id}") if url.startswith("postgres") else ""
    often = {"HAVEN_JOB_LEASE_SECONDS": "1", "HAVEN_JOB_ATTEMPTS": "100"}
    return stack.enter_context(installation(demo=False, database_url=own, **often, **extra))


def quietly(home: Installation, folder: Path) -> list[Left]:
    """What is left after each of the two files where nothing goes wrong."""
    after = []
    for number, rows in enumerate((first_file(), next_file())):
        home.run("import", "people", str(write(folder / f"{number}.csv", rows)), "--mapping", "Registrar")
        after.append(left(home))
    return after


def position(home: Installation) -> int:
    found = look(home, "SELECT position FROM imports_run WHERE state = 'running'")
    return int(found[0][0]) if found else -1


def state(home: Installation) -> list[str]:
    return [row[0] for row in look(home, "SELECT state FROM imports_run ORDER BY id")]


def names(inbox: Path) -> list[str]:
    return sorted(path.name for path in inbox.rglob("*") if path.is_file())


def test_killed_again_and_again(stack: ExitStack, worker_id: str, tmp_path: Path) -> None:
    wanted = quietly(make(stack, "watch_quiet", worker_id), tmp_path)
    inbox = tmp_path / "inbox"
    (inbox / "registrar").mkdir(parents=True)
    home = make(stack, "watch_killed", worker_id, HAVEN_WATCHED_FOLDER=str(inbox), HAVEN_WATCHED_QUIET="0")
    home.run(*OFFICER)
    home.run("django", "shell", "-c", MAPPING)

    write(inbox / "registrar" / "0.csv", first_file())
    there = 0
    for rows in (1, 1000):
        with process(home, "watch", "--once", log=home.folder / "watch.log") as running:
            until(lambda rows=rows: position(home) >= rows, seconds=60, alive=running)  # type: ignore[misc]
            running.kill()
            running.wait()
        assert there <= position(home) < ROWS
        there = position(home)
    assert names(inbox) == ["0.csv"]
    assert look(home, LETTERS) == [(0,)]
    home.run("watch", "--once")
    compare(left(home), wanted[0])
    assert names(inbox) == ["0.csv", "0.refused.csv"]
    assert look(home, LETTERS) == [(1,)]

    # The second one by a worker; another one takes its job up without being told.
    write(inbox / "registrar" / "1.csv", next_file())
    home.run("django", "shell", "-c", TAKE)
    with worker(home) as running:
        until(lambda: position(home) >= 1, seconds=60, alive=running)
        running.kill()
        running.wait()
    assert state(home) == ["done", "running"]
    with worker(home) as running:
        until(lambda: state(home) == ["done", "done"], seconds=90, alive=running)
        until(lambda: look(home, LETTERS) == [(2,)] and not taken(home), alive=running)
    compare(left(home), wanted[1])
    assert set(LEFT) == set(wanted[1])
    assert names(inbox) == ["0.csv", "0.refused.csv", "1.csv", "1.refused.csv"]
    assert names(home.folder / "files" / "imports") == [".watching"]
    home.run("doctor")
