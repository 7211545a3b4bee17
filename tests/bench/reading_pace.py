"""What the reading engine takes for 300,000 words, in a process of its own with one thread."""

import functools
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.bench.processes import Usage, run
from tests.bench.reading_texts import documents, write_lines

ONE_THREAD = {
    **{f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL", "BLIS", "NUMEXPR")},
    "VECLIB_MAXIMUM_THREADS": "1",
}
DOCUMENTS = 100  # of 3,000 words


@dataclass(frozen=True, slots=True)
class Pace:
    """`cpu` and `wall` seconds for so many words."""

    words: int
    cpu: float
    wall: float
    usage: Usage
    remembered: float  # share of the sentences

    @property
    def rate(self) -> float:
        """Words for each second of one processor."""
        return self.words / self.cpu

    @property
    def note(self) -> str:
        known = f"{self.remembered:.1%} of the sentences stood in one before"
        return f"{self.words} words in {DOCUMENTS} documents; {known}"


def once(*arguments: str | Path) -> Usage:
    environment = os.environ | ONE_THREAD
    return run([sys.executable, "-m", "tests.bench.reading_once", *arguments], environment)


def of(texts: Sequence[str], command: str) -> tuple[dict[str, Any], Usage]:
    with tempfile.TemporaryDirectory(prefix="haven-reading-") as folder:
        used = once(command, write_lines(Path(folder, "texts.jsonl"), texts))
    return json.loads(used.output), used


@functools.cache
def pace(folder: Path) -> Pace:
    said, used = of(documents(folder, DOCUMENTS), "all")
    return Pace(said["words"], said["cpu"], said["wall"], used, 1 - said["read"] / said["sentences"])
