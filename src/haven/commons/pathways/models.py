from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from haven.commons.organisation.models import Term
from haven.commons.people.models import Affiliation, Person
from haven.core.text import InReadersLanguage


class Anchor(models.TextChoices):
    """What a step's date hangs on; `step:<key>` hangs it on another step."""

    ADMITTED = "admitted", _("admission")
    CONTRACT_SIGNED = "contract_signed", _("signature of the contract")
    VISA_GRANTED = "visa_granted", _("grant of the visa")
    ARRIVED = "arrived", _("arrival")
    STARTS = "starts", _("start")
    ENDS = "ends", _("end")


class Template(models.Model):
    """A kind of pathway: for whom, and which version is given to the next newcomer."""

    key = models.SlugField(max_length=60, unique=True)
    priority = models.IntegerField(default=0)  # the highest of those that fit wins
    conditions = models.JSONField(default=dict)
    title_nl = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    title = InReadersLanguage()
    summary_nl = models.TextField(blank=True)
    summary_en = models.TextField(blank=True)
    summary = InReadersLanguage()
    current = models.ForeignKey("TemplateVersion", models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("template of a pathway")
        ordering = ("-priority", "key")

    def __str__(self) -> str:
        return self.key


class TemplateVersion(models.Model):
    """What a template said at one time. Once published it says the same for ever: people stay on theirs.

    What may still change in a published one is when its sources were looked at (`reviews`).
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        OFFERED = "offered", _("offered")  # came with Haven's files, while the university has its own
        SET_ASIDE = "set_aside", _("set aside")  # offered, and not wanted

    class Origin(models.TextChoices):
        FILE = "file", _("Haven's files")
        EDITOR = "editor", _("this university")

    template = models.ForeignKey(Template, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(null=True)  # given when it is published
    state = models.CharField(max_length=10, choices=State, default=State.PUBLISHED)
    origin = models.CharField(max_length=10, choices=Origin, default=Origin.FILE)
    digest = models.CharField(max_length=64, blank=True)  # of a file's steps: loading it twice makes one
    # What the template becomes when this is published.
    priority = models.IntegerField(default=0)
    conditions = models.JSONField(default=dict)
    title_nl = models.CharField(max_length=160, blank=True)
    title_en = models.CharField(max_length=160, blank=True)
    title = InReadersLanguage()
    summary_nl = models.TextField(blank=True)
    summary_en = models.TextField(blank=True)
    summary = InReadersLanguage()
    based_on = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    revision = models.PositiveIntegerField(default=1)  # of the texts above, against two editors at once
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(null=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("version of a template")
        constraints = (
            models.UniqueConstraint(fields=["template", "number"], name="pathways_version_number"),
            models.UniqueConstraint(
                fields=["template"], condition=Q(state="draft"), name="pathways_version_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(state="published", number__isnull=False)
                | (~Q(state="published") & Q(number__isnull=True)),
                name="pathways_version_numbered",
            ),
        )

    def __str__(self) -> str:
        return f"{self.template_id} v{self.number}"


class TemplateStep(models.Model):
    """A step of one version: rule for its date, owner, and its texts in both languages."""

    version = models.ForeignKey(TemplateVersion, models.CASCADE, related_name="steps")
    key = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    theme = models.CharField(max_length=20)
    owner = models.CharField(max_length=20)  # "newcomer" or a role on their campus
    anchor = models.CharField(max_length=70)
    offset = models.IntegerField()
    unit = models.CharField(max_length=12)
    after = models.JSONField(default=list)  # keys of steps that come first
    conditions = models.JSONField(default=dict)
    variants = models.JSONField(default=list)  # per municipality: what differs
    sets_anchor = models.CharField(max_length=20, blank=True)  # finishing it makes this date known
    title_nl = models.CharField(max_length=160)
    title_en = models.CharField(max_length=160)
    title = InReadersLanguage()
    why_nl = models.TextField(blank=True)
    why_en = models.TextField(blank=True)
    why = InReadersLanguage()
    text_nl = models.TextField(blank=True)
    text_en = models.TextField(blank=True)
    text = InReadersLanguage()
    where_nl = models.TextField(blank=True)
    where_en = models.TextField(blank=True)
    where = InReadersLanguage()
    bring_nl = models.JSONField(default=list)
    bring_en = models.JSONField(default=list)
    bring = InReadersLanguage()
    source = models.CharField(max_length=200, blank=True)
    source_url = models.URLField(max_length=300, blank=True)
    checked_on = models.DateField(null=True)  # empty: still to be checked by the university
    review_on = models.DateField(null=True)  # when to look at the source again
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    reminded_for = models.DateField(null=True)  # the review date of which the reviewer was told
    revision = models.PositiveIntegerField(default=1)  # against two editors at once

    class Meta:
        verbose_name = _("step of a template")
        ordering = ("version", "position")
        constraints = (models.UniqueConstraint(fields=["version", "key"], name="pathways_templatestep_key"),)

    def __str__(self) -> str:
        return f"{self.version_id} {self.key}"


class Pathway(models.Model):
    """One person's way in."""

    class State(models.TextChoices):
        ACTIVE = "active", _("on the way")
        WITHDRAWN = "withdrawn", _("withdrawn")

    person = models.ForeignKey(Person, models.CASCADE, related_name="pathways")
    affiliation = models.OneToOneField(Affiliation, models.CASCADE, related_name="pathway")
    version = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="pathways")
    state = models.CharField(max_length=10, choices=State, default=State.ACTIVE)
    visa_granted_on = models.DateField(null=True)
    # What a newer version leaves as it was here: key of a step -> the older step that stays, or None for a
    # new step that would have come too late.
    held_back = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("pathway")

    def __str__(self) -> str:
        return f"pathway of {self.person_id}"


