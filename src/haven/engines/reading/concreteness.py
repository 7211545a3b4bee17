"""How concrete a Dutch noun is, as LiNT-II counts it: by its ending, and by the word itself if it is common.

The weights beside this module are those of a logistic regression that `tools/reading/fit_concreteness.py`
learned from the noun list of LiNT-II (the package lint-ii by Jenia Kim and Henk Pander Maat, EUPL 1.2).
"""

import math
from collections.abc import Container
from functools import cache, lru_cache
from importlib.resources import files

from haven.engines.reading.compounds import split
from haven.engines.reading.inflection.spelling import closed

START = "^"  # before a whole word, so that it is told from the end of a longer one; alone: any word
_LONGEST = 6  # characters of an ending, the mark among them
_PLURAL = 5  # letters of the shortest word whose -s or -en is taken for a plural's


@lru_cache(maxsize=100_000)
def concreteness(low: str) -> float:
    """The chance that LiNT-II counts a lower-case noun as concrete: 0 abstract, 1 concrete.

    LiNT-II does not count a noun that can be either (school, hart), so that it comes out low. A word without
    any known ending, the empty one too, gets what the model starts from.
    """
    known = weights()
    total = sum([known[key] for key in keys(low, known) if key in known])
    return 1 / (1 + math.exp(-total / 100))


def keys(low: str, known: Container[str]) -> list[str]:
    """What a noun is judged by: its endings, and itself or else a compound's head where known. Each once."""
    marked = START + _without_plural(low)
    size = len(marked)
    found = [START, *[marked[at:] for at in range(max(0, size - _LONGEST), size - 1)]]
    whole = START + low if START + low in known else START + split(low)[-1]
    if whole in known and whole not in found:
        found.append(whole)
    return found


def _without_plural(low: str) -> str:
    """Near enough to the singular: huizen → huis. What else ends so (wagen → waag) is cut alike each time."""
    if low.endswith("heden"):
        return low[:-5] + "heid"
    if low.endswith(("'s", "ën")):
        return low[:-2]
    if len(low) < _PLURAL:
        return low
    if low.endswith("en"):
        return closed(low[:-2])
    return low.removesuffix("s")


@cache
def weights() -> dict[str, int]:
    """Hundredths of a logit by ending; whole words begin with the mark."""
    text = files(__package__).joinpath("concreteness.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {ending: int(weight) for ending, weight in rows}
