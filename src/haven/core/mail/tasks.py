from datetime import timedelta

from dj_email_url import parse
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django_tasks import task

from haven.core.jobs.recurring import every
from haven.core.mail.models import Letter

ATTEMPTS = 12
LONGEST_PAUSE = timedelta(hours=6)
AT_ONCE = 500
# Longer than a mail server can take, so that nobody else takes a letter that is just leaving.
CLAIM = timedelta(minutes=10)
KEPT = timedelta(days=90)


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
    """Send what is due over one connection; return how many left. Safe to run twice, and side by side."""
    due = Letter.objects.filter(state=Letter.State.WAITING, next_attempt_at__lte=timezone.now())
    letters = list(due.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    if not letters:
        return 0
    connection = transport()
    try:
        connection.open()
        closed = None
    except OSError as error:  # smtplib's errors are OSErrors too
        closed = error
    sent = sum(_send(pk, connection, closed) for pk in letters)
    connection.close()
    return sent


def _send(pk: int, connection: BaseEmailBackend, closed: OSError | None) -> int:
    # Claimed by moving it ahead: no transaction, and so no lock, is held while the mail server thinks.
    now = timezone.now()
    claimed = Letter.objects.filter(pk=pk, state=Letter.State.WAITING, next_attempt_at__lte=now)
    if not claimed.update(next_attempt_at=now + CLAIM):
        return 0
    letter = Letter.objects.get(pk=pk)
    try:
        if closed is not None:
            raise closed
        _hand_over(letter, connection)
    except OSError as error:
        connection.close()  # after an error it may be in any state; the next letter opens it anew
        _try_later(letter, error)
    except ValueError as error:  # a letter that no server can take: another try would end the same
        _give_up(letter, error)
    else:
        letter.state, letter.sent_at, letter.error = Letter.State.SENT, timezone.now(), ""
    letter.save()
    return int(letter.state == Letter.State.SENT)


def _hand_over(letter: Letter, connection: BaseEmailBackend) -> None:
    message = EmailMultiAlternatives(
        letter.subject,
        letter.text,
        settings.DEFAULT_FROM_EMAIL,
        [letter.to],
        connection=connection,
        headers={"Message-ID": message_id(letter)},
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    message.send()


def message_id(letter: Letter) -> str:
    """The same at every attempt, so that a mail server can drop the second copy of a letter.

    It may get one when the machine died just after handing it over.
    """
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">") or "localhost"
    return f"<{letter.mark}@{host}>"


def _try_later(letter: Letter, error: OSError) -> None:
    letter.attempts += 1
    letter.error = f"{type(error).__name__}: {error}"[:500]
    letter.next_attempt_at = timezone.now() + min(timedelta(minutes=2**letter.attempts), LONGEST_PAUSE)
    if letter.attempts >= ATTEMPTS:
        letter.state = Letter.State.FAILED


def _give_up(letter: Letter, error: ValueError) -> None:
    letter.attempts += 1
    letter.state, letter.error = Letter.State.FAILED, f"{type(error).__name__}: {error}"[:500]


@task()
def forget_letters() -> int:
    """Remove letters that left, or were given up, long ago; return how many."""
    old = Letter.objects.filter(created_at__lt=timezone.now() - KEPT).exclude(state=Letter.State.WAITING)
    return old.delete()[0]


every(timedelta(minutes=1), send_waiting)
every(timedelta(days=1), forget_letters)
