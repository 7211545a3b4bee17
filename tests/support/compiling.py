"""The matching engine's loops take half a minute to compile, once on a machine: one test process does it, and
the others wait for it and find it done."""

import fcntl
import hashlib
import tempfile
from pathlib import Path

import numpy as np

from haven.engines.matching import solve
from tests.bench.matching_people import sample
from tests.engines.matching.problems import large


def compile_once() -> None:
    """Call every compiled loop with each type of scores."""
    name = hashlib.sha256(__file__.encode()).hexdigest()[:16]
    with Path(tempfile.gettempdir(), f"haven-compiling-{name}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        from haven.engines.matching.rounds import match

        match(sample("S").population)
        for kind in (np.int16, np.int32):
            scores, capacity = large(1)
            for objective in ("total", "fair"):
                solve(scores.astype(kind), capacity, objective=objective)
