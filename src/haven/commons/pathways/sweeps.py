"""Planning thousands of pathways again: read in batches, planned like one, written in a few statements."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from haven.commons.pathways.facts import Facts
from haven.commons.pathways.models import MovedStep, Obstacle, Pathway, Step, TemplateStep
from haven.commons.pathways.planning import Move, Plan
from haven.commons.pathways.replans import fact_of, new_replan, write
from haven.commons.people.models import Circumstances
from haven.core.access import Actor
from haven.core.audit.record import record_many
from haven.core.rows import insert_rows, update_objects

BATCH = 500


@dataclass(frozen=True, slots=True)
class Held:
    """One pathway with all that planning asks about."""

    pathway: Pathway
    told: Circumstances | None
    steps: list[Step]
    said: frozenset[int]  # the batch's steps of which somebody said that they could not do them
    stuck: frozenset[int]  # those of them to which nobody has answered


@dataclass(frozen=True, slots=True)
class Case:
    """What becomes of one pathway: the facts that change, and the plan that follows."""

    pathway: Pathway
    before: Facts
    after: Facts
    plan: Plan


@dataclass(slots=True)
class Counts:
    people: int = 0  # whose steps are other ones, or due on another day
    moved: int = 0
    added: int = 0
    removed: int = 0
    late: int = 0  # people who are late with something because of this

    def add(self, moves: Sequence[Move], today: date) -> None:
        self.people += bool(moves)
        for move in moves:
            self.moved += move.kind == MovedStep.Kind.MOVED
            self.added += move.kind == MovedStep.Kind.ADDED
            self.removed += move.kind == MovedStep.Kind.REMOVED
        self.late += any(move.makes_late(today) for move in moves)

    def __iadd__(self, other: "Counts") -> "Counts":
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        return self


@dataclass(slots=True)
class Library:
    """Every version's steps, each read once."""

    steps: dict[int, TemplateStep] = field(default_factory=dict)

    def give(self, held: Iterable[Step]) -> None:
        """Give these steps what the template says of them."""
        held = list(held)
        missing = {step.template_step_id for step in held} - self.steps.keys()
        self.steps |= TemplateStep.objects.in_bulk(missing) if missing else {}
        for step in held:
            step.template_step = self.steps[step.template_step_id]


def read(ids: Sequence[int], library: Library, *, lock: bool) -> list[Held]:
    """A batch of active pathways, in four queries; locked, in order, where they are to be written."""
    rows = Pathway.objects.filter(pk__in=ids, state=Pathway.State.ACTIVE).order_by("pk")
    rows = rows.select_related("person", "affiliation__campus")
    pathways = list(rows.select_for_update(of=("self",)) if lock else rows)
    told = Circumstances.objects.in_bulk([pathway.person_id for pathway in pathways])
    steps: dict[int, list[Step]] = {pathway.pk: [] for pathway in pathways}
    found = list(Step.objects.filter(pathway__in=steps))
    library.give(found)
    for step in found:
        steps[step.pathway_id].append(step)
    obstacles = Obstacle.objects.filter(step__pathway__in=steps).values_list("step_id", "answered_at")
    answers = list(obstacles)
    said = frozenset(step for step, _at in answers)
    stuck = frozenset(step for step, at in answers if at is None)
    return [Held(one, told.get(one.person_id), steps[one.pk], said, stuck) for one in pathways]


def keep(actor: Actor, cause: str, cases: Sequence[Case], today: date) -> Counts:
    """Write what was worked out: steps, what moved, and the record. Call it inside a transaction."""
    going = [pk for case in cases for pk in case.plan.going]
    if going:
        Step.objects.filter(pk__in=going).delete()
    changed = [step for case in cases for step in case.plan.changed]
    other = any(case.plan.other_version for case in cases)
    update_objects(changed, ("due", "template_step") if other else ("due",))
    new = ((step, case.pathway.pk) for case in cases for step in case.plan.new)
    insert_rows(Step, NEW_COLUMNS, ((pk, step.template_step_id, _text(step.due), 0) for step, pk in new))
    moved = [case for case in cases if case.plan.moved]
    pairs = [
        (new_replan(actor, cause, case.pathway.pk, case.before, case.after), case.plan.moved.moves)
        for case in moved
    ]
    write(pairs)
    people = [case.pathway.person_id for case in moved]
    facts = [fact_of(*pair, person) for pair, person in zip(pairs, people, strict=True)]
    record_many(actor, facts)
    return count(cases, today)


NEW_COLUMNS = ("pathway_id", "template_step_id", "due", "state")


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def count(cases: Iterable[Case], today: date) -> Counts:
    counts = Counts()
    for case in cases:
        counts.add(case.plan.moved.moves, today)
    return counts


def in_batches(ids: Sequence[int], what: Callable[[Sequence[int]], Counts]) -> Counts:
    counts = Counts()
    for start in range(0, len(ids), BATCH):
        counts += what(ids[start : start + BATCH])
    return counts
