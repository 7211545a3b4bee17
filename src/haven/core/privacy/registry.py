"""Every personal field, with why it is held, on what ground, for how long, and how it goes.

Each domain's `privacy.py` declares its models here. Deny by default: a model field that is neither
declared personal nor declared plain fails the contract test over every model.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models


class Basis(StrEnum):
    """Article 6 (and 9) of the GDPR."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    PUBLIC_TASK = "public_task"


class Erasure(StrEnum):
    """What erasing does with the field."""

    DELETE_ROW = "delete_row"
    BLANK = "blank"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class PersonalField:
    """One personal field.

    `purpose` is a translated sentence; `retention_days` counts from the end of the stay or the work.
    """

    model: str
    field: str
    purpose: Any
    basis: Basis
    retention_days: int
    erasure: Erasure
    sensitive: bool = False  # reading it is put on the record
    label: Any = ""  # in words, where the field has no name of its own
    about: Any = ""  # what the model stands for, where it is another project's
    domain: str = ""  # the label of the app under which people read it, the model's own by default


_personal: dict[tuple[str, str], PersonalField] = {}
_plain: set[tuple[str, str]] = set()


def personal(
    model: str,
    *fields: str,
    purpose: Any,
    basis: Basis,
    retention_days: int,
    erasure: Erasure = Erasure.DELETE_ROW,
    sensitive: bool = False,
    label: Any = "",
    about: Any = "",
    domain: str = "",
) -> None:
    """Declare fields of `model` ("people.Person") that say something about a person.

    `label` names them together where the model gives them no name of their own; `about` and `domain`
    say where they are read when the model is not Haven's.
    """
    for field in fields:
        _personal[model, field] = PersonalField(
            model, field, purpose, basis, retention_days, erasure, sensitive, label, about, domain
        )


def plain(model: str, *fields: str) -> None:
    """Declare fields that say nothing about a person."""
    _plain.update((model, field) for field in fields)


def personal_fields() -> list[PersonalField]:
    return sorted(_personal.values(), key=lambda row: (row.model, row.field))


def declared(model: str, field: str) -> bool:
    return (model, field) in _personal or (model, field) in _plain


def undeclared(kinds: Iterable[type[models.Model]]) -> list[str]:
    """Every column of these models that no `privacy.py` declares, as "people.Person.email"."""
    columns = ((kind._meta.label, field.name) for kind in kinds for field in kind._meta.concrete_fields)
    return [f"{model}.{field}" for model, field in columns if not declared(model, field)]


def declared_without_field(kinds: Iterable[type[models.Model]]) -> list[str]:
    """Every declaration of a column that these models do not have."""
    columns = {(kind._meta.label, field.name) for kind in kinds for field in kind._meta.concrete_fields}
    return sorted(f"{model}.{field}" for model, field in {*_personal, *_plain} - columns)


def declared_twice() -> list[str]:
    """Every column that is said to be personal and plain at once."""
    return sorted(f"{model}.{field}" for model, field in _personal.keys() & _plain)
