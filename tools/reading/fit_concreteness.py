"""Learn which Dutch nouns are concrete: `python -m tools.reading.fit_concreteness NOUNS [--out FILE]`.

NOUNS is linguistic_data/data/nouns_sem_types_20260420.parquet of the package lint-ii 0.1.3 (EUPL 1.2,
lint-ii on PyPI). First the accuracy is printed of a model that has not seen one in five
heads, nor any form or compound of them; then all nouns are learned and the table is written that ships. The
same file gives the same table. Pandas with pyarrow is needed to read it and nowhere else: no lock names it.
"""

import argparse
import importlib
import re
import sys
import zlib
from collections.abc import Container, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from haven.engines.reading.concreteness import START, keys
from haven.engines.reading.frequency import zipfs

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]
Flags = NDArray[np.bool_]

OUT = Path(__file__).resolve().parents[2] / "src/haven/engines/reading/concreteness.tsv"
COMMON = 3.8  # Zipf of a noun that may have a weight of its own
PENALTY = 1.85  # on each weight, while it is chosen which endings stay: the table is to stay below 60 kB
SECOND_PENALTY = 0.2  # on each, once they are chosen
ROUNDS, SETTLED = 400, 0.002  # at most, and the largest change of a weight that ends them
SMALLEST = 0.05  # logits; what weighs less is left out
FIFTH = 5
ONE_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]*)*")
HEADER = """\
# How much an ending speaks for a concrete noun, in hundredths of a logit. ^ begins a word; alone: any noun.
# Learned by tools/reading/fit_concreteness.py from the noun list of LiNT-II (package lint-ii 0.1.3, Jenia Kim
# and Henk Pander Maat, EUPL 1.2, lint-ii on PyPI). This table is under the EUPL 1.2 too.
"""


@dataclass(frozen=True)
class Nouns:
    """Words; of each whether it is concrete (1, else 0), its Zipf, and the simple noun that it is a form or a
    compound of."""

    words: list[str]
    concrete: Floats
    zipf: Floats
    heads: list[str]

    def where(self, chosen: Flags) -> "Nouns":
        at = np.flatnonzero(chosen)
        return Nouns(
            [self.words[i] for i in at], self.concrete[at], self.zipf[at], [self.heads[i] for i in at]
        )


@dataclass(frozen=True)
class Matrix:
    """Of each word, one after the other, which columns are 1; and how many they are."""

    columns: Ints
    counts: Ints
    width: int

    def times(self, weights: Floats) -> Floats:
        """One number a word."""
        sums = np.bincount(self._rows(), weights=weights[self.columns], minlength=len(self.counts))
        return sums.astype(np.float64)

    def transposed_times(self, values: Floats) -> Floats:
        """One number a column."""
        sums = np.bincount(self.columns, weights=values[self._rows()], minlength=self.width)
        return sums.astype(np.float64)

    def _rows(self) -> Ints:
        return np.repeat(np.arange(len(self.counts)), self.counts)


def read(path: Path) -> Nouns:
    """Nouns of one word. One that can be either is not concrete: LiNT-II counts it among the nouns only."""
    try:
        table = importlib.import_module("pandas").read_parquet(path)
    except ImportError as missing:
        sys.exit(f"Reading {path.name} needs pandas and pyarrow: pip install pandas pyarrow ({missing}).")
    table = table[table.index.str.fullmatch(ONE_WORD.pattern)].sort_index()
    words = list(table.index)
    concrete = (table["super_sem_type"] == "concrete").to_numpy(dtype=np.float64)
    zipf = np.array([zipfs("nl").get(word, 0.0) for word in words])
    above = dict(table["head"].fillna(table["singular"]).dropna())
    return Nouns(words, concrete, zipf, [_simple(word, above) for word in words])


def _simple(word: str, above: dict[str, str]) -> str:
    """From a plural to its singular, a compound to its head, and on; the first of two: "staat; state"."""
    seen = set()
    while word in above and word not in seen:
        seen.add(word)
        word = above[word].split(";")[0]
    return word


def importance(zipf: Floats) -> Floats:
    """Common words count more, yet far less than in proportion: rare ones have endings to teach."""
    return np.maximum(zipf - 1, 0.3) ** 2 / 2


