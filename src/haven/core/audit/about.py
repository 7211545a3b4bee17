"""What the record says of people: what was done to them and to what is theirs, and what they did."""

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db.models import Q, QuerySet

from haven.core.audit import words
from haven.core.audit.models import Entry, Payload
from haven.core.privacy import registry
from haven.core.privacy.hanging import hanging_of, rows_of
from haven.core.privacy.subjects import Subject


def _about(subjects: Sequence[Subject]) -> Q:
    """Entries about rows that hang on these people, of every kind that anything is put down of."""
    condition = Q(pk__in=())
    personal = {label.lower(): label for label in registry.personal_models()}
    for kind, _words in words.kinds():
        if kind in personal and hanging_of(apps.get_model(kind)).paths:
            rows = rows_of(apps.get_model(kind), subjects)
            condition |= Q(kind=kind, subject_id__in=rows.values("pk"))
    return condition


def entries(subjects: Sequence[Subject]) -> QuerySet[Any]:
    accounts = [subject.user_id for subject in subjects if subject.user_id is not None]
    return Entry.objects.filter(_about(subjects) | Q(actor_id__in=accounts))


def payloads(subjects: Sequence[Subject]) -> QuerySet[Any]:
    """What was changed of these people; what they changed of others is the others'."""
    return Payload.objects.filter(entry__in=Entry.objects.filter(_about(subjects)))
