"""How fast the reading engine reads, and what it holds; each in a process of its own with one thread."""

import functools
import json
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.processes import run
from tests.bench.reading_pace import of, once, pace
from tests.bench.reading_texts import documents, samples
from tests.bench.registry import Measured, Setting, Skipped, bench

SHORT, SHORT_WORDS = 20, 5_000
STARTS = 5
FIRST = "from haven.engines.reading import read; read('Dit is een korte zin om mee te beginnen.')"
MANY, FEWER = 1_000, 200  # files
PATIENCE = 180  # seconds for the many


# ---------------------------------------------------------------- 300,000 words


@bench("reading.speed.words", unit="words/s of one processor", bound=">= 25000")
def words_by_processor(setting: Setting) -> Measured:
    """Everything that a reading holds: levels, reasons, words, alternatives."""
    found = pace(samples(setting))
    return Measured(found.rate, note=found.note)


@bench("reading.speed.words.wall", unit="words/s by the clock", bound=">= 25000")
def words_by_clock(setting: Setting) -> Measured:
    """The same by the clock: less, where other programs want the processor."""
    found = pace(samples(setting))
    return Measured(found.words / found.wall, note=found.note)


@bench("reading.memory", unit="MB", bound="<= 250")
def memory(setting: Setting) -> Measured:
    """At the peak of the process that reads them."""
    found = pace(samples(setting))
    return Measured(found.usage.megabytes, note=found.note)


# ---------------------------------------------------------------- starting, and short texts


@bench("reading.import", unit="s", bound="<= 1")
def start(setting: Setting) -> Measured:
    """From a fresh Python to one sentence that is read. Baseline: a Python that does nothing."""
    seconds, bare = (
        statistics.median(run([sys.executable, "-c", code]).seconds for _ in range(STARTS))
        for code in (FIRST, "pass")
    )
    return Measured(seconds, bare, note=f"median of {STARTS}")


@functools.cache
def short(folder: Path) -> dict[str, Any]:
    return of(documents(folder, SHORT, words=SHORT_WORDS), "short")[0]


@bench("reading.5000words", unit="s", bound="<= 0.25")
def new_text(setting: Setting) -> Measured:
    """A text not seen before, in a process that has read others."""
    seconds = [first for first, _again in short(samples(setting))["again"]]
    return Measured(statistics.median(seconds), note=_spread(seconds))


@bench("reading.again", unit="times faster", bound=">= 8")
def again(setting: Setting) -> Measured:
    """A text of which every tenth sentence has changed. Baseline: seconds of its first reading, new to the
    process."""
    return _times_faster(short(samples(setting))["again"])


@bench("reading.again.known", unit="times faster", bound=None)
def again_known(setting: Setting) -> Measured:
    """The same against a first reading by a reader that knows every word of the text: nearly ten is the most
    there can be, as a tenth is read anew."""
    return _times_faster(short(samples(setting))["known"])


def _times_faster(seconds: Sequence[Sequence[float]]) -> Measured:
    ratios = [first / second for first, second in seconds]
    return Measured(
        statistics.median(ratios), statistics.median(first for first, _ in seconds), note=_spread(ratios)
    )


def _spread(values: Sequence[float]) -> str:
    return f"median of {len(values)} texts, {min(values):.3g} to {max(values):.3g}"


# ---------------------------------------------------------------- many files


@bench("reading.documents", unit="times one process", bound=">= 1.8")
def two_processes(setting: Setting) -> Measured:
    """Baseline: seconds of one process."""
    if len(os.sched_getaffinity(0)) < 2:
        raise Skipped("needs two processors")
    folder = samples(setting)
    fewer = documents(folder, FEWER)
    one = _files(fewer, 1)
    # One process takes so many times as long, and two together half of that.
    if one * (MANY / FEWER) * 1.5 > PATIENCE:
        return Measured(
            one / _files(fewer, 2), one, note=_counted(FEWER, f"{MANY} would take over 3 minutes")
        )
    many = documents(folder, MANY)
    one = _files(many, 1)
    return Measured(one / _files(many, 2), one, note=_counted(MANY, "3,000 words each"))


def _counted(count: int, why: str) -> str:
    return f"{count} files; {why}"


def _files(texts: Sequence[str], processes: int) -> float:
    """Seconds, after everything is imported, until the last file is read."""
    with tempfile.TemporaryDirectory(prefix="haven-reading-") as folder:
        for number, text in enumerate(texts):
            Path(folder, f"{number:04}.txt").write_text(text, encoding="utf-8")
        said = json.loads(once("files", folder, str(processes)).output)
    if said["read"] != len(texts):
        raise RuntimeError(f"of {len(texts)} files {said['read']} were read")
    return float(said["seconds"])
