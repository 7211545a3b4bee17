"""What is held: of anybody, of oneself, and, for administrators, of somebody who asks."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from haven.core.access import Actor, Refused, require
from haven.core.privacy import actions
from haven.core.privacy.forms import EraseForm, FindForm
from haven.core.privacy.policy import can_look_up
from haven.core.privacy.queries import went, what_is_held
from haven.core.privacy.reading import as_archive
from haven.core.privacy.subjects import Subject, find, held_back, of_account, of_person


@login_required
@require_GET
def registry(request: HttpRequest) -> HttpResponse:
    """What Haven holds of people, and why: for everybody of whom it holds something."""
    may = can_look_up(request.actor)  # type: ignore[attr-defined]
    return render(request, "privacy/registry.html", {"domains": what_is_held(), "may_look_up": bool(may)})


@login_required
@require_POST
def mine(request: HttpRequest) -> FileResponse:
    """All that is held of the reader, as a file."""
    subject = of_account(request.user)  # type: ignore[arg-type]
    return _archive(request.actor, subject)  # type: ignore[attr-defined]


def _archive(actor: Actor, subject: Subject) -> FileResponse:
    held = actions.hand_out(actor, subject=subject)
    name = f"haven-{subject.person_id or subject.user_id}.zip"
    response = FileResponse(as_archive(held, subject), as_attachment=True, filename=name)
    response.headers["Cache-Control"] = "no-store"
    return response


def _administrator(request: HttpRequest) -> Actor:
    """Who asks; refused, with the reason, unless they administer Haven."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    require(can_look_up(actor))
    return actor


def _subject(pk: int) -> Subject:
    subject = of_person(pk)
    if subject is None:
        raise Http404
    return subject


@login_required
@require_GET
def look_up(request: HttpRequest) -> HttpResponse:
    """Find somebody by their whole number or address."""
    _administrator(request)
    form = FindForm(request.GET if "q" in request.GET else None)
    found = None
    if form.is_valid():
        found = [one for one in find(form.cleaned_data["q"]) if one.person_id is not None]
        if len(found) == 1:
            return redirect("privacy:person", found[0].person_id)
    return render(request, "privacy/look_up.html", {"form": form, "found": found})


@login_required
@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """What is held of somebody, in numbers; and erasing it, once a reason is chosen."""
    actor = _administrator(request)
    subject = _subject(pk)
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.erase(actor, subject=subject, reason=form.cleaned_data["reason"])
        except Refused as refusal:
            messages.error(request, str(refusal.reason))
            return redirect("privacy:person", pk)
        messages.success(request, _("This person is erased. That it was done is on the record."))
        return redirect("privacy:look_up")
    plan = went(actions.would_go(actor, subject=subject))
    context = {"form": form, "subject": subject, "plan": plan, "held_back": held_back(subject)}
    return render(request, "privacy/person.html", context)


@login_required
@require_POST
def export(request: HttpRequest, pk: int) -> FileResponse:
    """The same file for somebody who asked for it, in their own language."""
    actor = _administrator(request)
    subject = _subject(pk)
    with override(subject.language):
        return _archive(actor, subject)
