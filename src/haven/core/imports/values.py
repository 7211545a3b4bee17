"""From the text of a cell to a value: each parser returns it, or raises `BadValue` with a full sentence.

No parser looks anything up outside itself, and none knows the clock: `today` is given.
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Literal, TypeVar

from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, validate_email

from haven.core.imports.dates import Kind, parse_date
from haven.core.imports.reasons import BadValue, Sentence, sentence
from haven.core.search.folding import fold

T = TypeVar("T")
Column = Literal["value", "name", "country"]

__all__ = [
    "BadValue", "Kind", "Sentence", "destroyed", "parse_cefr", "parse_choice", "parse_date", "parse_email",
    "parse_gender", "sentence", "starts_formula", "unknown",
]  # fmt: skip


# ---------------------------------------------------------------- nothing known

_ONLY_MARKS = re.compile(r"[\s\-–—_./\\*]*")
_UNKNOWN = frozenset(
    {"n v t", "nvt", "niet van toepassing", "n a", "onbekend", "ongekend", "niet bekend", "nog niet bekend",
     "unknown", "not known", "not applicable", "not available", "geen gegevens", "leeg", "inconnu",
     "non connu"}
)  # fmt: skip
# Words that are unknown only where no name can be meant: Null, Na, None and Tba are surnames.
_UNKNOWN_UNLESS_NAME = frozenset(
    {"na", "null", "none", "nan", "nil", "tbd", "tba", "tbc", "nnb", "n n b", "ntb", "n t b",
     "nog te bepalen", "to be determined", "to be confirmed"}
)  # fmt: skip


@lru_cache(maxsize=20_000)
def unknown(cell: str, *, column: Column = "value") -> bool:
    """Whether the cell says that nothing is known: empty, "-", "n.v.t.", "unknown".

    "NA" is Namibia in a column of countries; "?" in a name is a destroyed name (see `destroyed`).
    """
    if _ONLY_MARKS.fullmatch(cell):
        return True
    word = fold(cell)
    if word in _UNKNOWN:
        return True
    if column == "name":
        return False
    if column == "country" and word == "na":
        return cell.strip() != "NA"
    return word in _UNKNOWN_UNLESS_NAME or not cell.strip("? \u00a0")


# ---------------------------------------------------------------- names and text

# UTF-8 that was read as cp1252: the first byte of two as a letter, the second as anything but one.
_MOJIBAKE = re.compile(r"[ÂÃÄÅÆÐÑØÙ][\u0080-\u00bf\u02c6\u02dc\u2013-\u203a\u20ac\u2122ŒœŠšŸŽžƒ]")
_FORMULA = re.compile(r"[=@\t\r＝＠]|[+\-＋－](?![\d\s().,/-]*$)")


def destroyed(name: str) -> bool:
    """Whether letters were lost upstream: "???", "Ku?erová", a replacement character, "KuÄ\u008derovÃ¡"."""
    return "?" in name or "\N{REPLACEMENT CHARACTER}" in name or bool(_MOJIBAKE.search(name))


def starts_formula(cell: str) -> bool:
    """Whether a spreadsheet would take the cell for a formula; "-5" and "+32 16 00 00 00" are harmless."""
    return bool(_FORMULA.match(cell)) and len(cell) > 1


def parse_choice(cell: str, aliases: Mapping[str, T], *, expected: Sentence = "") -> T:
    """The value whose alias (a folded text) the cell is; `expected` is a list of what may stand there."""
    try:
        return aliases[fold(cell)]
    except KeyError:
        if not expected:
            raise BadValue(_("We do not know this value. Check its spelling."), "choice") from None
        reason = sentence(_("We do not know this value. Write one of these: {expected}."), expected=expected)
        raise BadValue(reason, "choice") from None


# ---------------------------------------------------------------- e-mail

_PLAIN_EMAIL = re.compile(
    r"[A-Za-z0-9_]+(?:[.+-][A-Za-z0-9_]+)*@((?:[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\.)+[A-Za-z]{2,24})"
)
_RESERVED = ("test", "invalid", "local", "localhost", "onion", "arpa", "alt")
_IN_BRACKETS = re.compile(r"[^<>]*<\s*([^<>]+?)\s*>")
_LONGEST_LOCAL = 64
_LONGEST_EMAIL = 254


def parse_email(cell: str) -> str:
    """The address with its domain in lower case. "Jan <jan@…>" and "mailto:jan@…" are understood."""
    address = cell.strip()
    if bracketed := _IN_BRACKETS.fullmatch(address):
        address = bracketed[1]
    if address[:7].lower() == "mailto:":
        address = address[7:].strip()
    local, _at, domain = address.rpartition("@")
    if _PLAIN_EMAIL.fullmatch(address) and _is_short(local, domain):
        return f"{local}@{domain.lower()}"
    return _checked_email(address)


def _is_short(local: str, domain: str) -> bool:
    """Whether nothing but the form is left to check, so that the slow validator need not be asked."""
    labels = domain.lower().split(".")
    return (
        len(local) <= _LONGEST_LOCAL
        and len(local) + 1 + len(domain) <= _LONGEST_EMAIL
        and all(len(label) <= 63 and label[2:4] != "--" for label in labels)
        and labels[-1] not in _RESERVED
    )


def _checked_email(address: str) -> str:
    try:
        return validate_email(address, check_deliverability=False, strict=True).normalized
    except EmailNotValidError:
        reason = _("This is not an e-mail address. Write one address, such as jana@example.org.")
        raise BadValue(reason, "email") from None


# ---------------------------------------------------------------- language level, gender

_CEFR = re.compile(r"([abc][12]|a0)(?:[+.\- ][\d+-]*)?(?:\s*[/–-]\s*[abc][12])?", re.IGNORECASE)
_CEFR_WORDS = {
    **dict.fromkeys(
        ("0", "geen", "geen kennis", "none", "none yet", "nihil", "no", "nee", "aucun", "absolute beginner"),
        "A0",
    ),
    **dict.fromkeys(
        ("moedertaal", "moedertaalspreker", "native", "native speaker", "mother tongue", "langue maternelle"),
        "C2",
    ),
}  # fmt: skip
_GENDERS = {
    **dict.fromkeys(
        ("m", "man", "male", "mannelijk", "masculin", "homme", "mr", "dhr", "de heer", "h", "mannlich"), "m"
    ),
    **dict.fromkeys(
        ("v", "vrouw", "f", "female", "vrouwelijk", "w", "woman", "feminin", "femme", "mevr", "mevrouw", "mw",
         "mrs", "ms", "weiblich", "mme"), "f",
    ),
    **dict.fromkeys(
        ("x", "other", "anders", "ander", "non binary", "nonbinary", "non binair", "divers", "d", "u",
         "gender x", "autre", "onbepaald"), "x",
    ),
}  # fmt: skip


def parse_cefr(cell: str) -> str:
    """A level of the Common European Framework, A0 for none yet; of "A2/B1" and "B1+" the level reached."""
    if level := _CEFR.fullmatch(cell.strip()):
        return level[1].upper()
    try:
        return _CEFR_WORDS[fold(cell)]
    except KeyError:
        reason = _("This is not a language level. Write A0, A1, A2, B1, B2, C1 or C2.")
        raise BadValue(reason, "level") from None


def parse_gender(cell: str) -> str:
    """One of m, f and x."""
    try:
        return _GENDERS[fold(cell)]
    except KeyError:
        raise BadValue(_("We do not know this gender. Write M, V (or F) or X."), "gender") from None
