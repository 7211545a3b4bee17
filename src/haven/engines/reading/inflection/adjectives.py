"""The forms of a Dutch adjective: with -e, comparative, superlative and the one after iets."""

from haven.engines.reading.inflection.spelling import VOWELS, is_weak, opened
from haven.engines.reading.inflection.tables import read_rows

_LISTED = {
    base: tuple("" if form == "-" else form for form in forms) for base, *forms in read_rows("adjectives.txt")
}
_UNCHANGED = frozenset(
    {"aluminium", "anders", "bio", "gratis", "linker", "live", "netjes", "nylon", "offline", "online",
     "plastic", "rechter", "rubber", "standaard", "zilver"}
)  # fmt: skip
# Those in -en take no -e; only these of them are compared.
_COMPARED = frozenset(
    {"belezen", "bescheiden", "bezonnen", "dronken", "ervaren", "gedreven", "gelaten", "gesloten",
     "ingetogen", "onervaren", "ontevreden", "onvolwassen", "open", "opgewonden", "tevreden", "uitgelaten",
     "uitgesproken", "verlegen", "volwassen"}
)  # fmt: skip
_STRESSED = ("fel", "snel")
_ENDINGS_IN_VOWELS = ("ai", "ei", "ie", "oe", "oi", "ui")


def adjective_forms(base: str) -> dict[str, str]:
    """The forms by slot; a slot that the adjective has not is left out. Of several words the last changes."""
    before, space, last = base.rpartition(" ")
    inflected, comparative, superlative = _listed(last) or _regular(last)
    found = {"base": last, "infl": inflected, "part": _partitive(last)}
    if not space and comparative:
        found |= {"comp": comparative, "comp_infl": comparative + "e"}
    if not space and superlative:
        found |= {"sup": superlative, "sup_infl": superlative + "e"}
    return {slot: before + space + form for slot, form in found.items() if form}


def _listed(base: str) -> tuple[str, ...] | None:
    """From the table, also for its contrary: heus, onheus."""
    if base.startswith("on") and (forms := _LISTED.get(base[2:])):
        return tuple(form and "on" + form for form in forms)
    return _LISTED.get(base)


def _regular(base: str) -> tuple[str, str, str]:
    if _is_unchanged(base):
        compared = base in _COMPARED
        return base, base + "er" if compared else "", base + "st" if compared else ""
    inflected = _inflected(base)
    if base.endswith("ende"):
        return inflected, "", ""
    comparative = base + "der" if base.endswith("r") else inflected + "r"
    return inflected, comparative, _superlative(base)


def _is_unchanged(base: str) -> bool:
    """Whether it takes no -e: eigen, gouden, prima, gratis."""
    if base in _UNCHANGED or base.endswith(("hande", "lei")):
        return True
    if base.endswith("en"):
        return is_weak(base)
    return base[-1] in "aioyé" and not base.endswith(_ENDINGS_IN_VOWELS)


def _inflected(base: str) -> str:
    if base.endswith("e"):
        return base
    weak = base.endswith("ig") or (is_weak(base) and not base.endswith(_STRESSED))
    return opened(base, weak=weak, soft=not base.endswith("ees")) + "e"


def _superlative(base: str) -> str:
    """The superlative, or "" of those in -st and -sch, which take meest: meest bewust, meest praktisch."""
    if base.endswith(("sch", "st")):
        return ""
    return base + ("t" if base.endswith("s") else "st")


def _partitive(base: str) -> str:
    """What follows iets: iets moois, iets eigens, iets praktisch."""
    if base.endswith(("s", "sch", "x")):
        return base
    if base in _UNCHANGED or (base[-1] in VOWELS and not base.endswith(_ENDINGS_IN_VOWELS)):
        return ""
    return base + "s"
