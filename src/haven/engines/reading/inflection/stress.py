"""Where the stress falls in verbs in -elen, -emen, -enen and -eren, which spelling does not show.

It decides between ik verdeel and ik wandel, ik studeer and ik schilder. Verbs in -eren come from French by
the thousand and have the stress; the others mostly have not. The exceptions are in verb_sets.txt.
"""

from haven.engines.reading.inflection.spelling import has_vowel
from haven.engines.reading.inflection.tables import read_sets

_SETS = read_sets("verb_sets.txt")


def is_stressed(stem: str) -> bool:
    """Whether the last syllable of this open stem, without prefixes, has the stress and becomes long."""
    match stem[-2:]:
        case "el" | "em" | "en":
            return stem in _SETS["stressed"] or not has_vowel(stem[:-2])
        case "er" | "or":
            return stem not in _SETS["unstressed"]
    return True
