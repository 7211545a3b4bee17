"""Which words of a sentence are hard, and why."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from haven.engines.reading.clauses import MODAL, Context
from haven.engines.reading.compounds import split
from haven.engines.reading.families import HERE, zipf_of_family
from haven.engines.reading.features import Analysed, Flags, tag_sets
from haven.engines.reading.fitting import Place, advise
from haven.engines.reading.frequency import zipf
from haven.engines.reading.inflection import forms
from haven.engines.reading.parsing.network import weights
from haven.engines.reading.plainer import Found, PlainerWords
from haven.engines.reading.results import Word

# Zipf below which a content word is rare for readers of the level.
RARE = {"A1": 4.3, "A2": 3.9, "B1": 3.4, "B2": 2.9, "C": 1.5}
ABSTRACT = {"A1": 4.6, "A2": 4.2, "B1": 3.7, "B2": 3.2, "C": 1.5}
_LONG = 12  # letters
_LONG_ZIPF = 3.8
_PARTS_HELP = 0.7  # Zipf by which a word may be rarer when it is made from a familiar one
_FAMILIAR = 3.5  # Zipf of a word that another is made from
_ENDINGS = (
    "heid",
    "heden",
    "lijk",
    "lijke",
    "baar",
    "bare",
    "loos",
    "loze",
    "schap",
    "achtig",
    "achtige",
    "ing",
    "ingen",
)
_EVERYDAY = 4.8  # Zipf; "grootste" is a form of "groots" too, but everybody knows it
_REFLEXIVE = frozenset({"zich", "zichzelf"})
_PRONOUNS = _REFLEXIVE | {"me", "mij", "mezelf", "je", "jezelf", "u", "uzelf", "ons", "onszelf"}
_AMOUNTS = frozenset("alleen een enige enkel geen meer minder onvoldoende te veel voldoende weinig".split())
_LETTING = frozenset({"laten", "liet", "lieten", "laat"})  # "zich laten bijstaan"
_NEARBY = 60  # tokens on either side that may tell the sense and the form
QUOTES = {'"': '"', "'": "'", "“": "”", "„": "”", "«": "»", "‘": "’"}
_OPEN = ("NOUN", "VERB", "ADJ", "ADV")


@dataclass(frozen=True, slots=True)
class Terms:
    """Words and expressions of the field, in lower case and all their forms."""

    single: frozenset[str]
    several: frozenset[tuple[str, ...]]

    @classmethod
    def of(cls, terms: Collection[str]) -> "Terms":
        rows = [tuple(term.lower().split()) for term in terms if term.strip()]
        single = {form for row in rows if len(row) == 1 for form in _term_forms(row[0])}
        several = {(*row[:-1], form) for row in rows if len(row) > 1 for form in _term_forms(row[-1])}
        return cls(frozenset(single), frozenset(several))

    def flags(self, lows: Sequence[str]) -> list[bool]:
        """For each token, whether it belongs to a term."""
        found = [self._is_term(low) for low in lows] if self.single else [False] * len(lows)
        for term in self.several:
            for at in range(len(lows) - len(term) + 1):
                if lows[at] == term[0] and tuple(lows[at : at + len(term)]) == term:
                    found[at : at + len(term)] = [True] * len(term)
        return found

    def _is_term(self, low: str) -> bool:
        return low in self.single or (len(low) > 9 and any(part in self.single for part in split(low)))


@lru_cache(maxsize=4_000)
def _term_forms(term: str) -> frozenset[str]:
    """A term may be a noun or an adjective; forms that do not exist do no harm."""
    found = {term}
    for word_class in ("n.de", "adj"):
        found.update(form for form in forms(term, word_class).values() if " " not in form)
    return frozenset(found)


def has_known_parts(low: str) -> bool:
    """A compound, or a word made from a familiar one with an ending: tevreden-heid, oplos-baar."""
    if len(split(low)) > 1:
        return True
    return any(low.endswith(ending) and zipf(low[: -len(ending)]) >= _FAMILIAR for ending in _ENDINGS)


def quoted(tokens: Sequence[str]) -> list[bool]:
    """For each token, whether it stands in a quotation of two tokens or more."""
    flags = [False] * len(tokens)
    opened, closing = -1, ""
    for at, token in enumerate(tokens):
        if opened >= 0 and token == closing:
            if at - opened > 2:
                flags[opened + 1 : at] = [True] * (at - opened - 1)
            opened = -1
        elif opened < 0 and token in QUOTES:
            opened, closing = at, QUOTES[token]
    return flags


def find_listed(plainer: PlainerWords, lows: Sequence[str], flags: Sequence[int]) -> list[Found]:
    """What of the list stands in the sentence, from left to right, none overlapping; `flags` are the tokens
    at which something of the list may begin."""
    found, free, taken = [], 0, set[int]()
    for at in flags:
        if at >= free and at not in taken and (one := plainer.find(lows, at)) is not None:
            found.append(one)
            free = one.end
            taken.update(one.apart)
    return found


@dataclass(frozen=True, slots=True)
class _Sentence:
    """Tokens of a sentence, the first of which is token `start` of the analysis, at offsets `spans`."""

    start: int
    tokens: Sequence[str]
    lows: Sequence[str]
    tags: Sequence[str]
    spans: Sequence[tuple[int, int]]

    def around(self, one: Found) -> Context:
        """What stands near it: no clause is longer, and a sentence may be without end."""
        first, last = max(0, one.start - _NEARBY), one.end + _NEARBY
        return Context(self.lows[first:last], self.tags[first:last], one.start - first, one.end - first)


def _is_modified(sentence: _Sentence, one: Found) -> bool:
    """Whether something is said of the noun of an expression: "maken er geen melding van"."""
    at = one.particle if one.apart else one.start
    if not at or " |" not in one.forms[0].entry.word or not sentence.tags[at].startswith("NOUN"):
        return False
    return sentence.lows[at - 1] in _AMOUNTS or sentence.tags[at - 1].startswith("ADJ")


class Marker:
    """Marks the words of one sentence of an analysis after the other."""

    def __init__(self, of: Analysed, target: str) -> None:
        self.of, self.target = of, target
        self._tags, self._relations = weights().tags, weights().relations
        relations = tag_sets().relations
        relation = of.parsed.relations
        self._clause = relations["clauses"][relation]
        self._passive = relations["aux:pass"][relation]
        self._helping = (
            relations["aux"][relation] | relations["aux:pass"][relation] | relations["cop"][relation]
        )
        self._marker = relations["mark"][relation]
        self._particle = relations["particle"][relation]
        common = of.fact("zipf")
        tag = of.parsed.tags
        is_open = np.zeros(len(tag), dtype=bool)
        for kind in _OPEN:
            is_open |= tag_sets().tags[kind][tag]
        # A word may be wrongly tagged; a capital within a sentence tells a name all the same.
        inner_capital = (of.fact("is_capital") > 0) & (of.place > 0)
        checked = is_open & (of.fact("is_word") > 0) & ~inner_capital & (of.fact("letters") > 3)
        # "woning" ends as an abstract noun does, and is none.
        abstract = tag_sets().tags["NOUN"][tag] & (of.fact("is_abstract") > 0) & (of.fact("concrete") == 0)
        self.suspect = checked & (
            (common < RARE[target])
            | (abstract & (common < ABSTRACT[target]))
            | ((of.fact("letters") >= _LONG) & (common < min(_LONG_ZIPF, ABSTRACT[target])))
        )
        self._abstract = abstract

    def words(
        self, start: int, tokens: Sequence[str], lows: Sequence[str], spans: Sequence[tuple[int, int]],
        found: Sequence[Found], spared: Sequence[bool],
    ) -> list[Word]:  # fmt: skip
        """Hard words among `tokens`, the first of which is token `start` of the analysis, at offsets
        `spans`. Words at `spared` places (names of the field, quotations) are left alone."""
        marked: dict[int, Word] = {}
        covered: set[int] = set()
        tags = (
            [self._tags[tag] for tag in self.of.parsed.tags[start : start + len(tokens)].tolist()]
            if found
            else []
        )
        sentence = _Sentence(start, tokens, lows, tags, spans)
        for one in found:
            if any(spared[one.start : one.end]):
                continue
            word = self._listed(sentence, one)
            if word is not None:
                marked[one.start] = word
                covered.update(range(one.start, one.end), one.apart)
        for at in np.flatnonzero(self.suspect[start : start + len(tokens)]).tolist():
            if (
                at not in covered
                and not spared[at]
                and (word := self._unlisted(start, at, tokens[at], spans[at]))
            ):
                marked[at] = word
        return [marked[at] for at in sorted(marked)]

    def _unlisted(self, start: int, at: int, token: str, span: tuple[int, int]) -> Word | None:
        low = token.lower()
        common = max(float(self.of.fact("zipf")[start + at]), zipf_of_family(low))
        known_parts = has_known_parts(low)
        if low in HERE:
            return None
        if common < RARE[self.target] - (_PARTS_HELP if known_parts else 0):
            reason = "long" if len(token) >= _LONG and not known_parts else "rare"
        elif self._abstract[start + at] and common < ABSTRACT[self.target]:
            reason = "abstract"
        elif known_parts or len(token) < _LONG or common >= min(_LONG_ZIPF, ABSTRACT[self.target]):
            return None
        else:
            reason = "long"
        return Word(*span, token, reason, ())

    def _listed(self, sentence: _Sentence, one: Found) -> Word | None:
        tokens, spans = sentence.tokens, sentence.spans
        first, last = spans[one.start][0], spans[one.end - 1][1]
        surface = " ".join(tokens[one.start : one.end])
        if one.particle >= 0:
            surface += " … " + " ".join(one.forms[0].particle)
        if self._has_other_particle(sentence, one):
            return None
        advice = advise(one, surface.replace(" … ", " "), self._place(sentence, one))
        common = self.of.fact("zipf")[sentence.start + one.start]
        is_everyday = len(surface.split()) == 1 and common >= _EVERYDAY
        if advice is None or (is_everyday and not advice.alternatives):
            return None
        if advice.takes_article:
            first = spans[one.start - 1][0]
            surface = f"{tokens[one.start - 1]} {surface}"
        return Word(first, last, surface, advice.entry.kind, advice.alternatives, advice.entry.sense)

    def _has_other_particle(self, sentence: _Sentence, one: Found) -> bool:
        """Whether the particle that was found is another verb's, or this verb has another one."""
        at = sentence.start + one.start
        if one.apart:
            place = sentence.start + one.particle
            head = self._head(place)
            is_verb = self._tags[self.of.parsed.tags[head]].startswith(("VERB.pres", "VERB.past"))
            is_case = self._relations[int(self.of.parsed.relations[place])] == "case"
            # "op die dag" has a preposition; "stelt een lijst op die lang is" has not.
            points = sentence.lows[one.apart.stop : one.apart.stop + 1] in (["die"], ["dat"])
            return (at < head < place and is_verb) or (is_case and points)
        if one.forms[0].entry.word_class != "v":
            return False
        after = range(one.end, min(len(sentence.tokens), one.end + _NEARBY))
        return any(
            self._particle[sentence.start + place]
            and self._head(sentence.start + place) == at
            and sentence.tags[place] == "ADP"
            and sentence.lows[place + 1 : place + 2] != ["te"]
            for place in after
        )

    def _tag(self, at: int, base: int, below: Flags) -> str:
        """The parser's; but what a modal verb helps is an infinitive, though it looks like a plural."""
        tag = self._tags[int(self.of.parsed.tags[at])]
        if tag == "VERB.pres.pl":
            helpers = (self.of.words[base + one].lower() for one in np.flatnonzero(below))
            return "VERB.inf" if any(one in MODAL for one in helpers) else tag
        return tag

    def _place(self, sentence: _Sentence, one: Found) -> Place:
        tokens = sentence.tokens
        at = sentence.start + one.end - 1
        heads = self.of.parsed.heads
        base = at - int(self.of.place[at])  # a long sentence is parsed in pieces
        verb = base + int(heads[at]) if self._helping[at] and heads[at] >= 0 else at
        own = slice(base, base + int(self.of.lengths[self.of.sentence[at]]))
        below = (heads[own] == verb - base) & (heads[own] >= 0)
        context = sentence.around(one)
        marked = bool((below & self._marker[own])[: verb - base].any())
        return Place(
            tag=self._tag(at, base, below),
            relation=self._relations[int(self.of.parsed.relations[at])],
            following=context.tag(context.end),
            preceding=context.tag(context.start - 1),
            previous=context.lows[: context.start],
            is_subordinate=context.is_verb_final(bool(self._clause[verb]) or marked),
            is_passive=bool((below & self._passive[own]).any()),
            starts_sentence=tokens[one.start][:1].isupper(),
            article_starts_sentence=tokens[one.start - 1][:1].isupper() if one.start else False,
            nearby=context.lows,
            next_low="".join(sentence.lows[(end := one.apart.stop if one.apart else one.end) : end + 1]),
            is_modified=_is_modified(sentence, one),
            is_reflexive=self._is_reflexive(sentence.start + one.start, verb, context),
            context=context,
        )

    def _is_reflexive(self, word: int, verb: int, context: Context) -> bool:
        """Whether zich, or "wij … ons", belongs to the word, which is a token of the analysis."""
        if _PRONOUNS.isdisjoint(context.lows):
            return False
        for at in context.clause():
            is_near = at in {context.start - 1, context.end} or self._head(word + at - context.start) == verb
            if context.lows[at] in _REFLEXIVE and is_near:
                return _LETTING.isdisjoint(context.lows[at : context.start])
        return context.has_own_pronoun()

    def _head(self, at: int) -> int:
        """The head of a token of the analysis, as one too."""
        return at - int(self.of.place[at]) + int(self.of.parsed.heads[at])
