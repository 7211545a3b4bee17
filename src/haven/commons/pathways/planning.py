"""From people to pathways with dates: starting many at once, and planning one again."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from django.utils import timezone

from haven.commons.pathways.models import Anchor, MovedStep, Obstacle, Pathway, Step, Template, TemplateStep
from haven.commons.pathways.profiles import Profile, is_long_stay
from haven.commons.pathways.templates import EXPECTED, Course, Version, choose, version
from haven.commons.people.countries import is_eea
from haven.commons.people.models import STAFF_STATUSES, Affiliation, Circumstances, Person
from haven.core.rows import insert_objects, insert_rows

STEP_COLUMNS = ("pathway_id", "template_step_id", "due", "state")


def profile_of(
    person: Person, affiliation: Affiliation, campus: str, told: Circumstances | None = None
) -> Profile:
    """What chooses this person's steps; `campus` is the code of the affiliation's campus."""
    said = (told.partner, told.children, told.ground, told.municipality) if told else ()
    stay = (affiliation.starts_on, affiliation.ends_on)
    return profile_from(affiliation.status, person.nationality, campus, *stay, *said)


def profile_from(
    status: str,
    nationality: str,
    campus: str,
    starts_on: date | None,
    ends_on: date | None,
    partner: bool | None = None,
    children: bool | None = None,
    ground: str | None = None,
    municipality: str | None = None,
) -> Profile:
    return Profile(
        status=status,
        staff=status in STAFF_STATUSES,
        eea=bool(nationality) and is_eea(nationality),
        campus=campus,
        long_stay=is_long_stay(starts_on, ends_on),
        partner=partner,
        children=children,
        ground=ground or "unknown",
        municipality=municipality or "",
    )


def anchors_of(affiliation: Affiliation, visa_granted_on: date | None = None) -> dict[str, date]:
    """The dates that are known, by anchor."""
    dates = {
        Anchor.ADMITTED: affiliation.admitted_on,
        Anchor.CONTRACT_SIGNED: affiliation.admitted_on if affiliation.status in STAFF_STATUSES else None,
        Anchor.VISA_GRANTED: visa_granted_on,
        Anchor.ARRIVED: affiliation.arrives_on,
        Anchor.STARTS: affiliation.starts_on,
        Anchor.ENDS: affiliation.ends_on,
        EXPECTED: affiliation.arrives_on or affiliation.starts_on,
    }
    return {str(anchor): day for anchor, day in dates.items() if day is not None}


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody to start a pathway for."""

    person: Person
    affiliation: Affiliation
    campus: str


def start_many(newcomers: Iterable[Newcomer]) -> int:
    """Give each a pathway from the template that fits; return how many fitted.

    Call it inside the transaction that creates the people: 4,000 pathways take well under a second.
    """
    templates = list(Template.objects.filter(current__isnull=False))
    chosen = cache(partial(choose, templates))  # thousands share a few profiles
    planned: list[tuple[Pathway, Course, dict[str, date]]] = []
    now = timezone.now()
    for newcomer in newcomers:
        profile = profile_of(newcomer.person, newcomer.affiliation, newcomer.campus)
        template = chosen(profile)
        if template is None or template.current_id is None:
            continue
        pathway = Pathway(
            person_id=newcomer.person.pk,
            affiliation_id=newcomer.affiliation.pk,
            version_id=template.current_id,
            created_at=now,
        )
        course = version(template.current_id).course(profile)
        planned.append((pathway, course, anchors_of(newcomer.affiliation)))
    insert_objects([pathway for pathway, _course, _anchors in planned])
    insert_rows(Step, STEP_COLUMNS, _step_rows(planned))
    return len(planned)


def _step_rows(
    planned: list[tuple[Pathway, Course, dict[str, date]]],
) -> Iterable[tuple[int, int, str | None, int]]:
    for pathway, course, anchors in planned:
        pathway_id, ids = pathway.pk, course.ids
        for key, due in course.planner.plan(anchors).items():
            yield pathway_id, ids[key], due.isoformat() if due else None, 0


