"""Mail leaves through one outbox: put down with the change, sent later, each letter once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from haven.core.mail.models import Letter, new_mark
from haven.core.mail.preferences import who_stopped
from haven.core.mail.tasks import send_waiting
from haven.core.privacy.subjects import Subject

BATCH = 500


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A letter to put down. `key` says what gave cause for it: the same cause writes one letter only.

    `kind` (see `kinds`) decides whether it can be stopped; then it bears an address where one stops it, and
    `mark` makes the link for its text (`stopping.stop_url`).
    """

    key: str
    to: str
    subject: str
    text: str
    html: str = ""
    kind: str = ""
    not_before: datetime | None = None
    mark: str = field(default_factory=new_mark)


def post(*, key: str, to: str, subject: str, text: str, html: str = "", kind: str = "") -> bool:
    """Put a letter in the outbox; False when one with this key is there, or its reader stopped this kind.

    Inside a transaction the letter exists if and only if the change does.
    """
    return bool(post_many([Outgoing(key, to, subject, text, html, kind)]))


def post_many(letters: Iterable[Outgoing]) -> int:
    """Put letters in the outbox, batch by batch in one transaction; return how many are new.

    Those whose key is there already are left as they are; what a reader stopped is not written.
    """
    with transaction.atomic():
        new = sum(_put_down(batch) for batch in _batches(letters))
        if new:
            send_waiting.enqueue()
    return new


def _batches(letters: Iterable[Outgoing]) -> Iterator[list[Outgoing]]:
    rest = iter(letters)
    while batch := list(islice(rest, BATCH)):
        yield batch


def _put_down(batch: list[Outgoing]) -> int:
    stopped = who_stopped((letter.kind, letter.to) for letter in batch)
    now = timezone.now()
    rows = [_row(one, now) for one in batch if (one.kind, one.to.lower()) not in stopped]
    Letter.objects.bulk_create(rows, ignore_conflicts=True)
    # The database does not say which of them it took; no other letter has their marks.
    return Letter.objects.filter(mark__in=[row.mark for row in rows]).count()


def _row(letter: Outgoing, now: datetime) -> Letter:
    return Letter(
        key=letter.key,
        mark=letter.mark,
        kind=letter.kind,
        to=letter.to,
        subject=" ".join(letter.subject.split())[:998],
        text=letter.text,
        html=letter.html,
        created_at=now,
        next_attempt_at=letter.not_before or now,
    )


def letters_to(subjects: Sequence[Subject]) -> QuerySet[Letter]:
    """Every letter to any address of these people."""
    addresses = {address for subject in subjects for address in subject.emails}
    return Letter.objects.alias(lower=Lower("to")).filter(lower__in=addresses)
