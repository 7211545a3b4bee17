from django.db import models
from django.utils.translation import gettext_lazy as _


class Letter(models.Model):
    """A mail on its way out. Written in the transaction that gave cause for it, sent by the worker."""

    class State(models.TextChoices):
        WAITING = "waiting", _("on its way")
        SENT = "sent", _("sent")
        FAILED = "failed", _("given up")

    # Says what gave cause for it, so that the same cause cannot send twice.
    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=998)
    text = models.TextField()
    html = models.TextField(blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        verbose_name = _("letter")
        indexes = (models.Index(fields=["state", "next_attempt_at"], name="mail_letter_due"),)

    def __str__(self) -> str:
        return f"{self.subject} ({self.state})"
