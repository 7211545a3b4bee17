"""What is remembered of paragraphs and their sentences, and how a text is put together from them again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from haven.engines.reading.features import ADDED
from haven.engines.reading.results import Reason, Sentence, Word

Floats = NDArray[np.float64]
Offsets = tuple[tuple[int, int], ...]


class Part(NamedTuple):
    """A sentence of a text: `context` is read before it; its words are not the part's own."""

    start: int
    end: int
    kind: str
    text: str
    context: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """What is remembered of a sentence: it depends on nothing else of the text."""

    counts: Floats  # with those of the context
    own: int  # words without those of the context
    words: tuple[Word, ...]  # offsets within the sentence
    reasons: tuple[Reason, ...]
    score: float  # as shown
    level: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, or one part of an exam: its sentences and words, at offsets within it."""

    kind: str
    spans: Offsets
    reads: tuple[Read, ...]
    total: Floats  # counts of all sentences
    own: int
    words: tuple[Word, ...]

    @classmethod
    def of(cls, kind: str, spans: Offsets, reads: tuple[Read, ...]) -> "Passage":
        words = [
            _moved(word, start)
            for (start, _end), read in zip(spans, reads, strict=True)
            if read.words
            for word in read.words
        ]
        own = sum([read.own for read in reads])
        return cls(kind, spans, reads, summed([read.counts for read in reads]), own, tuple(words))


class Placed(NamedTuple):
    """A passage where it begins in the text."""

    start: int
    passage: Passage


def summed(counts: Sequence[Floats]) -> Floats:
    """Of no rows: zeros."""
    if len(counts) == 1:
        return counts[0]
    return np.add.reduce(counts) if counts else np.zeros(len(ADDED))


def sentences_of(placed: Sequence[Placed]) -> tuple[Sentence, ...]:
    """At offsets into the text."""
    return tuple(
        [
            Sentence(at + start, at + end, read.level, read.score, read.reasons, passage.kind)
            for at, passage in placed
            for (start, end), read in zip(passage.spans, passage.reads, strict=True)
        ]
    )


def words_of(placed: Sequence[Placed]) -> tuple[Word, ...]:
    """At offsets into the text."""
    return tuple([_moved(word, at) for at, passage in placed for word in passage.words])


def _moved(word: Word, by: int) -> Word:
    start, end, surface, reason, alternatives, sense = word
    return Word(start + by, end + by, surface, reason, alternatives, sense)
