"""What every page knows: the navigation of whoever looks at it, and whether this is a demo."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from haven.commons.organisation.policy import can_administer
from haven.commons.people.policy import can_see_people
from haven.community.welcome.policy import can_import
from haven.core.access import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    label: Any
    url: str
    current: bool
    count: int | None = None


# route, label, who sees it
ENTRIES = (
    ("welcome:desk", _("Today"), can_see_people),
    ("welcome:people", _("People"), can_see_people),
    ("welcome:obstacles", _("“I cannot do this”"), can_see_people),
    ("welcome:moved", _("What moved"), can_see_people),
    ("welcome:imports", _("Files"), can_import),
    ("organisation:roles", _("Roles"), can_administer),
    ("audit:record", _("Record"), can_administer),
    ("privacy:registry", _("Personal data"), can_administer),
)


def haven(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    return {
        "navigation": SimpleLazyObject(lambda: _navigation(request, actor)),
        "user_links": SimpleLazyObject(lambda: _links(request)),
    }


def _links(request: HttpRequest) -> list[Entry]:
    """For everybody: their own data, and what is held of whom and why."""
    routes = (
        ("welcome:profile", _("Your data and language")),
        ("mail:preferences", _("Your letters")),
        ("privacy:registry", _("Personal data")),
    )
    return [Entry(label, url := reverse(route), request.path == url) for route, label in routes]


def _navigation(request: HttpRequest, actor: Actor | None) -> list[Entry]:
    if actor is None or not actor.signed_in:
        return []
    entries = []
    for route, label, may in ENTRIES:
        if may(actor):
            url = reverse(route)
            entries.append(Entry(label, url, current=request.path.startswith(url)))
    return entries
