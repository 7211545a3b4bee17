"""What a reading says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

LEVELS = ("A1", "A2", "B1", "B2", "C")
NAMES = {"C": "C1–C2"}  # how a level is shown, where that differs


class Reason(NamedTuple):
    """Why a sentence is hard: `value` of a measure is above `limit`, which texts of the target rarely pass.

    `code` is length, depth, distance (between verb and subject), clauses, density (content words per verb),
    passive, nominalisation or bracket (a tangle: verb parts far apart)."""

    code: str
    value: float
    limit: float


class Sentence(NamedTuple):
    """Characters `start` to `end` of the text; the level a text of such sentences would have."""

    start: int
    end: int
    level: str
    score: float
    reasons: tuple[Reason, ...]
    kind: str = "prose"


class Word(NamedTuple):
    """A hard word: `reason` is rare, abstract, formal or long; `alternatives` fit in its place."""

    start: int
    end: int
    word: str
    reason: str
    alternatives: tuple[str, ...]
    sense: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of an exam, with its answer options; `marks` as stated, None where nothing is."""

    start: int
    end: int
    label: str
    marks: float | None
    target: str
    level: str | None
    score: float
    options: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """`level` is None where none can be given; `abstained` then says why: short, list, table, code, language,
    empty. `score` runs with the levels: A1 about 1, A2 2, B1 3, B2 4, C 5; `interval` holds the level that
    people give nine times in ten (for English it is a guess: one to each side). `formulas` are known scores:
    lint (LiNT-II, 0 to 100, higher is harder), douma (Flesch-Douma, higher is easier). `method` is "model",
    or "simple" for English."""

    language: str
    word_count: int
    level: str | None
    probabilities: Mapping[str, float]
    score: float | None
    interval: tuple[float, float] | None
    abstained: str | None
    sentences: tuple[Sentence, ...]
    words: tuple[Word, ...]
    target: str = "B1"
    method: str = "model"
    formulas: Mapping[str, float] = field(default_factory=dict)
    questions: tuple[Question, ...] = ()

    @property
    def is_above(self) -> bool:
        """Whether the text is probably harder than its target; nothing is harder than the last level."""
        if self.score is None or self.target == LEVELS[-1]:
            return False
        return self.score >= LEVELS.index(self.target) + 1.5
