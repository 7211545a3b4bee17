"""Names and headings brought to one form, so that they are found however somebody types them."""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

# Letters that no decomposition brings back to their plain form.
_SPECIAL = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t",
     "ŋ": "ng", "ə": "e", "ĸ": "k", "ŀ": "l", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ɛ": "e", "ɔ": "o"}
)  # fmt: skip
# How German and Scandinavian names are written where the letter is missing: Müller is Mueller.
_SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
# Marks of the classes below 10 are part of the letter (nukta, kana voicing, virama), those of 0 are vowels.
_FIRST_ACCENT_CLASS = 10
_ASCII_WORD = re.compile("[a-z0-9]+")
_APOSTROPHES = re.compile(r"['’‘ʼʻʹ`´ʿʾ]")


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """Lower case, no accents, punctuation as spaces: "Geb. datum" -> "geb datum", "Łukasz" -> "lukasz"."""
    if text.isascii():
        return " ".join(_ASCII_WORD.findall(text.lower()))
    parts = unicodedata.normalize("NFKD", text).casefold()
    parts = unicodedata.normalize("NFKD", parts)
    plain = "".join(letter for letter in parts if unicodedata.combining(letter) < _FIRST_ACCENT_CLASS)
    plain = unicodedata.normalize("NFC", plain.translate(_SPECIAL))
    return " ".join("".join(letter if _is_word(letter) else " " for letter in plain).split())


def search_key(*names: str) -> str:
    """What a person is found by: the names as written, folded, spelled out, joined, in Latin letters.

    The forms stand one after the other; keep the key in a column and look for each term in it.
    """
    written = " ".join(unicodedata.normalize("NFC", " ".join(names)).casefold().split())
    forms = dict.fromkeys(
        (
            written,
            fold(written),
            fold(_APOSTROPHES.sub("", written)),
            fold(written.replace("-", "").translate(_SPELLED_OUT)),
            _in_latin(written),
        )
    )
    return " ".join(form for form in forms if form)


def search_terms(query: str) -> list[str]:
    """The parts of a query, folded: somebody is found when each of them occurs in their key."""
    return list(dict.fromkeys(fold(query).split()))


def _in_latin(written: str) -> str:
    # Greek ου is one sound, which a letter-by-letter table does not know.
    plain = fold(written).replace("ου", "ou")
    return plain if plain.isascii() else fold(_APOSTROPHES.sub("", anyascii(plain)))


def _is_word(letter: str) -> bool:
    # Vowel signs and viramas (Mn, Mc) belong to the word they stand in.
    return letter.isalnum() or unicodedata.category(letter)[0] == "M"
