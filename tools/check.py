"""Every check that needs no running program: `python -m tools.check [NAME …]`. All run, then it fails."""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
PYTHON = sys.executable
BIN = Path(PYTHON).parent
DJANGO = (PYTHON, "-m", "django")

# The longest first: two run at a time.
CHECKS: dict[str, tuple[str, ...]] = {
    "types": (PYTHON, "-m", "mypy"),
    "migrations": (*DJANGO, "makemigrations", "--check", "--dry-run"),
    "settings": (*DJANGO, "check", "--deploy", "--fail-level", "WARNING"),
    "translations": (PYTHON, "-m", "tools.check_translations"),
    "reading": (PYTHON, "-m", "tools.check_reading"),
    "imports": (str(BIN / "lint-imports"), "--no-logo"),
    "lint": (PYTHON, "-m", "ruff", "check", "--output-format", "concise"),
    "format": (PYTHON, "-m", "ruff", "format", "--check", "--output-format", "concise"),
    "hosts": (PYTHON, "-m", "tools.check_hosts"),
    "size": (PYTHON, "-m", "tools.check_size"),
    "locks": (PYTHON, "-m", "tools.check_locks"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    name: str
    passed: bool
    seconds: float
    output: str


def environment(home: str) -> dict[str, str]:
    """As a real installation behind HTTPS, in a folder of its own: no check touches var/."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HAVEN_", "DATABASE_"))}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "haven.config.settings",
        "HAVEN_HOME": home,
        "HAVEN_HTTPS": "true",
        "PYTHONPATH": os.pathsep.join([str(PROJECT / "src"), str(PROJECT)]),
    }


def run(name: str, *, home: str) -> Outcome:
    start = time.monotonic()
    done = subprocess.run(
        CHECKS[name], cwd=PROJECT, env=environment(home), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    return Outcome(name, done.returncode == 0, time.monotonic() - start, done.stdout)


def report(outcome: Outcome) -> None:
    print(f"{'ok  ' if outcome.passed else 'FAIL'} {outcome.name:<13}{outcome.seconds:6.1f} s", flush=True)
    if not outcome.passed:
        print("\n".join(f"     {line}" for line in outcome.output.strip().splitlines()), flush=True)


def main(names: list[str]) -> int:
    unknown = set(names) - CHECKS.keys()
    if unknown:
        print(f"No check is called {', '.join(sorted(unknown))}. There are: {', '.join(CHECKS)}.")
        return 2
    failed = []
    with tempfile.TemporaryDirectory(prefix="haven-check-") as home, ThreadPoolExecutor(2) as pool:
        for outcome in pool.map(partial(run, home=home), names or CHECKS):
            report(outcome)
            failed += [] if outcome.passed else [outcome.name]
    print(f"Failed: {', '.join(failed)}." if failed else "Everything holds.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
