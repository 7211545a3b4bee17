"""Adding to the record: always inside the transaction that makes the thing true."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from haven.core.access import Actor
from haven.core.audit import heads
from haven.core.audit.chain import canonical, digest_of, link
from haven.core.audit.models import Entry, Head, Payload
from haven.core.rows import insert_rows

ENTRY_COLUMNS = (
    "seq", "at", "actor_id", "verb", "kind", "subject_id", "is_read", "digest", "previous", "hash",
)  # fmt: skip
PAYLOAD_COLUMNS = ("entry_id", "salt", "data")


@dataclass(frozen=True, slots=True)
class Fact:
    """One line for the record: `verb` done to a thing (`kind` is its model label, `pk` its id)."""

    verb: str
    kind: str
    pk: int | None
    data: dict[str, Any] = field(default_factory=dict)
    is_read: bool = False


def record(actor: Actor, verb: str, subject: models.Model, **data: Any) -> None:
    """Put down that `actor` did `verb` to `subject`; `data` is what changed, as plain values."""
    record_many(actor, [Fact(verb, subject._meta.label_lower, subject.pk, data)])


def record_read(actor: Actor, verb: str, subject: models.Model, **data: Any) -> None:
    """Put down that `actor` saw sensitive data of `subject`."""
    record_many(actor, [Fact(verb, subject._meta.label_lower, subject.pk, data, is_read=True)])


def record_many(actor: Actor, facts: Iterable[Fact]) -> None:
    """Put down several facts in one go; all of them or, with the transaction, none."""
    facts = list(facts)
    if not facts:
        return
    with transaction.atomic():
        # Locks the chain until the commit: call late in a long transaction.
        head = Head.objects.select_for_update().get(pk=1)
        entries, payloads = _links(actor, facts, head, _now())
        insert_rows(Entry, ENTRY_COLUMNS, entries)
        insert_rows(Payload, PAYLOAD_COLUMNS, payloads)
        head.save(update_fields=["seq", "hash"])
        transaction.on_commit(partial(heads.keep, head.seq, head.hash))


def _now() -> datetime:
    """To the millisecond: what any export of the database keeps, so that a restored record still holds."""
    now = timezone.now()
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def _links(
    actor: Actor, facts: list[Fact], head: Head, at: datetime
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Rows of entries and payloads that continue the chain; moves `head` along."""
    entries, payloads = [], []
    moment = connection.ops.adapt_datetimefield_value(at)
    for fact in facts:
        salt = secrets.token_hex(16) if fact.data else ""
        text = canonical(fact.data) if fact.data else ""
        digest = digest_of(salt, text) if fact.data else ""
        seq, previous = head.seq + 1, head.hash
        values = (actor.user_id, fact.verb, fact.kind, fact.pk, fact.is_read, digest)
        head.seq, head.hash = seq, link(previous, seq, at, *values)
        entries.append((seq, moment, *values, previous, head.hash))
        if fact.data:
            payloads.append((seq, salt, text))
    return entries, payloads
