"""Haven as real processes on an installation of their own: server, worker, shell."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.dying import die_with_parent
from tests.support.waiting import WaitedInVain, until

PROJECT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Installation:
    """A HAVEN_HOME and its database. Its processes know nothing of the caller's own installation."""

    folder: Path
    database_url: str = ""
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        kept = {
            name: value for name, value in os.environ.items() if not name.startswith(("HAVEN_", "DATABASE_"))
        }
        own = {"HAVEN_HOME": str(self.folder), "DJANGO_SETTINGS_MODULE": "haven.config.settings"}
        own |= {"DATABASE_URL": self.database_url} if self.database_url else {}
        return kept | own | {"PYTHONPATH": str(PROJECT / "src"), "PYTHONUNBUFFERED": "1"} | self.extra

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "haven", *arguments]

    def run(
        self, *arguments: str, check: bool = True, seconds: float = 300
    ) -> subprocess.CompletedProcess[str]:
        """`haven …` to its end; with `check`, a failure shows what it printed."""
        done = subprocess.run(
            self.command(*arguments), env=self.environment, cwd=PROJECT, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=seconds, check=False,
        )  # fmt: skip
        if check and done.returncode != 0:
            said = f"{done.stdout}\n{done.stderr}"
            raise AssertionError(f"haven {' '.join(arguments)} ended with {done.returncode}:\n{said}")
        return done


@contextlib.contextmanager
def installation(*, demo: bool = True, database_url: str = "", **extra: str) -> Iterator[Installation]:
    """A fresh one in a temporary folder, prepared by `haven init`. `extra` goes into its environment."""
    with tempfile.TemporaryDirectory(prefix="haven-home-") as folder:
        found = Installation(Path(folder), database_url, extra)
        found.run("init", *(["--demo"] if demo else []))
        yield found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class Server:
    """A running server. `url` has no slash at its end; `localhost`, because passkeys want a name."""

    port: int
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def said(self) -> str:
        return self.log.read_text(errors="replace")


@contextlib.contextmanager
def server(home: Installation, *, workers: int = 2, health: str = "/health/") -> Iterator[Server]:
    """`haven serve` on a free port, from the moment that it answers."""
    # Somebody else may take the port between finding it and using it.
    for last_try in (False, False, True):
        with contextlib.ExitStack() as stack:
            try:
                found = stack.enter_context(_server(home, free_port(), workers, health))
            except WaitedInVain:
                if last_try:
                    raise
                continue
            yield found
            return


@contextlib.contextmanager
def _server(home: Installation, port: int, workers: int, health: str) -> Iterator[Server]:
    own = Installation(
        home.folder, home.database_url, home.extra | {"HAVEN_BASE_URL": f"http://localhost:{port}"}
    )
    log = home.folder / f"server-{port}.log"
    with process(own, "serve", "--port", str(port), "--workers", str(workers), log=log) as running:
        found = Server(port, running, log)
        until(lambda: _answers(port, health), seconds=60, alive=running, what=found.said)
        yield found


@contextlib.contextmanager
def worker(home: Installation) -> Iterator[subprocess.Popen[bytes]]:
    """`haven worker`; kill it with `.kill()` to see what a dead one leaves behind."""
    with process(home, "worker", log=home.folder / "worker.log") as running:
        yield running


@contextlib.contextmanager
def process(home: Installation, *arguments: str, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`haven …` in the background, with what it starts in one group that is ended afterwards."""
    with log.open("ab") as output:
        running = subprocess.Popen(
            home.command(*arguments), env=home.environment, cwd=PROJECT, stdin=subprocess.DEVNULL,
            stdout=output, stderr=output, start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - it calls nothing that takes a lock
        )  # fmt: skip
    try:
        yield running
    finally:
        _end(running)


def _end(running: subprocess.Popen[bytes]) -> None:
    running.terminate()
    try:
        running.wait(timeout=20)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait(timeout=20)
    # A killed gunicorn leaves its children; they are in its group.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
