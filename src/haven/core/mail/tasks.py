import re
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

import structlog
from dj_email_url import parse
from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone
from django_tasks import task

from haven.core.jobs.recurring import every
from haven.core.mail import bounces, mailboxes
from haven.core.mail.addresses import failing_among
from haven.core.mail.kinds import kind_of
from haven.core.mail.messages import message_of
from haven.core.mail.models import Letter

log = structlog.get_logger(__name__)

# Pauses of 2, 4, 8 … minutes, then of six hours: three days in all.
ATTEMPTS = 20
LONGEST_PAUSE = timedelta(hours=6)
AT_ONCE = 500
# Longer than a mail server can take, so that nobody else takes a letter that is just leaving.
CLAIM = timedelta(minutes=10)
KEPT = timedelta(days=90)
# How often the mailbox of what came back is read.
LOOK = timedelta(minutes=5)
# "550 5.1.1 no such user": a server's last word on one address.
LAST_WORD = re.compile(rb"\b(5\.\d{1,3}\.\d{1,3})\b")


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
    """Send what is due over one connection; return how many left. Safe to run twice, and side by side.

    A run sends 500 at most and then stands in line again, so that other work gets its turn.
    """
    now = timezone.now()
    due = Letter.objects.filter(state=Letter.State.WAITING, next_attempt_at__lte=now).order_by("pk")
    letters = list(due.values_list("pk", "to", "kind")[: AT_ONCE + 1])
    if not letters:
        return 0
    kept_back = _keep_back(letters[:AT_ONCE], now)
    connection = transport()
    try:
        connection.open()
        closed = None
    except OSError as error:  # smtplib's errors are OSErrors too
        closed = error
    wanted = (pk for pk, *_rest in letters[:AT_ONCE] if pk not in kept_back)
    sent = sum(_send(pk, connection, closed) for pk in wanted)
    connection.close()
    if len(letters) > AT_ONCE and closed is None:
        send_waiting.enqueue()
    return sent


def _keep_back(letters: list[tuple[int, str, str]], now: datetime) -> set[int]:
    """Those to an address that does not work are kept, and not sent."""
    fails = failing_among(to for _pk, to, _kind in letters)
    kept = {pk for pk, to, kind in letters if to.lower() in fails and not _always_tried(kind)}
    if kept:
        rows = Letter.objects.filter(pk__in=kept, state=Letter.State.WAITING, next_attempt_at__lte=now)
        rows.update(state=Letter.State.UNSENT)
    return kept


def _always_tried(key: str) -> bool:
    kind = kind_of(key)
    return kind is not None and kind.always_tried


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
        message_of(letter, connection).send()
    except OSError as error:
        connection.close()  # after an error it may be in any state; the next letter opens it anew
        return _did_not_leave(letter, error)
    except ValueError as error:  # a letter that no server can take: another try would end the same
        _give_up(letter, error)
    else:
        letter.state, letter.sent_at, letter.error = Letter.State.SENT, timezone.now(), ""
    _keep(letter)
    return int(letter.state == Letter.State.SENT)


def _keep(letter: Letter) -> None:
    """What became of it; a letter that was erased meanwhile does not come back."""
    names = ("state", "attempts", "next_attempt_at", "sent_at", "error")
    Letter.objects.filter(pk=letter.pk).update(**{name: getattr(letter, name) for name in names})


def _did_not_leave(letter: Letter, error: OSError) -> int:
    refusal = _last_word(error)
    if refusal is None or not bounces.came_back(letter, refusal):
        _try_later(letter, error)
        _keep(letter)
    return 0


def _last_word(error: OSError) -> bounces.Refusal | None:
    """What the server said of this one address for ever, if it did: with a code that says that it means it.

    A server that refuses Haven itself (5.7) says nothing of the address.
    """
    if not isinstance(error, SMTPRecipientsRefused):
        return None
    for code, words in error.recipients.values():
        found = LAST_WORD.search(words)
        if code >= 500 and found and bounces.is_hard(status := found.group(1).decode()):
            return bounces.Refusal(status, words.decode(errors="replace"))
    return None


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
def read_bounces() -> int:
    """Read what came back in the mailbox of HAVEN_BOUNCES_URL; return how many letters."""
    if not settings.BOUNCES_URL:
        return 0
    try:
        return mailboxes.read_imap(settings.BOUNCES_URL).bounced
    except mailboxes.Unreadable as error:  # the next look may find it open
        log.warning("the mailbox of what came back cannot be read", error=str(error))
        return 0


@task()
def forget_letters() -> int:
    """Remove letters that left, or were given up, long ago; return how many."""
    old = Letter.objects.filter(created_at__lt=timezone.now() - KEPT).exclude(state=Letter.State.WAITING)
    return old.delete()[0]


every(timedelta(minutes=1), send_waiting)
every(timedelta(days=1), forget_letters)
if settings.BOUNCES_URL:
    every(LOOK, read_bounces)
