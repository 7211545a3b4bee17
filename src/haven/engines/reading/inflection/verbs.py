"""The forms of a Dutch verb without its separable part: kennen, gebruiken, veronderstellen."""

from typing import NamedTuple

from haven.engines.reading.inflection.prefixes import prefix_of, split_prefixes
from haven.engines.reading.inflection.spelling import closed, has_vowel, is_voiceless, with_ge
from haven.engines.reading.inflection.stress import is_stressed
from haven.engines.reading.inflection.tables import read_rows, read_sets


class Paradigm(NamedTuple):
    """The forms by slot; "" where the verb has no such form."""

    inf: str
    pres_1: str
    pres_2i: str  # before je: ken je
    pres_3: str
    pres_pl: str
    past_sg: str
    past_pl: str
    part: str
    part_e: str
    prespart: str
    prespart_e: str
    pres_2: str  # after je: je kent, je hebt


class _Present(NamedTuple):
    first: str
    inverted: str
    second: str
    third: str


class _Past(NamedTuple):
    singular: str
    plural: str
    part: str
    part_e: str


_PRESENT = {
    "hebben": _Present("heb", "heb", "hebt", "heeft"),
    "komen": _Present("kom", "kom", "komt", "komt"),
    "kunnen": _Present("kan", "kun", "kunt", "kan"),
    "mogen": _Present("mag", "mag", "mag", "mag"),
    "skiën": _Present("ski", "ski", "skiet", "skiet"),
    "willen": _Present("wil", "wil", "wilt", "wil"),
    "zijn": _Present("ben", "ben", "bent", "is"),
    "zullen": _Present("zal", "zul", "zult", "zal"),
}
_MODAL = frozenset({"kunnen", "moeten", "mogen", "willen", "zullen"})
_NOT_ATTRIBUTIVE = _MODAL | {"hebben", "zijn"}
_STEM_IN_VOWEL = frozenset({"doen", "gaan", "slaan", "staan", "zien"})
_SETS = read_sets("verb_sets.txt")
_MUTE_E, _RESEPARABLE = _SETS["mute_e"], _SETS["reseparable"]
_AFTER_HER = ("aan", "in", "op", "uit")
_STRONG = {infinitive: tuple(parts) for infinitive, *parts in read_rows("strong_verbs.txt")}
_WEAK = ("weak",)
_GE_FIRST = frozenset({"her", "mis"})
_GE_INSIDE = frozenset({"onder", "over"})


def conjugate(infinitive: str, particle: str = "") -> Paradigm:
    """All forms of a verb without its particle, which is only needed where the past tense hangs on it."""
    if infinitive in _RESEPARABLE:
        return _reseparable(infinitive)
    prefix, root = split_prefixes(infinitive, particle)
    stem = prefix + _stem(root)
    present = _present(infinitive, prefix, root, stem)
    past = _strong_past(infinitive, particle) or _weak_past(infinitive, prefix, root, stem)
    prespart = "" if infinitive in _MODAL else infinitive + "d"
    part_e = "" if infinitive in _NOT_ATTRIBUTIVE else past.part_e
    return Paradigm(
        infinitive, present.first, present.inverted, present.third, infinitive,
        past.singular, past.plural, past.part, part_e, prespart, prespart and prespart + "e", present.second,
    )  # fmt: skip


def _reseparable(infinitive: str) -> Paradigm:
    """herindelen as her-in-delen: ge- comes inside, heringedeeld."""
    before = next(f"her{part}" for part in _AFTER_HER if infinitive.startswith(f"her{part}"))
    return Paradigm(*(before + form for form in conjugate(infinitive.removeprefix(before))))


# ---------------------------------------------------------------- present tense


def _stem(root: str) -> str:
    """What is left for ik: kennen → ken, maken → maak, wandelen → wandel, gaan → ga, racen → race."""
    if root in _STEM_IN_VOWEL:
        return root[:-2] if root[-2] == "a" else root[:-1]
    if root in _MUTE_E:
        return root[:-1]
    if root.endswith("iën"):
        return root[:-2] + "e"
    stem = root[:-2]
    return closed(stem) if is_stressed(stem) else stem


def _present(infinitive: str, prefix: str, root: str, stem: str) -> _Present:
    if irregular := _PRESENT.get(root):
        return _Present(*(prefix + form for form in irregular))
    if root in _STEM_IN_VOWEL:
        with_t = infinitive[:-1] + "t"
    else:
        with_t = stem if stem[-1] == "t" else _before_t(stem) + "t"
    return _Present(stem, stem, with_t, with_t)


def _before_t(stem: str) -> str:
    """The stem before -t and -d: o at the end is written double there (echo, hij echoot, geëchood)."""
    return stem + "o" if stem[-1] == "o" and stem[-2:-1] not in ("o", "e") else stem


# ---------------------------------------------------------------- past tense and participle


def _strong_past(infinitive: str, particle: str) -> _Past | None:
    """From the table, of the verb itself or of what is left without its prefixes; None when it is regular."""
    if particle and _STRONG.get(particle + infinitive) == _WEAK:
        return None
    prefix, rest = "", infinitive
    while rest not in _STRONG and (first := prefix_of(rest)):
        prefix, rest = prefix + first, rest[len(first) :]
    parts = _STRONG.get(rest, _WEAK)
    if parts == _WEAK:
        return None
    singular, plural, part = parts
    if part == "-":
        return _Past(prefix + singular, prefix + plural, "", "")
    if prefix:
        part = prefix + (part if prefix_of(rest) else part.removeprefix("ge"))
    return _Past(prefix + singular, prefix + plural, part, _strong_attributive(part))


def _strong_attributive(part: str) -> str:
    """gedaan → gedane, gezien → geziene, gebracht → gebrachte; geschreven stays as it is."""
    if part.endswith("aan"):
        return part[:-2] + "ne"
    if part.endswith("en") and not part.endswith("ien"):
        return part
    return part + "e"


def _weak_past(infinitive: str, prefix: str, root: str, stem: str) -> _Past:
    open_stem = infinitive[:-2]
    voiceless = is_voiceless(open_stem)
    singular = stem + ("te" if voiceless else "de")
    if stem[-1] in "td":
        part, part_e = stem, open_stem + "e"
    else:
        part, part_e = _before_t(stem) + ("t" if voiceless else "d"), singular
    return _Past(singular, singular + "n", _with_ge(part, prefix, root), _with_ge(part_e, prefix, root))


def _with_ge(part: str, prefix: str, root: str) -> str:
    """gekend, verkend; before -eren the prefix has stress, and ge- stays: geherwaardeerd, overgewaardeerd."""
    if not prefix:
        return with_ge(part)
    if root.endswith(("eren", "ëren")) and has_vowel(root[:-5]) and is_stressed(root[:-2]):
        if prefix in _GE_FIRST:
            return with_ge(part)
        if prefix in _GE_INSIDE:
            return prefix + with_ge(part.removeprefix(prefix))
    return part
