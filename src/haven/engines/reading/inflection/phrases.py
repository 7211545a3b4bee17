"""Verbs in a sentence: where the separable part, and whatever else belongs to the verb, comes to stand."""

from haven.engines.reading.inflection.notation import Notation, read
from haven.engines.reading.inflection.spelling import VOWELS
from haven.engines.reading.inflection.tables import read_sets
from haven.engines.reading.inflection.verbs import Paradigm, conjugate

_FINITE = ("pres_1", "pres_2i", "pres_3", "pres_pl", "past_sg", "past_pl", "pres_2")
_GAP = " … "
_CLASHES = frozenset({"aa", "ae", "ai", "au", "ee", "ei", "eu", "ie", "ii", "oe", "oi", "oo", "ou"})
_OBJECTS = read_sets("verb_sets.txt")["object"]


def verb_forms(written: str) -> dict[str, str]:
    """The forms by slot of a verb as the list writes it. Raises ValueError for what is no infinitive."""
    notation = read(written)
    if not notation.is_infinitive:
        raise ValueError(f"“{written}” does not end in an infinitive, so it is no verb.")
    paradigm = conjugate(notation.word, notation.particle)
    end = (" " + notation.rest if notation.rest else "") + notation.preposition
    found = {
        "inf": _together(notation, notation.word) + end,
        "te_inf": " ".join(filter(None, (notation.particle, "te", notation.word))) + end,
    }
    found |= _main(notation, paradigm)
    for slot in _FINITE:
        found[f"sub_{slot}"] = _together(notation, getattr(paradigm, slot)) + end
    for slot in _not_finite(notation):
        if form := getattr(paradigm, slot):
            found[slot] = _together(notation, form) + end
    return found


def _not_finite(notation: Notation) -> tuple[str, ...]:
    """The slots of the participles that it can have: none of laten zien (heeft laten zien)."""
    if notation.rest:
        return ()
    if notation.particle.partition(" ")[0] in _OBJECTS:
        return ("part", "prespart", "prespart_e")
    return ("part", "part_e", "prespart", "prespart_e")


def _main(notation: Notation, paradigm: Paradigm) -> dict[str, str]:
    """The finite forms in main clauses: kent … toe, laat … zien."""
    apart = _apart(notation)
    end = (_GAP + apart if apart else "") + notation.preposition
    return {slot: getattr(paradigm, slot) + end for slot in _FINITE}


def _together(notation: Notation, form: str) -> str:
    """The verb's form with what precedes it: toekent, in kennis stelt, toe-eigent but toegeëigend."""
    particle = notation.particle
    if not particle or notation.apart:
        return f"{particle} {form}" if particle else form
    clash = particle[-1] in VOWELS and particle[-1] + form[0] in _CLASHES
    return f"{particle}-{form}" if clash else particle + form


def _apart(notation: Notation) -> str:
    return " ".join(filter(None, (notation.particle, notation.rest)))


def particle_of(written: str) -> str:
    """What stands apart from the finite verb in a main clause: toe, in kennis, zien; "" when nothing does."""
    return _apart(read(written))