def matrix(words: Iterable[str], known: Container[str], columns: dict[str, int], *, grow: bool) -> Matrix:
    """`columns` by key; with `grow` it gets the keys that it has not."""
    found: list[int] = []
    counts: list[int] = []
    for word in words:
        before = len(found)
        for key in sorted(keys(word, known)):
            if grow:
                columns.setdefault(key, len(columns))
            if key in columns:
                found.append(columns[key])
        counts.append(len(found) - before)
    return Matrix(np.array(found), np.array(counts), len(columns))


def fit(given: Matrix, concrete: Floats, weight: Floats, penalty: Floats) -> Floats:
    """Logistic regression with a penalty on the size of each weight, by accelerated proximal gradients (Beck
    and Teboulle 2009, with the restarts of O'Donoghue and Candès 2015). A column's step is as long as a bound
    on the curvature allows: a quarter of its weight in the data, times the most keys of a word."""
    step = 4 / (given.counts.max() * (given.transposed_times(weight) + 1e-9))
    now = ahead = np.zeros(given.width)
    momentum = 1.0
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-given.times(ahead)))
        moved = ahead - step * given.transposed_times(weight * (chance - concrete))
        then = np.sign(moved) * np.maximum(0, np.abs(moved) - step * penalty)
        if ((ahead - then) / step) @ (then - now) > 0:
            momentum = 1.0
        following = (1 + np.sqrt(1 + 4 * momentum**2)) / 2
        ahead = then + (momentum - 1) / following * (then - now)
        change = float(np.abs(then - now).max())
        now, momentum = then, following
        if change < SETTLED:
            break
    return now


def learn(nouns: Nouns) -> dict[str, int]:
    """The table: first it is chosen which keys stay, then those are weighed as they will be met."""
    common = {START + word for word, zipf in zip(nouns.words, nouns.zipf, strict=True) if zipf >= COMMON}
    chosen = weigh(nouns, common, {START: 0}, PENALTY, grow=True)
    columns = {key: column for column, key in enumerate(sorted({START, *chosen}))}
    found = weigh(nouns, columns, columns, SECOND_PENALTY, grow=False)
    return {key: round(100 * found.get(key, 0)) for key in sorted({START, *found})}


def weigh(
    nouns: Nouns, known: Container[str], columns: dict[str, int], penalty: float, *, grow: bool
) -> dict[str, float]:
    """The weights by key that matter."""
    given = matrix(nouns.words, known, columns, grow=grow)
    penalties = np.full(given.width, penalty)
    penalties[columns[START]] = 0
    found = fit(given, nouns.concrete, importance(nouns.zipf), penalties)
    return {key: float(found[at]) for key, at in columns.items() if abs(found[at]) >= SMALLEST}


def report(name: str, table: dict[str, int], nouns: Nouns) -> None:
    """Shares judged right: of the nouns, and of the nouns by their Zipf above 1."""
    columns = {key: column for column, key in enumerate(table)}
    given = matrix(nouns.words, table, columns, grow=False)
    right = (given.times(np.array(list(table.values()), dtype=np.float64)) > 0) == (nouns.concrete > 0)
    by_zipf = np.average(right, weights=np.maximum(nouns.zipf - 1, 0))
    print(f"{name}: {len(nouns.words)} nouns, {right.mean():.3f} right, {by_zipf:.3f} by frequency")


def write(table: dict[str, int], path: Path) -> None:
    path.write_text(HEADER + "".join(f"{key}\t{weight}\n" for key, weight in table.items()), encoding="utf-8")
    print(f"{path.name}: {len(table)} rows, {path.stat().st_size / 1000:.1f} kB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("nouns", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    nouns = read(arguments.nouns)
    apart = np.array([zlib.crc32(head.encode()) % FIFTH == 0 for head in nouns.heads])
    table = learn(nouns.where(~apart))
    report("Heads that were learned", table, nouns.where(~apart))
    report("Heads that were not", table, nouns.where(apart))
    table = learn(nouns)
    report("All, by the table that ships", table, nouns)
    write(table, arguments.out)


if __name__ == "__main__":
    main()
