"""Who does what on somebody's campus: the holder of each role that is nearest to the stay."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from haven.commons.organisation.models import Role, RoleGrant
from haven.commons.people.models import Affiliation

NEWCOMER = "newcomer"


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to turn to; any text may be empty."""

    name: str
    role_label: str
    email: str = ""
    phone: str = ""
    hours: str = ""
    campus: str = ""


@dataclass(frozen=True, slots=True)
class Helpers:
    """The grants that reach one stay, by role: the nearest one each."""

    by_role: dict[str, RoleGrant]
    campus: str

    def name(self, role: str) -> str:
        grant = self.by_role.get(role)
        return str(grant.user) if grant else ""

    @property
    def contact(self) -> Contact | None:
        """The campus's contact person, or the International House where there is none."""
        grant = self.by_role.get(Role.CONTACT_PERSON) or self.by_role.get(Role.OFFICER)
        if grant is None:
            return None
        return Contact(
            name=str(grant.user),
            role_label=role_label(grant.role),
            email=grant.user.email,
            phone=grant.phone,
            hours=grant.hours,
            campus=self.campus,
        )


def helpers_of(affiliation: Affiliation) -> Helpers:
    """One query. A faculty's officer is looked for in the faculty first, everybody else on the campus."""
    place = Q(campus_id=affiliation.campus_id) | Q(campus__isnull=True, unit__isnull=True)
    if affiliation.faculty_id is not None:
        place |= Q(unit_id=affiliation.faculty_id)
    grants = RoleGrant.objects.filter(place, ended_at__isnull=True, user__is_active=True)
    by_role: dict[str, RoleGrant] = {}
    for grant in sorted(grants.select_related("user"), key=_distance):
        by_role.setdefault(grant.role, grant)
    return Helpers(by_role, affiliation.campus.name)


def _distance(grant: RoleGrant) -> tuple[int, int]:
    nearest_first = (
        (grant.unit_id, grant.campus_id)
        if grant.role == Role.FACULTY_OFFICER
        else (grant.campus_id, grant.unit_id)
    )
    rank = next((i for i, place in enumerate(nearest_first) if place is not None), len(nearest_first))
    return rank, grant.pk


def role_label(owner: str, *, own: bool = False) -> str:
    """The owner of a step in words; `own`: the reader is the newcomer."""
    if owner == NEWCOMER:
        return _("you") if own else _("the newcomer")
    return str(Role(owner).label)
