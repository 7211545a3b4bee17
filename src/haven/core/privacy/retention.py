"""What is over: the terms of the registry, counted from the end of the stay or the work.

Batch by batch, each in a transaction of its own: it can be killed at any moment and run again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from haven.core.access import Actor, require
from haven.core.accounts.models import User
from haven.core.audit.record import Fact, record_many
from haven.core.privacy import policy
from haven.core.privacy.going import Gone, what_is_over
from haven.core.privacy.subjects import ACCOUNT, Subject, ends_of, people

BATCH = 200  # people; what hangs on them must fit in memory, and in the parameters of one statement
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Over:
    """What went, or would go: people looked at, those without a known end, and numbers by model."""

    people: int = 0
    without_end: int = 0
    gone: dict[str, Gone] = field(default_factory=dict)

    @property
    def touched(self) -> int:
        return sum(gone.touched for gone in self.gone.values())


def keep_terms(actor: Actor, *, dry_run: bool = False, progress: Progress | None = None) -> Over:
    """Delete, and make empty, what is over. With no known end nothing is."""
    require(policy.can_look_up(actor))
    over, today, total = Over(), timezone.localdate(), _how_many()
    for batch in _batches():
        _batch(actor, batch, over, today, dry_run=dry_run)
        if progress:
            progress(over.people, total)
    return over


def _how_many() -> int:
    return int(_people()._default_manager.count() + _accounts().count())


def _people() -> Any:
    return apps.get_model(people().model)


def _accounts() -> Any:
    """Accounts of nobody who is known as a person: of staff, and of those whose person is gone already."""
    key = next(f for f in _people()._meta.concrete_fields if f.related_model is User)
    return User.objects.filter(**{f"{key.related_query_name()}__isnull": True})


def _batches() -> Iterator[list[Subject]]:
    """People first, then accounts alone, by their ids: what is deleted on the way leaves no gap."""
    for pks in _ids(_people()._default_manager.all()):
        yield people().subjects(pks)
    for pks in _ids(_accounts()):
        users = User.objects.filter(pk__in=pks).order_by("pk")
        yield [Subject(None, u.pk, u.name, frozenset({u.email}), u.language) for u in users]


def _ids(rows: Any) -> Iterator[list[int]]:
    last = 0
    while pks := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        yield pks
        last = pks[-1]


@transaction.atomic
def _batch(actor: Actor, batch: Sequence[Subject], over: Over, today: date, *, dry_run: bool) -> None:
    ends = ends_of(batch)
    over.people += len(batch)
    over.without_end += len(batch) - len(ends)
    past = {subject: end for subject, end in ends.items() if end < today}
    if not past:
        return

    def due(days: int) -> Sequence[Subject]:
        return [subject for subject, end in past.items() if end + timedelta(days=days) < today]

    gone = what_is_over(due, do=not dry_run)
    for one in gone:
        over.gone.setdefault(one.model, Gone(one.model)).add(one)
    if not dry_run:
        _record(actor, past, gone)


def _record(actor: Actor, past: dict[Subject, date], gone: list[Gone]) -> None:
    """Who is gone altogether, each by number, and what else went, in numbers."""
    rows = {one.model: one.touched for one in gone if one.touched}
    if not rows:
        return
    facts = []
    for kind, pks in ((people().model, _person_ids(past)), (ACCOUNT, _account_ids(past))):
        there = set(apps.get_model(kind)._default_manager.filter(pk__in=pks).values_list("pk", flat=True))
        facts += [Fact("term_over", kind.lower(), pk) for pk in pks if pk not in there]
    record_many(actor, [*facts, Fact("terms_kept", people().model.lower(), None, {"rows": rows})])


def _person_ids(past: dict[Subject, date]) -> list[int]:
    return [subject.person_id for subject in past if subject.person_id is not None]


def _account_ids(past: dict[Subject, date]) -> list[int]:
    return [subject.user_id for subject in past if subject.user_id is not None]
