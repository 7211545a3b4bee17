"""A real worker, really killed."""

import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.servers import Installation, installation, worker
from tests.support.waiting import until

ENQUEUE = "from tests.support.jobs import hang_once; hang_once.enqueue({folder!r})"


def state(home: Installation) -> tuple[str, int]:
    """The job's state, and how many workers took it."""
    with closing(sqlite3.connect(home.folder / "haven.sqlite3", timeout=20)) as database:
        query = (
            "SELECT status, json_array_length(worker_ids) FROM django_tasks_database_dbtaskresult"
            " WHERE task_path LIKE '%hang_once'"
        )
        return database.execute(query).fetchone()


def runs(folder: Path) -> int:
    path = folder / "runs"
    return len(path.read_text().splitlines()) if path.exists() else 0


@pytest.mark.slow
def test_a_killed_workers_job_is_run_again_and_ends(tmp_path: Path) -> None:
    with installation(demo=False, HAVEN_JOB_LEASE_SECONDS="1") as home:
        home.run("django", "shell", "-c", ENQUEUE.format(folder=str(tmp_path)))
        with worker(home) as first:
            until(lambda: runs(tmp_path) == 1, alive=first)
            first.kill()
            first.wait()
        assert state(home) == ("RUNNING", 1)
        with worker(home) as second:
            until(lambda: state(home)[0] == "SUCCESSFUL", seconds=60, alive=second)
        assert runs(tmp_path) == 2
        assert state(home) == ("SUCCESSFUL", 2)


def ended_by(process: subprocess.Popen[bytes], number: signal.Signals) -> bool:
    """Sent again until it is over: of two signals at once, the system may give one to a thread that waits."""
    process.send_signal(number)
    return process.poll() is not None


@pytest.mark.slow
def test_told_twice_to_stop_gives_the_job_back(tmp_path: Path) -> None:
    with installation(demo=False, HAVEN_JOB_LEASE_SECONDS="1") as home:
        home.run("django", "shell", "-c", ENQUEUE.format(folder=str(tmp_path)))
        with worker(home) as first:
            until(lambda: runs(tmp_path) == 1, alive=first)
            first.send_signal(signal.SIGINT)
            until(lambda: ended_by(first, signal.SIGTERM))
            assert first.returncode == 1
        assert state(home) == ("RUNNING", 1)
        with worker(home) as second:
            until(lambda: state(home)[0] == "SUCCESSFUL", seconds=60, alive=second)
        assert runs(tmp_path) == 2
