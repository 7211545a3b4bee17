"""The forms of a Dutch noun: plurals by table first, then by ending."""

from haven.engines.reading.inflection.adjectives import adjective_forms
from haven.engines.reading.inflection.diminutives import diminutive
from haven.engines.reading.inflection.spelling import VOWELS, has_vowel, is_weak, opened
from haven.engines.reading.inflection.tables import Endings

_LISTED = Endings("noun_plurals.txt")
_TAKE_S = ("eraar", "erd", "foon", "ion", "laar", "naar", "oir", "um", "ër")
_STRESSED_IE = (
    "archie", "cratie", "fobie", "fonie", "gamie", "gogie", "grafie", "logie", "metrie", "nomie", "pathie",
    "scopie", "sofie", "tomie",
)  # fmt: skip
# What was an adjective or a participle, now a person: betrokkene, deskundige, werkloze.
_TAKE_N = (
    "aande", "eerde", "elde", "emde", "ende", "ene", "ige", "igde", "isme", "jkste", "lijke", "loze",
    "schikte",
)  # fmt: skip
_LINKS = frozenset(
    {"aan", "bij", "door", "in", "met", "na", "naar", "om", "onder", "op", "over", "te", "ten", "ter", "tot",
     "tussen", "uit", "van", "vitae", "volgens", "voor", "zonder"}
)  # fmt: skip
_AMOUNTS = frozenset({"aantal", "deel", "groep", "hoeveelheid", "reeks", "soort", "stuk", "vorm"})


def noun_forms(noun: str, *, neuter: bool) -> dict[str, str]:
    """The forms by slot of a noun without its article; of more than one word: singular and plural only."""
    if " " in noun:
        many = _plural_of_words(noun.split(" "), neuter)
        return {"sg": noun, "pl": many} if many else {"sg": noun}
    if not (many := plural(noun, neuter=neuter)):
        return {"sg": noun}
    small = diminutive(noun, many)
    return {"sg": noun, "pl": many, "dim": small, "dim_pl": small + "s"}


def _plural_of_words(words: list[str], neuter: bool) -> str:
    """stukken grond, manieren van denken, laatste dagen, and of het vast bedrag: vaste bedragen."""
    head = _head(words)
    many = plural(words[head], neuter=neuter)
    before = [adjective_forms(word).get("infl", word) if neuter else word for word in words[:head]]
    return many and " ".join([*before, many, *words[head + 1 :]])


def _head(words: list[str]) -> int:
    """The place of the noun that is put in the plural."""
    if words[0] in _AMOUNTS:
        return 0
    return next((i for i, word in enumerate(words) if i and word in _LINKS), len(words)) - 1


def plural(noun: str, *, neuter: bool) -> str:
    """The plural of a noun of one word; "" when it has none."""
    listed = _LISTED.find(noun)
    return _by_rule(noun, neuter) if listed is None else listed


def _by_rule(noun: str, neuter: bool) -> str:
    if not has_vowel(noun):
        return noun + "'s"  # pc's
    if noun[-1] in VOWELS:
        return _after_vowel(noun)
    if noun.endswith("heid"):
        return noun[:-4] + "heden"
    if neuter and noun.endswith("en") and is_weak(noun):
        return ""  # an infinitive: het afschaffen
    if _takes_s(noun, neuter):
        return noun + "s"
    return opened(noun, weak=noun.endswith(("or", "erik")) and has_vowel(noun[:-2])) + "en"


def _takes_s(noun: str, neuter: bool) -> bool:
    if noun.endswith(_TAKE_S) or is_weak(noun):
        return True
    if noun.endswith("eur"):
        return has_vowel(noun[:-3])
    return noun.endswith("ier") and not neuter and has_vowel(noun[:-3])


def _after_vowel(noun: str) -> str:
    last, before = noun[-1], noun[-2:-1]
    if last == "e":
        if noun.endswith(_STRESSED_IE):
            return noun + "ën"
        return noun + ("n" if noun.endswith(_TAKE_N) else "s")
    if last == "i" and before in ("e", "u", "o", "a"):
        return noun + "en"
    if last in "éè" or (before in VOWELS and last in "uy"):
        return noun + "s"
    return noun + "'s"
