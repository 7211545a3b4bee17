"""Terms of the field, proposed from its own texts; a person confirms them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from haven.engines.reading.features import analyse, tag_sets
from haven.engines.reading.frequency import zipf
from haven.engines.reading.reader import lexicon
from haven.engines.reading.segment import paragraphs, pieces, sentences, tokens

LEAST = 3  # occurrences
_COMMON = 4.2  # Zipf; what everybody uses is no term


@dataclass(frozen=True, slots=True)
class Proposal:
    """`weight` is how many times more often the word is used here than in general."""

    term: str
    occurrences: int
    texts: int
    weight: float


def propose_terms(texts: Iterable[str], most: int = 100) -> list[Proposal]:
    """Nouns, and adjectives with a noun, that these texts use far more often than Dutch does, best first."""
    counts: Counter[str] = Counter()
    spread: Counter[str] = Counter()
    words = 0
    for text in texts:
        found, read = _candidates(text)
        counts += found
        spread.update(found.keys())
        words += read
    rated = (_proposal(term, count, spread[term], words) for term, count in counts.items() if count >= LEAST)
    return sorted((one for one in rated if one), key=lambda one: (-one.weight * one.occurrences, one.term))[
        :most
    ]


def _candidates(text: str) -> tuple[Counter[str], int]:
    cut = [piece for part in paragraphs(text) for piece in _pieces(text[part.start : part.end])]
    if not cut:
        return Counter(), 0
    of = analyse(lexicon(), cut)
    noun, adjective = tag_sets().tags["NOUN"][of.parsed.tags], tag_sets().tags["ADJ"][of.parsed.tags]
    found: Counter[str] = Counter()
    for at in np.flatnonzero(noun).tolist():
        word = of.words[at].lower()
        if len(word) > 3 and word.isalpha():
            found[word] += 1
            if at and adjective[at - 1] and of.place[at]:
                found[f"{of.words[at - 1].lower()} {word}"] += 1
    return found, len(of.words)


def _pieces(paragraph: str) -> Iterable[list[str]]:
    for span in sentences(paragraph):
        found, start = tokens(paragraph[span.start : span.end]), 0
        for length in pieces(found) if found else ():
            yield found[start : start + length]
            start += length


def _proposal(term: str, count: int, texts: int, words: int) -> Proposal | None:
    parts = term.split()
    common = zipf(parts[-1])
    if common >= _COMMON:
        return None
    here = 9 + np.log10(count / max(words, 1))
    expected = common if len(parts) == 1 else min(zipf(part) for part in parts) - 2
    return (
        Proposal(term, count, texts, round(float(here - max(expected, 1.0)), 2))
        if here > expected + 1
        else None
    )
