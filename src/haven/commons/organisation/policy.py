from django.utils.translation import gettext_lazy as _

from haven.commons.organisation.models import Campus, Role, Unit
from haven.core.access import Actor, Allowed, Answer, Denied


def can_administer(actor: Actor) -> Answer:
    """Roles, the record and the privacy registry are for administrators."""
    if actor.holds_everywhere(Role.ADMINISTRATOR):
        return Allowed()
    return Denied(_("Only administrators can open this page."))


def can_be_held_at(role: str, *, campus: Campus | None, unit: Unit | None) -> Answer:
    """Whether a role makes sense there; with neither campus nor unit it is held at the whole university."""
    if campus is not None and unit is not None:
        return Denied(_("Choose a campus, or a faculty or service, but not both."))
    if role == Role.CONTACT_PERSON and campus is None:
        return Denied(_("A contact person is there for one campus. Choose the campus."))
    if role == Role.FACULTY_OFFICER and (unit is None or unit.kind != Unit.Kind.FACULTY):
        return Denied(_("A faculty officer works for one faculty. Choose the faculty."))
    if role == Role.ADMINISTRATOR and (campus is not None or unit is not None):
        return Denied(_("An administrator works for the whole university. Choose no campus and no faculty."))
    return Allowed()
