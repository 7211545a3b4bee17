"""The house's main job in figures: a registrar's file becomes people with pathways."""

import functools
import json
import operator

from tests.bench.houses import POSTGRESQL, SQLITE, ask, export, fresh, synthetic
from tests.bench.processes import Usage, run
from tests.bench.registry import Measured, Setting, bench

TIMES = 3
MANY = 200_000


@bench("house.import.sqlite", unit="times a bare write", bound="<= 12")
def import_on_sqlite(setting: Setting) -> Measured:
    """Baseline: seconds of the bare write."""
    return _against_bare(setting, SQLITE)


@bench("house.import.postgresql", unit="times a bare write", bound="<= 12")
def import_on_postgresql(setting: Setting) -> Measured:
    return _against_bare(setting, POSTGRESQL)


def _against_bare(setting: Setting, database: str) -> Measured:
    """The median of several fresh installations, each against the bare write in its own process."""
    with export(setting) as path, fresh(database, TIMES) as homes:
        runs = [json.loads(ask(home, "import_once", str(path))) for home in homes]
    found = sorted(((run["ours"] / run["bare"], run["bare"]) for run in runs), key=operator.itemgetter(0))
    ratio, bare = found[TIMES // 2]
    return Measured(ratio, bare, note=path.name)


@bench("house.import.memory", unit="MB", bound="<= 300")
def memory(setting: Setting) -> Measured:
    """At the peak of `haven import people`, the whole process."""
    with export(setting) as path, fresh(SQLITE) as (home,):
        used = run(home.command("import", "people", str(path)), home.environment)
    return Measured(used.megabytes, note=path.name)


@bench("house.import.memory.200000", unit="MB", bound="<= 600")
def memory_of_many(setting: Setting) -> float:
    return _import_many().megabytes


@bench("house.import.seconds.200000", unit="s", bound="<= 600")
def seconds_of_many(setting: Setting) -> float:
    return _import_many().seconds


@functools.cache
def _import_many() -> Usage:
    """An import of 200,000 rows from which nothing is missing at the end."""
    with synthetic(MANY) as path, fresh(SQLITE) as (home,):
        used = run(home.command("import", "people", str(path), "--json"), home.environment)
    done = json.loads(used.output)
    made = {name: done[name] for name in ("rows", "created", "pathways")}
    if made != dict.fromkeys(made, MANY):
        raise RuntimeError(f"of {MANY} rows {made}, refused {done['refused'][:3]}")
    return used
