"""Forms of familiar words are familiar, though a list of frequencies has each form apart."""

from collections.abc import Iterator
from functools import lru_cache

from haven.engines.reading.frequency import zipf
from haven.engines.reading.inflection.spelling import closed, has_vowel, is_weak, opened

_SHORTEST = 4  # letters of a word that another may be a form of
_RARER = 0.2  # Zipf; a form is a little harder than the word itself
_PAST = ("ten", "den", "te", "de", "t", "d")
_ADJECTIVE = ("ere", "ste", "er", "st", "e")
# What everybody at a university in Flanders meets in the first weeks, and wordfreq hardly has.
HERE = frozenset(
    (
        "afgestudeerde afgestudeerden bachelorproef eerstejaars hoorcollege hoorcolleges inhaalexamen "
        "inschrijvingsgeld lab labo lesgever lesgevers masterproef mondeling mondelinge ombudsdienst "
        "practica practicum schriftelijk schriftelijke studiegeld studiepunt studiepunten trajectbegeleider"
    ).split()
)


@lru_cache(maxsize=50_000)
def zipf_of_family(low: str) -> float:
    """Zipf of the commonest word that a lower-case word may be a form of, its own included."""
    others = (zipf(one) - _RARER for one in _words(low) if len(one) >= _SHORTEST)
    return max(zipf(low), max(others, default=0.0))


def _words(low: str) -> Iterator[str]:
    """Dictionary forms that a word may belong to; many of them do not exist."""
    yield from _infinitives(low)
    if low.startswith("ge"):
        yield from _infinitives(low[2:])
    if low.endswith("en"):
        yield from _bases(low[:-2])
    if low.endswith("s"):
        yield low[:-1].removesuffix("'")
    for ending in _ADJECTIVE:
        if low.endswith(ending):
            yield from _bases(low[: -len(ending)])


def _infinitives(low: str) -> Iterator[str]:
    """Of beoordeelt, stelden, gedroogde (without ge-), bereken."""
    for form in (low, low.removesuffix("e")):
        for ending in ("", *_PAST):
            if form.endswith(ending) and has_vowel(stem := form[: len(form) - len(ending)]):
                yield opened(stem, weak=is_weak(stem)) + "en"


def _bases(stem: str) -> Iterator[str]:
    """Of therapeut-en, econom-en, langzam-e."""
    if len(stem) > 1 and has_vowel(stem):
        yield stem
        yield closed(stem)
