"""The day's list, and the weeks ahead."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from haven.commons.people.models import Status
from haven.community.welcome.desk import queries, saved
from haven.community.welcome.desk.filters import OWNERS, STATES, Filters
from haven.community.welcome.desk.views.acting import write_address
from haven.community.welcome.desk.weeks import arriving, weeks_ahead
from haven.community.welcome.models import SavedView
from haven.community.welcome.views.asking import staff
from haven.community.welcome.views.parsing import number


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """Today: what is late or due within a week, the person who waits longest first."""
    actor = staff(request)
    filters = Filters.read(request.GET)
    found = queries.desk_page(actor, filters, request.GET.get("page", 1))
    did = number(request.GET.get("did"))
    done = queries.done_today(actor)
    context = {
        "desk": found,
        "page": found.page,
        "filters": filters,
        "today": found.scope.today,
        "chips": _chips(found),
        "base": filters.but(state=""),
        "statuses": Status.choices,
        "owners": OWNERS.items(),
        "views": saved.views_of(actor, SavedView.Page.DESK),
        "page_name": SavedView.Page.DESK,
        "did": next((one for one in done if one.pk == did), None),
        "done_today": done,
        "arriving": arriving(found.scope),
        "can_write": write_address() is not None,
        "next": _without(request, "did"),
    }
    return render(request, "welcome/desk/desk.html", context)


def _without(request: HttpRequest, name: str) -> str:
    query = request.GET.copy()
    query.pop(name, None)
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _chips(found: queries.Desk) -> list[tuple[str, str]]:
    """What the list is filtered by, each with the address without it."""
    filters = found.filters
    labels = {
        "state": str(STATES.get(filters.state, "")),
        "owner": str(OWNERS.get(filters.owner, "")),
        "campus": dict(found.campuses).get(filters.campus, filters.campus),
        "faculty": dict(found.faculties).get(filters.faculty, filters.faculty),
        "step": dict(found.steps).get(filters.step, filters.step),
        "week": queries.week_label(filters.week) if filters.week else "",
        "status": str(dict(Status.choices).get(filters.status, "")),
    }
    return [(label, filters.but(**{name: ""})) for name, label in labels.items() if label]


@login_required
@require_GET
def weeks(request: HttpRequest) -> HttpResponse:
    return render(request, "welcome/desk/weeks.html", {"campuses": weeks_ahead(staff(request))})
