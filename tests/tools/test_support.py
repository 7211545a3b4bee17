"""What other tests stand on: waiting, a PostgreSQL of one's own, and no process left behind."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.support import browser, postgres
from tests.support.servers import Installation, free_port, process
from tests.support.waiting import WaitedInVain, until


def test_waiting_ends_with_the_first_true_answer() -> None:
    answers: Iterator[str] = iter(["", "", "here"])
    assert until(lambda: next(answers), seconds=5) == "here"


def test_waiting_in_vain_says_so() -> None:
    with pytest.raises(WaitedInVain, match=r"not within 0 s: no letter"):
        until(lambda: None, seconds=0, what="no letter")


def test_waiting_for_a_dead_process_ends_at_once() -> None:
    dead = subprocess.Popen([sys.executable, "-c", "raise SystemExit(7)"])
    dead.wait()
    with pytest.raises(WaitedInVain, match=r"it ended with 7: what it said"):
        until(lambda: None, seconds=600, alive=dead, what=lambda: "what it said")


@pytest.fixture(scope="module")
def cluster() -> Iterator[postgres.Cluster]:
    try:
        with postgres.cluster() as found:
            yield found
    except postgres.NoPostgres as reason:
        pytest.skip(str(reason))


def test_a_new_database_is_empty_and_its_own(cluster: postgres.Cluster) -> None:
    url = cluster.make_database("first")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept (id int)")
    assert _tables(cluster.make_database("second")) == 0
    assert _tables(url) == 1
    assert _tables(cluster.make_database("first")) == 0


def _tables(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    return int(row[0]) if row else -1


def test_nobody_else_can_reach_it(cluster: postgres.Cluster) -> None:
    with psycopg.connect(cluster.url()) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert cluster.folder.stat().st_mode & 0o077 == 0


def test_told_to_stop_it_takes_its_server_along(cluster: postgres.Cluster) -> None:
    script = (
        "import os; print(os.environ['DATABASE_URL'], flush=True); import threading; threading.Event().wait()"
    )
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.support.postgres", sys.executable, "-c", script],
        stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2], start_new_session=True,
    )  # fmt: skip
    assert running.stdout is not None
    url = running.stdout.readline().strip()
    folder = Path(url.split("@")[1].split("/")[0].replace("%2F", "/"))
    assert folder.is_dir()
    running.send_signal(signal.SIGTERM)
    assert running.wait(timeout=30) == 143
    running.stdout.close()
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):  # the group: command and server
        os.killpg(running.pid, 0)


def test_a_killed_server_leaves_no_children(tmp_path: Path) -> None:
    """As gunicorn would: a parent that dies at once, a child that stays."""
    script = (
        "import os, subprocess, sys, threading\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import threading; threading.Event().wait()'])\n"
        "print(child.pid, flush=True); threading.Event().wait()"
    )
    log = tmp_path / "log"
    home = _Scripted(tmp_path, extra={"SCRIPT": script})
    with process(home, log=log) as running:
        child = int(until(lambda: log.read_text().strip(), alive=running))
        running.kill()
        running.wait()
        os.kill(child, 0)
    until(lambda: not _alive(child), seconds=5, what="the child still runs")


def test_a_killed_test_process_takes_its_servers_along(tmp_path: Path) -> None:
    """Also where a shell started all of it in the background, and so with SIGINT ignored."""
    script = (
        "import signal, subprocess, sys, threading\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "from tests.support.dying import die_with_parent\n"
        "wait = [sys.executable, '-c', 'import threading; threading.Event().wait()']\n"
        "child = subprocess.Popen(wait, start_new_session=True, preexec_fn=die_with_parent)\n"
        "print(child.pid, flush=True); threading.Event().wait()"
    )
    log = tmp_path / "log"
    with process(_Scripted(tmp_path, extra={"SCRIPT": script}), log=log) as running:
        child = int(until(lambda: log.read_text().strip(), alive=running, what=log.read_text))
        running.kill()
        until(lambda: not _alive(child), seconds=10, what="the child still runs")


class _Scripted(Installation):
    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-c", self.extra["SCRIPT"]]


def _alive(pid: int) -> bool:
    """Neither gone nor waiting to be buried by whoever adopted it."""
    status = Path(f"/proc/{pid}/status")
    return status.exists() and "State:\tZ" not in status.read_text()


def test_an_installation_does_not_see_the_callers_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HAVEN_SECRET_KEY", "own")
    monkeypatch.setenv("DATABASE_URL", "postgresql://own")
    values = Installation(tmp_path).environment
    assert values["HAVEN_HOME"] == str(tmp_path)
    assert "HAVEN_SECRET_KEY" not in values
    assert "DATABASE_URL" not in values
    assert Installation(tmp_path, "sqlite:///x").environment["DATABASE_URL"] == "sqlite:///x"


def test_ports_are_free() -> None:
    assert 1024 <= free_port() <= 65535


def test_without_chromium_the_reason_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    browser.chromium.cache_clear()
    assert browser.chromium() is None
    browser.chromium.cache_clear()
    assert "apt-get install chromium" in browser.MISSING
