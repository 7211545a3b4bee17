"""A letter as it goes over the wire."""

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from haven.core.mail.kinds import kind_of
from haven.core.mail.models import Letter
from haven.core.mail.stopping import stop_url


def message_of(letter: Letter, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    """From the address that takes what comes back, where there is one; readers see HAVEN_MAIL_FROM."""
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        settings.MAIL_BOUNCES_TO or settings.DEFAULT_FROM_EMAIL,
        [letter.to],
        connection=connection,
        headers={"From": settings.DEFAULT_FROM_EMAIL, "Message-ID": message_id(letter)} | _stop(letter),
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message


def _stop(letter: Letter) -> dict[str, str]:
    """What mail programs make their own button of (RFC 8058); such letters ask no robot for an answer."""
    kind = kind_of(letter.kind)
    if kind is None or not kind.may_stop:
        return {}
    return {
        "List-Unsubscribe": f"<{stop_url(letter.mark)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }


def message_id(letter: Letter) -> str:
    """The same at every attempt, so that a mail server can drop the second copy of a letter.

    It may get one when the machine died just after handing it over.
    """
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    return f"<{letter.mark}@{host}>"