@dataclass(frozen=True, slots=True)
class Move:
    """What became of one open step: it has another date, or it came or went."""

    step: TemplateStep
    kind: int  # of MovedStep.Kind
    before: date | None
    after: date | None

    def makes_late(self, today: date) -> bool:
        """Whether a step that was in time, or not there, is late now."""
        if self.kind == MovedStep.Kind.REMOVED or self.after is None or self.after >= today:
            return False
        return self.before is None or self.before >= today


@dataclass(frozen=True, slots=True)
class Moved:
    """What planning again changed."""

    moves: tuple[Move, ...] = ()

    @property
    def moved(self) -> int:
        return self._count(MovedStep.Kind.MOVED)

    @property
    def added(self) -> int:
        return self._count(MovedStep.Kind.ADDED)

    @property
    def removed(self) -> int:
        return self._count(MovedStep.Kind.REMOVED)

    def _count(self, kind: int) -> int:
        return sum(move.kind == kind for move in self.moves)

    def __bool__(self) -> bool:
        return bool(self.moves)


def pathway_of(affiliation: Affiliation) -> Pathway | None:
    """The pathway of a stay with all that planning asks about; None where there is none yet."""
    rows = Pathway.objects.select_related("person", "affiliation__campus", "version")
    return rows.filter(affiliation=affiliation).first()


def restart(affiliation: Affiliation, *, withdrawn: bool = False) -> Moved:
    """After what is known of somebody changed: the template that fits now, planned again.

    `withdrawn` brings a withdrawn pathway back. What moved is not kept: that is what `replans` is for.
    """
    pathway = pathway_of(affiliation)
    if pathway is None:
        start_many([Newcomer(affiliation.person, affiliation, affiliation.campus.code)])
        return Moved()
    return restart_pathway(pathway, withdrawn=withdrawn)


def restart_pathway(
    pathway: Pathway, *, withdrawn: bool = False, templates: list[Template] | None = None
) -> Moved:
    """`restart` for a pathway that `pathway_of` found; whoever does many reads the templates once."""
    if withdrawn:
        pathway.state = Pathway.State.ACTIVE
        Affiliation.objects.filter(pk=pathway.affiliation_id).update(withdrawn_at=None)
    told = _told(pathway)
    _take_fitting_version(pathway, told, current_templates() if templates is None else templates)
    pathway.save(update_fields=["state", "version", "held_back"])
    return carry_out(work_out(pathway, told, steps_held(pathway)))


def current_templates() -> list[Template]:
    return list(Template.objects.filter(current__isnull=False))


def _take_fitting_version(pathway: Pathway, told: Circumstances | None, templates: list[Template]) -> None:
    """Another template's version where another template fits now; nothing is saved."""
    template = choose(templates, profile_on(pathway, told))
    if template is not None and template.pk != pathway.version.template_id and template.current_id:
        pathway.version_id, pathway.held_back = template.current_id, {}


def _told(pathway: Pathway) -> Circumstances | None:
    return Circumstances.objects.filter(person_id=pathway.person_id).first()


def profile_on(pathway: Pathway, told: Circumstances | None) -> Profile:
    return profile_of(pathway.person, pathway.affiliation, pathway.affiliation.campus.code, told)


def steps_held(pathway: Pathway) -> list[Step]:
    return list(pathway.steps.select_related("template_step"))


def replan(pathway: Pathway) -> Moved:
    """Plan what is not done again from what is known now; what is done never moves."""
    return carry_out(work_out(pathway, _told(pathway), steps_held(pathway)))


def if_arriving(affiliation: Affiliation, arrives_on: date | None) -> Moved:
    """What another day of arrival would move; nothing is written."""
    pathway = pathway_of(affiliation)
    if pathway is None or pathway.state != Pathway.State.ACTIVE:
        return Moved()
    pathway.affiliation.arrives_on = arrives_on
    return work_out(pathway, _told(pathway), steps_held(pathway)).moved


