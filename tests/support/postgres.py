"""A PostgreSQL of one's own: started in a temporary folder, reached by a socket in it, gone afterwards.

    .venv/bin/python -m tests.support.postgres COMMAND …   runs COMMAND with DATABASE_URL set

PostgreSQL refuses to run as root, so root starts it as the user `postgres`.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from tests.support.dying import die_with_parent
from tests.support.waiting import until

OLDEST = 15
MISSING = "no PostgreSQL 15 or later on this machine (Debian: apt-get install postgresql)"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A running server. `folder` holds its socket."""

    folder: Path

    def url(self, database: str = "haven") -> str:
        return f"postgresql://postgres@{quote(str(self.folder), safe='')}/{database}"

    def make_database(self, name: str) -> str:
        """A new, empty database; returns its URL."""
        return make_database(self.url("postgres"), name)


def make_database(url: str, name: str) -> str:
    """A new, empty database on the server that this URL names; one of that name goes. Returns its URL."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


class NoPostgres(Exception):
    """Says why there is none."""


def programs() -> Path:
    """The folder of the newest `initdb` and `postgres` that is new enough."""
    folders = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr/local/pgsql").glob("bin")]
    on_path = shutil.which("initdb")
    folders += [Path(on_path).resolve().parent] if on_path else []
    versions = {_version(folder): folder for folder in folders if (folder / "postgres").exists()}
    if not versions or max(versions) < OLDEST:
        raise NoPostgres(MISSING)
    return versions[max(versions)]


def _version(folder: Path) -> int:
    said = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    return int(said.split()[2].split(".")[0])


def _owner() -> dict[str, Any]:
    """Who runs the server: ourselves, or `postgres` when we are root."""
    if os.geteuid() != 0:
        return {}
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        raise NoPostgres("root may not run PostgreSQL, and there is no user called postgres") from None
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@contextlib.contextmanager
def cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """Start a server and stop it afterwards; raises NoPostgres. `durable` writes as a real one does."""
    binaries, owner = programs(), _owner()
    # Short, because the path of a socket may have 107 bytes only.
    folder = Path(tempfile.mkdtemp(prefix="haven-pg-", dir="/tmp"))
    try:
        if owner:
            os.chown(folder, owner["user"], owner["group"])
        with _server(binaries, folder, owner, durable=durable):
            yield Cluster(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _server(binaries: Path, folder: Path, owner: dict[str, Any], *, durable: bool) -> Iterator[None]:
    data, log = folder / "data", folder / "log"
    _init(binaries, data, owner)
    options = {"listen_addresses": "", "unix_socket_directories": str(folder), "max_connections": "100"}
    if not durable:
        options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
    with log.open("wb") as output:
        server = subprocess.Popen(
            [binaries / "postgres", "-D", data, *settings],
            stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/", **owner,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - it calls nothing that takes a lock
        )  # fmt: skip
    try:
        until(
            lambda: _answers(folder), seconds=30, alive=server, what=lambda: log.read_text(errors="replace")
        )
        yield
    finally:
        server.send_signal(signal.SIGINT)  # “fast”: sends its clients away and stops
        try:
            server.wait(timeout=20)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)
            server.wait(timeout=20)


def _init(binaries: Path, data: Path, owner: dict[str, Any]) -> None:
    command = [str(binaries / "initdb"), "--pgdata", str(data), "--auth", "trust", "--username", "postgres",
               "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]  # fmt: skip
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, cwd="/", **owner
    )
    if done.returncode != 0:
        raise NoPostgres(f"initdb failed: {done.stderr.strip()}")


def _answers(folder: Path) -> bool:
    with contextlib.suppress(psycopg.OperationalError):
        found = Cluster(folder)
        psycopg.connect(found.url("postgres"), connect_timeout=5).close()
        found.make_database("haven")
        return True
    return False


def main(command: list[str]) -> int:
    """Run the command with DATABASE_URL set; the server also goes when we are told to stop."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with cluster() as found:
            return subprocess.call(command, env=os.environ | {"DATABASE_URL": found.url()})
    except NoPostgres as reason:
        print(f"PostgreSQL could not be started: {reason}.", file=sys.stderr)
        return 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
