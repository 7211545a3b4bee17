"""Mail leaves through one outbox: put down with the change, sent later, each letter once."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from haven.core.mail.models import Letter
from haven.core.mail.tasks import send_waiting
from haven.core.privacy.subjects import Subject


def post(*, key: str, to: str, subject: str, text: str, html: str = "") -> bool:
    """Put a letter in the outbox; False when one with this key is there already.

    Inside a transaction the letter exists if and only if the change does.
    """
    _, new = Letter.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": " ".join(subject.split())[:998],
            "text": text,
            "html": html,
            "next_attempt_at": timezone.now(),
        },
    )
    if new:
        send_waiting.enqueue()
    return new


def letters_to(subjects: Sequence[Subject]) -> QuerySet[Letter]:
    """Every letter to any address of these people."""
    addresses = {address for subject in subjects for address in subject.emails}
    return Letter.objects.alias(lower=Lower("to")).filter(lower__in=addresses)
