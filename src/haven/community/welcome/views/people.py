"""Staff's people: the list, one person, and what newcomers cannot do."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haven.commons.pathways import actions as pathways
from haven.commons.pathways.planning import if_arriving
from haven.commons.pathways.policy import obstacles_for
from haven.commons.pathways.undoing import late_with
from haven.commons.people import actions as people
from haven.commons.people.models import Affiliation, Person, Status
from haven.commons.people.policy import worked_with_by
from haven.community.welcome import actions, sensitive
from haven.community.welcome.desk import queries as desk
from haven.community.welcome.desk.saved import views_of
from haven.community.welcome.forms import AnswerForm, ArrivalForm, NameForm, name_form
from haven.community.welcome.models import SavedView
from haven.community.welcome.queries import people as lists
from haven.community.welcome.queries.names import damaged_names
from haven.community.welcome.queries.obstacles import stuck_list
from haven.community.welcome.queries.people import Filters
from haven.community.welcome.queries.person import find_person, person_page
from haven.community.welcome.views.asking import staff
from haven.community.welcome.views.parsing import next_url, number, posted
from haven.core.access import Actor, Refused


def _person(actor: Actor, pk: int) -> Person:
    """Out of one's scope is as good as not there: what one may not see one may not infer."""
    found = find_person(actor, pk)
    if found is None:
        raise Http404
    return found


@login_required
@require_GET
def people_list(request: HttpRequest) -> HttpResponse:
    actor = staff(request)
    found = lists.listing(actor, Filters.read(request.GET), request.GET.get("page", 1))
    context = {
        "list": found,
        "filters": found.filters,
        "page": found.page,
        "statuses": Status.choices,
        "chips": _chips(found),
        "views": views_of(actor, SavedView.Page.PEOPLE),
        "page_name": SavedView.Page.PEOPLE,
        **_addresses(found.filters),
    }
    return render(request, "welcome/people.html", context)


def _addresses(filters: Filters) -> dict[str, Any]:
    """Where the lists at the side and the headings lead, with the other filters kept."""
    side = [(value, label, replace(filters, state=value).address) for value, label in lists.STATES.items()]
    return {
        "base": filters.without("state"),
        "side": side,
        "by_name": replace(filters, sort="name").address,
        "by_arrival": replace(filters, sort="arrival").address,
    }


def _chips(found: lists.Listing) -> list[tuple[str, str]]:
    """What the list is filtered by, each with the address without it."""
    filters = found.filters
    labels = {
        "q": f"“{filters.q}”" if filters.q else "",
        "campus": next((c.label for c in found.campuses if c.value == filters.campus), filters.campus),
        "faculty": next((c.label for c in found.faculties if c.value == filters.faculty), filters.faculty),
        "status": str(dict(Status.choices).get(filters.status, "")),
        "state": str(lists.STATES.get(filters.state, "")),
    }
    return [(label, filters.without(name)) for name, label in labels.items() if label]


@login_required
@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person, with the way to the next of the same list."""
    actor = staff(request)
    found = _person(actor, pk)
    page = person_page(actor, found, number(request.GET.get("stay")))
    asked = "circumstances" in request.GET and page.may_read_circumstances
    context = {
        "person": page,
        "today": page.today,
        "trail": _trail(request, actor, pk),
        "did": _did(request, actor),
        "next": request.get_full_path(),
        "circumstances": sensitive.read_circumstances(actor, found) if asked else None,
    }
    return render(request, "welcome/person.html", context)


def _trail(request: HttpRequest, actor: Actor, pk: int) -> lists.Neighbours | desk.Trail:
    """The way on through the list that the person was opened from, and back to it."""
    if request.GET.get("from") == "desk":
        return desk.trail(actor, request.GET, pk)
    return lists.neighbours(actor, Filters.read(request.GET), pk)


def _did(request: HttpRequest, actor: Actor) -> desk.Done | None:
    """What was just done here, to be undone."""
    did = number(request.GET.get("did"))
    return next(iter(desk.done_today(actor, did)), None) if did else None


@login_required
@require_http_methods(["GET", "POST"])
def person_name(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a name."""
    actor = staff(request)
    found = _person(actor, pk)
    form = name_form(found, posted(request))
    if request.method == "POST" and form.is_valid():
        _rename(request, actor, pk, form)
        return redirect("welcome:person", pk)
    return render(request, "welcome/person_name.html", {"form": form, "person": found})


