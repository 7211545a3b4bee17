"""Many pathways at a time: locked with their steps, ticked and planned again in a fixed number of queries."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice

from django.utils import timezone

from haven.commons.pathways.facts import DONE, Facts, difference, facts_of, plain
from haven.commons.pathways.models import Anchor, Pathway, Replan, Step
from haven.commons.pathways.planning import Move, Plan, work_out
from haven.commons.pathways.replans import fact_of, net, write
from haven.commons.pathways.templates import version
from haven.commons.people.models import Circumstances
from haven.core.access import Actor
from haven.core.audit.record import Fact

BATCH = 400


@dataclass(slots=True)
class Held:
    """One pathway with all its steps; of these, the ones asked for."""

    pathway: Pathway
    told: Circumstances
    steps: list[Step]
    chosen: list[Step] = field(default_factory=list)


def hold(step_ids: Collection[int]) -> Iterator[list[Held]]:
    """The pathways of these steps, batch by batch, locked; call it inside a transaction."""
    rows = Step.objects.filter(pk__in=step_ids).order_by("pathway_id").values_list("pathway_id", flat=True)
    pathways = iter(rows.distinct())
    chosen = set(step_ids)
    while batch := list(islice(pathways, BATCH)):
        yield _held(batch, chosen)


def _held(pathway_ids: list[int], chosen: set[int]) -> list[Held]:
    """Four queries."""
    locked = Pathway.objects.select_for_update(of=("self",)).filter(pk__in=pathway_ids).order_by("pk")
    related = locked.select_related("person", "affiliation__campus").prefetch_related("person__affiliations")
    found = {pathway.pk: Held(pathway, Circumstances(), []) for pathway in related}
    told = Circumstances.objects.in_bulk([held.pathway.person_id for held in found.values()])
    for held in found.values():
        person_id = held.pathway.person_id
        held.told = told.get(person_id) or Circumstances(person_id=person_id)
    for step in Step.objects.filter(pathway__in=pathway_ids).order_by("pk"):
        held = found[step.pathway_id]
        # What a version says is kept by every process; reading it with each step costs more than the rest.
        step.pathway = held.pathway
        step.template_step = version(held.pathway.version_id).step(step.template_step_id)
        held.steps.append(step)
        if step.pk in chosen:
            held.chosen.append(step)
    return list(found.values())


def mark(held: Held, steps: Iterable[Step], day: date | None, by: int | None) -> Facts:
    """Done on this day, or open again, in memory; return when each was done before."""
    before = {}
    for step in steps:
        before[DONE + step.template_step.key] = plain(step.done_on)
        step.state, step.done_on = (Step.State.DONE if day else Step.State.OPEN), day
        step.done_by_id = by
        if step.template_step.sets_anchor == Anchor.VISA_GRANTED:
            held.pathway.visa_granted_on = day
    return before


def save_marks(steps: Collection[Step], pathways: Iterable[Pathway]) -> None:
    """Save what `mark` set: all of these steps are done on one day by one person, or all are open."""
    if not steps:
        return
    one = next(iter(steps))
    values = {"state": one.state, "done_on": one.done_on, "done_by": one.done_by_id}
    Step.objects.filter(pk__in=[step.pk for step in steps]).update(**values)
    Pathway.objects.bulk_update(list(pathways), ["visa_granted_on"])


@dataclass(slots=True)
class Replanning:
    """Plans of many pathways, carried out and kept together."""

    actor: Actor
    plans: list[Plan] = field(default_factory=list)
    moved: list[tuple[Replan, tuple[Move, ...], int]] = field(default_factory=list)

    def plan(self, held: Held, before: Facts, ticked: list[Step]) -> None:
        """Work out what moves after these ticks; `before` is what counted until then."""
        plan = work_out(held.pathway, held.told, held.steps)
        self.plans.append(plan)
        moves = net(plan.moved.moves)
        if moves:
            ticks = {DONE + step.template_step.key: plain(step.done_on) for step in ticked}
            was, now = difference(before, facts_of(held.pathway, held.told) | ticks)
            replan = _replan(self.actor, held.pathway, was, now, _cause(ticked))
            self.moved.append((replan, moves, held.pathway.person_id))

    def keep(self) -> list[Fact]:
        """Write what moved; return what is to be put on the record."""
        _carry_out(self.plans)
        write([(replan, moves) for replan, moves, _person in self.moved])
        return [fact_of(replan, moves, person) for replan, moves, person in self.moved]


def _cause(ticked: list[Step]) -> str:
    visa = any(step.template_step.sets_anchor == Anchor.VISA_GRANTED for step in ticked)
    return Replan.Cause.VISA if visa else Replan.Cause.STEP


def _replan(actor: Actor, pathway: Pathway, before: Facts, after: Facts, cause: str) -> Replan:
    values = {"cause": cause, "before": before, "after": after}
    return Replan(pathway_id=pathway.pk, by_id=actor.user_id, at=timezone.now(), **values)


def _carry_out(plans: list[Plan]) -> None:
    """`planning.carry_out` for many."""
    going = [pk for plan in plans for pk in plan.going]
    changed = [step for plan in plans for step in plan.changed]
    fields = ["due", "template_step"] if any(plan.other_version for plan in plans) else ["due"]
    if going:
        Step.objects.filter(pk__in=going).delete()
    Step.objects.bulk_update(changed, fields, batch_size=BATCH)
    Step.objects.bulk_create([step for plan in plans for step in plan.new])
