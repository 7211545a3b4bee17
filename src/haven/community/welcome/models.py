from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from haven.commons.pathways.models import Step
from haven.commons.people.models import Person
from haven.core.imports.models import Run


class SavedView(models.Model):
    """A list's filters that somebody keeps under a name."""

    class Page(models.TextChoices):
        DESK = "desk", _("today")
        PEOPLE = "people", _("people")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", db_index=False)
    page = models.CharField(max_length=10, choices=Page)
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=500, blank=True)  # of the address, as the page's filters write it

    class Meta:
        verbose_name = _("saved list")
        ordering = (Lower("name"), "pk")
        constraints = (models.UniqueConstraint("user", "page", Lower("name"), name="welcome_savedview_name"),)

    def __str__(self) -> str:
        return self.name


class PossibleDuplicate(models.Model):
    """A row that may be somebody already known under another number: held until an officer decides."""

    class Ground(models.TextChoices):
        EMAIL = "email", _("same e-mail")
        WHOLE_ROW = "whole_row", _("same in everything but the number")
        NAME_AND_BIRTH = "name_birth", _("same name and date of birth")

    class Decision(models.TextChoices):
        SAME = "same", _("the same person")
        OTHER = "other", _("another person")

    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="+")
    line = models.PositiveIntegerField()
    source = models.CharField(max_length=100)
    number = models.CharField(max_length=60)
    values = models.JSONField()  # the row as it was understood
    is_sound = models.BooleanField(default=True)  # without a bad cell, so that it could be taken as it is
    other_number = models.CharField(max_length=60, blank=True)  # the row of the same file that it resembles
    # Nobody yet, while that other row is itself refused.
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="possible_duplicates")
    ground = models.CharField(max_length=10, choices=Ground)
    decision = models.CharField(max_length=5, choices=Decision, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("possible duplicate")
        constraints = (models.UniqueConstraint(fields=["source", "number"], name="welcome_duplicate_once"),)
        indexes = (
            models.Index(fields=["created_at"], condition=Q(decision=""), name="welcome_duplicate_open"),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.number}?"


class Reminded(models.Model):
    """That a newcomer was told of a step: before its day, and then once for each week that it is late."""

    SOON = 0  # the turns after it are of the weeks in which the step was late

    step = models.ForeignKey(Step, models.CASCADE, related_name="+", db_index=False)
    due = models.DateField()  # another date is told anew
    turn = models.PositiveSmallIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("reminder of a step")
        constraints = (models.UniqueConstraint(fields=["step", "due", "turn"], name="welcome_reminded_once"),)

    def __str__(self) -> str:
        return f"{self.step_id} {self.due} {self.turn}"


class StepsTold(models.Model):
    """Until when somebody has been told by mail about their own steps."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("mail about one’s steps")

    def __str__(self) -> str:
        return f"{self.person_id} until {self.until}"
