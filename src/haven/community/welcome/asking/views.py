"""The newcomer answers the questions, or puts them away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from haven.commons.surveys import actions, queries
from haven.commons.surveys.forms import SurveyForm
from haven.commons.surveys.models import Invitation
from haven.commons.surveys.policy import can_answer
from haven.community.welcome.views.parsing import posted
from haven.core.access import Actor, Denied, Refused


def _found(request: HttpRequest, pk: int) -> Invitation:
    """One's own; nobody else's is there."""
    found = queries.found(request.actor, pk)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@login_required
@require_http_methods(["GET", "POST"])
def asked(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions, on one page."""
    found = _found(request, pk)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    may = can_answer(actor, found)
    if isinstance(may, Denied):
        messages.info(request, str(may.reason))
        return redirect("welcome:home")
    form = SurveyForm(posted(request), questions=queries.questions_of(found))
    if request.method == "POST" and form.is_valid():
        return _answer(request, actor, found, form)
    return render(request, "welcome/asking/asked.html", {"form": form, "invitation": found})


def _answer(request: HttpRequest, actor: Actor, found: Invitation, form: SurveyForm) -> HttpResponse:
    try:
        actions.answer(actor, invitation_id=found.pk, answers=form.cleaned_data)
    except Refused as refusal:
        messages.info(request, str(refusal.reason))
    else:
        messages.success(request, _("Thank you. Your answers help us to do better."))
    return redirect("welcome:home")


@login_required
@require_POST
def asked_later(request: HttpRequest, pk: int) -> HttpResponse:
    """Not now, or never."""
    _found(request, pk)
    never = "never" in request.POST
    try:
        actions.put_away(request.actor, invitation_id=pk, for_good=never)  # type: ignore[attr-defined]
    except Refused as refusal:
        messages.info(request, str(refusal.reason))
    else:
        messages.info(
            request, _("We do not ask you again.") if never else _("We ask you again in some days.")
        )
    return redirect("welcome:home")
