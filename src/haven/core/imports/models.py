"""What every import has in common: columns remembered under a name, a run, and what it had to say of rows."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from haven.core.text import InReadersLanguage


class Mapping(models.Model):
    """Which heading of a file means which field, remembered under a name."""

    kind = models.CharField(max_length=32)  # "people"
    name = models.CharField(_("name"), max_length=100)
    columns = models.JSONField(default=dict)  # folded heading -> field
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("remembered columns")
        constraints = (models.UniqueConstraint(fields=["kind", "name"], name="imports_mapping_name"),)

    def __str__(self) -> str:
        return self.name


class Run(models.Model):
    """One file on its way in. `position` and the counts move in the transaction that writes the rows."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("uploaded")
        CHECKING = "checking", _("being checked")
        READY = "ready", _("ready to import")
        RUNNING = "running", _("being imported")
        DONE = "done", _("imported")
        FAILED = "failed", _("could not be read")
        CANCELLED = "cancelled", _("cancelled")

    kind = models.CharField(max_length=32)
    source = models.CharField(max_length=100)  # people gone from the next file of this source are missing
    mapping_name = models.CharField(max_length=100, blank=True)
    columns = models.JSONField(default=dict)  # heading as in the file -> field
    # A file with corrections only says nothing about those who are not in it.
    is_complete = models.BooleanField(default=True)
    file_name = models.CharField(max_length=255)
    file = models.CharField(max_length=500)  # path below HAVEN_HOME, or an absolute one from the shell
    state = models.CharField(max_length=10, choices=State, default=State.UPLOADED)
    position = models.PositiveIntegerField(default=0)  # rows dealt with
    total = models.PositiveIntegerField(default=0)  # rows in the file, known after the check
    counts = models.JSONField(default=dict)
    preview = models.JSONField(default=dict)  # the counts of the check, before anything was written
    error_nl = models.TextField(blank=True)
    error_en = models.TextField(blank=True)
    error = InReadersLanguage()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    is_watched = models.BooleanField(default=False)  # came by the watched folder, not by a person
    sha256 = models.CharField(max_length=64, blank=True)  # of the file
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("file that was loaded")
        indexes = (models.Index(fields=["kind", "-created_at"], name="imports_run_latest"),)

    def __str__(self) -> str:
        return f"{self.file_name} ({self.state})"

    @property
    def busy(self) -> bool:
        return self.state in {self.State.CHECKING, self.State.RUNNING}

    @property
    def percent(self) -> int:
        return min(100, self.position * 100 // self.total) if self.total else 0


class Remark(models.Model):
    """What a run had to say of one cell: the row was refused for it, or taken with a warning."""

    class Kind(models.TextChoices):
        REFUSED = "refused", _("refused")
        WARNING = "warning", _("warning")

    run = models.ForeignKey(Run, models.CASCADE, related_name="remarks")
    kind = models.CharField(max_length=8, choices=Kind)
    code = models.CharField(max_length=40, blank=True)  # for programs: "email_missing"
    line = models.PositiveIntegerField()  # the file's line from 1
    column = models.CharField(max_length=200, blank=True)  # the file's own heading
    value = models.TextField(blank=True)
    reason_nl = models.TextField()
    reason_en = models.TextField()
    reason = InReadersLanguage()

    class Meta:
        verbose_name = _("remark about a row")
        ordering = ("line", "pk")
        indexes = (models.Index(fields=["run", "kind", "line"], name="imports_remark_run"),)

    def __str__(self) -> str:
        return f"{self.line} {self.column}: {self.reason_en}"


class RefusedRow(models.Model):
    """The cells of a refused row, so that it can be corrected and loaded again."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="refused_rows")
    line = models.PositiveIntegerField()
    cells = models.JSONField()

    class Meta:
        verbose_name = _("refused row")
        ordering = ("line",)
        constraints = (models.UniqueConstraint(fields=["run", "line"], name="imports_refused_row"),)

    def __str__(self) -> str:
        return f"{self.run_id}:{self.line}"


class Delivery(models.Model):
    """A file that was taken from the watched folder, and what became of it."""

    class State(models.TextChoices):
        TAKEN = "taken", _("being imported")
        IMPORTED = "imported", _("imported")
        SAME = "same", _("the same as the last file")
        FAILED = "failed", _("could not be read")

    path = models.CharField(max_length=600)  # below the watched folder, as it can be shown
    signature = models.CharField(max_length=80)  # tells the file from a later one of the same name
    state = models.CharField(max_length=8, choices=State, default=State.TAKEN)
    run = models.ForeignKey(Run, models.SET_NULL, null=True, related_name="deliveries")
    error_nl = models.TextField(blank=True)
    error_en = models.TextField(blank=True)
    error = InReadersLanguage()
    moved_to = models.CharField(max_length=600, blank=True)  # below the watched folder; known before it moves
    taken_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(null=True)
    reported_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("file from the watched folder")
        constraints = (
            models.UniqueConstraint(
                fields=["path", "signature"],
                condition=models.Q(moved_at__isnull=True),
                name="imports_delivery_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.path} ({self.state})"


class Watch(models.Model):
    """A folder that is watched: since when, and what was wrong with it the last time."""

    folder = models.CharField(max_length=600, unique=True)
    since = models.DateTimeField(auto_now_add=True)
    looked_at = models.DateTimeField(null=True)
    faults = models.JSONField(default=list)  # [{"nl": sentence, "en": sentence}, …]
    # Said once for each silence: no file for some nights.
    silence_said_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("watched folder")

    def __str__(self) -> str:
        return self.folder
