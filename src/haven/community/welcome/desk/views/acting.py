"""What is done with the steps chosen: ticking, giving to a colleague, undoing, writing to their people."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from haven.commons.pathways import bulk, policy
from haven.commons.pathways.bulk import Outcome, Refusal, may_finish
from haven.commons.pathways.models import Bulk, Step
from haven.commons.people.policy import worked_with_by
from haven.community.welcome.desk import giving
from haven.community.welcome.desk.filters import Filters
from haven.community.welcome.desk.forms import GiveForm, ReasonForm
from haven.community.welcome.desk.lines import find, scope_of
from haven.community.welcome.views.asking import staff
from haven.community.welcome.views.parsing import next_url, number, with_query
from haven.core.access import Actor, Refused

NAMED = 5  # refused steps named in a message
IN_ADDRESS, IN_FORM = 100, 900  # people that one address or one form can name
LISTED = 60  # people named on a page that asks to confirm


def _chosen(request: HttpRequest, actor: Actor) -> list[int]:
    """The ids of the steps that a form names, as far as the actor works for these people.

    One by its button, all that fit a list, those a page asked to confirm, or the boxes ticked.
    """
    wanted = _named(request, actor)
    people = worked_with_by(actor)
    seen = Step.objects.filter(pk__in=wanted[: bulk.MOST + 1], pathway__person__in=people)
    found = list(seen.values_list("pk", flat=True))
    if wanted and not found:
        raise Http404
    return found


def _named(request: HttpRequest, actor: Actor) -> list[int]:
    asked = request.POST
    if "one" in asked:
        texts: Iterable[str] = [asked["one"]]
    elif "ids" in asked:
        texts = asked["ids"].split(",")
    elif "all" in asked:
        filters = Filters.read(QueryDict(asked.get("query", "")))
        return [line.pk for line in find(scope_of(actor), filters).lines]
    else:
        texts = asked.getlist("step")
    return [pk for text in texts if (pk := number(text)) is not None]


def _nothing(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("You chose nothing yet. Tick the boxes of the steps first."))
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    return next_url(request, reverse("welcome:desk"))


def _asked(request: HttpRequest, outcome: Outcome) -> dict[str, Any]:
    """What every page that asks to confirm shows: how many, whom, and who is left out."""
    people = {step.pathway.person_id: step.pathway.person.full_name for step in outcome.done}
    return {
        "ids": ",".join(str(step.pk) for step in outcome.done),
        "number": len(outcome.done),
        "steps": sorted({step.template_step.title for step in outcome.done}),
        "names": sorted(people.values())[:LISTED],
        "more": max(len(people) - LISTED, 0),
        "refused": outcome.refused[:LISTED],
        "refused_number": len(outcome.refused),
        "next": _back(request),
    }


def _tell(request: HttpRequest, outcome: Outcome, said: str) -> None:
    if outcome.done:
        messages.success(request, said)
    if outcome.refused:
        messages.warning(request, _left(outcome.refused))


def _left(refused: list[Refusal]) -> str:
    """Who was left out and why, a few by name."""
    named = [
        f"{one.step.pathway.person.full_name}, {one.step.template_step.title}: {one.reason}"
        for one in refused[:NAMED]
    ]
    if len(refused) > NAMED:
        named.append(_("and %(number)d more") % {"number": len(refused) - NAMED})
    head = ngettext("%(number)d step stays as it is:", "%(number)d steps stay as they are:", len(refused))
    return " ".join([head % {"number": len(refused)}, "; ".join(named)])


def _after(request: HttpRequest, outcome: Outcome) -> HttpResponse:
    """Back to where it was done, with a way to undo it."""
    did = str(outcome.bulk.pk) if outcome.bulk else ""
    return redirect(with_query(_back(request), did=did))


# ---------------------------------------------------------------- ticking


@login_required
@require_POST
def done(request: HttpRequest) -> HttpResponse:
    """Tick: one step of one's own role at once; several, or for another role, with a reason."""
    actor = staff(request)
    ids = _chosen(request, actor)
    if not ids:
        return _nothing(request)
    if len(ids) > bulk.MOST:
        return _too_many(request)
    outcome = bulk.sort_out(ids, lambda step: may_finish(actor, step))
    if "one" in request.POST and "reason" not in request.POST and not _needs_reason(actor, outcome):
        return _finish(request, actor, ids, "")
    form = ReasonForm(request.POST if "reason" in request.POST else None)
    if form.is_valid():
        return _finish(request, actor, ids, form.cleaned_data["reason"])
    return render(request, "welcome/desk/done.html", {"form": form, **_asked(request, outcome)})


