"""Which language a text is in: Dutch, English, or another."""

import re
from collections import Counter

from haven.engines.reading.frequency import zipf

DUTCH, ENGLISH, OTHER, NONE = "nl", "en", "other", ""
# Short words that each language has and the others do not, or seldom.
_TELLING = {
    DUTCH: (
        "de het een en van ik je dat niet met zijn op te voor aan er maar hij ze bij ook wij dit deze "
        "die naar door hebben heeft wordt worden kan uit over als dan nog geen meer om moet zij jij "
        "mijn wat hoe waar wie dag of is we in welke iets kunnen zodat werd wil wel bent ben zo jou jouw"
    ).split(),
    ENGLISH: (
        "the and of to is that it you for are with this have not be they from at or but what there "
        "your which will their has would can if his her she he we been were my do how where who"
    ).split(),
    "de": (
        "der die das und ist nicht ein eine ich zu den mit von auf für sich dem auch es wir sie "
        "werden oder bei nach wie sind einer haben wird durch kann"
    ).split(),
    "fr": (
        "le la les et des un une est que pour dans qui pas sur au avec vous nous il elle sont ce "
        "cette mais ou du aux ne plus par comme ses être"
    ).split(),
    "es": ("el la los las y que del un una es por con para no su se como más pero sus al este esta").split(),
    "it": ("il che di e la un una per non sono con del della gli le è si come più dei nel").split(),
    "af": ("die nie het is en ’n 'n wat hy vir aan sy ons hulle jy julle met van om ek dit wees").split(),
}
_KINDS = {
    word: [kind for kind, words in _TELLING.items() if word in words]
    for words in _TELLING.values()
    for word in words
}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_NOT_LATIN = re.compile(r"[^A-Za-zÀ-ɏ]")
_READ = 4_000  # characters; more says nothing new
_PIECE = 1_400  # characters at the beginning, in the middle and at the end of a longer text


def language_of(text: str) -> str:
    """ "nl", "en", "other", or "" where there are no words."""
    words = _WORD.findall(_sample(text).lower())
    if not words:
        return NONE
    letters = "".join(words)
    if len(_NOT_LATIN.findall(letters)) > 0.3 * len(letters):
        return OTHER
    points: Counter[str] = Counter()
    for word, times in Counter(words).items():
        kinds = _KINDS.get(word, ())
        for kind in kinds:
            points[kind] += times / len(kinds)  # type: ignore[assignment]
    best, most = points.most_common(1)[0] if points else (OTHER, 0.0)
    if len(words) < _FEW:
        return best if best == DUTCH else _of_few(words, best)
    if most < _LEAST_SHARE * len(words):
        return _of_few(words, OTHER)  # a list or a table has none of the short words either
    return best if best in {DUTCH, ENGLISH} else OTHER


def _sample(text: str) -> str:
    """What the language is told by: a preface may be in another."""
    if len(text) <= _READ:
        return text
    middle = (len(text) - _PIECE) // 2
    return " ".join((text[:_PIECE], text[middle : middle + _PIECE], text[-_PIECE:]))


_FEW = 20  # words; fewer may well hold none of the short ones, or just those that languages share
_LEAST_SHARE = 0.06
_FAMILIAR = 4.0  # mean Zipf of words in a language that one knows


def _of_few(words: list[str], best: str) -> str:
    """Of a line: Dutch when its words are common there, and no less so than in English."""
    dutch = sum(zipf(word, DUTCH) for word in words) / len(words)
    english = sum(zipf(word, ENGLISH) for word in words) / len(words) if best == ENGLISH else 0.0
    if dutch >= max(_FAMILIAR, english):
        return DUTCH
    if best == OTHER and len(words) < _TOO_FEW:
        return DUTCH
    return best if best == ENGLISH else OTHER


_TOO_FEW = 4  # words that nobody knows: a name, a heading
