"""What the organisation puts on the record, in words; and whose names the record's page shows."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from haven.commons.organisation.models import RoleGrant
from haven.core.accounts.models import User
from haven.core.audit.words import Register, recorded, register_names

recorded("organisation.university", organisation_loaded=_("organisation loaded from its file"))
recorded(
    "organisation.rolegrant",
    role_granted=_("role given"),
    role_changed=_("telephone or hours changed"),
    role_ended=_("role ended"),
)


def _names(accounts: Collection[int]) -> dict[int, str]:
    """Of those who hold or held a role."""
    staff = RoleGrant.objects.filter(user_id__in=accounts).values("user_id")
    return {user.pk: str(user) for user in User.objects.filter(pk__in=staff)}


def _account(email: str) -> int | None:
    staff = RoleGrant.objects.filter(user__email=email).values_list("user_id", flat=True)
    return staff.first()


register_names(Register(names=_names, account=_account))
