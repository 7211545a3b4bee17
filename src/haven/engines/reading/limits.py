"""Whether a row of the list holds where its word stands: its class, and what its sense limits."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from haven.engines.reading.clauses import Context
from haven.engines.reading.compounds import split
from haven.engines.reading.inflection import forms
from haven.engines.reading.plainer import Entry
from haven.engines.reading.plainer.finding import Form

ONLY = "?"  # among the cues: the row holds only where one of its cues stands
_ATTRIBUTIVE = frozenset({"part", "part_e", "prespart", "prespart_e"})
_LOST = re.compile(r"(?P<preposition>\w+) (?:iets|iemand)(?: of (?:iets|iemand))?$")
_PREPOSITIONS = frozenset("van op aan over in tot met bij voor naar als uit onder".split())
_WITHOUT = re.compile(r"zonder (?P<words>\w+(?: of \w+)*) erna")
_TE = re.compile(r"‘\w+ te’")
_CONTRARY = {"n.de": "het", "n.het": "de"}
_BEFORE_A_NOUN = frozenset({"de", "een", "geen", "elke", "iedere"})
_DEFINITE = frozenset({"de", "het", "deze", "die", "dit", "dat"})
_CLAUSES = frozenset({"dat", "of", "hoe", "waarom", "wie", "wat", "welke"})
_FIXING = frozenset({"ter", "ten", "tot"})
_PARTICLES = frozenset("aan af bij in mee na op over toe uit voor voort terug samen vast".split())
_BEFORE_TE = frozenset({"om", "door", "zonder", "teneinde", "alvorens", "dat", ";", ":", "."})
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
    next_low: str = ""  # the token after it, or after its particle in "voert … aan"
    is_modified: bool = False  # something is said of the noun in "geen melding maken"
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
            return (
                (kind == "NOUN" or _is_subject(place))
                and not _is_verb_after_all(form, place)
                and not place.following.startswith("NOUN")
                and _is_noun(form, place)
            )
        case "adj":
            return kind in {"ADJ", "ADV"} or (kind == "VERB" and _is_like_adjective(place))
        case "adv":
            return kind in {"ADV", "ADJ", "ADP", "SCONJ"} or len(form.tokens) > 1
        case _:
            return True


def _is_verb(form: Form, place: Place, kind: str) -> bool:
    before = place.previous[-1] if place.previous else ""
    if _TE.search(form.entry.sense):
        return before not in _BEFORE_A_NOUN
    if "part" not in form.slot and not form.particle and (_is_subject(place) or before in _BEFORE_A_NOUN):
        return "inf" in form.slot
    if not _suits_zich(form.entry, place) or _is_split(form, place):
        return False
    if form.slot in _ATTRIBUTIVE:
        is_noun = form.slot.endswith("_e") and before in _BEFORE_A_NOUN and not place.context.noun()
        # "aangetekend versturen": it says how.
        is_adverb = form.slot == "part" and place.following in {"VERB.part", "VERB.inf"}
        return kind in {"VERB", "AUX", "ADJ"} and not is_noun and not is_adverb  # "de benadeelde"
    if form.particle:
        return kind != "NOUN" or not place.context.has_finite_before()
    return kind in {"VERB", "AUX"} or len(form.tokens) > 1 or _is_verb_after_all(form, place)


def _is_verb_after_all(form: Form, place: Place) -> bool:
    """Whether a plural, of a noun or of a verb, is the verb that the clause would lack otherwise."""
    return form.slot in {"pl", "pres_pl", "sub_pres_pl"} and place.context.lacks_verb()


def _suits_zich(entry: Entry, place: Place) -> bool:
    return place.is_reflexive == ("zich" in entry.sense.split()) or entry.sense.startswith("zich of")


def _is_like_adjective(place: Place) -> bool:
    """Whether a participle says what something is like: "is vereist", and not "heeft vereist"."""
    if place.context.stands_before_noun():
        return True
    return (place.tag == "VERB.part" or place.context.has_copula()) and not place.context.has_have()


def _is_subject(place: Place) -> bool:
    """Whether the sentence begins with it, and with a finite verb after it: "Begunstigden behouden …"."""
    return (
        not place.previous
        and place.following.startswith(("VERB.p", "AUX.p"))
        and "part" not in place.following
    )


def _is_noun(form: Form, place: Place) -> bool:
    """Not in "ter verduidelijking", and of "het opzet" not what belongs to "de opzet"."""
    before = place.previous[-1] if place.previous else ""
    return before not in _FIXING and not (
        form.slot == "sg" and before == _CONTRARY.get(form.entry.word_class)
    )


def _is_split(form: Form, place: Place) -> bool:
    """Whether "te behouden" is the rest of another verb: "voor te behouden"."""
    is_bare = form.slot == "te_inf" and len(form.tokens) == 2 and form.tokens[0] == "te"
    return is_bare and bool(place.previous) and place.previous[-1] in _PARTICLES


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


def _after_article(place: Place) -> bool:
    return bool(place.previous) and place.previous[-1] in _DEFINITE


def _not_after_article(place: Place) -> bool:
    return not _after_article(place)


def _before_om(place: Place) -> bool:
    return place.next_low == "om"


def _right_before_clause(place: Place) -> bool:
    return place.next_low in _CLAUSES


def _not_right_before_noun(place: Place) -> bool:
    return not place.following.startswith(("NOUN", "ADJ"))


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
    "niet direct voor een naamwoord": _not_right_before_noun,
    "met om erna": _before_om,
    "met een bijzin meteen erna": _right_before_clause,
    "na een lidwoord": _after_article,
    "niet na een lidwoord": _not_after_article,
}


def _keeps_limits(entry: Entry, place: Place) -> bool:
    limit = _LIMITS.get(entry.sense)
    if limit is not None:
        return limit(place)
    without = _WITHOUT.fullmatch(entry.sense)
    if without is not None:
        return place.next_low not in without["words"].split(" of ")
    return not _TE.search(entry.sense) or takes_te(place)


def takes_te(place: Place) -> bool:
    """Whether an infinitive with te goes with the verb, and not with om or door."""
    for low in place.context.after:
        if low == "te":
            return True
        if low in _BEFORE_TE:
            return False
    return False


def lost_preposition(entry: Entry) -> str:
    """The preposition that the word has and its alternatives have not, or "": beschikken over, hebben."""
    found = _LOST.match(entry.sense) if entry.word_class == "v" else None
    return found["preposition"] if found and found["preposition"] in _PREPOSITIONS else ""


def has_preposition(preposition: str, place: Place) -> bool:
    """Whether it stands in the clause as such: not "waarover", where there is nothing to leave out."""
    lows = {place.context.lows[at] for at in place.context.clause()}
    return preposition in lows and lows.isdisjoint(f"{mark}{preposition}" for mark in _ADVERB_MARK)


# ---------------------------------------------------------------- sense


def by_sense(entries: Sequence[Entry], place: Place) -> Entry | None:
    """The sense whose cues stand in the sentence; else the commonest, which comes first; None where no row
    may be taken without its cues."""
    hits = [(_hits(entry, place), entry) for entry in entries]
    most, best = max(hits, key=lambda pair: pair[0])
    of_te = next((entry for entry in entries if _TE.search(entry.sense)), None)
    if of_te is not None:
        return of_te
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
    return not own.isdisjoint(lows) or (len(cue) > 4 and any(_ends_with(low, cue) for low in lows))


def _ends_with(low: str, cue: str) -> bool:
    """Whether it is a compound of the cue: functiebeschrijving, but not onomstreden for reden."""
    return low.endswith(cue) and split(low)[-1] == cue


@lru_cache(maxsize=8_000)
def _forms_of_cue(cue: str) -> frozenset[str]:
    """A cue may be a noun, an adjective or a verb; forms that do not exist do no harm."""
    found = {cue}
    if len(cue) < 3:
        return frozenset(found)
    classes = ("n.de", "adj", "v") if cue.endswith("en") and len(cue) > 3 else ("n.de", "adj")
    for word_class in classes:
        found.update(forms(cue, word_class).values())
    return frozenset(found)
