"""Dutch compounds into parts: long words that are often easy."""

from collections.abc import Mapping
from functools import lru_cache

from haven.engines.reading.frequency import zipfs

SHORTEST = 7  # letters of a word worth splitting
LONGEST = 60  # letters; what is longer is no word
_PART = 3  # letters of a part
_FAMILIAR = 3.0  # Zipf of a part, or one takes letters for words
_LINKS = ("s", "en", "e", "n", "-", "")
_NO_HEADS = frozenset(
    (
        "aan achtig atie baar bare bij den der dom door een eerd eerde eren ering erij erd heid heden "
        "hem het iek ieke ische ing ingen isch isme ist isten iteit ken lijk lijke loos loze men naar "
        "nis nissen off onder over rende schap schappen sel sen ser sie sies ste ster ten ter tes "
        "teit tie ties tot uit uur van ven ver voor"
    ).split()
)
_NO_FIRSTS = frozenset(
    ("ver ont her mis ing een der den het men ten ter pre pro con com inter dis per the and").split()
)


@lru_cache(maxsize=100_000)
def split(word: str) -> tuple[str, ...]:
    """Parts of a lower-case compound, its head last; the word alone when it is none."""
    parts = _split(word, zipfs("nl"), 4) if len(word) <= LONGEST else ()
    return parts if len(parts) > 1 else (word,)


def _split(word: str, known: Mapping[str, float], most: int) -> tuple[str, ...]:
    best: tuple[str, ...] = ()
    worth = 0.0
    for at in range(_PART, len(word) - _PART + 1):
        head = word[at:]
        if known.get(head, 0) < _FAMILIAR or head in _NO_HEADS:
            continue
        for first, found in _firsts(word[:at], known, most):
            parts = (*first, head)
            value = min(known.get(part, 0) + 0.25 * len(part) for part in parts) + found
            if value > worth:
                best, worth = parts, value
    return best


def _firsts(first: str, known: Mapping[str, float], most: int) -> list[tuple[tuple[str, ...], float]]:
    """What may stand before the head, without the letter that links; the plain reading is worth most."""
    found: list[tuple[tuple[str, ...], float]] = []
    for link in _LINKS:
        stem = first[: len(first) - len(link)] if link and first.endswith(link) else first if not link else ""
        if len(stem) < _PART or stem in _NO_FIRSTS:
            continue
        if known.get(stem, 0) >= _FAMILIAR:
            found.append(((stem,), 0.0 if link else 0.3))
        elif most > 2 and len(stem) >= 2 * _PART and (parts := _split(stem, known, most - 1)):
            found.append((parts, -0.5))
    return found