@dataclass(frozen=True, slots=True)
class Plan:
    """What planning again would change; nothing is written before `carry_out`."""

    moved: Moved
    changed: tuple[Step, ...] = ()
    new: tuple[Step, ...] = ()
    going: tuple[int, ...] = ()  # ids of steps
    other_version: bool = False  # some of the changed steps are of another template's version now


def work_out(
    pathway: Pathway,
    told: Circumstances | None,
    held: list[Step],
    *,
    of: Version | None = None,
    said: Container[int] | None = None,
) -> Plan:
    """Compare the steps that somebody holds with those that fit what is known now.

    A step that another template has as well stays the same step, with what was said of it. Whoever plans
    many gives the version and `said`: the steps of which somebody said that they could not do them.
    """
    course = (of or version(pathway.version_id)).course(profile_on(pathway, told), pathway.held_back)
    done = {s.template_step.key: s.done_on for s in held if s.done_on is not None}
    dates = course.planner.plan(anchors_of(pathway.affiliation, pathway.visa_granted_on), done)
    wanted = {step.key: step for step in course.steps}
    staying = _staying(held, wanted)
    new = [step for key, step in wanted.items() if key not in staying and key not in done]
    kept = {step.pk for step in staying.values()}
    gone = [s for s in held if s.state == Step.State.OPEN and s.pk not in kept]
    going = _without_obstacles(gone) if said is None else [step for step in gone if step.pk not in said]
    moves = [
        Move(wanted[key], MovedStep.Kind.MOVED, step.due, dates[key])
        for key, step in staying.items()
        if step.due != dates[key]
    ]
    moves += [Move(step, MovedStep.Kind.ADDED, None, dates[step.key]) for step in new]
    moves += [Move(step.template_step, MovedStep.Kind.REMOVED, step.due, None) for step in going]
    other_version = any(step.template_step_id != wanted[key].pk for key, step in staying.items())
    return Plan(
        Moved(tuple(moves)),
        changed=tuple(_changed(staying, wanted, dates)),
        new=tuple(Step(pathway=pathway, template_step=step, due=dates[step.key]) for step in new),
        going=tuple(step.pk for step in going),
        other_version=other_version,
    )


def _staying(held: list[Step], wanted: dict[str, TemplateStep]) -> dict[str, Step]:
    """The open steps that still apply, by key; those of this very version before those of another."""
    of_version = {step.pk for step in wanted.values()}
    found: dict[str, Step] = {}
    for step in sorted(held, key=lambda step: step.template_step_id not in of_version):
        if step.state == Step.State.OPEN and step.template_step.key in wanted:
            found.setdefault(step.template_step.key, step)
    return found


def _changed(
    staying: dict[str, Step], wanted: dict[str, TemplateStep], dates: dict[str, date | None]
) -> Iterable[Step]:
    for key, step in staying.items():
        if step.due != dates[key] or step.template_step_id != wanted[key].pk:
            step.due, step.template_step = dates[key], wanted[key]
            yield step


def _without_obstacles(gone: list[Step]) -> list[Step]:
    """Open steps that no longer apply go, unless somebody said they could not do them."""
    if not gone:
        return []
    said = set(Obstacle.objects.filter(step__in=gone).values_list("step_id", flat=True))
    return [step for step in gone if step.pk not in said]


def carry_out(plan: Plan) -> Moved:
    """Write what `work_out` found; return what moved."""
    if plan.going:
        Step.objects.filter(pk__in=plan.going).delete()
    # Another template is rare, and a second column doubles what an update costs.
    fields = ["due", "template_step"] if plan.other_version else ["due"]
    Step.objects.bulk_update(plan.changed, fields)
    Step.objects.bulk_create(plan.new)
    return plan.moved
