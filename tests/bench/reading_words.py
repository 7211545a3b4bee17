"""Pairs and suggestions as the reading engine gives them; read once for all benches."""

import csv
import functools
import math
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import wordfreq

from haven.engines.reading import Reader, Reading
from tests.bench.reading_texts import ENCYCLOPEDIC, MUNICIPAL, levelled, pairs

_HINT = re.compile(r"\s*\([^)]*\)")
Suggestion = tuple[str, str]  # the word as it stands, and one that may take its place
Row = dict[str, str]
JUDGED = ("form", "sense")
_NORMAL = 1.96  # standard deviations either side of the mean hold 95 %


@functools.cache
def pair_readings(path: Path) -> list[tuple[Reading, Reading]]:
    """Of each pair, harder and plainer."""
    reader = Reader()
    return [(reader.read(harder), reader.read(plainer)) for harder, plainer in pairs(path)]


def told(harder: float | None, plainer: float | None, missing: float = 0.0) -> float:
    """1 when the plainer one has the lower score, half for a tie, `missing` where one has no score."""
    if harder is None or plainer is None:
        return missing
    return 1.0 if plainer < harder else 0.5 if plainer == harder else 0.0


@functools.cache
def suggestions(folder: Path) -> list[Suggestion]:
    """All that are given in the texts with a level and in both files of pairs, as often as they are given."""
    return list(_suggestions(_readings(folder)))


def _readings(folder: Path) -> Iterator[Reading]:
    reader = Reader()
    yield from map(reader.read, levelled(folder / "cefr"))
    for name in (ENCYCLOPEDIC, MUNICIPAL):
        for pair in pair_readings(folder / name):
            yield from pair


def _suggestions(readings: Iterable[Reading]) -> Iterator[Suggestion]:
    for reading in readings:
        for word in reading.words:
            yield from ((word.word, alternative) for alternative in word.alternatives)


def surface(given: str) -> str:
    """Without a hint in brackets, and without the mark of a gap."""
    return " ".join(_HINT.sub("", given).replace("…", " ").split())


def is_more_frequent(word: str, alternative: str) -> bool:
    return common(alternative) > common(word)


@functools.lru_cache(maxsize=50_000)
def common(given: str) -> float:
    """Zipf frequency of a word or of several together, 0 for what no list has."""
    return float(wordfreq.zipf_frequency(surface(given), "nl"))


# ---------------------------------------------------------------- the checked sample


def checked(path: Path) -> list[Row]:
    """Rows of sentence, word, alternative, and form and sense, which are yes or no.

    Raises ValueError for another answer."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for number, row in enumerate(rows, 2):
        for asked in JUDGED:
            if row[asked] not in {"yes", "no"}:
                raise ValueError(f"{path.name}, line {number}, {asked}: “{row[asked]}” is neither yes nor no")
    return rows


def still_given(rows: Iterable[Row]) -> list[Row]:
    """Those whose alternative the engine still gives for the word in the sentence."""
    reader = Reader()
    return [
        row
        for row in rows
        if (row["word"], row["alternative"]) in set(_suggestions([reader.read(row["sentence"])]))
    ]


def binomial_interval(hits: int, of: int) -> tuple[float, float]:
    """95 % for a share, by Wilson's score: it stays within 0 and 1, also near them."""
    share, room = hits / of, _NORMAL**2 / of
    middle = (share + room / 2) / (1 + room)
    spread = _NORMAL / (1 + room) * math.sqrt(share * (1 - share) / of + room / (4 * of))
    return max(0.0, middle - spread), min(1.0, middle + spread)
