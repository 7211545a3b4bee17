"""Lines put together to paragraphs again: words that were parted, and the width at which lines broke."""

import re
from collections.abc import Collection

_HYPHENS = ("-", "\u2010")
_PARTED = re.compile(r"([^\W\d_]+)[-\u2010]$")
_FIRST_WORD = re.compile(r"[^\W\d_]+")
_HYPHENATED = re.compile(r"(?<![^\W\d_])[^\W\d_]++(?:[-\u2010][^\W\d_]++)++")
_LONGEST_WORD = 100
# "in- en uitvoer": the hyphen stands for the rest of a word.
_SHARING = frozenset(["en", "of", "and", "or", "und", "oder", "et", "ou", "als", "tot", "dan", "noch", "to"])
# After these a hyphen is the word's own: "niet-Europese", "e-mail".
_OWN_HYPHEN = frozenset(["niet", "non", "ex", "oud", "e", "co", "semi", "pseudo", "zelf", "self"])
_END_OF_SENTENCE = re.compile(r"[.!?…][\"'”’)\]]*$")
_SEEN_OFTEN = 0.98  # of all lines are no longer than what is taken for the width
_WIDEST = 120  # characters; lines beyond are paragraphs
_NARROWEST = 40


class Joined:
    """Lines of one paragraph as they are put together; a word that was parted between two is whole again.

    `known` are words in lower case that keep their hyphen.
    """

    def __init__(self, line: str, known: Collection[str] = ()) -> None:
        self.known = known
        self.last = line
        self._parts = [line]

    def add(self, line: str) -> None:
        lost, between = _seam(self.last[-_LONGEST_WORD:], line[:_LONGEST_WORD], self.known)
        if lost:
            self._parts[-1] = self._parts[-1][:-lost]
        self._parts.append(between + line)
        self.last = line

    def __str__(self) -> str:
        return "".join(self._parts)


def hyphenated(text: str) -> set[str]:
    """Words that are written with a hyphen where nothing parts them, in lower case."""
    return {match[0].lower() for match in _HYPHENATED.finditer(text) if len(match[0]) <= _LONGEST_WORD}


def _seam(before: str, after: str, known: Collection[str]) -> tuple[int, str]:
    """How many characters the line before loses at its end, and what comes between the two."""
    if not before.endswith(_HYPHENS):
        return 0, " "
    parted, following = _PARTED.search(before), _FIRST_WORD.match(after)
    if not parted or not following:  # "1990-" and "2000" belong together, a dash and a word do not
        return 0, "" if before[-2:-1].isalnum() and after[:1].isalnum() else " "
    if following[0].lower() in _SHARING:
        return 0, " "
    return (0, "") if _keeps_hyphen(parted[1], following[0], known) else (1, "")


def _keeps_hyphen(first: str, second: str, known: Collection[str]) -> bool:
    return (
        not second[0].islower()
        or first.lower() in _OWN_HYPHEN
        or (first.isupper() and len(first) > 1)
        or f"{first}-{second}".lower() in known
    )


def ends_sentence(line: str) -> bool:
    return bool(_END_OF_SENTENCE.search(line[-10:]))


def goes_on(before: str, after: str, width: int) -> bool:
    """Whether a line was broken only because the next word had no room in this width."""
    if not width:
        return False
    if after[:1].islower() and not ends_sentence(before):
        return True
    first = after.split(" ", 1)[0]
    return len(before) + 1 + len(first) > width


def usual_width(lengths: list[int]) -> int:
    """The width at which lines were broken, by the lengths of those with text; 0 where they were not."""
    if not lengths:
        return 0
    width = sorted(lengths)[int((len(lengths) - 1) * _SEEN_OFTEN)]
    return 0 if width > _WIDEST else max(width, _NARROWEST)
