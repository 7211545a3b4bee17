"""Who holds which role where, and which campuses nobody is the contact person of."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.db.models.functions import Lower

from haven.commons.organisation.models import Alias, Campus, Role, RoleGrant

UNIVERSITY = "university"  # as a place to filter by: roles held at no campus and in no unit


def held_roles(*, role: str = "", place: str = "") -> QuerySet[RoleGrant]:
    """Roles that are not ended, by name; `place` is a campus's code or `UNIVERSITY`, "" is anywhere."""
    held = RoleGrant.objects.filter(ended_at=None).select_related("user", "campus", "unit")
    if role:
        held = held.filter(role=role)
    if place == UNIVERSITY:
        held = held.filter(campus=None, unit=None)
    elif place:
        held = held.filter(campus__code=place)
    return held.order_by(Lower("user__name"), "user__email", "pk")


def contact_persons() -> QuerySet[RoleGrant]:
    """Those who can be asked: a closed account answers nobody."""
    held = RoleGrant.objects.filter(role=Role.CONTACT_PERSON, ended_at=None, user__is_active=True)
    return held.select_related("user").order_by(Lower("user__name"), "pk")


def campuses_without_contact() -> QuerySet[Campus]:
    return Campus.objects.filter(~Exists(contact_persons().filter(campus=OuterRef("pk"))))


@dataclass(frozen=True, slots=True)
class CampusCard:
    """A campus as its page shows it: who helps there, and under which spellings files know it."""

    campus: Campus
    contacts: tuple[RoleGrant, ...]
    aliases: tuple[str, ...]


def campus_cards() -> list[CampusCard]:
    """Every campus, by city, its main campus first. Three queries."""
    campuses = Campus.objects.prefetch_related(
        Prefetch("grants", contact_persons(), to_attr="contacts"),
        Prefetch("aliases", Alias.objects.order_by("alias")),
    )
    return [
        CampusCard(
            campus,
            contacts=tuple(campus.contacts),
            aliases=tuple(row.alias for row in campus.aliases.all()),
        )
        for campus in campuses
    ]
