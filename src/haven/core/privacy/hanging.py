"""Which rows hang on a person: by the paths that domains declare, or by a model's own keys."""

from collections.abc import Iterator, Sequence
from graphlib import TopologicalSorter
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import Q, QuerySet

from haven.core.privacy import registry
from haven.core.privacy.registry import Erasure, Hanging
from haven.core.privacy.subjects import ACCOUNT, Subject, people

Model = type[models.Model]


def roots() -> tuple[str, str]:
    """The models that stand for a person."""
    return people().model, ACCOUNT


def personal_models() -> list[Model]:
    """Every personal model, what hangs on others before what it hangs on.

    Those found otherwise than by keys come first: their finders look through the others.
    """
    kinds = [apps.get_model(label) for label in registry.personal_models()]
    graph: dict[Model, set[Model]] = {kind: set() for kind in kinds}
    for kind in kinds:
        for key in _keys(kind):
            if key.related_model in graph and key.related_model is not kind:
                graph[key.related_model].add(kind)
    ordered = list(TopologicalSorter(graph).static_order())
    return sorted(ordered, key=lambda kind: hanging_of(kind).rows is None and hanging_of(kind).scrub is None)


def _keys(kind: Model) -> Iterator["models.ForeignKey[Any, Any]"]:
    return (column for column in kind._meta.concrete_fields if isinstance(column, models.ForeignKey))


def to_people(kind: Model) -> list[str]:
    """The keys of this model that lead to a person or an account."""
    return [key.name for key in _keys(kind) if key.related_model._meta.label in roots()]


def mentions(kind: Model) -> list[str]:
    """Keys that name somebody in a row about something else: who ticked it, who answered."""
    if kind._meta.label in roots():
        return []
    blank = {row.field for row in registry.fields_of(kind._meta.label) if row.erasure is Erasure.BLANK}
    return [name for name in to_people(kind) if name in blank]


def hanging_of(kind: Model) -> Hanging:
    """As it is declared, or by the model's own keys."""
    label = kind._meta.label
    declared = registry.hanging_of(label)
    if declared is not None and (declared.paths or declared.rows or declared.scrub):
        return declared
    words = declared.words if declared else {}
    if label in roots():
        return Hanging(paths=("pk",), words=words)
    named = mentions(kind)
    return Hanging(paths=tuple(name for name in to_people(kind) if name not in named), words=words)


def unreachable() -> list[str]:
    """Every personal model of which nobody can tell whom its rows are about."""
    return [kind._meta.label for kind in personal_models() if not _is_reached(kind)]


def _is_reached(kind: Model) -> bool:
    hanging = hanging_of(kind)
    if hanging.paths or hanging.rows or hanging.scrub:
        return True
    others = {row.field for row in registry.fields_of(kind._meta.label)} - {*mentions(kind)}
    return not others


def unfollowed() -> list[str]:
    """Every key to a person or an account that neither erasing nor exporting follows."""
    found = []
    for kind in personal_models():
        hanging, kept = hanging_of(kind), _kept(kind)
        if kind._meta.label in roots() or hanging.rows is not None:
            continue
        followed = {*hanging.paths, *mentions(kind), *kept}
        found += [f"{kind._meta.label}.{name}" for name in to_people(kind) if name not in followed]
    return found


def _kept(kind: Model) -> set[str]:
    return {row.field for row in registry.fields_of(kind._meta.label) if row.erasure is Erasure.KEEP}


def rows_of(kind: Model, subjects: Sequence[Subject], *, shown: bool = False) -> QuerySet[Any]:
    """The rows that are about these people; `shown`: only those that are surely theirs."""
    hanging = hanging_of(kind)
    condition = Q(pk__in=())
    for path in hanging.paths:
        condition |= Q(**{f"{path}__in": ids_for(kind, path, subjects)})
    finder = (hanging.shown if shown else None) or hanging.rows
    if finder is not None and subjects:
        condition |= Q(pk__in=finder(subjects).values("pk"))
    return kind._default_manager.filter(condition)


def naming(kind: Model, name: str, subjects: Sequence[Subject]) -> QuerySet[Any]:
    """The rows of which this key names one of these people."""
    return kind._default_manager.filter(**{f"{name}__in": ids_for(kind, name, subjects)})


def ids_for(kind: Model, path: str, subjects: Sequence[Subject]) -> list[int]:
    """The ids of these people in the model where this path ends."""
    end = kind
    for part in path.split("__"):
        if part == "pk":
            continue
        key: Any = end._meta.get_field(part)
        end = key.related_model
    account = end._meta.label == ACCOUNT
    ids = (subject.user_id if account else subject.person_id for subject in subjects)
    return [pk for pk in ids if pk is not None]