def _rename(request: HttpRequest, actor: Actor, pk: int, form: NameForm) -> None:
    renamed = people.rename(actor, person_id=pk, **form.cleaned_data)
    messages.success(request, _("The name is now: %(name)s") % {"name": renamed.full_name})


@login_required
@require_http_methods(["GET", "POST"])
def stay_arrival(request: HttpRequest, pk: int) -> HttpResponse:
    """Set somebody's day of arrival."""
    actor = staff(request)
    seen = Affiliation.objects.filter(pk=pk, person__in=worked_with_by(actor))
    stay = seen.select_related("person", "campus").first()
    if stay is None:
        raise Http404
    form = ArrivalForm(posted(request), stay=stay, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["arrives_on"]
        late = late_with(if_arriving(stay, day), form.today)
        if late and "late" not in request.POST:
            return _confirm_late(request, stay, day, late)
        actions.set_arrival(actor, affiliation_id=pk, arrives_on=day)
        messages.success(request, _("The day of arrival is kept. What is not done yet has moved with it."))
        return redirect(f"{reverse('welcome:person', args=(stay.person_id,))}?stay={pk}")
    return render(request, "welcome/stay_arrival.html", {"form": form, "stay": stay})


def _confirm_late(
    request: HttpRequest, stay: Affiliation, day: date | None, titles: list[str]
) -> HttpResponse:
    """Before anything is kept: which steps would be late."""
    address = reverse("welcome:stay_arrival", args=(stay.pk,))
    context = {
        "person": stay.person,
        "titles": titles,
        "heading": _("Change the arrival"),
        "action": address,
        "hidden": [("arrives_on", day.isoformat() if day else ""), ("late", "yes")],
        "back_url": address,
    }
    return render(request, "welcome/late_confirm.html", context)


@login_required
@require_GET
def obstacles(request: HttpRequest) -> HttpResponse:
    """What newcomers cannot do; open ones first to answer, answered ones on their own tab."""
    answered = request.GET.get("tab") == "answered"
    found = stuck_list(staff(request), answered=answered, number=request.GET.get("page", 1))
    context = {"list": found, "page": found.page, "today": timezone.localdate()}
    return render(request, "welcome/obstacles.html", context)


@login_required
@require_POST
def obstacle_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer, and back to where the answer was written."""
    actor = staff(request)
    if not obstacles_for(actor).filter(pk=pk).exists():
        raise Http404
    form = AnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for error in form.errors["text"]))
        return redirect(next_url(request, reverse("welcome:obstacles")))
    try:
        pathways.answer_obstacle(actor, obstacle_id=pk, text=form.cleaned_data["text"])
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.success(request, _("Your answer is with the newcomer."))
    return redirect(next_url(request, reverse("welcome:obstacles")))


@login_required
@require_http_methods(["GET", "POST"])
def names(request: HttpRequest) -> HttpResponse:
    """Damaged names, one after another."""
    actor = staff(request)
    if request.method == "POST":
        return _correct(request, actor)
    found = damaged_names(actor, after=number(request.GET.get("after")) or 0)
    form: Any = name_form(found.current) if found.current else None
    return render(request, "welcome/names.html", {"damaged": found, "form": form})


def _correct(request: HttpRequest, actor: Actor) -> HttpResponse:
    pk = number(request.POST.get("person")) or 0
    _person(actor, pk)
    form = NameForm(request.POST)
    if form.is_valid():
        _rename(request, actor, pk, form)
        return redirect(f"{reverse('welcome:names')}?after={pk}")
    found = damaged_names(actor, after=pk - 1)
    return render(request, "welcome/names.html", {"damaged": found, "form": form})
