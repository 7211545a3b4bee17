"""Who may see whom. A yes for one person and the set of all agree; tests show it."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from haven.commons.organisation.models import Role
from haven.commons.people.models import STAFF_STATUSES, Affiliation, Person
from haven.core.access import Actor, Allowed, Answer, Denied

# Everybody on their campus; HR only those with a contract; a faculty only its own.
CAMPUS_ROLES = (Role.OFFICER, Role.CONTACT_PERSON)
# Who has steps of their own in pathways sees the people they do them for.
HELPING_ROLES = (Role.FACULTY_OFFICER, Role.HOUSING_OFFICER, Role.LANGUAGE_TEACHER)
STAFF_ROLES = (*CAMPUS_ROLES, Role.HR_OFFICER, *HELPING_ROLES)


def can_see_people(actor: Actor) -> Answer:
    """Whether there is anybody at all whom this actor may look up."""
    if actor.holds(*STAFF_ROLES):
        return Allowed()
    return Denied(_("Only staff who welcome newcomers see this list."))


def can_see(actor: Actor, person: Person) -> Answer:
    """Oneself, and the people of one's campus, contract or faculty."""
    if actor.user_id is not None and person.user_id == actor.user_id:
        return Allowed()
    if any(reaches(actor, affiliation) for affiliation in person.affiliations.all()):
        return Allowed()
    return Denied(_("This person is not on a campus that you work for."))


def works_with(actor: Actor, person: Person) -> Answer:
    """Seen as staff, not as oneself."""
    if any(reaches(actor, affiliation) for affiliation in person.affiliations.all()):
        return Allowed()
    return Denied(_("This person is not on a campus that you work for."))


def reaches(actor: Actor, affiliation: Affiliation) -> bool:
    place = {"campus_id": affiliation.campus_id, "unit_id": affiliation.faculty_id}
    if actor.holds_at(place["campus_id"], *CAMPUS_ROLES, unit_id=place["unit_id"]):
        return True
    if affiliation.status in STAFF_STATUSES and actor.holds_at(
        place["campus_id"], Role.HR_OFFICER, unit_id=place["unit_id"]
    ):
        return True
    return actor.holds_at(place["campus_id"], *HELPING_ROLES, unit_id=place["unit_id"])


def reach(actor: Actor) -> Q:
    """The condition on Affiliation that `reaches` decides one by one."""
    if actor.system:
        return Q()
    everyone = _scope(actor, *CAMPUS_ROLES, *HELPING_ROLES)
    contracts = _scope(actor, Role.HR_OFFICER) & Q(status__in=STAFF_STATUSES)
    return everyone | contracts


def _scope(actor: Actor, *roles: str) -> Q:
    if actor.holds_everywhere(*roles):
        return Q(pk__isnull=False)
    return Q(campus_id__in=actor.campuses(*roles)) | Q(faculty_id__in=actor.units(*roles))


def visible_to(actor: Actor) -> QuerySet[Person]:
    """Everybody whom `can_see` answers yes for."""
    condition = _reached(actor)
    if actor.user_id is not None:
        condition |= Q(user_id=actor.user_id)
    return Person.objects.filter(condition)


def worked_with_by(actor: Actor) -> QuerySet[Person]:
    """Everybody whom `works_with` answers yes for."""
    return Person.objects.filter(_reached(actor))


def _reached(actor: Actor) -> Q:
    if not actor.grants and not actor.system:
        return Q(pk__in=())  # a newcomer: the database need not go through everybody
    # Not `Exists`: SQLite would go through the whole campus again for each person.
    return Q(pk__in=Affiliation.objects.filter(reach(actor)).values("person_id"))


def can_tell(actor: Actor, person: Person) -> Answer:
    """Only the person themself says what their circumstances are."""
    if actor.user_id is not None and person.user_id == actor.user_id:
        return Allowed()
    return Denied(_("Only the person themself can answer this."))
