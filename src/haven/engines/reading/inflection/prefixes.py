"""Unstressed prefixes of verbs, which stand in the place of ge- in the participle: verkocht, overlegd."""

from haven.engines.reading.inflection.spelling import has_vowel
from haven.engines.reading.inflection.tables import read_sets

_PREFIXES = (
    "achter", "be", "door", "er", "ge", "her", "mis", "om", "onder", "ont", "over", "ver", "vol", "voor",
    "weer",
)  # fmt: skip
_WITH_AAN = frozenset({"aanbidden", "aanschouwen", "aanvaarden"})  # all others in aan- are separable
_WITH_PARTICLE = frozenset({"bedelen"})  # to beg; but with a particle it has a prefix: toebedelen
_UNPREFIXED = read_sets("verb_sets.txt")["unprefixed"]


def prefix_of(infinitive: str) -> str:
    """Its first prefix, or "" when it has none: verkopen → ver, veronderstellen → ver, verven → ""."""
    if infinitive in _WITH_AAN:
        return "aan"
    if infinitive in _UNPREFIXED or not infinitive.startswith(_PREFIXES):
        return ""
    return next((prefix for prefix in _PREFIXES if _begins(infinitive, prefix)), "")


def _begins(infinitive: str, prefix: str) -> bool:
    """Whether what follows the prefix can be a verb, so that ber-gen, bei-telen and vol-gen have none."""
    if not infinitive.startswith(prefix):
        return False
    stem = infinitive[len(prefix) : -2]
    return has_vowel(stem) and not (prefix[-1] == "e" and stem[0] in "eiu")


def split_prefixes(infinitive: str, particle: str = "") -> tuple[str, str]:
    """All its prefixes and the rest: veronderstellen → veronder, stellen."""
    rest = infinitive[2:] if particle and infinitive in _WITH_PARTICLE else infinitive
    while prefix := prefix_of(rest):
        rest = rest[len(prefix) :]
    return infinitive[: len(infinitive) - len(rest)], rest
