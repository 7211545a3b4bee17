"""Every personal field, with why it is held, on what ground, for how long, and how it goes.

Each domain's `privacy.py` declares its models here. Deny by default: a model field that is neither
declared personal nor declared plain fails the contract test over every model.

`subject` says how the rows of a model hang on a person, where its keys to a person or an account do not
tell; export, erasure and retention go by that.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import models

from haven.core.privacy.subjects import Subject

# Rows of a model that hang on any of these people.
Finder = Callable[[Sequence[Subject]], "models.QuerySet[Any]"]
# Takes out (or only counts, when the second is False) what a row that stays says of somebody.
Scrubber = Callable[[Subject, bool], int]


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
    secret: bool = False  # opens something: an export says that it is held, and not what it is


@dataclass(frozen=True, slots=True)
class Hanging:
    """How the rows of a model hang on a person."""

    paths: tuple[str, ...] = ()  # through keys, to a person or an account: "pathway__person"
    rows: Finder | None = None  # where no key leads there: by an address, by a number in a file
    shown: Finder | None = None  # those of `rows` that are surely theirs, for the export
    scrub: Scrubber | None = None
    own_clock: bool = False  # what is old goes by a job of its own, whoever it is about
    words: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)  # column -> value in words


_personal: dict[tuple[str, str], PersonalField] = {}
_plain: set[tuple[str, str]] = set()
_hanging: dict[str, Hanging] = {}


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
    secret: Collection[str] = (),
) -> None:
    """Declare fields of `model` ("people.Person") that say something about a person.

    `label` names them together where the model gives them no name of their own; `about` and `domain`
    say where they are read when the model is not Haven's; `secret` names those that open something.
    """
    for name in fields:
        rest = (sensitive, label, about, domain, name in secret)
        _personal[model, name] = PersonalField(model, name, purpose, basis, retention_days, erasure, *rest)


def subject(
    model: str,
    *paths: str,
    rows: Finder | None = None,
    shown: Finder | None = None,
    scrub: Scrubber | None = None,
    own_clock: bool = False,
    words: Mapping[str, Callable[[Any], Any]] | None = None,
) -> None:
    """Say how the rows of `model` hang on a person, where that cannot be told from its keys."""
    _hanging[model] = Hanging(paths, rows, shown, scrub, own_clock, words or {})


def plain(model: str, *fields: str) -> None:
    """Declare fields that say nothing about a person."""
    _plain.update((model, field) for field in fields)


def personal_fields() -> list[PersonalField]:
    return sorted(_personal.values(), key=lambda row: (row.model, row.field))


def fields_of(model: str) -> list[PersonalField]:
    """The personal fields of a model, in the order of its columns as they were declared."""
    return [row for (of, _name), row in _personal.items() if of == model]


def personal_models() -> list[str]:
    """Every model that holds something personal."""
    return list(dict.fromkeys(model for model, _field in _personal))


def hanging_of(model: str) -> Hanging | None:
    """What `subject` said of a model; None where its keys tell."""
    return _hanging.get(model)


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
