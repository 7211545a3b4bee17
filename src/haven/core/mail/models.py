import secrets

from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from haven.core.mail.kinds import Often


def new_mark() -> str:
    """What nobody can guess: a letter's number in its Message-ID, and in the link that stops its kind."""
    return secrets.token_hex(16)


class Letter(models.Model):
    """A mail on its way out. Written in the transaction that gave cause for it, sent by the worker."""

    class State(models.TextChoices):
        WAITING = "waiting", _("on its way")
        SENT = "sent", _("sent")
        FAILED = "failed", _("given up")
        BOUNCED = "bounced", _("came back")
        UNSENT = "unsent", _("not sent: the address does not work")

    # Says what gave cause for it, so that the same cause cannot send twice.
    key = models.CharField(max_length=200, unique=True)
    mark = models.CharField(max_length=32, unique=True, default=new_mark)
    kind = models.CharField(max_length=40, blank=True)  # see `kinds`; empty: of no kind that is told apart
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=998)
    text = models.TextField()
    html = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)
    bounced_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("letter")
        indexes = (
            models.Index(fields=["state", "next_attempt_at"], name="mail_letter_due"),
            models.Index(Lower("to"), name="mail_letter_to"),
        )

    def __str__(self) -> str:
        return f"{self.subject} ({self.state})"


class Preference(models.Model):
    """How often the reader at an address wants a kind of letter; without one it comes as it usually does."""

    address = models.CharField(max_length=254)  # in lower case: somebody may have no account yet
    kind = models.CharField(max_length=40)
    often = models.CharField(max_length=8, choices=Often)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("choice about letters")
        constraints = (models.UniqueConstraint(fields=["address", "kind"], name="mail_preference_once"),)

    def __str__(self) -> str:
        return f"{self.kind}: {self.often}"


class Address(models.Model):
    """An address to which letters did not arrive."""

    address = models.CharField(max_length=254, primary_key=True)  # in lower case
    undeliverable_since = models.DateTimeField(null=True)  # empty: it works again
    works_since = models.DateTimeField(null=True)  # when somebody last said so
    reason = models.TextField(blank=True)  # what the mail server said

    class Meta:
        verbose_name = _("address that failed")

    def __str__(self) -> str:
        return self.address
