"""From a difficult word in a sentence to plainer ones in the same form."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from haven.engines.reading.frequency import zipf_of_phrase
from haven.engines.reading.inflection import forms
from haven.engines.reading.plainer import Entry, Found
from haven.engines.reading.plainer.finding import Form

_LOST = re.compile(r"(?P<preposition>\w+) (?:iets|iemand)(?: of (?:iets|iemand))?(?: .*)?$")
_PREPOSITIONS = frozenset(("van op aan over in tot met bij voor naar als uit onder").split())
_ARTICLES = {"de": "de", "die": "de", "deze": "de", "het": "het", "dat": "het", "dit": "het"}
_OTHER = {"de": "het", "het": "de", "deze": "dit", "dit": "deze", "die": "dat", "dat": "die"}
_TAGS = {
    "VERB.inf": ("inf",),
    "VERB.part": ("part", "part_e"),
    "VERB.pres.sg": ("pres_3", "pres_1", "pres_2i"),
    "VERB.pres.pl": ("pres_pl",),
    "VERB.past.sg": ("past_sg",),
    "VERB.past.pl": ("past_pl",),
}
_ATTRIBUTIVE = frozenset({"part", "part_e", "prespart", "prespart_e"})


@dataclass(frozen=True, slots=True)
class Place:
    """What the sentence says of the place where the word stands."""

    tag: str  # the parser's, of the word or of the last of its words
    relation: str
    following: str  # tag of the next token, "" at the end
    previous: Sequence[str]  # tokens before it in lower case
    is_subordinate: bool
    is_passive: bool
    starts_sentence: bool
    article_starts_sentence: bool
    nearby: Sequence[str]  # tokens of the whole sentence in lower case


@dataclass(frozen=True, slots=True)
class Advice:
    """`takes_article`: the alternatives begin with an article that replaces the one before the word."""

    entry: Entry
    alternatives: tuple[str, ...]
    takes_article: bool = False


def advise(found: Found, surface: str, place: Place) -> Advice | None:
    """None where the word is not used as the list has it."""
    fitting = [form for form in found.forms if _agrees(form, place)]
    if not fitting:
        return None
    entry = _by_sense(_of_class(list(dict.fromkeys(form.entry for form in fitting)), place), place.nearby)
    form = _by_slot([form for form in fitting if form.entry is entry], place)
    given = [one for one in (_inflected(one, form, place) for one in entry.alternatives) if one]
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


def _of_class(entries: list[Entry], place: Place) -> list[Entry]:
    """Of "gezamenlijk" the adverb or the adjective, by what it does in the sentence."""
    wanted = "adv" if place.relation == "advmod" else "adj"
    return [entry for entry in entries if entry.word_class == wanted] or entries


def _agrees(form: Form, place: Place) -> bool:
    """Whether the tag allows this class; a phrase is unlikely to be anything else."""
    kind = place.tag.split(".")[0]
    match form.entry.word_class:
        case "v":
            if form.slot in _ATTRIBUTIVE:
                return kind in {"VERB", "AUX", "ADJ"}
            return kind in {"VERB", "AUX"} or len(form.tokens) > 1 or bool(form.particle)
        case "n.de" | "n.het" | "n.pl":
            return (
                kind == "NOUN" and not place.following.startswith("NOUN") and not _after_ter(place.previous)
            )
        case "adj":
            return kind in {"ADJ", "ADV"} or place.tag == "VERB.part"
        case "adv":
            return kind in {"ADV", "ADJ", "ADP", "SCONJ"} or len(form.tokens) > 1
        case _:
            return True


def _after_ter(previous: Sequence[str]) -> bool:
    """ "ter verduidelijking": nouns in such expressions are fixed."""
    return bool(previous) and previous[-1] in {"ter", "ten"}


def _by_sense(entries: list[Entry], nearby: Sequence[str]) -> Entry:
    """The sense whose cues stand in the sentence; else the commonest, which comes first."""
    if len(entries) == 1:
        return entries[0]
    return max(entries, key=lambda entry: sum(_is_near(cue, nearby) for cue in entry.cues))


def _is_near(cue: str, nearby: Sequence[str]) -> bool:
    stem = cue[: max(4, len(cue) - 2)]
    return any(word.startswith(stem) for word in nearby)


def _by_slot(candidates: list[Form], place: Place) -> Form:
    wanted = _TAGS.get(place.tag.replace("AUX", "VERB"), ())
    prefix = "sub_" if place.is_subordinate else ""

    def worth(form: Form) -> tuple[bool, bool]:
        bare = form.slot.removeprefix("sub_")
        return bare in wanted, form.slot.startswith("sub_") == bool(prefix)

    return max(candidates, key=worth)


def _inflected(alternative: str, form: Form, place: Place) -> str | None:
    word_class = form.entry.word_class
    article = ""
    if word_class in {"n.de", "n.het"}:
        article, _, alternative = alternative.partition(" ")
        word_class = f"n.{article}"
    if place.is_passive and form.slot.startswith("part") and ("(" in alternative or "_" in alternative):
        return None  # "is getwijfeld (aan)": an object with a preposition cannot become the subject
    text = _form(alternative, word_class, form.slot)
    if text is None:
        return None
    if article:
        return _with_article(text, article, form, place)
    lost = _LOST.match(form.entry.sense) if word_class == "v" and "(" not in alternative else None
    if lost and lost["preposition"] in _PREPOSITIONS:
        return f"{text} (zonder “{lost['preposition']}”)"
    return text


@lru_cache(maxsize=20_000)
def _forms(word: str, word_class: str) -> dict[str, str]:
    return forms(word, word_class)


def _form(word: str, word_class: str, slot: str) -> str | None:
    return _forms(word, word_class).get(slot)


def _with_article(text: str, article: str, form: Form, place: Place) -> str | None:
    """The noun, with its article where that is another; None where an adjective before it would not agree."""
    own = form.entry.word_class.removeprefix("n.")
    if form.slot != "sg" or own == article:
        return text
    before = place.previous[-1] if place.previous else ""
    if before in _ARTICLES:
        return _OtherArticle(f"{_OTHER[before]} {text}")
    if before in {
        "een",
        "geen",
        "elk",
        "elke",
        "ieder",
        "iedere",
        "welk",
        "welke",
        "zulk",
        "zulke",
        "ons",
        "onze",
    }:
        return text if before in {"een", "geen"} else None
    has_determiner = any(
        word in _ARTICLES or word in {"een", "geen", "ons", "onze"} for word in place.previous[-3:]
    )
    return None if has_determiner else text


def _bare(text: str) -> str:
    return re.sub(r" \(.*\)$", "", text.replace(" … ", " ")).lower()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
