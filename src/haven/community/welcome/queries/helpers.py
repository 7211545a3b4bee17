"""Who does what on somebody's campus: the holder of each role that is nearest to the stay."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from haven.commons.organisation.models import Role, RoleGrant
from haven.commons.people.models import Affiliation
from haven.core.text import pick

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
class Helper:
    """Who holds a role, and where; read as values, since every page of a newcomer asks for twenty."""

    pk: int
    role: str
    campus_id: int | None
    unit_id: int | None
    name: str
    email: str
    phone: str
    hours_nl: str
    hours_en: str


@dataclass(frozen=True, slots=True)
class Helpers:
    """Those whose roles reach one stay, by role: the nearest one each."""

    by_role: dict[str, Helper]
    campus: str

    def name(self, role: str) -> str:
        helper = self.by_role.get(role)
        return (helper.name or helper.email) if helper else ""

    @property
    def contact(self) -> Contact | None:
        """The campus's contact person, or the International House where there is none."""
        helper = self.by_role.get(Role.CONTACT_PERSON) or self.by_role.get(Role.OFFICER)
        if helper is None:
            return None
        return Contact(
            name=self.name(helper.role),
            role_label=role_label(helper.role),
            email=helper.email,
            phone=helper.phone,
            hours=pick(helper.hours_nl, helper.hours_en),
            campus=self.campus,
        )


def helpers_of(affiliation: Affiliation) -> Helpers:
    """One query. A faculty's officer is looked for in the faculty first, everybody else on the campus."""
    place = Q(campus_id=affiliation.campus_id) | Q(campus__isnull=True, unit__isnull=True)
    if affiliation.faculty_id is not None:
        place |= Q(unit_id=affiliation.faculty_id)
    grants = RoleGrant.objects.filter(place, ended_at__isnull=True, user__is_active=True)
    rows = grants.values_list(
        "pk", "role", "campus_id", "unit_id", "user__name", "user__email", "phone", "hours_nl", "hours_en"
    )
    by_role: dict[str, Helper] = {}
    for helper in sorted((Helper(*row) for row in rows), key=_distance):
        by_role.setdefault(helper.role, helper)
    return Helpers(by_role, affiliation.campus.name)


def _distance(helper: Helper) -> tuple[int, int]:
    nearest_first = (
        (helper.unit_id, helper.campus_id)
        if helper.role == Role.FACULTY_OFFICER
        else (helper.campus_id, helper.unit_id)
    )
    rank = next((i for i, place in enumerate(nearest_first) if place is not None), len(nearest_first))
    return rank, helper.pk


def role_label(owner: str, *, own: bool = False) -> str:
    """The owner of a step in words; `own`: the reader is the newcomer."""
    if owner == NEWCOMER:
        return _("you") if own else _("the newcomer")
    return str(Role(owner).label)
