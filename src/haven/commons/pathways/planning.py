"""From people to pathways with dates: starting many at once, and planning one again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache, partial

from django.utils import timezone

from haven.commons.pathways.models import Anchor, Pathway, Step, Template
from haven.commons.pathways.profiles import Profile, is_long_stay
from haven.commons.pathways.templates import EXPECTED, Course, choose, version
from haven.commons.people.countries import is_eea
from haven.commons.people.models import STAFF_STATUSES, Affiliation, Circumstances, Person
from haven.core.rows import insert_objects, insert_rows

STEP_COLUMNS = ("pathway_id", "template_step_id", "due", "state")


def profile_of(
    person: Person, affiliation: Affiliation, campus: str, told: Circumstances | None = None
) -> Profile:
    """What chooses this person's steps; `campus` is the code of the affiliation's campus."""
    return Profile(
        status=affiliation.status,
        staff=affiliation.status in STAFF_STATUSES,
        eea=bool(person.nationality) and is_eea(person.nationality),
        campus=campus,
        long_stay=is_long_stay(affiliation.starts_on, affiliation.ends_on),
        partner=told.partner if told else None,
        children=told.children if told else None,
        ground=(told.ground if told else "") or "unknown",
        municipality=told.municipality if told else "",
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
class Moved:
    """What planning again changed: how many steps got another date, came, or went."""

    moved: int = 0
    added: int = 0
    removed: int = 0

    def __bool__(self) -> bool:
        return bool(self.moved or self.added or self.removed)


def restart(affiliation: Affiliation, *, withdrawn: bool = False) -> None:
    """After what is known of somebody changed: the template that fits now, planned again.

    `withdrawn` brings a withdrawn pathway back.
    """
    pathway = (
        Pathway.objects.select_related("person", "affiliation__campus", "version")
        .filter(affiliation=affiliation)
        .first()
    )
    if pathway is None:
        start_many([Newcomer(affiliation.person, affiliation, affiliation.campus.code)])
        return
    if withdrawn:
        pathway.state = Pathway.State.ACTIVE
        Affiliation.objects.filter(pk=affiliation.pk).update(withdrawn_at=None)
    profile = _profile(pathway)
    template = choose(list(Template.objects.filter(current__isnull=False)), profile)
    if template is not None and template.pk != pathway.version.template_id and template.current_id:
        pathway.version_id = template.current_id
    pathway.save(update_fields=["state", "version"])
    replan(pathway)


def _profile(pathway: Pathway) -> Profile:
    told = Circumstances.objects.filter(person_id=pathway.person_id).first()
    return profile_of(pathway.person, pathway.affiliation, pathway.affiliation.campus.code, told)


def replan(pathway: Pathway) -> Moved:
    """Plan what is not done again from what is known now; what is done never moves."""
    course = version(pathway.version_id).course(_profile(pathway))
    held = list(pathway.steps.select_related("template_step"))
    done = {s.template_step.key: s.done_on for s in held if s.done_on is not None}
    dates = course.planner.plan(anchors_of(pathway.affiliation, pathway.visa_granted_on), done)
    wanted = set(course.ids.values())
    stay = [s for s in held if s.state == Step.State.OPEN and s.template_step_id in wanted]
    have = {s.template_step_id for s in stay}
    new = [s for s in course.steps if s.pk not in have and s.key not in done]
    Step.objects.bulk_create([Step(pathway=pathway, template_step=s, due=dates[s.key]) for s in new])
    return Moved(moved=_move(stay, dates), added=len(new), removed=_remove(held, wanted))


def _move(steps: list[Step], dates: dict[str, date | None]) -> int:
    moved = []
    for step in steps:
        due = dates[step.template_step.key]
        if step.due != due:
            step.due = due
            moved.append(step)
    Step.objects.bulk_update(moved, ["due"])
    return len(moved)


def _remove(held: list[Step], wanted: set[int]) -> int:
    """Open steps that no longer apply go, unless somebody said they could not do them."""
    gone = [s.pk for s in held if s.template_step_id not in wanted and s.state == Step.State.OPEN]
    going = Step.objects.filter(pk__in=gone, obstacles__isnull=True)
    count = going.count()
    going.delete()
    return count
