"""Ticking many steps, or giving them to a colleague, in one go; and undoing it that same day.

Each step is asked about by itself: those that may not be changed are named with the reason, the rest is done.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from haven.commons.organisation.public import actor_of
from haven.commons.pathways import policy
from haven.commons.pathways.actions import require_reason
from haven.commons.pathways.batches import Held, Replanning, hold, mark, save_marks
from haven.commons.pathways.events import StepFinished, StepReopened
from haven.commons.pathways.facts import facts_of
from haven.commons.pathways.models import Bulk, BulkStep, Step
from haven.commons.people.policy import works_with
from haven.core.access import Actor, Allowed, Answer, Denied, Refused, require
from haven.core.audit.record import Fact, record_many
from haven.core.events import publish

MOST = 5000  # steps in one go: some seconds
May = Callable[[Step], Answer]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A step that was left as it is, with why; it has its pathway with the person, and what it says."""

    step: Step
    reason: str


@dataclass(slots=True)
class Outcome:
    """What became of the steps that were chosen."""

    done: list[Step] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    bulk: Bulk | None = None

    def sort(self, steps: Iterable[Step], may: May) -> list[Step]:
        """Keep the refused apart; return those that may be changed."""
        allowed = []
        for step in steps:
            answer = may(step)
            if isinstance(answer, Denied):
                self.refused.append(Refusal(step, str(answer.reason)))
            else:
                allowed.append(step)
        self.done += allowed
        return allowed


# ---------------------------------------------------------------- what may be done


def may_finish(actor: Actor, step: Step) -> Answer:
    """Only steps that staff own: a newcomer ticks their own, one by one."""
    if step.template_step.owner == "newcomer":
        return Denied(_("Only the newcomer can tick this step."))
    if step.state == Step.State.DONE:
        return Denied(_("It is done already."))
    return policy.can_finish(actor, step)


def may_assign(actor: Actor, step: Step, assignee: Actor | None) -> Answer:
    """`assignee`: who gets it; None takes it away from whoever has it."""
    if step.state == Step.State.DONE:
        return Denied(_("It is done already."))
    answer = policy.can_assign(actor, step)
    if not answer:
        return answer
    if step.assignee_id == (assignee.user_id if assignee else None):
        return Denied(_("Nothing changes: it is so already."))
    if assignee is not None and not works_with(assignee, step.pathway.person):
        return Denied(_("Your colleague does not work for this person."))
    return Allowed()


def chosen(step_ids: Collection[int]) -> QuerySet[Step]:
    """These steps with all that policies ask about."""
    related = ("template_step", "pathway__person", "pathway__affiliation__campus", "assignee")
    rows = Step.objects.filter(pk__in=step_ids).select_related(*related)
    return rows.prefetch_related("pathway__person__affiliations").order_by("due", "pk")


def sort_out(step_ids: Collection[int], may: May) -> Outcome:
    """What would become of them; nothing is written."""
    outcome = Outcome()
    outcome.sort(chosen(step_ids), may)
    return outcome


# ---------------------------------------------------------------- doing it


def _require_few(step_ids: Collection[int]) -> None:
    if len(step_ids) > MOST:
        raise Refused(_("These are more than %(most)d steps. Choose fewer.") % {"most": MOST})


@transaction.atomic
def finish_many(actor: Actor, *, step_ids: Collection[int], reason: str = "") -> Outcome:
    """Tick steps that staff own, and plan again what hangs on them. Who stands in gives a reason."""
    _require_few(step_ids)
    outcome = Outcome(bulk=_bulk(actor, Bulk.Verb.DONE))
    marking = _Marking(actor, timezone.localdate(), "step_finished", reason)
    for batch in hold(step_ids):
        for held in batch:
            ticked = outcome.sort(held.chosen, lambda step: may_finish(actor, step))
            for step in ticked:
                require_reason(actor, step, reason)
            marking.mark(held, ticked)
    marking.save()
    _keep(outcome, outcome.done)
    return outcome


@dataclass(slots=True)
class _Marking:
    """Ticks (or unticks, without a day) gathered over many pathways, and then written together."""

    actor: Actor
    day: date | None
    verb: str
    reason: str = ""
    marked: list[Step] = field(default_factory=list)
    visas: list[Any] = field(default_factory=list)
    replanning: Replanning = field(init=False)

    def __post_init__(self) -> None:
        self.replanning = Replanning(self.actor)

    def mark(self, held: Held, steps: list[Step]) -> None:
        if not steps:
            return
        before = facts_of(held.pathway, held.told)
        visa = held.pathway.visa_granted_on
        before |= mark(held, steps, self.day, self.actor.user_id if self.day else None)
        if held.pathway.visa_granted_on != visa:
            self.visas.append(held.pathway)
        self.replanning.plan(held, before, steps)
        self.marked += steps

    def save(self) -> None:
        save_marks(self.marked, self.visas)
        facts = [self._fact(step) for step in self.marked]
        record_many(self.actor, facts + self.replanning.keep())
        event = StepFinished if self.day else StepReopened
        for step in self.marked:
            publish(event(step.pk, step.pathway.person_id, step.template_step.key))

    def _fact(self, step: Step) -> Fact:
        data = {"step": step.template_step.key, "done_on": step.done_on}
        data |= {"reason": self.reason} if self.reason else {}
        return Fact(self.verb, "people.person", step.pathway.person_id, data)


