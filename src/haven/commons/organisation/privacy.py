from django.utils.translation import gettext_lazy as _

from haven.commons.organisation import stays
from haven.core.privacy.registry import Basis, Erasure, personal, plain
from haven.core.privacy.subjects import register_ends, register_hold

FIVE_YEARS = 5 * 365

personal(
    "organisation.RoleGrant",
    "user",
    "role",
    "campus",
    "unit",
    "granted_at",
    "ended_at",
    label=_("which role you hold, where, and since when"),
    purpose=_("It decides what you can see and do in Haven, and whom newcomers can turn to."),
    basis=Basis.PUBLIC_TASK,
    retention_days=FIVE_YEARS,
)
personal(
    "organisation.RoleGrant",
    "phone",
    "hours_nl",
    "hours_en",
    purpose=_("Newcomers can reach you at your work."),
    basis=Basis.PUBLIC_TASK,
    retention_days=0,
)
personal(
    "organisation.RoleGrant",
    "granted_by",
    label=_("who gave the role"),
    purpose=_("It can be shown later who gave somebody a role."),
    basis=Basis.PUBLIC_TASK,
    retention_days=FIVE_YEARS,
    erasure=Erasure.BLANK,
)
plain("organisation.RoleGrant", "id")
plain("organisation.University", "id", "name_nl", "name_en", "domain", "is_demo", "created_at")
plain(
    "organisation.Campus",
    *("id", "code", "name_nl", "name_en", "city_nl", "city_en", "is_main", "model"),
    *("offer_nl", "offer_en", "address_nl", "address_en"),
)
plain("organisation.Unit", "id", "code", "kind", "name_nl", "name_en")
plain("organisation.Alias", "id", "alias", "campus", "unit")
plain("organisation.Term", "id", "academic_year", "semester", "starts_on", "ends_on")

register_hold(stays.held_by_role)
register_ends(stays.work_ends)
