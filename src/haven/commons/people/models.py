from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from haven.commons.organisation.models import Campus, Unit


class Status(models.TextChoices):
    EXCHANGE_STUDENT = "exchange_student", _("exchange student")
    BACHELOR_STUDENT = "bachelor_student", _("bachelor's student")
    MASTER_STUDENT = "master_student", _("master's student")
    DOCTORAL_RESEARCHER = "doctoral_researcher", _("doctoral researcher")
    POSTDOC = "postdoc", _("postdoctoral researcher")
    PROFESSOR = "professor", _("professor")
    ADMIN_STAFF = "admin_staff", _("administrative or technical staff")


STAFF_STATUSES = frozenset({Status.DOCTORAL_RESEARCHER, Status.POSTDOC, Status.PROFESSOR, Status.ADMIN_STAFF})


class Gender(models.TextChoices):
    FEMALE = "f", _("woman")
    MALE = "m", _("man")
    X = "x", _("X")


class Level(models.TextChoices):
    """CEFR levels; A0 is no Dutch yet."""

    A0 = "A0", _("none yet")
    A1 = "A1", "A1"
    A2 = "A2", "A2"
    B1 = "B1", "B1"
    B2 = "B2", "B2"
    C1 = "C1", "C1"
    C2 = "C2", "C2"


class Person(models.Model):
    """Somebody of the university's community, known before they ever sign in."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person"
    )
    family_name = models.CharField(_("family name"), max_length=200, blank=True)
    given_name = models.CharField(_("given name"), max_length=200, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    gender = models.CharField(_("gender"), max_length=1, choices=Gender, blank=True)
    nationality = models.CharField(_("nationality"), max_length=2, blank=True)  # ISO 3166-1 alpha-2
    email = models.EmailField(_("e-mail"), max_length=254, null=True, blank=True)  # noqa: DJ001 - unique, so unknown is NULL
    mother_tongue = models.CharField(_("mother tongue"), max_length=8, blank=True)  # ISO 639
    dutch_level = models.CharField(_("Dutch"), max_length=2, choices=Level, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[("nl", _("Dutch")), ("en", _("English"))], default="en"
    )
    search = models.TextField(blank=True)  # what the name can be found by; see core.search
    sort_name = models.CharField(max_length=200, blank=True)
    name_damaged = models.BooleanField(default=False)  # destroyed upstream ("???"), to be corrected
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("person")
        constraints = (
            models.UniqueConstraint(
                Lower("email"), condition=Q(email__isnull=False), name="people_person_email"
            ),
        )
        indexes = (
            models.Index(fields=["sort_name", "id"], name="people_person_sort"),
            models.Index(fields=["birth_date"], name="people_person_birth"),
            models.Index(
                fields=["name_damaged"], condition=Q(name_damaged=True), name="people_person_damaged"
            ),
        )

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Family name first, as staff's lists have it; "?" where nothing is known."""
        return ", ".join(part for part in (self.family_name, self.given_name) if part) or "?"


class Affiliation(models.Model):
    """What a person comes to do, where, and when. `arrives_on` is unknown until the visa is there."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="affiliations")
    status = models.CharField(_("status"), max_length=20, choices=Status)
    campus = models.ForeignKey(Campus, models.PROTECT, related_name="+", verbose_name=_("campus"))
    faculty = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("faculty")
    )
    admitted_on = models.DateField(_("admitted or contract signed"))
    arrives_on = models.DateField(_("arrival"), null=True, blank=True)
    starts_on = models.DateField(_("start"), null=True, blank=True)
    ends_on = models.DateField(_("end"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("stay")
        constraints = (
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=models.F("starts_on")),
                name="people_affiliation_order",
            ),
        )
        indexes = (models.Index(fields=["campus", "arrives_on"], name="people_affiliation_arrival"),)

    def __str__(self) -> str:
        return f"{self.person_id} {self.status}"


class SourceRecord(models.Model):
    """A person as one source knows them: the registrar, HR. `values` is what the last file said.

    Comparing `values` with what is held now tells what the person or staff changed since.
    """

    class State(models.TextChoices):
        PRESENT = "present", _("in the last file")
        MISSING = "missing", _("missing from the last file")
        KEPT = "kept", _("missing, kept")
        WITHDRAWN = "withdrawn", _("withdrawn")

    person = models.ForeignKey(Person, models.CASCADE, related_name="sources")
    affiliation = models.ForeignKey(Affiliation, models.CASCADE, related_name="sources")
    source = models.CharField(max_length=100)
    number = models.CharField(_("student or staff number"), max_length=60)
    values = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.PRESENT)
    seen_in = models.BigIntegerField(null=True)  # id of the run that saw it last
    state_since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("person in a file")
        constraints = (models.UniqueConstraint(fields=["source", "number"], name="people_source_number"),)
        indexes = (
            models.Index(fields=["number"], name="people_source_by_number"),
            models.Index(fields=["source", "state"], name="people_source_state"),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.number}"


class Circumstances(models.Model):
    """What only the person can tell, and may decline to: family, ground of stay, where they live."""

    class Ground(models.TextChoices):
        STUDENT = "student", _("student visa or permit")
        SINGLE_PERMIT = "single_permit", _("single permit (work and stay)")
        HOSTING_AGREEMENT = "hosting_agreement", _("hosting agreement (researcher)")
        SCHOLARSHIP = "scholarship", _("scholarship, without an employment contract")
        FAMILY = "family", _("family reunification")
        OTHER = "other", _("something else")

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="circumstances")
    partner = models.BooleanField(_("partner comes along"), null=True)
    children = models.BooleanField(_("children come along"), null=True)
    ground = models.CharField(_("ground of stay"), max_length=20, choices=Ground, blank=True)
    municipality = models.CharField(_("municipality"), max_length=80, blank=True)
    family_declined = models.BooleanField(default=False)
    ground_declined = models.BooleanField(default=False)
    municipality_declined = models.BooleanField(default=False)
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("what the person told")

    def __str__(self) -> str:
        return f"circumstances of {self.person_id}"
