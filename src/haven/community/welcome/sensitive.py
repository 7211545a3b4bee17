"""What a page shows only when somebody asks for it: family and ground of stay. Each reading is recorded."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haven.commons.organisation.models import Role
from haven.commons.people.models import STAFF_STATUSES, Circumstances, Person
from haven.commons.people.policy import CAMPUS_ROLES
from haven.core.access import Actor, Allowed, Answer, Denied, require
from haven.core.audit.record import record_read


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody told of their family and ground of stay, in words."""

    partner: str
    children: str
    ground: str


def can_read(actor: Actor, person: Person) -> Answer:
    """Those who help with family and papers: the campus's own people, and HR for whom it employs.

    A faculty plans a desk and a schedule, and needs neither.
    """
    for stay in person.affiliations.all():
        roles = (*CAMPUS_ROLES, Role.HR_OFFICER) if stay.status in STAFF_STATUSES else CAMPUS_ROLES
        if actor.holds_at(stay.campus_id, *roles, unit_id=stay.faculty_id):
            return Allowed()
    return Denied(gettext_lazy("Your role does not need to know this."))


@transaction.atomic
def read_circumstances(actor: Actor, person: Person) -> Told:
    """What was told, in words; that it was read goes on the record."""
    require(can_read(actor, person))
    told = Circumstances.objects.filter(person=person).first()
    record_read(actor, "circumstances_read", person)
    if told is None:
        return Told(_("not told yet"), _("not told yet"), _("not told yet"))
    return Told(
        partner=_yes_no(told.partner, declined=told.family_declined),
        children=_yes_no(told.children, declined=told.family_declined),
        ground=_ground(told),
    )


def _yes_no(value: bool | None, *, declined: bool) -> str:
    if value is None:
        return _("rather not said") if declined else _("not known yet")
    return _("yes") if value else _("no")


def _ground(told: Circumstances) -> str:
    if told.ground:
        return str(told.get_ground_display())
    return _("rather not said") if told.ground_declined else _("not known yet")
