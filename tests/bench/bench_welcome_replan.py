"""Planning 4,000 people again in figures: after a new version of every template, and after a moved term."""

import functools
import json
import statistics

from tests.bench.houses import POSTGRESQL, SQLITE, ask, export, fresh
from tests.bench.registry import Measured, Setting, bench

TIMES = 3
BOUND = "<= 12"


@bench("welcome.replan.template", unit="times a bare write", bound=BOUND)
def template_on_sqlite(setting: Setting) -> Measured:
    """Every open step moves by a day, and one is new. Baseline: seconds of the import's bare write."""
    return _against(setting, SQLITE, "template")


@bench("welcome.replan.template.postgresql", unit="times a bare write", bound=BOUND)
def template_on_postgresql(setting: Setting) -> Measured:
    return _against(setting, POSTGRESQL, "template")


@bench("welcome.replan.template.rows", unit="times the same rows", bound=None)
def template_against_its_rows(setting: Setting) -> Measured:
    """The same against a bare executemany of exactly the rows that it writes to steps and moves."""
    return _against(setting, SQLITE, "template", baseline="rows")


@bench("welcome.replan.term", unit="times a bare write", bound=BOUND)
def term_on_sqlite(setting: Setting) -> Measured:
    """Everybody's start moves by a week. Baseline: seconds of the import's bare write."""
    return _against(setting, SQLITE, "term")


@bench("welcome.replan.term.postgresql", unit="times a bare write", bound=BOUND)
def term_on_postgresql(setting: Setting) -> Measured:
    return _against(setting, POSTGRESQL, "term")


def _against(setting: Setting, database: str, change: str, baseline: str = "bare") -> Measured:
    """The median of several fresh installations, each against its own baseline."""
    runs = _runs(setting, database, change)
    ratio = statistics.median(run["ours"] / run[baseline] for run in runs)
    seconds = statistics.median(run[baseline] for run in runs)
    note = f"{runs[0]['people']} people, {runs[0]['moves']} steps moved in {runs[0]['ours']:.1f} s"
    return Measured(ratio, seconds, note=note)


@functools.cache
def _runs(setting: Setting, database: str, change: str) -> list[dict[str, float]]:
    with export(setting) as path, fresh(database, TIMES) as homes:
        for home in homes:
            home.run("import", "people", str(path))
        return [json.loads(ask(home, "replan_once", change)) for home in homes]