def _needs_reason(actor: Actor, outcome: Outcome) -> bool:
    return any(
        policy.stands_in(actor, step.template_step.owner, step.pathway.affiliation, step.assignee_id)
        for step in outcome.done
    )


def _finish(request: HttpRequest, actor: Actor, ids: list[int], reason: str) -> HttpResponse:
    try:
        outcome = bulk.finish_many(actor, step_ids=ids, reason=reason)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return redirect(_back(request))
    words = ngettext("%(number)d step is done.", "%(number)d steps are done.", len(outcome.done))
    said = words % {"number": len(outcome.done)}
    if len(outcome.done) == 1:
        step = outcome.done[0]
        said = _("Done: %(step)s, %(name)s.") % {
            "step": step.template_step.title,
            "name": step.pathway.person.full_name,
        }
    _tell(request, outcome, said)
    return _after(request, outcome)


def _too_many(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("These are more than %(most)d steps. Choose fewer.") % {"most": bulk.MOST})
    return redirect(_back(request))


# ---------------------------------------------------------------- giving to a colleague


@login_required
@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """Choose who looks after the steps; then it is done."""
    actor = staff(request)
    ids = _chosen(request, actor)
    if not ids:
        return _nothing(request)
    if len(ids) > bulk.MOST:
        return _too_many(request)
    outcome = bulk.sort_out(ids, lambda step: policy.can_assign(actor, step))
    found = giving.colleagues(outcome.done)
    people = len({step.pathway.person_id for step in outcome.done})
    data = request.POST if "to" in request.POST or "sure" in request.POST else None
    form = GiveForm(data, colleagues=found, people=people, me=actor.user_id)
    if form.is_valid():
        return _give(request, actor, [step.pk for step in outcome.done], form.assignee_id)
    return render(request, "welcome/desk/give.html", {"form": form, **_asked(request, outcome)})


def _give(request: HttpRequest, actor: Actor, ids: list[int], assignee_id: int | None) -> HttpResponse:
    try:
        outcome = giving.give(actor, step_ids=ids, assignee_id=assignee_id)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return redirect(_back(request))
    words = ngettext("%(number)d step is given.", "%(number)d steps are given.", len(outcome.done))
    _tell(request, outcome, words % {"number": len(outcome.done)})
    return _after(request, outcome)


@login_required
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back what was done in one go; what was changed since is named."""
    actor = staff(request)
    if not Bulk.objects.filter(pk=pk, by=actor.user_id).exists():
        raise Http404
    try:
        outcome = bulk.undo_bulk(actor, bulk_id=pk)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    else:
        words = ngettext("Undone for %(number)d step.", "Undone for %(number)d steps.", len(outcome.done))
        _tell(request, outcome, words % {"number": len(outcome.done)})
    return redirect(_back(request))


# ---------------------------------------------------------------- writing


def write_address() -> str | None:
    """Where one writes to people; None while that is not there."""
    try:
        return reverse("welcome:write")
    except NoReverseMatch:
        return None


@login_required
@require_POST
def write(request: HttpRequest) -> HttpResponse:
    """The people of the steps chosen, handed on to where one writes to them."""
    actor = staff(request)
    ids = _chosen(request, actor)
    if not ids:
        return _nothing(request)
    address = write_address()
    if address is None:
        return redirect(_back(request))
    rows = Step.objects.filter(pk__in=ids).order_by("pathway__person")
    people = list(rows.values_list("pathway__person", flat=True).distinct())
    if len(people) <= IN_ADDRESS:
        return redirect(f"{address}?{urlencode({'person': people}, doseq=True)}")
    if len(people) > IN_FORM:
        messages.error(request, _("These are more than %(most)d people. Choose fewer.") % {"most": IN_FORM})
        return redirect(_back(request))
    context = {"people": people, "write_url": address, "next": _back(request)}
    return render(request, "welcome/desk/write.html", context)
