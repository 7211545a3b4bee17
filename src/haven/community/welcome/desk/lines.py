"""Which steps are on somebody's desk, in order: ids and dates only, for thousands.

Stays and steps are read apart, each in one narrow query, and put together here: joined by the database, the
stays of 4,000 people would be looked up once for each of their steps.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone

from haven.commons.organisation.models import Campus, Unit
from haven.commons.pathways.models import Obstacle, Pathway, Step, TemplateStep
from haven.commons.pathways.policy import owned_by
from haven.commons.people import policy
from haven.commons.people.models import Affiliation
from haven.community.welcome.desk.filters import ME, MINE, NEWCOMER, SOON, Filters, week_of
from haven.core.access import Actor
from haven.core.text import pick

FEW = 1000  # pathways that the database is asked for by their numbers
UNDATED = date.max


class Stay(NamedTuple):
    """A pathway that goes on, with what the desk filters by."""

    pathway_id: int
    person_id: int
    campus_id: int
    faculty_id: int | None
    status: str
    arrives_on: date | None
    starts_on: date | None


class What(NamedTuple):
    """What a step says, as far as the desk shows it."""

    key: str
    owner: str
    title_nl: str
    title_en: str

    @property
    def title(self) -> str:
        return pick(self.title_nl, self.title_en)


class Line(NamedTuple):
    """One open step. Lines stand in the order of `first`: the people by the step that is latest of theirs."""

    first: date
    person_id: int
    due: date
    pk: int
    template_step_id: int
    assignee_id: int | None
    stay: Stay
    stuck: bool

    @property
    def place(self) -> tuple[date, int]:
        """Where its person stands."""
        return self.first, self.person_id


@dataclass(slots=True)
class Scope:
    """The people whom somebody works for, and what is open there."""

    actor: Actor
    today: date
    stays: dict[int, Stay] = field(default_factory=dict)  # by pathway
    campuses: dict[int, Campus] = field(default_factory=dict)
    faculties: dict[int, Unit] = field(default_factory=dict)
    stuck: frozenset[int] = frozenset()  # steps of which somebody said that they cannot do them


def scope_of(actor: Actor) -> Scope:
    """Four queries."""
    rows = Affiliation.objects.filter(policy.reach(actor), pathway__state=Pathway.State.ACTIVE)
    names = ("pathway__pk", *Stay._fields[1:])
    stays = {row[0]: Stay(*row) for row in rows.values_list(*names)}
    return Scope(
        actor,
        timezone.localdate(),
        stays,
        Campus.objects.in_bulk({stay.campus_id for stay in stays.values()}),
        Unit.objects.in_bulk({stay.faculty_id for stay in stays.values()} - {None}),
        frozenset(_stuck(stays)),
    )


def _stuck(stays: Collection[int]) -> Iterable[int]:
    # The state is read and not asked for: asked for it, SQLite goes through all steps to find a few.
    open_ones = Obstacle.objects.filter(answered_at__isnull=True)
    rows = open_ones.values_list("step_id", "step__pathway_id", "step__state")
    return (step for step, pathway, state in rows if pathway in stays and state == Step.State.OPEN)


@dataclass(slots=True)
class Found:
    """The lines that fit, in order, with how many there are of each state whichever was asked for."""

    filters: Filters
    lines: list[Line]
    states: Counter[str]
    whats: dict[int, What]

    @property
    def people(self) -> int:
        return len({line.person_id for line in self.lines})


def find(scope: Scope, filters: Filters) -> Found:
    """What fits. Two queries."""
    stays = _stays(scope, filters)
    rows = list(_steps(scope, filters, stays).values_list(*_Read._fields))
    read = [_Read(*row) for row in rows if row[1] in stays]
    states: Counter[str] = Counter()
    fitting = []
    for row in read:
        own = _states(row, stays[row.pathway_id], scope)
        states.update(own)
        if not filters.state or filters.state in own:
            fitting.append(row)
    return Found(filters, _ordered(fitting, stays, scope), states, _whats(fitting))


class _Read(NamedTuple):
    """One step as it is read."""

    pk: int
    pathway_id: int
    due: date | None
    template_step_id: int
    assignee_id: int | None


def _states(row: _Read, stay: Stay, scope: Scope) -> list[str]:
    states = []
    if row.due is not None and row.due <= scope.today + SOON:
        states.append("late" if row.due < scope.today else "soon")
    if row.pk in scope.stuck:
        states.append("stuck")
    if stay.arrives_on is None:
        states.append("no-arrival")
    return states


def _ordered(rows: list[_Read], stays: dict[int, Stay], scope: Scope) -> list[Line]:
    first: dict[int, date] = {}
    for row in rows:
        person = stays[row.pathway_id].person_id
        due = row.due or UNDATED
        if due < first.get(person, UNDATED):
            first[person] = due
    lines = []
    for row in rows:
        stay = stays[row.pathway_id]
        place = first.get(stay.person_id, UNDATED), stay.person_id, row.due or UNDATED
        stuck = row.pk in scope.stuck
        lines.append(Line(*place, row.pk, row.template_step_id, row.assignee_id, stay, stuck))
    return sorted(lines)


def _whats(rows: list[_Read]) -> dict[int, What]:
    found = TemplateStep.objects.filter(pk__in={row.template_step_id for row in rows})
    return {pk: What(*rest) for pk, *rest in found.values_list("pk", *What._fields)}


def _stays(scope: Scope, filters: Filters) -> dict[int, Stay]:
    wanted = {
        "campus": {pk for pk, campus in scope.campuses.items() if campus.code == filters.campus},
        "faculty": {pk for pk, unit in scope.faculties.items() if unit.code == filters.faculty},
    }
    found: Iterable[Stay] = scope.stays.values()
    if filters.campus:
        found = [stay for stay in found if stay.campus_id in wanted["campus"]]
    if filters.faculty:
        found = [stay for stay in found if stay.faculty_id in wanted["faculty"]]
    if filters.status:
        found = [stay for stay in found if stay.status == filters.status]
    return {stay.pathway_id: stay for stay in found}


def _steps(scope: Scope, filters: Filters, stays: dict[int, Stay]) -> QuerySet[Step]:
    rows = Step.objects.filter(_when(scope, filters), state=Step.State.OPEN)
    if len(stays) <= FEW:
        rows = rows.filter(pathway__in=list(stays))
    if filters.step:
        rows = rows.filter(template_step__key=filters.step)
    return _of_owner(rows, scope.actor, filters.owner)


def _when(scope: Scope, filters: Filters) -> Q:
    """Late, or due within a week, or stuck; or in the week asked for; whatever is given to the reader."""
    if filters.days:
        return Q(due__range=filters.days)
    if filters.owner == ME:
        return Q()
    return Q(due__lte=scope.today + SOON) | Q(pk__in=scope.stuck)


def _of_owner(rows: QuerySet[Step], actor: Actor, owner: str) -> QuerySet[Step]:
    if owner == NEWCOMER:
        return rows.filter(template_step__owner=NEWCOMER)
    if owner == ME:
        return rows.filter(assignee=actor.user_id)
    if owner == MINE:
        # What a colleague looks after is not the reader's any more.
        own = owned_by(actor, "pathway__affiliation") & Q(assignee__isnull=True)
        return rows.filter(own | Q(assignee=actor.user_id))
    return rows


def weeks(found: Found) -> Counter[str]:
    """How many lines are due in which week."""
    days = Counter(line.due for line in found.lines if line.due != UNDATED)
    counted: Counter[str] = Counter()
    for day, number in days.items():
        counted[week_of(day)] += number
    return counted


Place = tuple[date, int]  # the day that is latest for somebody, and who


def people_around(found: Found, place: Place) -> tuple[Place | None, Place | None]:
    """The people before and after a place in the order; whoever stands there themself is neither."""
    places = sorted({line.place for line in found.lines if line.person_id != place[1]})
    before, after = bisect_left(places, place), bisect_right(places, place)
    return places[before - 1] if before else None, places[after] if after < len(places) else None
