"""Who asks."""

from django.http import HttpRequest

from haven.commons.people.policy import can_see_people
from haven.core.access import Actor, require


def staff(request: HttpRequest) -> Actor:
    """Who asks; refused, with the reason, unless they welcome newcomers somewhere."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    require(can_see_people(actor))
    return actor
