"""Text without what no reader sees: control characters, soft hyphens, broken halves of characters."""

import re
import unicodedata

# Soft hyphen, zero-width space, marks of direction, joiners of words, halves of pairs, what is no character.
_UNSEEN = re.compile(
    "[\0-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff0-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_SPACE = re.compile(r"\s+")
_LIGATURES = dict(zip(range(0xFB00, 0xFB07), ("ff", "fi", "fl", "ffi", "ffl", "st", "st"), strict=True))
_APART = re.compile("[A-Za-z][\u0300-\u036f]{1,3}")
_UNKNOWN = re.compile("[\ue000-\uf8ff\ufffd]")
_TAB = "    "


def clean(text: str) -> str:
    """One line: white space of any kind is one space, accents are one with their letters."""
    return _SPACE.sub(" ", _plain(text)).strip()


def clean_lines(text: str) -> str:
    """The same line by line, where the white space within them means something."""
    lines = _plain(text.replace("\t", _TAB)).splitlines()
    return "\n".join(line.rstrip() for line in lines).strip("\n")


def unknown_letters(text: str) -> int:
    """How many characters stand for nothing: a font's own codes, and marks of what was lost."""
    return sum(
        1 for letter in text if "\ue000" <= letter <= "\uf8ff" or letter == "\N{REPLACEMENT CHARACTER}"
    )


def _plain(text: str) -> str:
    if text.isascii() and text.isprintable():
        return text
    seen = _UNSEEN.sub("", text).translate(_LIGATURES)
    return _APART.sub(lambda match: unicodedata.normalize("NFC", match[0]), seen)
