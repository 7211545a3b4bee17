"""Houses to measure: fresh ones on either database, and files of people to fill them with."""

import contextlib
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from tests.bench.exports import write_export
from tests.bench.processes import run
from tests.bench.registry import Setting, Skipped
from tests.support.postgres import Cluster, NoPostgres, cluster
from tests.support.servers import Installation, installation

SQLITE, POSTGRESQL = "sqlite", "postgresql"
PEOPLE = 4000


@contextlib.contextmanager
def fresh(database: str, count: int = 1) -> Iterator[list[Installation]]:
    """So many prepared installations without anybody in them; skipped where there is no PostgreSQL."""
    with ExitStack() as stack:
        server = stack.enter_context(postgresql()) if database == POSTGRESQL else None
        urls = [server.make_database(f"haven_{n}") if server else "" for n in range(count)]
        yield [stack.enter_context(installation(demo=False, database_url=url)) for url in urls]


@contextlib.contextmanager
def postgresql() -> Iterator[Cluster]:
    """A server that writes to disk as a real one does."""
    with ExitStack() as stack:
        try:
            found = stack.enter_context(cluster(durable=True))
        except NoPostgres as reason:
            raise Skipped(str(reason)) from None
        yield found


@contextlib.contextmanager
def inhabited(database: str, setting: Setting) -> Iterator[Installation]:
    """An installation with 4,000 people on their way."""
    with fresh(database) as (home,), export(setting) as path:
        home.run("import", "people", str(path))
        yield home


@contextlib.contextmanager
def export(setting: Setting) -> Iterator[Path]:
    """A registrar's file of 4,000 rows: the one in the folder named by DATA, or else of invented people."""
    if setting.data is not None and (found := setting.data / "registrar" / "export-a.csv").exists():
        yield found
    else:
        with synthetic(PEOPLE) as path:
            yield path


@contextlib.contextmanager
def synthetic(rows: int) -> Iterator[Path]:
    """A file of invented people."""
    with tempfile.TemporaryDirectory(prefix="haven-export-") as folder:
        yield write_export(Path(folder, f"synthetic-{rows}.csv"), rows)


def ask(home: Installation, module: str, *arguments: str) -> str:
    """What `python -m tests.bench.<module>` prints when it runs in this installation."""
    return run([sys.executable, "-m", f"tests.bench.{module}", *arguments], home.environment).output
