"""Measuring a whole process: how long it took and how much memory it held at most."""

import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
ALONE = Path(__file__).with_name("alone.py")


@dataclass(frozen=True, slots=True)
class Usage:
    """`seconds` from start to end, `cpu` seconds used, `megabytes` (10⁶) resident at the peak."""

    seconds: float
    cpu: float
    megabytes: float
    output: str


def run(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> Usage:
    """Run to the end, standard output kept; raises RuntimeError with what it printed when it fails."""
    with tempfile.TemporaryDirectory(prefix="haven-bench-") as folder:
        result = Path(folder, "used")
        done = subprocess.run(
            [sys.executable, "-I", "-S", ALONE, result, *command], env=environment, cwd=PROJECT,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True,
        )  # fmt: skip
        status, seconds, cpu, peak = result.read_text().split()
    if status != "0":
        said = done.stderr or done.stdout
        raise RuntimeError(f"{' '.join(map(str, command))} ended with {status}:\n{said}")
    return Usage(float(seconds), float(cpu), int(peak) / 1_000_000, done.stdout)