class Step(models.Model):
    """A step of one person's pathway: only what is theirs; what it says stands in the template."""

    class State(models.IntegerChoices):
        OPEN = 0, _("open")
        DONE = 1, _("done")

    pathway = models.ForeignKey(Pathway, models.CASCADE, related_name="steps", db_index=False)
    template_step = models.ForeignKey(TemplateStep, models.PROTECT, related_name="+", db_index=False)
    due = models.DateField(null=True)  # unknown while its anchor is
    state = models.PositiveSmallIntegerField(choices=State, default=State.OPEN)
    done_on = models.DateField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    # Who looks after it, when that is not simply whoever holds the role.
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("step of a pathway")
        constraints = (
            models.UniqueConstraint(fields=["pathway", "template_step"], name="pathways_step_once"),
            models.CheckConstraint(
                condition=Q(state=0, done_on__isnull=True) | Q(state=1, done_on__isnull=False),
                name="pathways_step_done_on",
            ),
        )
        indexes = (
            # Who must do this step in which week, and who is late.
            models.Index(fields=["template_step", "state", "due"], name="pathways_step_list"),
            models.Index(fields=["due"], condition=Q(state=0), name="pathways_step_open"),
            models.Index(
                fields=["assignee"], condition=Q(assignee__isnull=False), name="pathways_step_assigned"
            ),
        )

    def __str__(self) -> str:
        return f"{self.pathway_id}/{self.template_step_id}"


class Bulk(models.Model):
    """Steps that somebody ticked, or gave to a colleague, in one go: it can be undone that day."""

    class Verb(models.TextChoices):
        DONE = "done", _("done")
        ASSIGNED = "assigned", _("given to somebody")

    verb = models.CharField(max_length=10, choices=Verb)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("several steps changed in one go")

    def __str__(self) -> str:
        return f"{self.verb} by {self.by_id}"


class BulkStep(models.Model):
    """One step of it."""

    bulk = models.ForeignKey(Bulk, models.CASCADE, related_name="steps")
    step = models.ForeignKey(Step, models.CASCADE, related_name="+")
    assignee_before = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("step changed in one go with others")

    def __str__(self) -> str:
        return f"{self.bulk_id}/{self.step_id}"


class Obstacle(models.Model):
    """ "I cannot do this: …" from a newcomer, to the step's owner on their campus."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="obstacles")
    text = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("“I cannot do this”")
        indexes = (
            models.Index(fields=["at"], condition=Q(answered_at__isnull=True), name="pathways_obstacle_open"),
        )

    def __str__(self) -> str:
        return f"obstacle at {self.step_id}"


class Replan(models.Model):
    """One change after which dates moved, or steps came or went: who changed what, and how it was."""

    class Cause(models.TextChoices):
        ARRIVAL = "arrival", _("day of arrival")
        START = "start", _("start")
        END = "end", _("end")
        VISA = "visa", _("grant of the visa")
        STEP = "step", _("another step done or not done")
        ANSWERS = "answers", _("answers about family, stay and municipality")
        TEMPLATE = "template", _("template of the steps")
        IMPORT = "import", _("file of the registrar or of HR")

    pathway = models.ForeignKey(Pathway, models.CASCADE, related_name="replans")
    cause = models.CharField(max_length=10, choices=Cause)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", db_index=False
    )
    at = models.DateTimeField(default=timezone.now)
    # What planning counts from, as far as this change touched it; see `facts`.
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    undoes = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    read_at = models.DateTimeField(null=True)  # the newcomer has read it and put it away

    class Meta:
        verbose_name = _("change that moved dates")
        indexes = (models.Index(fields=["at"], name="pathways_replan_at"),)

    def __str__(self) -> str:
        return f"{self.cause} of {self.pathway_id}"


class MovesTold(models.Model):
    """Until when a member of staff has been told by mail what moved of theirs."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("mail about what moved")

    def __str__(self) -> str:
        return f"{self.user_id} until {self.until}"


class MovedStep(models.Model):
    """What became of one step in such a change."""

    class Kind(models.IntegerChoices):
        MOVED = 0, _("moved")
        ADDED = 1, _("new")
        REMOVED = 2, _("no longer needed")

    replan = models.ForeignKey(Replan, models.CASCADE, related_name="moves")
    # The step itself may be gone.
    template_step = models.ForeignKey(TemplateStep, models.PROTECT, related_name="+", db_index=False)
    kind = models.PositiveSmallIntegerField(choices=Kind)
    before = models.DateField(null=True)
    after = models.DateField(null=True)

    class Meta:
        verbose_name = _("step that moved")

    def __str__(self) -> str:
        return f"{self.replan_id}/{self.template_step_id}"


class Rollout(models.Model):
    """One change that reaches many people on their way, batch by batch in the background."""

    class Reach(models.TextChoices):
        NONE = "none", _("nobody who is on their way")
        NOT_STARTED = "not_started", _("steps that have not begun")
        OPEN = "open", _("all open steps")

    # A new version, or a term that moved.
    version = models.ForeignKey(TemplateVersion, models.CASCADE, null=True, related_name="rollouts")
    term = models.ForeignKey(Term, models.CASCADE, null=True, related_name="+")
    before = models.JSONField(default=dict)  # the term's dates
    after = models.JSONField(default=dict)
    reach = models.CharField(max_length=12, choices=Reach, default=Reach.OPEN)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    last_pathway = models.BigIntegerField(default=0)  # those up to here have been reached
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("change that reaches many")
        constraints = (
            models.CheckConstraint(
                condition=Q(version__isnull=True) ^ Q(term__isnull=True), name="pathways_rollout_of_one"
            ),
        )

    def __str__(self) -> str:
        return f"rollout of version {self.version_id}" if self.version_id else f"term {self.term_id}"
