"""Where words of a list stand in a sentence, in whatever form."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from haven.engines.reading.inflection import forms
from haven.engines.reading.plainer.entries import Entry

_FARTHEST = 60  # tokens between the two parts; no clause is longer
_APART = " … "  # between the two parts of a separable verb in a main clause


class Form(NamedTuple):  # some fifty thousand are made at the start, and tuples are quickest
    """One form of one entry: `tokens` stand together; `particle` comes later in the clause."""

    entry: Entry
    slot: str
    tokens: tuple[str, ...]
    particle: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Tokens `start` to `end` of the sentence are one of `forms`; `particle` is where its rest stands."""

    start: int
    end: int
    forms: tuple[Form, ...]
    particle: int = -1

    @property
    def is_one_verb(self) -> bool:
        """Whether it is one token, and nothing but a form of a verb: "in" of innen, "uit" of uiten."""
        alone = self.end == self.start + 1 and self.particle < 0
        return alone and all(form.entry.word_class == "v" for form in self.forms)

    @property
    def apart(self) -> range:
        """The tokens of the rest."""
        return (
            range(self.particle, self.particle + len(self.forms[0].particle))
            if self.particle >= 0
            else range(0)
        )


class PlainerWords:
    """An index of all forms of all entries by their first token."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self.entries = tuple(entries)
        self._together: dict[tuple[str, ...], list[Form]] = defaultdict(list)
        # By the verb's form, then by the first word of the particle.
        self._apart: dict[str, dict[str, list[Form]]] = defaultdict(lambda: defaultdict(list))
        self._longest: dict[str, int] = {}
        self._expressions: set[tuple[str, ...]] = set()  # "in aanmerking", of verbs that may stand far off
        for entry in self.entries:
            for form in _forms(entry):
                first = form.tokens[0]
                if form.particle:
                    self._apart[first][form.particle[0]].append(form)
                    if len(form.particle) > 1 and form.particle[0] not in _DETERMINERS:
                        self._expressions.add(form.particle)
                else:
                    self._together[form.tokens].append(form)
                    self._longest[first] = max(self._longest.get(first, 0), len(form.tokens))
        self.starts = frozenset(self._longest) | frozenset(self._apart)

    def find(self, words: Sequence[str], at: int) -> Found | None:
        """The longest that begins at token `at`; `words` are the sentence's tokens in lower case."""
        first = words[at]
        apart = self._find_apart(words, at)
        for length in range(min(self._longest.get(first, 0), len(words) - at), 0, -1):
            fitting = self._together.get(tuple(words[at : at + length]))
            if fitting and not (apart and length == 1):
                return (
                    None
                    if self._ends_expression(words, at, length)
                    else Found(at, at + length, tuple(fitting))
                )
        return apart

    def _ends_expression(self, words: Sequence[str], at: int, length: int) -> bool:
        """Whether this noun is part of something else: "in aanmerking worden genomen"."""
        if length > 1:
            return False
        return any(tuple(words[max(0, at - back) : at + 1]) in self._expressions for back in (1, 2))

    def _find_apart(self, words: Sequence[str], at: int) -> Found | None:
        """A verb form here and its particle at the end of the clause."""
        particles = self._apart.get(words[at])
        if particles is None or words[at - 1 : at] == ["te"]:
            return None
        for where in range(at + 1, min(len(words), at + _FARTHEST)):
            if words[where] in _ENDS:
                return None
            for form in particles.get(words[where], ()):
                end = at + len(form.tokens)
                if end <= where and _stands(words, at, form.tokens) and _closes(words, where, form.particle):
                    same = tuple(one for one in particles[words[where]] if one.particle == form.particle)
                    return Found(at, end, same, where)
        return None


def _stands(words: Sequence[str], at: int, tokens: tuple[str, ...]) -> bool:
    return len(tokens) == 1 or tuple(words[at : at + len(tokens)]) == tokens


def _closes(words: Sequence[str], at: int, particle: tuple[str, ...]) -> bool:
    """Whether the particle stands here and closes the clause: before a mark, a conjunction or the end."""
    end = at + len(particle)
    if not _stands(words, at, particle):
        return False
    if end >= len(words) or not words[end][:1].isalnum():
        return True
    return words[end] in _CLOSING and not _is_particle(words, end)


def _is_particle(words: Sequence[str], at: int) -> bool:
    """Whether a preposition here governs nothing, and so is the verb's own: "gaat vooraf na of …"."""
    after = words[at + 1 : at + 2]
    return words[at] in _PARTICLES and (not after or after[0] in _BEGINNING or not after[0][:1].isalnum())


_DETERMINERS = frozenset({"de", "een", "het"})
_ENDS = frozenset({";", ":", "."})
_PARTICLES = frozenset("aan bij door in na onder op over tegen tot uit via voor".split())
_BEGINNING = frozenset("dat en hoe indien of omdat wanneer zodat".split())  # of a clause
# Not te: in "aan te passen" the particle is that of another verb.
_CLOSING = frozenset(
    (
        "en of maar want dat die om als wanneer zodat omdat hoewel terwijl tot voor met van bij op in door "
        "aan na naar via tijdens volgens over onder tussen zonder sinds vanaf tegen per binnen zodra indien "
        "mits tenzij zoals hoe wat wie welke waar waarbij waarin waarop waarmee waarvan waarvoor waarna "
        "waarover waardoor waaraan waaruit"
    ).split()
)


def _forms(entry: Entry) -> Iterable[Form]:
    for slot, text in forms(entry.word, entry.word_class).items():
        together, _, particle = text.lower().partition(_APART)
        yield Form(entry, slot, tuple(together.split()), tuple(particle.split()))
