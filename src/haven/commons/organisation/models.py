from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from haven.core.text import InReadersLanguage


class University(models.Model):
    """The university itself: one row."""

    name_nl = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    name = InReadersLanguage()
    domain = models.CharField(max_length=200)
    # Set when the installation is made, and never after: it opens one-click sign-in for invented people.
    is_demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("university")
        constraints = (models.CheckConstraint(condition=Q(pk=1), name="organisation_university_single"),)

    def __str__(self) -> str:
        return self.name


class Campus(models.Model):
    class Model(models.TextChoices):
        """How newcomers are helped on this campus."""

        HOUSE = "house", _("International House")
        METROPOLITAN_HOUSE = "metropolitan_house", _("International House with local partners")
        SHARED_POINT = "shared_point", _("service point shared with student services")
        DIGITAL = "digital", _("digital service")
        MOBILE_TEAM = "mobile_team", _("mobile welcome team")

    code = models.SlugField(max_length=60, unique=True)
    name_nl = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    name = InReadersLanguage()
    city_nl = models.CharField(max_length=80)
    city_en = models.CharField(max_length=80)
    city = InReadersLanguage()
    is_main = models.BooleanField(_("main campus of its city"), default=False)
    model = models.CharField(max_length=20, choices=Model, default=Model.SHARED_POINT)
    offer_nl = models.TextField(blank=True)
    offer_en = models.TextField(blank=True)
    offer = InReadersLanguage()
    address_nl = models.CharField(max_length=200, blank=True)
    address_en = models.CharField(max_length=200, blank=True)
    address = InReadersLanguage()

    class Meta:
        verbose_name = _("campus")
        ordering = ("city_nl", "-is_main", "name_nl")
        constraints = (
            models.UniqueConstraint(
                fields=["city_nl"], condition=Q(is_main=True), name="organisation_campus_one_main"
            ),
        )

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A faculty or a service."""

    class Kind(models.TextChoices):
        FACULTY = "faculty", _("faculty")
        SERVICE = "service", _("service")

    code = models.SlugField(max_length=60, unique=True)
    kind = models.CharField(max_length=10, choices=Kind)
    name_nl = models.CharField(max_length=160)
    name_en = models.CharField(max_length=160)
    name = InReadersLanguage()

    class Meta:
        verbose_name = _("faculty or service")
        ordering = ("kind", "name_nl")

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """Another spelling of a campus or a unit, folded, as it turns up in files."""

    alias = models.CharField(max_length=160)
    campus = models.ForeignKey(Campus, models.CASCADE, null=True, related_name="aliases")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="aliases")

    class Meta:
        verbose_name = _("other spelling")
        constraints = (
            models.UniqueConstraint(
                fields=["alias"], condition=Q(campus__isnull=False), name="organisation_alias_campus"
            ),
            models.UniqueConstraint(
                fields=["alias"], condition=Q(unit__isnull=False), name="organisation_alias_unit"
            ),
            models.CheckConstraint(
                condition=Q(campus__isnull=False, unit__isnull=True)
                | Q(campus__isnull=True, unit__isnull=False),
                name="organisation_alias_of_one",
            ),
        )

    def __str__(self) -> str:
        return self.alias


class Term(models.Model):
    """A semester of an academic year."""

    academic_year = models.CharField(max_length=9)  # "2026-2027"
    semester = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        verbose_name = _("semester")
        ordering = ("starts_on",)
        constraints = (
            models.UniqueConstraint(fields=["academic_year", "semester"], name="organisation_term_once"),
            models.CheckConstraint(
                condition=Q(ends_on__gt=models.F("starts_on")), name="organisation_term_order"
            ),
        )

    def __str__(self) -> str:
        return f"{self.academic_year}/{self.semester}"


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("administrator")
    OFFICER = "officer", _("International House officer")
    CONTACT_PERSON = "contact_person", _("campus contact person")
    HR_OFFICER = "hr_officer", _("HR officer")
    FACULTY_OFFICER = "faculty_officer", _("faculty officer")
    HOUSING_OFFICER = "housing_officer", _("housing officer")
    LANGUAGE_TEACHER = "language_teacher", _("language teacher")


class RoleGrant(models.Model):
    """A role that somebody holds: at the university, on a campus, or in a unit."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    campus = models.ForeignKey(
        Campus, models.PROTECT, null=True, blank=True, related_name="grants", verbose_name=_("campus")
    )
    unit = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("faculty or service"),
    )
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    hours_nl = models.CharField(_("hours, in Dutch"), max_length=160, blank=True)
    hours_en = models.CharField(_("hours, in English"), max_length=160, blank=True)
    hours = InReadersLanguage()
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    granted_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("role of somebody")
        ordering = ("role", "pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(campus__isnull=True) | Q(unit__isnull=True), name="organisation_grant_one_scope"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "campus", "unit"],
                condition=Q(ended_at__isnull=True),
                nulls_distinct=False,
                name="organisation_grant_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"
