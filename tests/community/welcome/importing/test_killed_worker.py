"""Real workers, really killed in the middle of an import: what is left is what a quiet import leaves."""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.community.welcome.importing.exports import Cells, people, person, write
from tests.support.databases import look
from tests.support.postgres import make_database
from tests.support.servers import Installation, installation, process, worker
from tests.support.waiting import until

pytestmark = pytest.mark.slow

ROWS = 2600
ACTIONS = "from haven.community.welcome.importing import actions; from haven.core.access import SYSTEM; "
CHECK = (
    "run = actions.open_run(SYSTEM, file={file!r}, file_name='export.csv', mapping='Registrar'); "
    "actions.set_columns(SYSTEM, run_id=run.pk, columns=run.columns, headings=list(run.columns), "
    "name='Registrar', is_complete=True)"
)
START = "actions.start_run(SYSTEM, run_id={run})"
JOBS = (
    "SELECT status, CAST(worker_ids AS text) FROM django_tasks_database_dbtaskresult"
    " WHERE task_path = 'haven.community.welcome.tasks.process_run'"
)
AGAIN = "from haven.community.welcome.tasks import process_run; process_run.enqueue({run})"

# What an import leaves behind, without ids and moments: people are named by their number.
LEFT = {
    "people": "SELECT r.number, r.state, p.family_name, p.given_name, p.birth_date, p.email, p.search,"
    " a.starts_on FROM people_sourcerecord r JOIN people_person p ON p.id = r.person_id"
    " JOIN people_affiliation a ON a.id = r.affiliation_id",
    "pathways": "SELECT r.number, t.key, w.state FROM pathways_pathway w"
    " JOIN people_sourcerecord r ON r.affiliation_id = w.affiliation_id"
    " JOIN pathways_templateversion v ON v.id = w.version_id"
    " JOIN pathways_template t ON t.id = v.template_id",
    "steps": "SELECT r.number, t.key, s.due, s.state FROM pathways_step s"
    " JOIN pathways_templatestep t ON t.id = s.template_step_id"
    " JOIN pathways_pathway w ON w.id = s.pathway_id"
    " JOIN people_sourcerecord r ON r.affiliation_id = w.affiliation_id",
    "loose": "SELECT (SELECT count(*) FROM people_person), (SELECT count(*) FROM people_affiliation),"
    " (SELECT count(*) FROM people_sourcerecord), (SELECT count(*) FROM pathways_pathway),"
    " (SELECT count(*) FROM pathways_step)",
    "held": "SELECT number, other_number, ground, decision FROM welcome_possibleduplicate",
    "refused": "SELECT run_id, line, CAST(cells AS text) FROM imports_refusedrow",
    "remarks": 'SELECT run_id, kind, code, line, "column", value, reason_nl, reason_en FROM imports_remark',
    "runs": "SELECT id, state, position, total, CAST(counts AS text) FROM imports_run",
    "record": "SELECT e.verb, e.kind, r.number, count(*) FROM audit_entry e"
    " LEFT JOIN people_sourcerecord r ON e.kind = 'people.person' AND r.person_id = e.subject_id"
    " WHERE e.verb IN ('imported', 'updated_from_import', 'missing_from_import', 'people_imported')"
    " GROUP BY e.verb, e.kind, r.number",
}
Left = dict[str, Counter[Any]]
Homes = Callable[..., Installation]


def first_file() -> list[Cells]:
    """Every kind of row, in all batches: repeated, refused, held, with a warning, in other letters."""
    rows = people(range(ROWS))
    for number in range(0, ROWS, 97):
        rows[number] |= {"arrival": "31/02/2026"}
        rows[number + 1] |= {"email": ""}
        rows[number + 2] |= {"family": f"Ku?erová{number}"}
        rows[number + 3] |= {"family": f"Nguyễn {number}", "nation": "Vietnam"}
    twins = [person(ROWS + n, email=f"jana{n}@student.example") for n in range(10, ROWS, 400)]
    return [*rows, *twins, *people(range(20, ROWS, 300))]


def next_file() -> list[Cells]:
    """Some have gone, some have changed, some are new."""
    rows = first_file()[120:]
    for number in range(5, ROWS - 200, 7):
        rows[number] |= {"start": "28/09/2026", "campus": "Gent"}
    return [*rows, *people(range(2 * ROWS, 2 * ROWS + 300))]


