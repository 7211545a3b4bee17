"""The one record: what was written, and which sensitive data was read, by whom, when.

Each entry carries the hash of the one before. The chain holds a digest of the payload, never the
payload itself, so a person's payload can be erased and the chain still holds. Entries cannot be
changed or deleted: the database refuses it by a trigger.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Entry(models.Model):
    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)  # a user's id, kept when the user goes; null: the machine
    verb = models.CharField(max_length=64)
    kind = models.CharField(max_length=64)  # "people.person"
    subject_id = models.BigIntegerField(null=True)
    is_read = models.BooleanField(default=False)
    digest = models.CharField(max_length=64, blank=True)  # of salt and payload; empty without payload
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("entry in the record")
        indexes = (models.Index(fields=["kind", "subject_id", "seq"], name="audit_entry_subject"),)

    def __str__(self) -> str:
        return f"{self.seq} {self.verb} {self.kind} {self.subject_id}"


class Payload(models.Model):
    """What was changed, apart from the chain. `salt` keeps a digest from being guessed after erasure."""

    entry = models.OneToOneField(Entry, models.DO_NOTHING, primary_key=True)
    salt = models.CharField(max_length=32)
    data = models.JSONField()

    class Meta:
        verbose_name = _("what was changed")

    def __str__(self) -> str:
        return f"payload of {self.entry_id}"


class Head(models.Model):
    """The last link: one row, locked while the chain grows."""

    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("end of the record")
        constraints = (models.CheckConstraint(condition=models.Q(pk=1), name="audit_head_single"),)

    def __str__(self) -> str:
        return f"{self.seq} {self.hash}"
