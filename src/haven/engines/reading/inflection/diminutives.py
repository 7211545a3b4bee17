"""Diminutives of Dutch nouns: the table first, then rules by ending."""

from haven.engines.reading.inflection.spelling import VOWELS, has_vowel, is_weak
from haven.engines.reading.inflection.tables import Endings

_LISTED = Endings("diminutives.txt")
_LONG = ("aa", "ai", "au", "ee", "ei", "eu", "ie", "oe", "oi", "oo", "ou", "ui", "uu", "ij")


def diminutive(noun: str, plural: str) -> str:
    """The diminutive of a noun of one word. Its plural shows a short last syllable: ballen, so balletje."""
    if listed := _LISTED.find(noun):
        return listed
    last = noun[-1]
    if not has_vowel(noun):
        return noun + "'tje"  # pc'tje
    if last in VOWELS or noun.endswith("ij"):
        return _after_vowel(noun)
    if noun.endswith("ng"):
        return _after_ng(noun)
    if last in "lmnr":
        return _after_sonorant(noun, plural)
    return noun + ("tje" if last == "w" else "je")


def _after_vowel(noun: str) -> str:
    """foto → fotootje, taxi → taxietje, café → cafeetje, baby → baby'tje, bureau → bureautje."""
    last = noun[-1]
    if noun.endswith(_LONG) or last == "e":
        return noun + "tje"
    if last == "é":
        return noun[:-1] + "eetje"
    if last == "y":
        return noun + ("tje" if noun[-2:-1] in VOWELS else "'tje")
    return noun + ("e" if last == "i" else last) + "tje"


def _after_ng(noun: str) -> str:
    """regeling → regelingetje, where the syllable before has no stress; but vergoeding → vergoedinkje."""
    stem = noun.removesuffix("ing")
    ling = stem[-1:] == "l" and stem[-2:-1] not in VOWELS  # leerling
    if stem == noun or not has_vowel(stem) or is_weak(stem) or ling:
        return noun + "etje"
    return stem + "inkje"


def _after_sonorant(noun: str, plural: str) -> str:
    """bal → balletje, station → stationnetje, bom → bommetje, film → filmpje, tafel → tafeltje."""
    last = noun[-1]
    nasal = noun.endswith("on") and noun[-3:-2] != "o" and plural == noun + "s"
    if nasal or plural == f"{noun}{last}en":
        return f"{noun}{last}etje"
    return noun + ("pje" if last == "m" else "tje")
