"""The newcomer's own pages."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haven.commons.organisation.content import municipality_names
from haven.commons.pathways import actions as pathways
from haven.commons.pathways.models import Step
from haven.commons.people import actions as people
from haven.commons.people.countries import is_eea
from haven.commons.people.models import Person
from haven.commons.surveys.queries import asked
from haven.community.welcome import actions
from haven.community.welcome.forms import (
    ArrivalForm,
    CannotForm,
    LanguageForm,
    QuestionsForm,
    answers_of,
)
from haven.community.welcome.queries import newcomer as queries
from haven.community.welcome.queries.step_page import StepPage, find_step, step_page
from haven.community.welcome.views.parsing import next_url, number, posted
from haven.core.access import Refused


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What to do now, and the way ahead."""
    person = queries.me(request.actor)  # type: ignore[attr-defined]
    if person is None:
        return render(request, "welcome/stranger.html")
    found = queries.home(request.actor, person, number(request.GET.get("pathway")))  # type: ignore[attr-defined]
    if found.pathway_id is None:
        return render(request, "welcome/no_pathway.html", _context(found))
    just = number(request.GET.get("done"))
    undo = next((step for step in found.done_steps if step.pk == just and step.can_reopen), None)
    # One thing at a time: dates that moved are read first.
    survey = None if found.withdrawn or found.changes else asked(person.pk)
    return render(request, "welcome/home.html", _context(found) | {"undo": undo, "survey": survey})


def _context(found: queries.Home) -> dict[str, Any]:
    return {name: getattr(found, name) for name in found.__slots__} | {"home": found}


def _found(request: HttpRequest, pk: int) -> Step:
    found = find_step(request.actor, pk)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@login_required
@require_GET
def step(request: HttpRequest, pk: int) -> HttpResponse:
    page = step_page(request.actor, _found(request, pk))  # type: ignore[attr-defined]
    return render(request, "welcome/step.html", _step_context(page))


def _step_context(page: StepPage) -> dict[str, Any]:
    if page.staff:
        back = {
            "back_url": reverse("welcome:person", args=(page.person_id,)),
            "back_label": page.display_name,
        }
    else:
        back = {"back_url": _home_of(page.pathway_id), "back_label": _("Your steps")}
    return {name: getattr(page, name) for name in page.__slots__} | {"person": page.person} | back


def _home_of(pathway_id: int) -> str:
    return f"{reverse('welcome:home')}?pathway={pathway_id}"


@login_required
@require_POST
def step_finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Tick a step, and back to where it was ticked."""
    found = _found(request, pk)
    try:
        moved = pathways.finish_step(request.actor, step_id=pk)  # type: ignore[attr-defined]
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return redirect(_back(request, found))
    if moved.moved:
        messages.info(request, _("The dates of other steps have moved with it."))
    if not _is_own(request, found):
        messages.success(request, found.template_step.title)
        return redirect(_back(request, found))
    return redirect(f"{_back(request, found)}&done={pk}")


@login_required
@require_POST
def step_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    try:
        pathways.reopen_step(request.actor, step_id=pk)  # type: ignore[attr-defined]
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    else:
        messages.info(request, _("Not done after all: %(step)s") % {"step": found.template_step.title})
    return redirect(_back(request, found))


def _is_own(request: HttpRequest, found: Step) -> bool:
    return found.pathway.person.user_id == request.actor.user_id  # type: ignore[attr-defined]


def _back(request: HttpRequest, found: Step) -> str:
    """To the newcomer's own steps, or to the person whom staff are looking at."""
    if _is_own(request, found):
        return _home_of(found.pathway_id)
    query = f"?stay={found.pathway.affiliation_id}"
    return next_url(request, reverse("welcome:person", args=(found.pathway.person_id,)) + query)


@login_required
@require_http_methods(["GET", "POST"])
def step_cannot(request: HttpRequest, pk: int) -> HttpResponse:
    """ "I cannot do this": tells the owner."""
    found = _found(request, pk)
    form = CannotForm(posted(request))
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            pathways.report_obstacle(request.actor, step_id=pk, text=text)  # type: ignore[attr-defined]
        except Refused as refusal:
            messages.error(request, str(refusal.reason))
        else:
            messages.success(request, _("We have got it. Somebody answers you here."))
        return redirect(_back(request, found))
    page = step_page(request.actor, found, with_history=False)  # type: ignore[attr-defined]
    if not page.step.can_report:
        messages.error(request, _("Only the newcomer can say this, of a step of their own that is open."))
        return redirect(_back(request, found))
    return render(request, "welcome/cannot.html", _step_context(page) | {"form": form})


def _me(request: HttpRequest) -> Person:
    person = queries.me(request.actor)  # type: ignore[attr-defined]
    if person is None:
        raise Http404
    return person


@login_required
@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest) -> HttpResponse:
    """The first step: what only the person can tell."""
    person = _me(request)
    eea = bool(person.nationality) and is_eea(person.nationality)
    initial = answers_of(queries.told_of(person))
    form = QuestionsForm(posted(request), initial=initial, eea=eea)
    if request.method == "POST" and form.is_valid():
        actions.answer_questions(request.actor, person_id=person.pk, told=form.told)  # type: ignore[attr-defined]
        messages.success(request, _("Thank you. Your steps fit you now."))
        return redirect("welcome:home")
    context = {"form": form, "municipalities": municipality_names()}
    return render(request, "welcome/questions.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def arrival(request: HttpRequest) -> HttpResponse:
    """The day of arrival, told by the newcomer."""
    person = _me(request)
    pathway = queries.chosen(queries.pathways_of(person), number(request.GET.get("pathway")))
    if pathway is None or pathway.state != pathway.State.ACTIVE:
        return redirect("welcome:home")
    form = ArrivalForm(posted(request), stay=pathway.affiliation, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        day, stay = form.cleaned_data["arrives_on"], pathway.affiliation
        actions.set_arrival(request.actor, affiliation_id=stay.pk, arrives_on=day)  # type: ignore[attr-defined]
        messages.success(request, _("Your day of arrival is kept. Your steps have their dates now."))
        return redirect(_home_of(pathway.pk))
    return render(request, "welcome/arrival.html", {"form": form, "stay": pathway.affiliation})


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, address and language, and where to change how one signs in."""
    person = queries.me(request.actor)  # type: ignore[attr-defined]
    language = request.user.language  # type: ignore[union-attr]
    form = LanguageForm(posted(request), initial={"language": language})
    if request.method == "POST" and form.is_valid():
        return _speak(request, form.cleaned_data["language"])
    contact = queries.contact_of(person) if person else None
    return render(request, "welcome/profile.html", {"form": form, "person": person, "contact": contact})


def _speak(request: HttpRequest, language: str) -> HttpResponse:
    """Keep the language for letters, and for this browser."""
    people.choose_language(request.actor, language=language)  # type: ignore[attr-defined]
    with override(language):
        messages.success(request, _("Your language is kept."))
    response = redirect("welcome:profile")
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,  # type: ignore[arg-type]
    )
    return response
