"""Whether a row of the list holds where its word stands: its class, and what its sense limits."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from haven.engines.reading.clauses import Context
from haven.engines.reading.inflection import forms
from haven.engines.reading.plainer import Entry
from haven.engines.reading.plainer.finding import Form

ONLY = "?"  # among the cues: the row holds only where one of its cues stands
_ATTRIBUTIVE = frozenset({"part", "part_e", "prespart", "prespart_e"})
_LOST = re.compile(r"(?P<preposition>\w+) (?:iets|iemand)(?: of (?:iets|iemand))?$")
_PREPOSITIONS = frozenset("van op aan over in tot met bij voor naar als uit onder".split())
_TE = re.compile(r"‘\w+ te’")
_FIXING = frozenset({"ter", "ten", "tot"})
_PARTICLES = frozenset("aan af bij in mee na op over toe uit voor voort terug samen vast".split())
_ADVERB_MARK = frozenset("er daar hier waar".split())
_CLOSE = 8  # tokens; a cue within them counts double


@dataclass(frozen=True, slots=True)
class Place:
    """What the sentence says of the place where the word stands."""

    tag: str  # the parser's, of the word or of the last of its words
    relation: str
    following: str  # tag of the next token, "" at the end
    preceding: str  # tag of the token before, "" at the start
    previous: Sequence[str]  # tokens before it in lower case
    is_subordinate: bool
    is_passive: bool
    starts_sentence: bool
    article_starts_sentence: bool
    nearby: Sequence[str]  # tokens of the whole sentence in lower case
    is_reflexive: bool = False
    context: Context = field(default_factory=Context)


# ---------------------------------------------------------------- class


def agrees(form: Form, place: Place) -> bool:
    """Whether the row may be meant; a phrase is unlikely to be anything else."""
    return _is_of_class(form, place) and _keeps_limits(form.entry, place)


def _is_of_class(form: Form, place: Place) -> bool:
    kind = place.tag.split(".")[0]
    match form.entry.word_class:
        case "v":
            return _is_verb(form, place, kind)
        case "n.de" | "n.het" | "n.pl":
            is_fixed = bool(place.previous) and place.previous[-1] in _FIXING
            return kind == "NOUN" and not place.following.startswith("NOUN") and not is_fixed
        case "adj":
            return kind in {"ADJ", "ADV"} or place.tag == "VERB.part"
        case "adv":
            return kind in {"ADV", "ADJ", "ADP", "SCONJ"} or len(form.tokens) > 1
        case _:
            return True


def _is_verb(form: Form, place: Place, kind: str) -> bool:
    wanted = "zich" in form.entry.sense.split()
    if place.is_reflexive != wanted and not form.entry.sense.startswith("zich of"):
        return False
    if form.slot == "te_inf" and len(form.tokens) == 2 and place.previous[-1:] and _is_split(form, place):
        return False
    if form.slot in _ATTRIBUTIVE:
        return kind in {"VERB", "AUX", "ADJ"}
    return kind in {"VERB", "AUX"} or len(form.tokens) > 1 or bool(form.particle)


def _is_split(form: Form, place: Place) -> bool:
    """Whether "te behouden" is the rest of another verb: "voor te behouden"."""
    return form.tokens[0] == "te" and place.previous[-1] in _PARTICLES


# ---------------------------------------------------------------- limits


def _before_noun(place: Place) -> bool:
    return bool(place.context.noun())


def _before_plural(place: Place) -> bool:
    return place.context.noun() == "NOUN.pl"


def _before_adjective(place: Place) -> bool:
    return place.following.startswith("ADJ") or place.following == "VERB.part"


def _before_clause(place: Place) -> bool:
    return place.context.ends_in_clause()


def _before_phrase(place: Place) -> bool:
    return not place.context.ends_in_clause()


def _before_date(place: Place) -> bool:
    near = place.context.tags[place.context.end : place.context.end + 4]
    return "NUM" in near or place.context.low(place.context.end) in {"op", "binnen", "tot", "de", "in", "om"}


def _after_copula(place: Place) -> bool:
    return not place.context.stands_before_noun()


def _without_preposition(place: Place) -> bool:
    return place.context.low(place.context.end) not in {"op", "bij"}


# Senses that the engine checks; docs/methods/plainer-words.md names them.
_LIMITS: dict[str, Callable[[Place], bool]] = {
    "voor een substantief": _before_noun,
    "bij een meervoud": _before_plural,
    "voor een adjectief": _before_adjective,
    "voor een zin": _before_clause,
    "met een bijzin erna": _before_clause,
    "voor een naamwoord": _before_phrase,
    "voor een datum": _before_date,
    "niet voor een naamwoord": _after_copula,
    "zonder op of bij erna": _without_preposition,
}


def _keeps_limits(entry: Entry, place: Place) -> bool:
    limit = _LIMITS.get(entry.sense)
    if limit is not None:
        return limit(place)
    return not _TE.search(entry.sense) or "te" in place.context.after


def loses_te(entry: Entry) -> bool:
    """Whether the row is that of a verb with te: dienen te, wensen te."""
    return entry.word_class == "v" and bool(_TE.search(entry.sense))


def lost_preposition(entry: Entry) -> str:
    """The preposition that the word has and its alternatives have not, or "": beschikken over, hebben."""
    found = _LOST.match(entry.sense) if entry.word_class == "v" else None
    return found["preposition"] if found and found["preposition"] in _PREPOSITIONS else ""


def has_preposition(preposition: str, place: Place) -> bool:
    """Whether it stands in the sentence as such: not "waarover", where there is nothing to leave out."""
    lows = place.context.lows
    near = lows[max(0, place.context.start - 3) : place.context.start]
    return preposition in lows and not any(
        low in {f"{mark}{preposition}" for mark in _ADVERB_MARK} for low in near
    )


# ---------------------------------------------------------------- sense


def by_sense(entries: Sequence[Entry], place: Place) -> Entry | None:
    """The sense whose cues stand in the sentence; else the commonest, which comes first; None where no row
    may be taken without its cues."""
    hits = [(_hits(entry, place), entry) for entry in entries]
    most, best = max(hits, key=lambda pair: pair[0])
    if most:
        return best
    return next((entry for entry in entries if ONLY not in entry.cues), None)


def _hits(entry: Entry, place: Place) -> int:
    if not entry.cues:
        return 0
    start = place.context.start
    close = frozenset((*place.context.lows[max(0, start - _CLOSE) : start], *place.context.after[:_CLOSE]))
    rest = frozenset(place.nearby)
    return sum(2 if _is_among(cue, close) else _is_among(cue, rest) for cue in entry.cues if cue != ONLY)


def _is_among(cue: str, lows: frozenset[str]) -> bool:
    own = _forms_of_cue(cue)
    return not own.isdisjoint(lows) or (len(cue) > 4 and any(low.endswith(cue) for low in lows))


@lru_cache(maxsize=8_000)
def _forms_of_cue(cue: str) -> frozenset[str]:
    """A cue may be a noun, an adjective or a verb; forms that do not exist do no harm."""
    found = {cue}
    if len(cue) < 4:
        return frozenset(found)
    classes = ("n.de", "adj", "v") if cue.endswith("n") else ("n.de", "adj")
    for word_class in classes:
        found.update(forms(cue, word_class).values())
    return frozenset(found)
