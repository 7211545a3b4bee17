"""The reading engine's speed beside that of others, in one run, each with one thread."""

import functools
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.processes import run
from tests.bench.reading_pace import ONE_THREAD, pace
from tests.bench.reading_peers import ask, peers
from tests.bench.reading_texts import TREEBANK, documents, samples
from tests.bench.registry import Measured, Setting, Skipped, bench

DOCUMENTS = 20  # the first of those that the engine reads
FROG_DOCUMENTS = 2
# Both without names and chunks. The parser needs multi-word units.
FROG_TAGS, FROG_PARSE = "--skip=ncmp", "--skip=nc"


@functools.cache
def said(folder: Path, command: str) -> dict[str, Any]:
    return ask(peers(folder / TREEBANK), command, documents(folder, DOCUMENTS))


def words_of(folder: Path, count: int = DOCUMENTS) -> int:
    return sum(len(text.split()) for text in documents(folder, count))


@bench("reading.speed.lint-ii", unit="times lint-ii", bound=">= 4")
def against_lint(setting: Setting) -> Measured:
    """With all that each tells of sentences and words. Baseline: words a second of lint-ii."""
    folder = samples(setting)
    found, words = said(folder, "lint"), words_of(folder)
    rate, of_score = words / found["all"]["cpu"], words / found["score"]["cpu"]
    ours = pace(folder).rate
    note = (
        f"{words} words; with a stand-in for its model, trained for a minute, without vectors and names;"
        f" its score alone {of_score:.0f} words/s, a ratio of {ours / of_score:.3g}"
    )
    return Measured(ours / rate, rate, note=note)


@bench("reading.speed.textstat", unit="words/s of one processor", bound=None)
def of_textstat(setting: Setting) -> Measured:
    """One formula that counts syllables and sentences. Baseline: words a second of the engine."""
    folder = samples(setting)
    found, words = said(folder, "textstat"), words_of(folder)
    return Measured(words / found["cpu"], pace(folder).rate, note=f"{words} words; flesch_reading_ease alone")


@bench("reading.speed.frog", unit="times Frog", bound=">= 20")
def against_frog(setting: Setting) -> Measured:
    """Frog without its parser, which is its faster way. Baseline: words a second, starting left out."""
    if shutil.which("frog") is None:
        raise Skipped("Frog is not installed here")
    folder = samples(setting)
    words = words_of(folder, FROG_DOCUMENTS)
    text = "\n\n".join(documents(folder, FROG_DOCUMENTS))
    rate, parsing = (words / _frog(text, skip) for skip in (FROG_TAGS, FROG_PARSE))
    ours = pace(folder).rate
    note = f"{words} words; with its parser {parsing:.0f} words/s, a ratio of {ours / parsing:.3g}"
    return Measured(ours / rate, rate, note=note)


def _frog(text: str, skip: str) -> float:
    """Seconds of the processor that the text takes beyond one sentence."""
    return _frog_seconds(text, skip) - _frog_seconds("Dit is een korte zin om mee te beginnen.", skip)


def _frog_seconds(text: str, skip: str) -> float:
    with tempfile.TemporaryDirectory(prefix="haven-frog-") as folder:
        given = Path(folder, "text.txt")
        given.write_text(text, encoding="utf-8")
        command = ["frog", skip, "--threads=1", "-t", str(given), "-o", str(Path(folder, "out"))]
        return run(command, os.environ | ONE_THREAD).cpu