@pytest.fixture(scope="module")
def homes(worker_id: str) -> Iterator[Homes]:
    """Makes installations, on the database that these tests are for."""
    url = os.environ.get("DATABASE_URL", "")
    with ExitStack() as stack:

        def make(name: str, lease: int = 1) -> Installation:
            own = make_database(url, f"haven_{name}_{worker_id}") if url.startswith("postgres") else ""
            # A busy machine may let a short lease run out often; the job is not given up for that.
            often = {"HAVEN_JOB_LEASE_SECONDS": str(lease), "HAVEN_JOB_ATTEMPTS": "100"}
            made = installation(demo=False, database_url=own, **often)
            return stack.enter_context(made)

        yield make


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("exports")
    return [write(folder / "first.csv", first_file()), write(folder / "next.csv", next_file())]


@pytest.fixture(scope="module")
def quietly(homes: Homes, files: list[Path]) -> list[Left]:
    """What is left after each of the two files where nothing goes wrong."""
    home, after = homes("quiet"), []
    for file in files:
        home.run("import", "people", str(file), "--mapping", "Registrar")
        after.append(left(home))
    return after


def left(home: Installation) -> Left:
    found = {name: Counter(look(home, query)) for name, query in LEFT.items()}
    # JSON's keys come in any order.
    found["runs"] = Counter((*row[:4], _sorted(row[4])) for row in found["runs"])
    return found


def _sorted(text: str) -> str:
    return json.dumps(json.loads(text), sort_keys=True)


def ready(home: Installation, file: Path) -> int:
    """A run whose file has been checked by a worker, as an officer sees it before they agree; its id."""
    home.run("django", "shell", "-c", ACTIONS + CHECK.format(file=str(file)))
    home.run("worker", "--once")
    run, state = look(home, "SELECT id, state FROM imports_run ORDER BY id DESC LIMIT 1")[0]
    assert state == "ready"
    return int(run)


def start(home: Installation, run: int) -> None:
    home.run("django", "shell", "-c", ACTIONS + START.format(run=run))


def position(home: Installation, run: int) -> int:
    return int(look(home, f"SELECT position FROM imports_run WHERE id = {run}")[0][0])


def state(home: Installation, run: int) -> str:
    return str(look(home, f"SELECT state FROM imports_run WHERE id = {run}")[0][0])


def taken(home: Installation) -> int:
    """How many jobs a worker is at."""
    return int(look(home, "SELECT count(*) FROM jobs_lease")[0][0])


def kill_at(home: Installation, run: int, rows: int) -> int:
    """Kill a worker once so many rows of the run are written; return how many are then."""
    with worker(home) as running:
        until(lambda: position(home, run) >= rows and taken(home), seconds=60, alive=running)
        running.kill()
        running.wait()
    there = position(home, run)
    assert state(home, run) == "running"
    return there


def finish(home: Installation, run: int) -> None:
    """A new worker takes the run up without being told, and brings it to its end."""
    with worker(home) as running:
        until(lambda: state(home, run) != "running", seconds=90, alive=running)
        until(lambda: not taken(home), alive=running)
    assert state(home, run) == "done"


def compare(there: Left, wanted: Left) -> None:
    for name in LEFT:
        assert there[name] == wanted[name], name


def test_killed_again_and_again(homes: Homes, files: list[Path], quietly: list[Left]) -> None:
    home = homes("killed")
    first = ready(home, files[0])
    start(home, first)
    positions = [kill_at(home, first, rows) for rows in (0, 1, 1000)]
    assert positions == sorted(positions)
    assert 1000 <= positions[-1] < ROWS
    finish(home, first)
    compare(left(home), quietly[0])

    following = ready(home, files[1])
    start(home, following)
    kill_at(home, following, 1)
    finish(home, following)

    compare(left(home), quietly[1])
    assert sum(quietly[1]["steps"].values()) > 10 * ROWS
    assert {verb for verb, *_rest in quietly[1]["record"]} == {
        "imported", "updated_from_import", "missing_from_import", "people_imported",
    }  # fmt: skip
    home.run("doctor")  # exit status 0: the record holds, and no job is lost or given up


def test_two_workers_do_everything_once(homes: Homes, files: list[Path], quietly: list[Left]) -> None:
    home = homes("pair", lease=60)
    run = ready(home, files[0])
    start(home, run)
    # As after a lease that ran out too early: the same run a second time in the queue.
    home.run("django", "shell", "-c", AGAIN.format(run=run))
    with worker(home) as one, process(home, "worker", log=home.folder / "other.log") as other:
        until(lambda: taken(home) == 2 or state(home, run) == "done", seconds=60, alive=one)
        until(lambda: state(home, run) != "running", seconds=90, alive=other)
        until(lambda: not taken(home), alive=one)
    assert state(home, run) == "done"

    compare(left(home), quietly[0])
    jobs = look(home, JOBS)
    assert [status for status, _workers in jobs] == ["SUCCESSFUL", "SUCCESSFUL"]
    assert [len(json.loads(workers)) for _status, workers in jobs] == [1, 1]
    home.run("doctor")
