"""All that is held of one person, by the registry: to read, and for programs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone

from haven import __version__
from haven.core.privacy import registry
from haven.core.privacy.hanging import Model, hanging_of, mentions, naming, personal_models, roots, rows_of
from haven.core.privacy.registry import PersonalField
from haven.core.privacy.subjects import ACCOUNT, Subject

OWN, OTHER = "self", "somebody else"
SECRET = "held, not shown: it opens something"  # noqa: S105 - the word for it

Words = Mapping[str, Callable[[Any], Any]]


@dataclass(frozen=True, slots=True)
class Held:
    """What one model holds of the person: its personal fields, its rows, and how often they are named."""

    kind: Model
    fields: tuple[PersonalField, ...]
    rows: tuple[Any, ...]
    named: dict[str, int]  # by key: rows about something else, in which this person is named
    subject: Subject
    words: Words

    @property
    def any(self) -> bool:
        return bool(self.rows or self.named)


def all_held(subject: Subject) -> list[Held]:
    """Everything, read at once; models that hold nothing of this person are left out."""
    kinds = sorted(personal_models(), key=_place)
    found = (_held(kind, subject) for kind in kinds)
    return [held for held in found if held.any]


def _place(kind: Model) -> tuple[bool, bool]:
    """The person first, what hangs on them next, what is found otherwise (the record, letters) last."""
    return kind._meta.label not in roots(), hanging_of(kind).rows is not None


def _held(kind: Model, subject: Subject) -> Held:
    fields = tuple(registry.fields_of(kind._meta.label))
    keys = [row.field for row in fields if _is_key(kind, row.field)]
    rows = rows_of(kind, (subject,), shown=True).select_related(*keys).order_by("pk")
    counts = {name: naming(kind, name, (subject,)).count() for name in mentions(kind)}
    named = {name: count for name, count in counts.items() if count}
    return Held(kind, fields, tuple(rows), named, subject, hanging_of(kind).words)


def _is_key(kind: Model, name: str) -> bool:
    return isinstance(kind._meta.get_field(name), models.ForeignKey)


# ---------------------------------------------------------------- for programs


def as_data(held: list[Held], subject: Subject) -> dict[str, Any]:
    """One object: where it comes from, and for each model what its fields are for, and its rows."""
    return {
        "haven": __version__,
        "made_at": timezone.now().isoformat(),
        "person": subject.person_id,
        "account": subject.user_id,
        "held": [_section(one) for one in held],
    }


def _section(held: Held) -> dict[str, Any]:
    return {
        "model": held.kind._meta.label,
        "name": str(held.fields[0].about or held.kind._meta.verbose_name),
        "fields": {row.field: _declared(row) for row in held.fields},
        "rows": [_number(held, row) | _values(held, row) for row in held.rows],
        "named_in": held.named,
    }


def _declared(row: PersonalField) -> dict[str, Any]:
    return {
        "purpose": str(row.purpose),
        "basis": row.basis.value,
        "retention_days": row.retention_days,
        "erasure": row.erasure.value,
        "sensitive": row.sensitive,
    }


def _number(held: Held, row: Any) -> dict[str, Any]:
    """The row's id, unless that opens something by itself: a session's."""
    opens = {one.field for one in held.fields if one.secret}
    return {} if held.kind._meta.pk.name in opens else {"id": row.pk}


def _values(held: Held, row: Any) -> dict[str, Any]:
    return {one.field: plain_value(held, one, row) for one in held.fields}


def plain_value(held: Held, one: PersonalField, row: Any) -> Any:
    """As JSON takes it: ISO dates; who somebody else is is not told."""
    column: Any = held.kind._meta.get_field(one.field)
    raw = getattr(row, column.attname)
    if raw is None or (isinstance(raw, str | dict | list) and not raw):
        return raw
    if one.secret:
        return SECRET
    if isinstance(column, models.ForeignKey):
        return _key(held, column, row, raw)
    if one.field == "actor_id":
        return OWN if raw == held.subject.user_id else OTHER
    if isinstance(raw, datetime):
        return timezone.localtime(raw).isoformat()
    return raw.isoformat() if isinstance(raw, date) else raw


def _key(held: Held, column: Any, row: Any, raw: Any) -> Any:
    label = column.related_model._meta.label
    if label in roots():
        own = held.subject.user_id if label == ACCOUNT else held.subject.person_id
        return OWN if raw == own else OTHER
    said = held.words.get(column.name)
    return {"id": raw, "name": str(said(row) if said else getattr(row, column.name))}
