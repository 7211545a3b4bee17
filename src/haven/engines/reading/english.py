"""English texts: a simpler reading by a formula, marked as such."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from haven.engines.reading import layout
from haven.engines.reading.frequency import zipfs
from haven.engines.reading.levels import level_of
from haven.engines.reading.lexicon import syllables
from haven.engines.reading.marking import RARE
from haven.engines.reading.results import Reading, Reason, Sentence, Word
from haven.engines.reading.segment import sentences, token_spans, token_words

LEAST_WORDS = 40
# Flesch-Kincaid grades at which a level ends; a rule of thumb, without data behind it.
_GRADES = (2.0, 4.5, 7.5, 11.0)
_LONGEST = {"A1": 10, "A2": 14, "B1": 20, "B2": 26, "C": 40}  # words of a sentence


def read(text: str, *, target: str = "B1", spans: Sequence[tuple[int, int, str]] = ()) -> Reading:
    """Level by sentence length and syllables; no suggestions, no probabilities that mean anything more."""
    found: list[Sentence] = []
    marked: list[Word] = []
    totals = np.zeros(3)  # sentences, words, syllables of prose
    of_kind: Counter[str] = Counter()  # words
    for block in layout.layout(text, spans):
        kind = layout.kind_of(text[block.start : block.end], block.kind)
        for span in sentences(text[block.start : block.end]):
            start, end = block.start + span.start, block.start + span.end
            places = token_spans(text[start:end])
            seen = token_words(text[start:end], places)
            tokens = [(start + a, start + b, token) for (a, b), token in zip(places, seen, strict=True)]
            words = [token for token in tokens if token[2][:1].isalpha()]
            counted = np.array([1, len(words), sum(syllables(word.lower()) for _, _, word in words)])
            totals += counted if kind == layout.PROSE else 0
            of_kind[kind] += len(words)
            found.append(_sentence(start, end, counted, target, kind))
            marked += _rare(words, target)
    abstained = layout.too_little(of_kind, LEAST_WORDS)
    score = _score(totals) if totals[1] else None
    return Reading(
        language="en",
        word_count=of_kind.total(),
        level=None if abstained or score is None else level_of(score),
        probabilities={},
        score=score,
        interval=(round(score - 1, 2), round(score + 1, 2)) if score is not None else None,
        abstained=abstained,
        sentences=tuple(found),
        words=tuple(marked),
        target=target,
        method="simple",
    )


def _score(totals: np.ndarray) -> float:
    """Flesch-Kincaid's grade on the scale of the levels."""
    grade = 0.39 * totals[1] / max(totals[0], 1) + 11.8 * totals[2] / max(totals[1], 1) - 15.59
    return round(float(np.interp(grade, (-1.0, *_GRADES, 16.0), (0.5, 1.5, 2.5, 3.5, 4.5, 5.5))), 2)


def _sentence(start: int, end: int, counted: np.ndarray, target: str, kind: str) -> Sentence:
    score = _score(counted) if counted[1] else 0.5
    long = counted[1] > _LONGEST[target]
    reasons = (Reason("length", float(counted[1]), float(_LONGEST[target])),) if long else ()
    return Sentence(start, end, level_of(score), score, reasons, kind)


def _rare(words: Sequence[tuple[int, int, str]], target: str) -> list[Word]:
    known = zipfs("en")
    return [
        Word(start, end, word, "rare", ())
        for number, (start, end, word) in enumerate(words)
        if len(word) > 3 and (word.islower() or number == 0) and known.get(word.lower(), 0.0) < RARE[target]
    ]
