"""Undoing a change that moved dates: the last one first, within 30 days; an undo is a change too."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from haven.commons.pathways import facts, policy
from haven.commons.pathways.facts import DONE
from haven.commons.pathways.models import Pathway, Replan, Step
from haven.commons.pathways.planning import Moved, carry_out, steps_held, work_out
from haven.commons.pathways.replans import Change
from haven.commons.people.models import Circumstances
from haven.core.access import Actor, Allowed, Answer, Denied, Refused, require
from haven.ui.dates import day

UNDONE_WITHIN = timedelta(days=30)


def standing(later: Iterable[Replan]) -> list[Replan]:
    """Of changes that came after one, in their order, those in the way: a change and its undo are as none."""
    found: dict[int, Replan] = {}
    for replan in later:
        if found.pop(replan.undoes_id or 0, None) is None:
            found[replan.pk] = replan
    return list(found.values())


def still_possible(replan: Replan, later: Iterable[Replan]) -> Answer:
    """Whether this change is the last that stands, and not too old."""
    if replan.at < timezone.now() - UNDONE_WITHIN:
        return Denied(_("This change is more than 30 days old. It cannot be undone any more."))
    in_the_way = standing(later)
    if not in_the_way:
        return Allowed()
    if in_the_way[0].undoes_id == replan.pk:
        return Denied(_("This change has been undone already."))
    last = in_the_way[-1]
    return Denied(
        _("Another change came after this one, on %(day)s. Undo that one first.") % {"day": day(last.at)}
    )


@dataclass(frozen=True, slots=True)
class _Case:
    """A change to be undone, with all it touches; its pathway is locked."""

    replan: Replan
    pathway: Pathway
    told: Circumstances
    held: list[Step]


def _case(actor: Actor, replan_id: int) -> _Case:
    """Raises Refused when it may not be undone, or not any more."""
    replan = Replan.objects.get(pk=replan_id)
    pathway = (
        Pathway.objects.select_for_update(of=("self",))
        .select_related("person", "affiliation__campus")
        .get(pk=replan.pathway_id)
    )
    replan.pathway = pathway
    held = steps_held(pathway)
    for step in held:
        step.pathway = pathway
    ticked = next((step for step in held if DONE + step.template_step.key in replan.after), None)
    require(policy.can_undo(actor, replan, ticked))
    require(still_possible(replan, pathway.replans.filter(pk__gt=replan.pk).order_by("pk")))
    told = facts.told_of(pathway.person_id)
    _require_untouched(replan, facts.facts_of(pathway, told))
    return _Case(replan, pathway, told, held)


def _require_untouched(replan: Replan, now: facts.Facts) -> None:
    """What moved nothing left no trace among the changes, and must not be lost by an undo."""
    known = {name: value for name, value in replan.after.items() if name in now}
    before = now | replan.before
    ends_early = bool(before["starts_on"] and before["ends_on"] and before["starts_on"] > before["ends_on"])
    if ends_early or any(now[name] != value for name, value in known.items()):
        raise Refused(_("This has been changed again since. Change it by hand."))


def _put_back(case: _Case) -> list[Step]:
    """Set everything as it was, in memory; return the steps whose tick changes.

    A step that was ticked or opened again since stays as it is.
    """
    facts.put(case.replan.before, case.pathway, case.told)
    ticked = []
    for step in case.held:
        name = DONE + step.template_step.key
        if name in case.replan.before and facts.plain(step.done_on) == case.replan.after.get(name):
            step.done_on = facts.typed(name, case.replan.before[name])
            step.state = Step.State.DONE if step.done_on else Step.State.OPEN
            ticked.append(step)
    return ticked


@transaction.atomic
def undo(actor: Actor, *, replan_id: int) -> Replan:
    """Put back what a change changed, and plan again what is not done."""
    case = _case(actor, replan_id)
    change = Change(actor, case.replan.cause, case.pathway, undoes=case.replan)
    was_done = {step.pk: step.done_on for step in case.held}
    for step in _put_back(case):
        step.done_by_id = actor.user_id if step.done_on else None
        change.ticked(step.template_step.key, was_done[step.pk], step.done_on)
        facts.mark(step, step.done_on)
    facts.save(case.replan.before, case.pathway, case.told)
    change.add(carry_out(work_out(case.pathway, case.told, case.held)))
    return change.keep_always()


@transaction.atomic
def would_move(actor: Actor, *, replan_id: int) -> Moved:
    """What undoing this change would move; nothing is written. Raises Refused like `undo`."""
    case = _case(actor, replan_id)
    _put_back(case)
    return work_out(case.pathway, case.told, case.held).moved


@transaction.atomic
def put_away(actor: Actor, *, replan_id: int) -> None:
    """The newcomer has read what moved."""
    replan = Replan.objects.select_related("pathway__person").get(pk=replan_id)
    if not policy.is_own(actor, replan.pathway):
        raise Refused(_("Only the newcomer can put this away."))
    Replan.objects.filter(pk=replan_id, read_at=None).update(read_at=timezone.now())


def late_with(moved: Moved, today: date) -> list[str]:
    """The titles of steps that are late after this, and were not before."""
    return [move.step.title for move in moved.moves if move.makes_late(today)]
