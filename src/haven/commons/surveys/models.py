"""Short questions to people, of which no answer can be traced.

Who is asked stands in an invitation. What they answer is only added to counts (`Tally`); when everybody of a
batch had their time, what may be shown of the counts is kept (`Result`) and the counts themselves go.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from haven.commons.people.models import Affiliation, Person
from haven.core.text import InReadersLanguage


class Survey(models.Model):
    """A few questions that are asked of many, again and again."""

    key = models.SlugField(max_length=40, unique=True)
    title_nl = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    title = InReadersLanguage()
    intro_nl = models.TextField(blank=True)
    intro_en = models.TextField(blank=True)
    intro = InReadersLanguage()
    open_days = models.PositiveSmallIntegerField()  # how long somebody can answer
    periods = models.JSONField(default=list)  # "09-01": the days on which a new batch begins
    current = models.ForeignKey("SurveyVersion", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("survey")

    def __str__(self) -> str:
        return self.key


class SurveyVersion(models.Model):
    """What a survey asked at one time. Never changed once made."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("version of a survey")
        constraints = (models.UniqueConstraint(fields=["survey", "number"], name="surveys_version_number"),)

    def __str__(self) -> str:
        return f"{self.survey_id} v{self.number}"


class Question(models.Model):
    class Kind(models.TextChoices):
        SCALE = "scale", _("from 1 to 5")
        CHOICE = "choice", _("one of several")
        TEXT = "text", _("in one's own words")

    version = models.ForeignKey(SurveyVersion, models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=40)  # the same question in other versions has the same key
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=6, choices=Kind)
    title_nl = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200)
    title = InReadersLanguage()
    low_nl = models.CharField(max_length=80, blank=True)  # what 1 means
    low_en = models.CharField(max_length=80, blank=True)
    low = InReadersLanguage()
    high_nl = models.CharField(max_length=80, blank=True)  # what 5 means
    high_en = models.CharField(max_length=80, blank=True)
    high = InReadersLanguage()
    options = models.JSONField(default=list)  # of a choice: {"key", "nl", "en"}

    class Meta:
        verbose_name = _("question")
        ordering = ("version", "position")
        constraints = (models.UniqueConstraint(fields=["version", "key"], name="surveys_question_key"),)

    def __str__(self) -> str:
        return f"{self.version_id} {self.key}"

    @property
    def answers(self) -> list[str]:
        """What can be answered, as it is counted; nothing for one's own words."""
        if self.kind == self.Kind.SCALE:
            return [str(number) for number in range(1, 6)]
        return [option["key"] for option in self.options]


class Wave(models.Model):
    """When a survey is asked: so many days after the arrival, or the start where no arrival is known."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="waves")
    key = models.SlugField(max_length=40)
    title_nl = models.CharField(max_length=80)
    title_en = models.CharField(max_length=80)
    title = InReadersLanguage()
    days = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("moment of asking")
        ordering = ("survey", "days")
        constraints = (models.UniqueConstraint(fields=["survey", "key"], name="surveys_wave_key"),)

    def __str__(self) -> str:
        return self.key


class Batch(models.Model):
    """All who are asked in one period, at one moment of theirs. Its results come once, when it is closed."""

    wave = models.ForeignKey(Wave, models.PROTECT, related_name="batches")
    version = models.ForeignKey(SurveyVersion, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("round of answers")
        ordering = ("starts_on",)
        constraints = (models.UniqueConstraint(fields=["wave", "starts_on"], name="surveys_batch_once"),)

    def __str__(self) -> str:
        return f"{self.wave_id} {self.starts_on}"


class Invitation(models.Model):
    """Somebody is asked. That they answered is known until the batch is closed; what they answered, never."""

    class State(models.TextChoices):
        OPEN = "open", _("asked")
        ANSWERED = "answered", _("answered")
        DECLINED = "declined", _("would rather not answer")
        CLOSED = "closed", _("closed")

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    affiliation = models.ForeignKey(Affiliation, models.CASCADE, related_name="+")
    wave = models.ForeignKey(Wave, models.PROTECT, related_name="+")
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="invitations")
    closes_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    not_before = models.DateField(null=True)  # "not now": it is put away until this day
    written = models.BooleanField(default=False)  # a letter has said it

    class Meta:
        verbose_name = _("invitation to answer")
        constraints = (models.UniqueConstraint(fields=["person", "wave"], name="surveys_invitation_once"),)
        indexes = (
            models.Index(
                fields=["written"],
                condition=models.Q(written=False, state="open"),
                name="surveys_invitation_unwritten",
            ),
        )

    def __str__(self) -> str:
        return f"invitation of {self.person_id}"


class Group(models.TextChoices):
    """By what answers are broken down: one at a time, never two together."""

    ALL = "all", _("everybody")
    CAMPUS = "campus", _("campus")
    FACULTY = "faculty", _("faculty")
    STATUS = "status", _("status")
    EEA = "eea", _("nationality")


class Tally(models.Model):
    """How many people of a group gave an answer, while a batch is open. It is never shown."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="tallies")
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    group = models.CharField(max_length=8, choices=Group)
    value = models.CharField(max_length=60)  # a campus's or faculty's code, status, "yes" or "no"; "" for all
    answer = models.CharField(max_length=40)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of answers")
        constraints = (
            models.UniqueConstraint(
                fields=["batch", "question", "group", "value", "answer"], name="surveys_tally_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.batch_id} {self.question_id} {self.value} {self.answer}"


class Words(models.Model):
    """What somebody wrote in their own words: of a batch, and of nobody. Its id is chance."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    batch = models.ForeignKey(Batch, models.CASCADE, related_name="words")
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    text = models.TextField()

    class Meta:
        verbose_name = _("answer in one's own words")
        ordering = ("pk",)

    def __str__(self) -> str:
        return str(self.pk)


class Result(models.Model):
    """What a closed batch shows of one question and one group. Whatever may not be shown is not here."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="results")
    question = models.ForeignKey(Question, models.CASCADE, related_name="+")
    group = models.CharField(max_length=8, choices=Group)
    value = models.CharField(max_length=60)
    number = models.PositiveIntegerField(null=True)  # of people; None: fewer than five, or hidden with them
    mean = models.FloatField(null=True)  # of a scale
    # Of a choice: answer -> number of people, None where it is hidden; `RARE` counts several together.
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("result")
        constraints = (
            models.UniqueConstraint(
                fields=["batch", "question", "group", "value"], name="surveys_result_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.batch_id} {self.question_id} {self.value}"
