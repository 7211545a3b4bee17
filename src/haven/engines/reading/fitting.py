"""From a difficult word in a sentence to plainer ones in the same form."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from haven.engines.reading.frequency import zipf_of_phrase
from haven.engines.reading.inflection import forms
from haven.engines.reading.limits import (
    Place,
    agrees,
    by_sense,
    has_preposition,
    lost_preposition,
    takes_te,
)
from haven.engines.reading.plainer import Entry, Found
from haven.engines.reading.plainer.finding import Form
from haven.engines.reading.slots import by_slot

__all__ = ["Advice", "Place", "advise"]

_ARTICLES = {
    "de": "de", "die": "de", "deze": "de", "dezelfde": "de",
    "het": "het", "dat": "het", "dit": "het", "hetzelfde": "het",
}  # fmt: skip
_OTHER = {
    "de": "het", "het": "de", "deze": "dit", "dit": "deze", "die": "dat", "dat": "die",
    "dezelfde": "hetzelfde", "hetzelfde": "dezelfde",
}  # fmt: skip
_AGREEING = frozenset("elk elke ieder iedere welk welke zulk zulke ons onze enig enige".split())
_RELATIVE = {"de": "die", "het": "dat"}
_FREE = frozenset({"een", "geen"})
_HINT = re.compile(r" \(([^()]*)\)$")
_DEGREES = frozenset(
    (
        "zeer heel erg te meest even zo uiterst bijzonder minder meer vrij nogal redelijk hoogst steeds veel "
        "buitengewoon"
    ).split()
)
_OF_DEGREE = frozenset("heel te niet meer minder zeer eerder bijna".split())
_CLAUSES = frozenset({"dat", "of", "hoe", "waarom", "wie", "wat", "welke", "om"})
_SAYING = frozenset({"duidelijk |zeggen"})  # that something is so, not a thing
_TO_SOMEONE = frozenset({"geven", "aan|bieden"})  # not "geeft van"
_OF_CLAUSES = frozenset({"aan|nemen", "denken", "zien"})  # "wordt aangenomen dat", not "te weten"
_OF_THINGS = frozenset("bespreken doen gebruiken geven halen hebben krijgen maken noemen".split())
_NOUNS_OF_VERBS = frozenset(
    "aandacht advies commentaar contact een geld hulp invloed kritiek recht steun toestemming uitleg vorm "
    "voordeel".split()
)
_MODALS = frozenset({"moeten", "willen", "kunnen", "mogen", "zullen"})
_NEAR = 3  # tokens; the same word twice so near sounds wrong
# What such a verb needs in the active is no subject in the passive: "is gehad", "wordt gekregen".
_NO_PASSIVE = frozenset(
    (
        "bestaan blijven denken gaan gebeuren hebben horen houden klinken komen kosten kunnen liggen moeten "
        "mogen ontstaan passen spreken staan vinden weten willen worden zijn zullen krijgen luisteren praten"
    ).split()
)
# Their perfect has zijn: not "heeft de les aanwezig geweest".
_WITH_ZIJN = frozenset(
    (
        "beginnen blijven dalen gaan gebeuren groeien komen ontstaan sterven stijgen verdwijnen worden zijn"
    ).split()
)
_NOT_BEFORE_NOUN = frozenset(
    {"bepalen", "geven", "helpen", "uit|leggen", "vragen", "weten", "zeggen", "zien", "zetten"}
)
_BEFORE_NEEDED = frozenset("de het deze dit die dat alle".split())  # not "een nodige stap"
# These keep their object when a preposition is added: "stuurt de brief (naar)".
_KEEPS_OBJECT = frozenset(
    "aan|passen af|trekken brengen geven halen leggen mee|delen melden schrijven sturen verbinden "
    "vergelijken verklaren weg|nemen".split()
)
_SINGULAR = frozenset(
    (
        "aandacht aanpak aanwezigheid begeleiding begin bereik begrip dank dood druk duur financiering "
        "gebruik gedrag geld geloof groei herstel hulp informatie inhoud inzet kennis kijk komst kritiek "
        "leer leiding macht misbruik moeite orde overleg plezier post rede rust schade steun toestemming "
        "basis uitleg uitvoering val verkoop vertrek verzet vlucht werk wil"
    ).split()
)
_MASS = frozenset(
    (
        "aandacht eten enthousiasme geld hulp informatie inzet kennis kritiek materiaal medeleven moeite "
        "nieuws onderdak onderwijs personeel plezier rust steun verdriet vervoer werk"
    ).split()
)
_NOT_BARE = frozenset(
    (
        "advies antwoord begin deel document einde gesprek groep idee kans kant moment persoon plan punt "
        "regel start stap zaak"
    ).split()
)
# Of an adjective that says how something is done: "is groot gestegen".
_NO_ADVERB = frozenset(
    (
        "ander arm belangrijk bijzonder eerder extra geldig groot heel hoog huidig klein laag mogelijk nieuw "
        "nodig oud rijk toevallig verplicht volgend voldoende vroeger zwaar"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Advice:
    """`takes_article`: the alternatives begin with an article that replaces the one before the word."""

    entry: Entry
    alternatives: tuple[str, ...]
    takes_article: bool = False


def advise(found: Found, surface: str, place: Place) -> Advice | None:
    """None where the word is not used as the list has it."""
    fitting = [form for form in found.forms if agrees(form, place)]
    if not fitting:
        return None
    entries = _of_class(list(dict.fromkeys(form.entry for form in fitting)), surface, place)
    entry = by_sense(entries, place)
    if entry is None:
        return Advice(_unsaid(entries[0]), ())
    own = [form for form in fitting if form.entry is entry]
    form = by_slot(own, "VERB.part" if place.is_passive else place.tag, place.is_subordinate, place.context)
    given = [one for one in (_inflected(one, form, place) for one in entry.alternatives) if one]
    return _ranked(entry, surface, _not_again(given, place), place)


def _unsaid(entry: Entry) -> Entry:
    """The row where nothing tells which of several senses is meant."""
    return Entry(entry.word, entry.word_class, entry.alternatives, entry.kind)


def _ranked(entry: Entry, surface: str, given: list[str], place: Place) -> Advice:
    """The alternatives that are more frequent than the word, all with an article when one has."""
    takes_article = any(isinstance(one, _OtherArticle) for one in given)
    if takes_article:
        before = place.previous[-1]
        surface = f"{before} {surface}"
        given = [one if isinstance(one, _OtherArticle) else f"{before} {one}" for one in given]
    rarest = zipf_of_phrase(surface.lower())
    kept = tuple(dict.fromkeys(str(one) for one in given if zipf_of_phrase(_bare(one)) > rarest))
    capital = place.starts_sentence or (takes_article and place.article_starts_sentence)
    return Advice(
        entry, tuple(_capital(one) if capital else one for one in kept), takes_article and bool(kept)
    )


class _OtherArticle(str):
    """An alternative that brings its article, as the word's own is another."""

    __slots__ = ()


