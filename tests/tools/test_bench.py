"""The bench's own arithmetic: bounds, skipping, latencies, memory."""

import json
import math
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.bench import processes, registry
from tests.bench.load import Request, closed_loop, open_loop, percentile
from tests.bench.registry import Bench, Measured, Setting, Skipped


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_registered", {})


@pytest.mark.parametrize(
    ("bound", "value", "expected"),
    [
        ("<= 12", 12, True),
        ("<= 12", 12.01, False),
        (">= 1.5", 1.4, False),
        ("== 0", 0, True),
        ("< -1", -2, True),
    ],
)
def test_bounds(bound: str, value: float, expected: bool) -> None:
    assert registry.holds(bound, value) is expected


def test_a_line_says_all_there_is_to_say() -> None:
    one = Bench("house.x", "ratio", "<= 12", lambda setting: Measured(value=12.34567, baseline=0.2))
    assert one.result(Setting()) == {
        "name": "house.x", "value": 12.35, "unit": "ratio", "baseline": 0.2, "bound": "<= 12", "holds": False,
    }  # fmt: skip


def test_what_is_reported_only_neither_holds_nor_fails() -> None:
    registry.bench("house.x", unit="s", bound=None)(lambda setting: Measured(12.3, note="of one text"))
    (one,) = registry.selected([])
    assert one.result(Setting()) == {
        "name": "house.x", "value": 12.3, "unit": "s", "baseline": None, "bound": None, "holds": None,
        "note": "of one text",
    }  # fmt: skip


def test_what_is_skipped_neither_holds_nor_fails() -> None:
    def needs_data(setting: Setting) -> float:
        return float(setting.file("people.csv").stat().st_size)

    line = Bench("house.x", "bytes", "<= 1", needs_data).result(Setting())
    assert line["holds"] is None
    assert line["reason"] == "needs people.csv in the folder named by DATA"


def test_data_is_found_in_its_folder(tmp_path: Path) -> None:
    tmp_path.joinpath("people.csv").write_text("name")
    assert Setting(tmp_path).file("people.csv") == tmp_path / "people.csv"
    with pytest.raises(Skipped):
        Setting(tmp_path).file("staff.csv")


def test_names_are_registered_once_and_chosen_by_prefix() -> None:
    for name in ("house.b", "house.a", "other"):
        registry.bench(name, unit="s", bound="<= 1")(lambda setting: 1.0)
    assert [one.name for one in registry.selected(["house."])] == ["house.a", "house.b"]
    assert len(registry.selected([])) == 3
    with pytest.raises(ValueError, match="two benches"):
        registry.bench("other", unit="s", bound="<= 1")
    with pytest.raises(ValueError, match="no bound"):
        registry.bench("new", unit="s", bound="at most 1")


def test_the_program_prints_lines_and_fails_for_an_unknown_name() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "--only", "nothing-has-this-name"],
        capture_output=True, text=True, check=False, cwd=processes.PROJECT,
        env=os.environ | {"PYTHONPATH": str(processes.PROJECT / "src")},
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    assert "nothing-has-this-name" in done.stderr


@pytest.mark.parametrize(
    ("values", "share", "expected"), [([3, 1, 2, 4], 0.5, 2), ([3, 1, 2, 4], 0.95, 4), ([7], 0.01, 7)]
)
def test_percentiles_are_of_the_nearest_rank(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


def test_no_value_has_no_percentile() -> None:
    assert math.isnan(percentile([], 0.95))


def test_memory_and_time_are_those_of_the_one_process() -> None:
    held = b"x" * 100_000_000  # a child that is started from here would begin with as much
    large = processes.run([sys.executable, "-c", "x = b'x' * 200_000_000; print('done')"])
    small = processes.run([sys.executable, "-c", "pass"])
    assert large.output == "done\n"
    assert large.megabytes > 200
    assert small.megabytes < 50 < len(held)
    assert small.seconds >= 0.001
    with pytest.raises(RuntimeError, match=r"(?s)ended with 1.*what happened"):
        processes.run([sys.executable, "-c", "import sys; sys.exit('what happened')"])


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hold = threading.Event()

    def do_GET(self) -> None:
        if self.path == "/slow":
            self.hold.wait(0.3)
        self.send_response(404 if self.path == "/missing" else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Answers) as found:
        found.daemon_threads = True
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield found.server_address[1]
        found.shutdown()
        thread.join()


def test_load_counts_answers_and_errors_by_kind(port: int) -> None:
    def next_request(number: int) -> Request:
        return Request("/missing" if number % 10 == 0 else "/", kind="write" if number % 5 == 1 else "read")

    report = open_loop(port, next_request, rate=200, seconds=0.5)
    assert len(report.all) == 90
    assert report.errors == ["GET /missing: answered 404"] * 10
    assert len(report.latencies["write"]) == 20
    assert 0.45 < report.seconds < 5


def test_waiting_for_a_free_connection_counts_as_latency(port: int) -> None:
    """Four requests due at once over one connection, each held 0.3 s: the last has waited for three."""
    report = open_loop(port, lambda number: Request("/slow"), rate=1000, seconds=0.004, connections=1)
    assert report.percentile(1) > 1000
    assert report.percentile(0.25) < 900


def test_as_fast_as_it_answers(port: int) -> None:
    report = closed_loop(port, lambda number: Request("/"), requests=50, connections=4)
    assert len(report.all) == 50
    assert report.rate > 10


def test_a_server_that_is_gone_is_an_error_for_each_request(port: int) -> None:
    from tests.support.servers import free_port

    report = closed_loop(free_port(), lambda number: Request("/"), requests=3, connections=1)
    assert len(report.errors) == 3
    assert "ConnectionRefusedError" in report.errors[0]


def test_json_has_no_not_a_number() -> None:
    line = Bench("house.x", "ms", "<= 150", lambda setting: 1.0).result(Setting())
    assert json.loads(json.dumps(line, allow_nan=False)) == line
