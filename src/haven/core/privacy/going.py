"""What goes of a person, by the registry: rows that are deleted, fields that are made empty, what stays.

One way of going through the models serves erasure (all of one person) and retention (what is over of
many), for counting and for doing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from haven.core.privacy import registry
from haven.core.privacy.hanging import Model, hanging_of, mentions, naming, personal_models, rows_of
from haven.core.privacy.registry import Erasure, PersonalField
from haven.core.privacy.subjects import Subject

# Whose fields with a term of so many days go now.
Due = Callable[[int], Sequence[Subject]]


@dataclass(slots=True)
class Gone:
    """What goes of one model, and what stays of it; numbers of rows."""

    model: str
    deleted: int = 0
    blanked: dict[str, int] = field(default_factory=dict)  # by field
    scrubbed: int = 0  # rows about several people, of which a part went
    kept: int = 0

    @property
    def touched(self) -> int:
        return self.deleted + sum(self.blanked.values()) + self.scrubbed

    def add(self, other: "Gone") -> None:
        self.deleted += other.deleted
        self.scrubbed += other.scrubbed
        self.kept += other.kept
        for name, count in other.blanked.items():
            self.blanked[name] = self.blanked.get(name, 0) + count


def everything(subject: Subject, *, do: bool) -> list[Gone]:
    """All of one person: what would go and stay, or, with `do`, goes. Inside a transaction."""
    plans = [_plan(kind, lambda days: (subject,)) for kind in personal_models()]
    # Looked for before anything goes: what is left of somebody in files is found by their name and number.
    beside = [(_scrub(plan.kind, subject, do=do), _kept(plan.kind, subject)) for plan in plans]
    found = [_carry_out(plan, do=do) for plan in plans]
    for gone, (scrubbed, kept) in zip(found, beside, strict=True):
        gone.scrubbed, gone.kept = scrubbed, kept
    return found


def what_is_over(due: Due, *, do: bool) -> list[Gone]:
    """What is over by its term, of those whom `due` tells for each term. Inside a transaction."""
    kinds = [kind for kind in personal_models() if not hanging_of(kind).own_clock]
    return [_carry_out(plan, do=do) for plan in [_plan(kind, due) for kind in kinds]]


@dataclass(frozen=True, slots=True)
class _Plan:
    """Rows of one model to delete, and fields to make empty in rows that stay."""

    kind: Model
    going: QuerySet[Any]
    emptied: tuple[tuple[str, QuerySet[Any]], ...]


def _plan(kind: Model, due: Due) -> _Plan:
    term = term_of(kind)
    over = due(term) if term is not None else ()
    going = _going(kind, over, due)
    return _Plan(kind, going, tuple(_emptied(kind, due, over, going)))


def _carry_out(plan: _Plan, *, do: bool) -> Gone:
    gone = Gone(plan.kind._meta.label)
    # Before the rows go, so that counting and doing come to the same.
    for name, rows in plan.emptied:
        wanted = rows.filter(_not_empty(plan.kind, name))
        count = wanted.update(**{name: empty_value(plan.kind, name)}) if do else wanted.count()
        if count:
            gone.blanked[name] = count
    gone.deleted = plan.going.count()
    if do and gone.deleted:
        plan.going.delete()
    return gone


def term_of(kind: Model) -> int | None:
    """After how many days its rows are deleted: when the last field that goes with the row is over."""
    terms = [row.retention_days for row in _fields(kind) if row.erasure is Erasure.DELETE_ROW]
    return max(terms, default=None)


def _fields(kind: Model) -> list[PersonalField]:
    return registry.fields_of(kind._meta.label)


def _going(kind: Model, over: Sequence[Subject], due: Due) -> QuerySet[Any]:
    """Rows to delete, but for those on which something hangs that stays longer."""
    going = rows_of(kind, over)
    own = term_of(kind) or 0
    for relation in kind._meta.related_objects if over else ():
        dependent: Any = relation.related_model
        theirs = term_of(dependent)
        if relation.on_delete is models.CASCADE and theirs is not None and theirs > own:
            key = relation.field.name
            staying = naming(dependent, key, over).exclude(
                pk__in=rows_of(dependent, due(theirs)).values("pk")
            )
            going = going.exclude(pk__in=staying.values(key))
    return going


def _emptied(
    kind: Model, due: Due, over: Sequence[Subject], going: QuerySet[Any]
) -> Iterator[tuple[str, QuerySet[Any]]]:
    """Fields that are made empty in rows that stay, and those rows."""
    term, named = term_of(kind), mentions(kind)
    for row in _fields(kind):
        if row.field in named:
            rows = naming(kind, row.field, due(row.retention_days))
            yield row.field, rows.exclude(pk__in=going.values("pk"))
        elif _goes_before(row, term) and can_be_empty(kind, row.field):
            gone = set(over)
            yield row.field, rows_of(kind, [one for one in due(row.retention_days) if one not in gone])


def _goes_before(row: PersonalField, term: int | None) -> bool:
    """Whether the field goes while its row stays."""
    return row.erasure is not Erasure.KEEP and (term is None or row.retention_days < term)


def can_be_empty(kind: Model, name: str) -> bool:
    """Whether a row can stay without it."""
    column: Any = kind._meta.get_field(name)
    if column.primary_key:
        return False
    text = isinstance(column, models.CharField | models.TextField)
    return bool(column.null or text or column.has_default())


def empty_value(kind: Model, name: str) -> Any:
    """What stands in the column when nothing is held: NULL, the default, or no text."""
    column: Any = kind._meta.get_field(name)
    if column.null:
        return None
    return column.get_default() if column.has_default() else ""


def _not_empty(kind: Model, name: str) -> Q:
    empty = empty_value(kind, name)
    return Q(**{f"{name}__isnull": False}) if empty is None else ~Q(**{name: empty})


def _scrub(kind: Model, subject: Subject, *, do: bool) -> int:
    scrub = hanging_of(kind).scrub
    return scrub(subject, do) if scrub is not None else 0


def _kept(kind: Model, subject: Subject) -> int:
    """Rows that stay because the registry says so."""
    keeps = any(row.erasure is Erasure.KEEP for row in _fields(kind))
    return rows_of(kind, (subject,)).count() if keeps else 0