def _not_again(given: Iterable[str], place: Place) -> list[str]:
    """Without what stands beside the word already: "wetten en regels", "heel heel belangrijk"."""
    near = frozenset(
        low for low in (*place.previous[-_NEAR:], *place.context.after[:_NEAR]) if len(low) > _NEAR
    )
    barred = _OF_DEGREE if place.previous and place.previous[-1] in _DEGREES else frozenset[str]()
    if place.context.has_negation():
        barred |= {"niet"}
    return [one for one in given if _last(one) not in near and one.partition(" ")[0].lower() not in barred]


def _last(text: str) -> str:
    return _bare(text).rpartition(" ")[2]


def _of_class(entries: list[Entry], surface: str, place: Place) -> list[Entry]:
    """Of "gezamenlijk" the adverb or the adjective, by what it does in the sentence; and rather a word of
    the list than the form of another."""
    context = place.context
    if place.tag == "VERB.part" and context.has_worden() and not context.stands_before_noun():
        entries = [entry for entry in entries if entry.word_class == "v"] or entries
    else:
        low = surface.lower()
        entries = [one for one in entries if one.word_class != "v" or one.word == low] or entries
    wanted = "adv" if _is_adverb(place) else "adj"
    return [entry for entry in entries if entry.word_class == wanted] or entries


