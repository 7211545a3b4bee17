"""What is done to what, in words; and who may be called by name on the record's page.

The record itself holds codes. Each domain's `recorded.py` says them in words, because this floor knows
no nouns of the domain.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.utils.text import capfirst

_verbs: dict[tuple[str, str], Any] = {}


def recorded(kind: str, **verbs: Any) -> None:
    """Say in words which verbs are put down of a kind ("people.person"): `renamed=_("name corrected")`."""
    _verbs.update({(kind, verb): words for verb, words in verbs.items()})


def is_said(verb: str, kind: str = "") -> bool:
    """Whether somebody gave words to this verb (done to this kind, or to any)."""
    return any(verb == known and kind in {"", of} for of, known in _verbs)


def verb_in_words(kind: str, verb: str) -> str:
    """Its words, or the verb itself where none were given."""
    return str(_verbs.get((kind, verb), verb))


def kind_in_words(kind: str) -> str:
    """The model's name in the reader's language, or the kind itself for a model that is gone."""
    try:
        return str(capfirst(apps.get_model(kind)._meta.verbose_name))
    except (LookupError, ValueError):
        return kind


def kinds() -> list[tuple[str, str]]:
    """Every kind that things are put down of, with its words, in their order."""
    return sorted({(kind, kind_in_words(kind)) for kind, _verb in _verbs}, key=lambda pair: pair[1])


def verbs() -> list[tuple[str, str]]:
    """Every verb, with the words of all it stands for, in their order."""
    words: dict[str, dict[str, None]] = {}
    for (_kind, verb), said in _verbs.items():
        words.setdefault(verb, {})[str(said)] = None
    pairs = ((verb, capfirst(" / ".join(said))) for verb, said in words.items())
    return sorted(pairs, key=lambda pair: pair[1])


@dataclass(frozen=True, slots=True)
class Register:
    """Those whose name may stand on the page: staff, whose acts are looked into, and no newcomers."""

    names: Callable[[Collection[int]], Mapping[int, str]]  # of accounts, by id
    account: Callable[[str], int | None]  # whose e-mail address this is


_registers: list[Register] = []


def register_names(register: Register) -> None:
    _registers.append(register)


def names_of(accounts: Collection[int]) -> dict[int, str]:
    """The names that may be shown; accounts of others are left out."""
    return {pk: name for register in _registers for pk, name in register.names(accounts).items()}


def account_of(email: str) -> int | None:
    found = (register.account(email) for register in _registers)
    return next((pk for pk in found if pk is not None), None)
