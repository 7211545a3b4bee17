"""What the parser looks at in a word: itself, its ends, its shape, how common it is."""

import re
from collections.abc import Mapping

SUFFIXES = (1, 2, 3, 4, 5)  # lengths, in characters
PREFIXES = (2, 3, 4)
_SHAPES = (
    ("number", re.compile(r"(?=.*\d)[\d.,:/%°½¼¾-]+")),
    ("ordinal", re.compile(r"\d+(e|de|ste)")),
    ("digits", re.compile(r".*\d.*")),
    ("initials", re.compile(r"([A-Z]\.)+")),
    ("capitals", re.compile(r"[^\Wa-z\d_]{2,}")),
    ("hyphen", re.compile(r".*\w-\w.*")),
    ("title", re.compile(r"[^\Wa-zà-ÿ\d_].*")),
    ("lower", re.compile(r"[^\W\d_].*")),
)


def shape(word: str) -> str:
    if word.isascii() and word.isalpha():  # most words: the patterns below say the same of them
        return "lower" if word[0].islower() else "capitals" if len(word) > 1 and word.isupper() else "title"
    for name, pattern in _SHAPES:
        if pattern.fullmatch(word):
            return name
    return "mark"


def pieces(word: str, zipf: float) -> list[str]:
    """Names of the pieces of a word; `zipf` is the common logarithm of its frequency per 10⁹ words."""
    low = word.lower()
    found = [f"={low}", f"#{shape(word)}", f"~{min(int(zipf), 7)}"]
    found += [f"-{low[-length:]}" for length in SUFFIXES if len(low) > length]
    found += [f"{low[:length]}-" for length in PREFIXES if len(low) > length + 1]
    return found


def rows(word: str, zipf: float, known: Mapping[str, int]) -> list[int]:
    """Rows of the embedding for the pieces that the parser was trained on."""
    return [known[piece] for piece in pieces(word, zipf) if piece in known]