def _is_adverb(place: Place) -> bool:
    """Whether it says how something is done, or how much so, and not what something is like."""
    if place.context.stands_before_noun():
        return place.following.startswith("ADJ") and place.relation == "advmod"
    if place.following.startswith("ADJ"):
        return True
    if place.previous and place.previous[-1] in _ARTICLES.keys() | _FREE:
        return False
    return not place.context.has_copula()


def _inflected(alternative: str, form: Form, place: Place) -> str | None:
    match form.entry.word_class:
        case "n.de" | "n.het":
            return _noun(alternative, form, place)
        case "v":
            return _verb(alternative, form, place)
        case "adj" if form.slot == "base" and alternative in _NO_ADVERB and _is_adverb(place):
            return None
        case "adj" if alternative == "nodig" and not _may_be_needed(place):
            return None
        case word_class:
            return _form(alternative, word_class, form.slot)


def _may_be_needed(place: Place) -> bool:
    """Whether nodig may stand here: "de nodige stappen" and "is nodig", but not "een nodige stap"."""
    if not place.context.noun():
        return True
    return bool(place.previous) and place.previous[-1] in _BEFORE_NEEDED


@lru_cache(maxsize=20_000)
def _forms(word: str, word_class: str) -> dict[str, str]:
    return forms(word, word_class)


def _form(word: str, word_class: str, slot: str) -> str | None:
    return _forms(word, word_class).get(slot)


# ---------------------------------------------------------------- verbs


def _verb(alternative: str, form: Form, place: Place) -> str | None:
    if "part" in form.slot and not _fits_participle(alternative, place):
        return None
    text = _form(alternative, "v", form.slot)
    if text is None or not _fits_object(alternative, place):
        return None
    if place.is_modified and alternative.partition(" |")[0] not in _NOUNS_OF_VERBS:
        return None  # "geen melding maken": what is said of the noun would be lost
    lost = "" if "(" in text else lost_preposition(form.entry)
    if lost:
        keeps = has_preposition(lost, place) and not _is_left_behind(lost, text, form, place)
        return f"{text} (zonder “{lost}”)" if keeps else None
    if alternative in _MODALS and takes_te(place):
        return f"{text} (zonder “te”)"
    return _with_preposition(text, form, place)


def _with_preposition(text: str, form: Form, place: Place) -> str | None:
    """The verb with the preposition in brackets that it needs; None where that has no place."""
    if place.next_low in _CLAUSES:
        return _HINT.sub("", text)
    return None if "(" in text and _has_its_object(form, place) else text


def _has_its_object(form: Form, place: Place) -> bool:
    """Whether there is no place for another preposition: the object stands before the verb, or is a clause:
    "die de regels overschrijdt", "overweegt te stoppen"."""
    return takes_te(place) or (_is_final(form, place) and place.following != "ADP")


def _is_final(form: Form, place: Place) -> bool:
    """Whether the verb closes its clause."""
    return place.is_subordinate or "part" in form.slot or "inf" in form.slot


def _is_left_behind(preposition: str, text: str, form: Form, place: Place) -> bool:
    """Whether what the preposition belongs to follows the end of the clause, where an object cannot stand:
    "laat u weten de wijziging", "die heeft een diploma"."""
    return (_is_final(form, place) or " … " in text) and place.next_low == preposition


