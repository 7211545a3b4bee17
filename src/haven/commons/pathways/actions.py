"""What people do with pathways. Every verb: one transaction, policy, lock, change, record, events."""

from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from haven.commons.pathways import policy
from haven.commons.pathways.content import read_folder
from haven.commons.pathways.events import ObstacleReported, StepFinished, StepReopened
from haven.commons.pathways.facts import mark
from haven.commons.pathways.models import (
    Anchor,
    Obstacle,
    Pathway,
    Replan,
    Step,
)
from haven.commons.pathways.planning import Moved, replan
from haven.commons.pathways.replans import Change
from haven.commons.pathways.shipped import take
from haven.core.access import Actor, Refused, require
from haven.core.audit.record import record
from haven.core.events import publish


@transaction.atomic
def load_templates(actor: Actor, *, folder: Path) -> int:
    """Read a folder of template files; make a new version of each template that changed. Return how many.

    What this university wrote itself stays: there the files' version is only offered. Raises ContentError,
    and changes nothing, when a file is wrong.
    """
    return sum(take(actor, content) for content in read_folder(folder))


def _locked(step_id: int) -> Step:
    """The step with all that policies ask about, its pathway locked against a second click."""
    step = Step.objects.select_related("template_step").get(pk=step_id)
    step.pathway = (
        Pathway.objects.select_for_update(of=("self",))
        .select_related("person", "affiliation__campus")
        .get(pk=step.pathway_id)
    )
    step.refresh_from_db(fields=["state", "done_on", "done_by", "assignee", "due"])
    return step


@transaction.atomic
def finish_step(
    actor: Actor, *, step_id: int, on: date | None = None, reason: str = "", part_of: Change | None = None
) -> Moved:
    """Tick a step; plan again what hangs on it. Ticking twice changes nothing more.

    Who stands in for another role gives a `reason`. `part_of` is a larger change, which keeps what moved
    with its own.
    """
    step = _locked(step_id)
    require(policy.can_finish(actor, step))
    if step.state == Step.State.DONE:
        return Moved()
    _require_own_prerequisites(step)
    require_reason(actor, step, reason)
    change = part_of or _change(actor, step)
    step.done_by_id = actor.user_id
    return _mark(actor, step, on or timezone.localdate(), change, reason, keep=part_of is None)


def require_reason(actor: Actor, step: Step, reason: str) -> None:
    owner = step.template_step.owner
    stay = step.pathway.affiliation
    if owner != "newcomer" and not reason and policy.stands_in(actor, owner, stay, step.assignee_id):
        raise Refused(_("You stand in for somebody else here. Say why you tick this step."))


@transaction.atomic
def reopen_step(actor: Actor, *, step_id: int) -> Moved:
    """Untick a step; plan again what hangs on it."""
    step = _locked(step_id)
    require(policy.can_reopen(actor, step))
    if step.state == Step.State.OPEN:
        return Moved()
    change = _change(actor, step)
    step.done_by = None
    return _mark(actor, step, None, change, keep=True)


def _change(actor: Actor, step: Step) -> Change:
    is_visa = step.template_step.sets_anchor == Anchor.VISA_GRANTED
    cause = Replan.Cause.VISA if is_visa else Replan.Cause.STEP
    return Change(actor, cause, step.pathway)


def _mark(
    actor: Actor, step: Step, day: date | None, change: Change, reason: str = "", *, keep: bool
) -> Moved:
    """Done on this day, or open again; and what hangs on it."""
    change.ticked(step.template_step.key, step.done_on, day)
    mark(step, day)
    moved = replan(step.pathway)
    change.add(moved)
    if day:
        _tell(actor, "step_finished", step, StepFinished, **({"reason": reason} if reason else {}))
    else:
        _tell(actor, "step_reopened", step, StepReopened)
    if keep:
        change.keep()
    return moved


def _require_own_prerequisites(step: Step) -> None:
    """A newcomer does their own steps in order; they are never held up by a tick that staff forgot."""
    if step.template_step.owner != "newcomer":
        return
    first = (
        step.pathway.steps.filter(
            template_step__key__in=step.template_step.after,
            template_step__owner="newcomer",
            state=Step.State.OPEN,
        )
        .select_related("template_step")
        .first()
    )
    if first is not None:
        raise Refused(_("First do this step: %(step)s.") % {"step": first.template_step.title})


def _tell(actor: Actor, verb: str, step: Step, event: Any, **more: str) -> None:
    key = step.template_step.key
    record(actor, verb, step.pathway.person, step=key, done_on=step.done_on, **more)
    publish(event(step_id=step.pk, person_id=step.pathway.person_id, key=key))


@transaction.atomic
def report_obstacle(actor: Actor, *, step_id: int, text: str) -> Obstacle:
    """ "I cannot do this: …" reaches the step's owners on the newcomer's campus, once."""
    step = _locked(step_id)
    require(policy.can_report_obstacle(actor, step))
    same = step.obstacles.filter(text=text, answered_at__isnull=True).first()
    if same is not None:
        return same
    obstacle = Obstacle.objects.create(step=step, text=text, by_id=actor.user_id)
    record(actor, "obstacle_reported", step.pathway.person, step=step.template_step.key)
    publish(ObstacleReported(obstacle_id=obstacle.pk))
    return obstacle


@transaction.atomic
def answer_obstacle(actor: Actor, *, obstacle_id: int, text: str) -> Obstacle:
    """Staff answer; the newcomer reads it with the step. Only the first answer counts."""
    obstacle = (
        Obstacle.objects.select_for_update(of=("self",))
        .select_related("step__pathway__person", "step__template_step")
        .get(pk=obstacle_id)
    )
    require(policy.can_answer(actor, obstacle))
    if obstacle.answered_at is not None:
        raise Refused(_("A colleague has answered this in the meantime."))
    obstacle.answer, obstacle.answered_by_id = text, actor.user_id
    obstacle.answered_at = timezone.now()
    obstacle.save(update_fields=["answer", "answered_by", "answered_at"])
    record(actor, "obstacle_answered", obstacle.step.pathway.person, step=obstacle.step.template_step.key)
    return obstacle