@transaction.atomic
def assign_many(actor: Actor, *, step_ids: Collection[int], assignee_id: int | None) -> Outcome:
    """Give steps to a colleague, or take them back from whoever has them (None)."""
    _require_few(step_ids)
    assignee = colleague(assignee_id) if assignee_id is not None else None
    outcome = Outcome(bulk=_bulk(actor, Bulk.Verb.ASSIGNED, assignee_id))
    for batch in hold(step_ids):
        for held in batch:
            outcome.sort(held.chosen, lambda step: may_assign(actor, step, assignee))
    Step.objects.filter(pk__in=[step.pk for step in outcome.done]).update(assignee=assignee_id)
    _keep(outcome, outcome.done)
    record_many(actor, [_given(step, assignee_id) for step in outcome.done])
    return outcome


def colleague(user_id: int) -> Actor:
    """Somebody whom steps can be given to; raises Refused when there is nobody (any more)."""
    user = get_user_model().objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise Refused(_("This colleague is not there any more. Choose another one."))
    return actor_of(user)


def _given(step: Step, assignee_id: int | None) -> Fact:
    data = {"step": step.template_step.key, "assignee": assignee_id}
    return Fact("step_assigned", "people.person", step.pathway.person_id, data)


def _bulk(actor: Actor, verb: str, assignee_id: int | None = None) -> Bulk:
    return Bulk.objects.create(verb=verb, by_id=actor.user_id, assignee_id=assignee_id)


def _keep(outcome: Outcome, steps: list[Step]) -> None:
    """What was changed, so that it can be undone; nothing when nothing was."""
    bulk = outcome.bulk
    if bulk is None:
        return
    if not steps:
        bulk.delete()
        outcome.bulk = None
        return
    BulkStep.objects.bulk_create(
        BulkStep(bulk=bulk, step_id=step.pk, assignee_before_id=step.assignee_id) for step in steps
    )


# ---------------------------------------------------------------- undoing it


@transaction.atomic
def undo_bulk(actor: Actor, *, bulk_id: int) -> Outcome:
    """Put back all that is still as this left it; what was changed since stays, and is named."""
    bulk = Bulk.objects.select_for_update(of=("self",)).get(pk=bulk_id)
    require(policy.can_undo_bulk(actor, bulk))
    bulk.undone_at = timezone.now()
    bulk.save(update_fields=["undone_at"])
    before = dict(bulk.steps.values_list("step_id", "assignee_before_id"))
    outcome = Outcome(bulk=bulk)
    if bulk.verb == Bulk.Verb.DONE:
        _reopen(actor, bulk, before, outcome)
    else:
        _give_back(actor, bulk, before, outcome)
    return outcome


def _reopen(actor: Actor, bulk: Bulk, step_ids: Collection[int], outcome: Outcome) -> None:
    day = timezone.localdate(bulk.at)

    def may(step: Step) -> Answer:
        if step.done_by_id != bulk.by_id or step.done_on != day:
            return Denied(_("It was changed again since."))
        return policy.can_reopen(actor, step)

    marking = _Marking(actor, None, "step_reopened")
    for batch in hold(step_ids):
        for held in batch:
            marking.mark(held, outcome.sort(held.chosen, may))
    marking.save()


def _give_back(actor: Actor, bulk: Bulk, before: Mapping[int, int | None], outcome: Outcome) -> None:
    def may(step: Step) -> Answer:
        if step.assignee_id != bulk.assignee_id or step.state == Step.State.DONE:
            return Denied(_("It was changed again since."))
        return works_with(actor, step.pathway.person)

    for batch in hold(before):
        for held in batch:
            outcome.sort(held.chosen, may)
    given: dict[int | None, list[Step]] = {}
    for step in outcome.done:
        given.setdefault(before[step.pk], []).append(step)
    for assignee_id, steps in given.items():
        Step.objects.filter(pk__in=[step.pk for step in steps]).update(assignee=assignee_id)
    record_many(actor, [_given(step, before[step.pk]) for step in outcome.done])
