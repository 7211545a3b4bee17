"""How Dutch spelling changes where a syllable closes or opens: maken, ik maak; kat, katten; huis, huizen.

A stem is written closed at the end of a word and before a consonant (maak, kat, huis), and open before a
vowel (mak-, katt-, huiz-). Everything is in lower case. The rules are those of the Woordenlijst Nederlandse
Taal (2015) and its Leidraad.
"""

VOWELS = frozenset("aeiouyàáâäèéêëìíîïòóôöùúûü")
_LONG = frozenset("aeou")  # written double in a closed syllable
_SINGLE_AFTER = frozenset("jqwxyh")  # consonants that neither are doubled nor double the vowel
_DIGRAPHS = frozenset({"ie", "oe", "eu", "ui", "ei", "ij", "ou", "au", "ai", "oi", "ea", "oa", "ïe"})
_HARD = {"v": "f", "z": "s"}
_SOFT = {"f": "v", "s": "z"}
_VOICELESS = frozenset("tkfschpx")  # 't kofschip, and x; h stands for ch and sh
_TREMA = {"e": "ë", "i": "ï", "u": "ü"}


def closed(stem: str) -> str:
    """An open stem as it is written at the end of a word: mak → maak, katt → kat, kopiër → kopieer."""
    last, vowel, before = stem[-1], stem[-2:-1], stem[-3:-2]
    if last in VOWELS:
        return stem
    if vowel == last:
        return stem[:-1]
    head = stem[:-1]
    if vowel == "ë":
        head = stem[:-2] + ("ee" if before == "i" else "ëe")
    elif vowel in _LONG and last not in _SINGLE_AFTER and (before not in VOWELS or before in "uyïü"):
        head += vowel  # u, y, ï or ü belongs to the syllable before: evalu-eren, roy-eren
    return head + _HARD.get(last, last)


def opened(word: str, *, weak: bool = False, soft: bool = True) -> str:
    """A word as it is written before -e or -en: maak → mak, kat → katt, huis → huiz, reëel → reël.

    `weak`: its last syllable has no stress, so that the consonant stays single (edel → edele).
    `soft`: f and s become v and z after a long vowel.
    """
    last, pair = word[-1], word[-3:-1]
    if last in VOWELS or (pair[-1:] not in VOWELS and pair != "ij"):
        return word
    softened = _SOFT.get(last, last) if soft else last
    if pair in _DIGRAPHS:
        return word[:-1] + softened
    if pair == "ëe" or (pair[0] == pair[-1] and pair[0] in _LONG and len(pair) == 2):
        return _with_single_vowel(word) + softened
    return word if weak or last in _SINGLE_AFTER or pair[-1] == "y" else word + last


def _with_single_vowel(word: str) -> str:
    """Without the last consonant and one of the two vowels: groot → gro, reëel → reë, officieel → officië."""
    if word[-3] == "ë":
        return word[:-2]
    return word[:-3] + ("ë" if word[-4:-2] == "ie" else word[-2])


def is_weak(word: str) -> bool:
    """Whether it ends in -el, -em, -en or -er after another syllable, and so most often without stress."""
    if word[-2:] not in ("el", "em", "en", "er"):
        return False
    before = word[-3:-2]
    return (before not in VOWELS or (before in "iu" and word[-4:-3] in VOWELS)) and has_vowel(word[:-2])


def has_vowel(text: str) -> bool:
    return not VOWELS.isdisjoint(text)


def is_voiceless(stem: str) -> bool:
    """Whether a weak verb with this open stem has -te and -t: werk-, juich-; but lev- and reiz- have -de."""
    return stem[-1] in _VOICELESS


def with_ge(stem: str) -> str:
    """With ge- before it, and a trema where the two would be misread: eerd → geëerd, but uit → geuit."""
    first = stem[0]
    return f"ge{stem}" if stem[:2] in ("ui", "ij") else f"ge{_TREMA.get(first, first)}{stem[1:]}"
