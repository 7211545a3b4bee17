"""How common words are: wordfreq's Dutch and English lists (CC BY-SA 4.0), as Zipf values.

The lists are read without wordfreq itself, which first loads tokenizers and tables for forty languages and
takes longer than everything else here together. It is asked where a phrase is more than plain words.
"""

import gzip
import math
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import cast

import msgpack

UNKNOWN = 0.0  # Zipf of what no list has
_TOP = 9.0  # the list's n-th step is n hundredths of a power of ten below 1; Zipf counts per 10⁹ words
_FORMAT = {"format": "cB", "version": 1}


@cache  # by what is given: a default would be kept a second time
def zipfs(language: str) -> dict[str, float]:
    """Lower-case word to the common logarithm of its frequency per 10⁹ words (about 1 rare, 7 common)."""
    return {word: _TOP - step / 100 for step, words in enumerate(_list(language)) for word in words}


def _list(language: str) -> list[list[str]]:
    """wordfreq's large list ("cBpack"): its n-th entry are the words with a frequency of 10^(-n/100)."""
    found = find_spec("wordfreq")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("wordfreq is not installed: its word lists are needed to read texts.")
    path = Path(found.submodule_search_locations[0], "data", f"large_{language}.msgpack.gz")
    with gzip.open(path) as file:
        header, *steps = msgpack.load(file)
    if header != _FORMAT:
        raise ValueError(f"{path.name} has another format than this version of Haven knows: {header}.")
    return cast("list[list[str]]", steps)


def zipf(word: str, language: str = "nl") -> float:
    return zipfs(language).get(word.lower(), UNKNOWN)


@lru_cache(maxsize=50_000)
def zipf_of_phrase(phrase: str) -> float:
    """Of several Dutch words together, as wordfreq reckons it: never above the rarest of them."""
    words = phrase.lower().split()
    if not all(word.isalpha() for word in words):
        import wordfreq  # noqa: PLC0415 - see above

        return float(wordfreq.zipf_frequency(phrase, "nl", wordlist="best"))
    known = [zipf(word) for word in words]
    if not known or UNKNOWN in known:
        return UNKNOWN
    return round(-math.log10(sum(10**-value for value in known)), 2)
