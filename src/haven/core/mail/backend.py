from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from haven.core.mail.kinds import ACCOUNT
from haven.core.mail.outbox import post


class OutboxBackend(BaseEmailBackend):
    """Django's mail goes into the outbox, as all mail does."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            for address in message.recipients():
                html = _html(message)
                subject, text = str(message.subject), str(message.body)
                key = f"django:{uuid4()}"
                post(key=key, to=address, subject=subject, text=text, html=html, kind=ACCOUNT.key)
        return len(email_messages)


def _html(message: Any) -> str:
    if isinstance(message, EmailMultiAlternatives):
        return next((str(a[0]) for a in message.alternatives if a[1] == "text/html"), "")
    return ""
