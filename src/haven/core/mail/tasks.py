from datetime import timedelta

from dj_email_url import parse
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from haven.core.jobs.recurring import every
from haven.core.mail.models import Letter

ATTEMPTS = 12
LONGEST_PAUSE = timedelta(hours=6)


def transport() -> BaseEmailBackend:
    """The way out: the server of HAVEN_MAIL_URL, or files in the installation's own folder."""
    if not settings.MAIL_URL:
        folder = settings.HAVEN_HOME / "mail"
        folder.mkdir(parents=True, exist_ok=True)
        return get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=str(folder))
    parts = parse(settings.MAIL_URL)
    return get_connection(
        parts["EMAIL_BACKEND"],
        host=parts["EMAIL_HOST"],
        port=parts["EMAIL_PORT"],
        username=parts["EMAIL_HOST_USER"],
        password=parts["EMAIL_HOST_PASSWORD"],
        use_tls=parts["EMAIL_USE_TLS"],
        use_ssl=parts["EMAIL_USE_SSL"],
        timeout=20,
    )


@task()
def send_waiting() -> int:
    """Send what is due; return how many left. Safe to run twice: each letter is locked while it leaves."""
    due = Letter.objects.filter(state=Letter.State.WAITING, next_attempt_at__lte=timezone.now())
    return sum(_send(pk) for pk in due.order_by("pk").values_list("pk", flat=True)[:500])


def _send(pk: int) -> int:
    with transaction.atomic():
        letter = (
            Letter.objects.select_for_update(skip_locked=True)
            .filter(pk=pk, state=Letter.State.WAITING)
            .first()
        )
        if letter is None:
            return 0
        try:
            _hand_over(letter)
        except OSError as error:  # smtplib's errors are OSErrors too
            _try_later(letter, error)
        else:
            letter.state, letter.sent_at, letter.error = Letter.State.SENT, timezone.now(), ""
        letter.save()
    return int(letter.state == Letter.State.SENT)


def _hand_over(letter: Letter) -> None:
    # The same Message-ID at every attempt, so that a mail server can drop the second copy of a letter
    # that was handed over just before the machine died.
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        settings.DEFAULT_FROM_EMAIL,
        [letter.to],
        connection=transport(),
        headers={"Message-ID": f"<letter-{letter.pk}@{host}>"},
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    message.send()


def _try_later(letter: Letter, error: OSError) -> None:
    letter.attempts += 1
    letter.error = f"{type(error).__name__}: {error}"[:500]
    letter.next_attempt_at = timezone.now() + min(timedelta(minutes=2**letter.attempts), LONGEST_PAUSE)
    if letter.attempts >= ATTEMPTS:
        letter.state = Letter.State.FAILED


every(timedelta(minutes=1), send_waiting)
