"""Dates that moved: undoing, putting away, and staff's list of what moved."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from haven.commons.pathways import policy, undoing
from haven.commons.pathways.models import Replan
from haven.commons.people.policy import can_see_people
from haven.community.welcome.queries.moved import Filters, listing
from haven.community.welcome.views.parsing import next_url
from haven.core.access import Actor, Refused, require


def _found(request: HttpRequest, pk: int) -> Replan:
    """A change in a pathway that this actor may see; otherwise there is none."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    rows = Replan.objects.filter(pk=pk, pathway__in=policy.visible_to(actor))
    found = rows.select_related("pathway__person").first()
    if found is None:
        raise Http404
    if not policy.is_own(actor, found.pathway):
        prefetch_related_objects([found.pathway.person], "affiliations")
    return found


def _back(request: HttpRequest, found: Replan) -> str:
    """To the newcomer's own steps, or to the person whom staff are looking at."""
    pathway = found.pathway
    if policy.is_own(request.actor, pathway):  # type: ignore[attr-defined]
        return f"{reverse('welcome:home')}?pathway={pathway.pk}"
    person = reverse("welcome:person", args=(pathway.person_id,))
    return next_url(request, f"{person}?stay={pathway.affiliation_id}")


@login_required
@require_POST
def change_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a change back; staff are first told which steps that makes late."""
    found = _found(request, pk)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    try:
        if not policy.is_own(actor, found.pathway) and "late" not in request.POST:
            moved = undoing.would_move(actor, replan_id=pk)
            late = undoing.late_with(moved, timezone.localdate())
            if late:
                return _confirm_late(request, found, late)
        undoing.undo(actor, replan_id=pk)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, _("The change is undone. What is not done yet has its dates as before."))
    return redirect(_back(request, found))


def _confirm_late(request: HttpRequest, found: Replan, titles: list[str]) -> HttpResponse:
    context: dict[str, Any] = {
        "person": found.pathway.person,
        "titles": titles,
        "heading": _("Undo this change"),
        "action": reverse("welcome:change_undo", args=(found.pk,)),
        "hidden": [("late", "yes")],
        "back_url": _back(request, found),
    }
    return render(request, "welcome/late_confirm.html", context)


@login_required
@require_POST
def change_read(request: HttpRequest, pk: int) -> HttpResponse:
    """The newcomer has read what moved."""
    found = _found(request, pk)
    try:
        undoing.put_away(request.actor, replan_id=pk)  # type: ignore[attr-defined]
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    return redirect(_back(request, found))


@login_required
@require_GET
def moved_list(request: HttpRequest) -> HttpResponse:
    """What moved in the last 30 days: of the reader's own steps, or of everybody's."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    require(can_see_people(actor))
    found = listing(actor, Filters.read(request.GET), request.GET.get("page", 1))
    context = {"list": found, "filters": found.filters, "page": found.page, "today": timezone.localdate()}
    return render(request, "welcome/moved.html", context)