def _fits_object(alternative: str, place: Place) -> bool:
    """Before a clause with dat no preposition; and "duidelijk zeggen" only there."""
    if ("(" in alternative and place.context.has_pronominal()) or (
        alternative in _TO_SOMEONE and place.next_low == "van"
    ):
        return False
    if place.next_low in _CLAUSES:
        is_open = alternative not in _OF_THINGS and "(" not in alternative
        return is_open or alternative.startswith("bang")
    return alternative not in _SAYING


def _fits_participle(alternative: str, place: Place) -> bool:
    """Whether it may stand with hebben, in the passive, and before a noun."""
    if place.context.has_have() and _HINT.sub("", alternative).rpartition("|")[2] in _WITH_ZIJN:
        return False
    is_attributive = place.context.stands_before_noun() or place.relation == "amod"
    if not (place.context.has_get() or place.is_passive or is_attributive or place.context.has_worden()):
        return True
    verb = _HINT.sub("", alternative)
    if (verb == "geven" and place.context.has_get()) or (verb in _OF_CLAUSES and takes_te(place)):
        return False
    if "_" in verb or verb.rpartition(" |")[2] in _NO_PASSIVE:
        return False
    if verb != alternative and (is_attributive or verb not in _KEEPS_OBJECT):
        return False  # "is getwijfeld (aan)": an object with a preposition cannot become the subject
    return not is_attributive or (verb not in _NOT_BEFORE_NOUN and " " not in verb)


# ---------------------------------------------------------------- nouns


def _noun(alternative: str, form: Form, place: Place) -> str | None:
    article, _, noun = alternative.partition(" ")
    if form.slot == "pl" and _HINT.sub("", noun).rpartition(" ")[2] in _SINGULAR:
        return None
    text = _form(noun, f"n.{article}", form.slot)
    if text is None or (noun in _MASS and place.previous[-1:] == ["een"]):
        return None
    if noun in _NOT_BARE and form.slot == "sg" and _is_bare(place):
        return None  # "na beëindiging", but "na het einde"
    if _is_infinitive(noun, article) and not _has_article(place):
        return None
    return _with_article(_with_hint(text, place), article, form, place)


def _is_bare(place: Place) -> bool:
    """Whether the noun has no article: after a preposition, or a verb as in "verdient aanbeveling"."""
    return place.preceding in {"ADP", "CCONJ", ""} or place.preceding.startswith(("VERB", "AUX"))


def _is_infinitive(noun: str, article: str) -> bool:
    """ "het geven": not "een geven", and not without an article."""
    bare = _HINT.sub("", noun)
    return article == "het" and bare.endswith("en") and _form(bare, "n.het", "pl") is None


def _has_article(place: Place) -> bool:
    return bool(place.previous) and place.previous[-1] in _ARTICLES


def _with_hint(text: str, place: Place) -> str:
    """With the other preposition where one follows, and it is not that one."""
    hint = _HINT.search(text)
    following = place.context.low(place.context.end)
    if hint and (place.following != "ADP" or following == hint[1]):
        return text[: hint.start()]
    return text


def _with_article(text: str, article: str, form: Form, place: Place) -> str | None:
    """The noun, with its article where that is another; None where an adjective before it would not agree,
    or what refers to it."""
    own = form.entry.word_class.removeprefix("n.")
    if form.slot != "sg" or own == article:
        return text
    if place.context.is_referred_to(_RELATIVE[own]):
        return None
    before = place.previous[-1] if place.previous else ""
    if _ARTICLES.get(before) == own:
        return _OtherArticle(f"{_OTHER[before]} {text}")
    if before in _FREE:
        return text
    has_determiner = before in _AGREEING or any(
        _ARTICLES.get(word) == own or word in _FREE or word in _AGREEING for word in place.previous[-3:]
    )
    return None if has_determiner or place.preceding in {"ADJ", "VERB.part"} else text


def _bare(text: str) -> str:
    return re.sub(r"( \([^()]*\))+$", "", text.replace(" … ", " ")).lower()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
