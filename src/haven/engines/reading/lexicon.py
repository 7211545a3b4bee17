"""What is known of a word apart from its sentence, computed once for each word that is met."""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from haven.engines.reading.compounds import SHORTEST, split
from haven.engines.reading.concreteness import concreteness
from haven.engines.reading.frequency import zipfs
from haven.engines.reading.parsing.network import weights
from haven.engines.reading.parsing.pieces import rows

MOST_TYPES = 120_000  # after which the table begins anew, so that memory stays bounded
_COMPOUND_COST = 0.3  # Zipf; two easy words in one are a little harder than each
_FAMILIAR = 4.5  # words as common as this are not looked into
_VOWELS = re.compile(r"[aeiouyáàâéèêíìîóòôúùû]+|[äëïöü][aeiouy]?", re.IGNORECASE)
_ABSTRACT = re.compile(
    r".{2,}(?:heid|heden|schap(?:pen)?|nis(?:sen)?|atie(?:s)?|[st]ie(?:s)?|iteit(?:en)?|teit(?:en)?|isme(?:n)?|ing(?:en)?"
    r"|ment(?:en)?|logie(?:ën)?|sel(?:s)?|[ae]nt?ie(?:s)?|dom|te|iek)"
)
_COMMAS = frozenset(",;:()")
WORDEN = frozenset("word wordt worden werd werden geworden".split())
_LETTER = re.compile(r"[^\W\d_]")

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class WordFacts:
    """Of one word: Zipf as it is read (compounds by their parts), letters, syllables, whether it is built
    like an abstract noun, whether it has letters at all."""

    zipf: float
    letters: int
    syllables: int
    is_abstract: bool
    is_word: bool


COLUMNS = (
    "zipf", "letters", "syllables", "is_abstract", "is_word", "is_capital", "is_comma",
    "is_worden", "listed", "concrete",
)  # fmt: skip


_CONCRETE = COLUMNS.index("concrete")
_NOT_ASKED = -1.0  # of what only nouns are asked
_MORE_THAN_NOT = 0.5


def facts(word: str) -> WordFacts:
    low = word.lower()
    return WordFacts(
        zipf=read_zipf(low),
        letters=len(word),
        syllables=syllables(low),
        is_abstract=bool(_ABSTRACT.fullmatch(low)) and len(low) > 5,
        is_word=is_word(word),
    )


@cache
def _known() -> dict[str, float]:
    return zipfs("nl")


def read_zipf(low: str) -> float:
    """Zipf of a lower-case word, or of its parts when it is a compound that is rarer than they are."""
    plain = low.replace("’", "'")
    own = _known().get(plain, 0.0)
    if own >= _FAMILIAR:
        return own
    if "-" in plain:
        return max(own, _of_hyphened(plain))
    if len(low) < SHORTEST:
        return own
    parts = split(plain)
    if len(parts) == 1:
        return own
    of_parts = [_known().get(part, 0.0) for part in parts]
    return max(own, (2 * of_parts[-1] + sum(of_parts[:-1]) / (len(parts) - 1)) / 3 - _COMPOUND_COST)


def _of_hyphened(low: str) -> float:
    """Of e-mail and masterstudent: written as one, or by the rarest part of two letters or more."""
    parts = [part for part in low.split("-") if len(part) > 1]
    rarest = min((read_zipf(part) for part in parts), default=0.0) - _COMPOUND_COST
    return max(_known().get(low.replace("-", ""), 0.0), rarest)


def is_word(token: str) -> bool:
    """Whether it has a letter, does not begin as a number does (3ter, 21e), and is no address."""
    is_address = "@" in token or "://" in token or token.startswith("www.")
    return not token[:1].isdigit() and not is_address and bool(_LETTER.search(token))


def syllables(low: str) -> int:
    return max(1, len(_VOWELS.findall(low)))


class Lexicon:
    """A growing table of words: a row each for the parser's vectors and for the facts."""

    def __init__(self) -> None:
        self._clear()

    def _clear(self) -> None:
        self.ids: dict[str, int] = {}
        self.words: list[str] = []
        self.vectors: Floats = np.zeros((1024, weights().embedding.shape[1]), dtype=np.float32)
        self.facts: Floats = np.zeros((1024, len(COLUMNS)), dtype=np.float32)

    def numbers(self, words: list[str]) -> NDArray[np.intp]:
        """The row of each word; new words get one."""
        if len(self.words) > MOST_TYPES:
            self._clear()
        ids = self.ids
        try:
            return np.array([ids[word] for word in words], dtype=np.intp)
        except KeyError:
            self._add(list(dict.fromkeys(word for word in words if word not in ids)))
            return np.array([ids[word] for word in words], dtype=np.intp)

    def fill_concrete(self, rows: NDArray[np.intp]) -> None:
        """Find out of these rows' words whether they are concrete: asked of nouns alone, as it is slow."""
        for row in set(rows[self.facts[rows, _CONCRETE] < 0].tolist()):
            self.facts[row, _CONCRETE] = concreteness(self.words[row].lower()) > _MORE_THAN_NOT

    def _add(self, words: list[str]) -> None:
        start, end = len(self.words), len(self.words) + len(words)
        while end > len(self.vectors):
            self.vectors = np.concatenate([self.vectors, np.zeros_like(self.vectors)])
            self.facts = np.concatenate([self.facts, np.zeros_like(self.facts)])
        self.vectors[start:end] = _vectors(words)
        self.facts[start:end] = [_row(word) for word in words]
        self.ids.update(zip(words, range(start, end), strict=True))
        self.words += words


def _vectors(words: list[str]) -> Floats:
    """The parser's: the pieces of each word, added; pieces that it does not know count for nothing."""
    of = weights()
    found = [rows(word, _known().get(word.lower(), 0.0), of.pieces) for word in words]
    vectors = np.zeros((len(words), of.embedding.shape[1]), dtype=np.float32)
    told = [number for number, pieces in enumerate(found) if pieces]
    if told:
        starts = np.cumsum([0, *(len(found[number]) for number in told[:-1])])
        flat = [piece for number in told for piece in found[number]]
        vectors[told] = np.add.reduceat(of.embedding[flat], starts)
    return vectors


def _row(word: str) -> tuple[float, ...]:
    known = facts(word)
    return (
        known.zipf, known.letters, known.syllables, known.is_abstract, known.is_word, word[:1].isupper(),
        word in _COMMAS, word.lower() in WORDEN, 0, _NOT_ASKED if known.is_word else 0,
    )  # fmt: skip
