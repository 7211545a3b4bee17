"""The plainer one of a pair reads plainer; a plainer word is one that more people know, and it fits."""

from collections import Counter
from pathlib import Path

import numpy as np

from tests.bench.reading_texts import ENCYCLOPEDIC, LEVELLED, MUNICIPAL
from tests.bench.reading_words import (
    binomial_interval,
    checked,
    is_more_frequent,
    pair_readings,
    still_given,
    suggestions,
    told,
)
from tests.bench.registry import Measured, Setting, Skipped, bench
from tools.reading.fitting import interval

CHECKED = Path(__file__).with_name("suggestions-checked.tsv")
SHOWN = 5  # examples in a note


@bench("reading.pairs.encyclopedic", unit="share of pairs", bound=">= 0.96")
def encyclopedic(setting: Setting) -> Measured:
    """Baseline: the better one of the known scores."""
    return _pairs(setting.file(f"reading/{ENCYCLOPEDIC}"))


@bench("reading.pairs.municipal", unit="share of pairs", bound=">= 0.77")
def municipal(setting: Setting) -> Measured:
    return _pairs(setting.file(f"reading/{MUNICIPAL}"))


def _pairs(path: Path) -> Measured:
    """Of all pairs; one without a score is not told apart. Where a known score is missing, it is a tie."""
    read = pair_readings(path)
    ours = np.array([told(harder.score, plainer.score) for harder, plainer in read])
    beside = {
        # Flesch-Douma is higher for what is easier.
        "Flesch-Douma": [told(b.formulas.get("douma"), a.formulas.get("douma"), 0.5) for a, b in read],
        "LiNT-II": [told(a.formulas.get("lint"), b.formulas.get("lint"), 0.5) for a, b in read],
    }
    low, high = interval(lambda chosen: float(ours[chosen].mean()), size=len(ours))
    means = {name: float(np.mean(values)) for name, values in beside.items()}
    alone = "".join(f"; {name} alone {value:.3f}" for name, value in means.items())
    note = f"95 % of bootstrap draws {low:.3f} to {high:.3f}; {len(ours)} pairs{alone}"
    return Measured(float(ours.mean()), max(means.values()), note=note)


@bench("reading.suggestions.frequency", unit="share that is more frequent", bound="== 1")
def frequency(setting: Setting) -> Measured:
    for name in (ENCYCLOPEDIC, MUNICIPAL, LEVELLED):
        setting.file(f"reading/{name}")
    given = suggestions(setting.file("reading"))
    if not given:
        raise RuntimeError("nothing at all is suggested")
    rarer = Counter(one for one in given if not is_more_frequent(*one))
    shown = "".join(f"; {word} → {other} ({times})" for (word, other), times in rarer.most_common(SHOWN))
    note = f"{rarer.total()} of {len(given)} are not, {len(rarer)} of {len(set(given))} different{shown}"
    return Measured(1 - rarer.total() / len(given), note=note)


@bench("reading.suggestions.form", unit="share that fits the sentence", bound=">= 0.95")
def form(setting: Setting) -> Measured:
    """Number, tense, article, word class, place, and what goes with the word, by a sample that was judged."""
    return _judged("form")


@bench("reading.suggestions.sense", unit="share that keeps the sense", bound=None)
def sense(setting: Setting) -> Measured:
    """Whether a reader at B1 still reads what was meant, by the same sample."""
    return _judged("sense")


def _judged(asked: str) -> Measured:
    """Of the sample only what is still given counts."""
    if not CHECKED.exists():
        raise Skipped(f"needs {CHECKED.name} beside the benches: a sample that somebody has judged")
    rows = checked(CHECKED)
    given = still_given(rows)
    if not given:
        raise RuntimeError(f"of the {len(rows)} suggestions of {CHECKED.name} none is given any more")
    wrong = [f"; {row['word']} → {row['alternative']}" for row in given if row[asked] == "no"]
    right = len(given) - len(wrong)
    low, high = binomial_interval(right, len(given))
    still = f"{len(given)} of the {len(rows)} that were judged are still given"
    note = f"95 % by Wilson's interval {low:.3f} to {high:.3f}; {still}{''.join(wrong[:SHOWN])}"
    return Measured(right / len(given), note=note)
