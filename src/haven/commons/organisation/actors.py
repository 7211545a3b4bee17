"""From the one who is signed in to the actor that policies ask about."""

from typing import Any

from haven.commons.organisation.models import RoleGrant
from haven.core.access import ANONYMOUS, Actor, Grant


def actor_of(user: Any) -> Actor:
    """The actor for a signed-in user, with the roles that are not ended; a stranger otherwise."""
    if not user.is_authenticated:
        return ANONYMOUS
    rows = RoleGrant.objects.filter(user_id=user.pk, ended_at__isnull=True)
    grants = frozenset(Grant(*row) for row in rows.values_list("role", "campus_id", "unit_id"))
    return Actor(user_id=user.pk, label=str(user), grants=grants)
