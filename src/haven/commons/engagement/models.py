from django.db import models
from django.utils.translation import gettext_lazy as _

from haven.commons.people.models import Person


class Participation(models.Model):
    """Who took part in what, when. Written through events by whatever has attendance."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="participations")
    kind = models.CharField(max_length=40)  # "consultation", "activity", "lesson"
    at = models.DateTimeField()
    source = models.CharField(max_length=120)  # "agenda.attendance:17": the same attendance counts once

    class Meta:
        verbose_name = _("participation")
        constraints = (
            models.UniqueConstraint(fields=["person", "source"], name="engagement_participation_once"),
        )
        indexes = (models.Index(fields=["person", "at"], name="engagement_by_person"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.at:%Y-%m-%d}"
