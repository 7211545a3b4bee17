"""The desk's page: one page of lines with all that is shown of them, and the counts beside it."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from haven.commons.pathways import policy
from haven.commons.pathways.models import Bulk
from haven.commons.people.models import Person
from haven.community.welcome.desk import lines as desk
from haven.community.welcome.desk.filters import NEWCOMER, STATES, Filters, monday_of
from haven.community.welcome.desk.lines import UNDATED, Found, Line, Scope, What
from haven.community.welcome.queries.helpers import role_label
from haven.core.access import Actor
from haven.core.accounts.models import User
from haven.ui.dates import day_short
from haven.ui.links import link

PAGE = 50
SHOWN = 8  # of each count


@dataclass(frozen=True, slots=True)
class Row:
    """One open step on the desk."""

    pk: int
    person_id: int
    person: str
    is_first: bool  # of this person on the page
    title: str
    due: date | None
    owner: str
    assignee: str
    campus: str
    stuck: bool
    can_finish: bool
    needs_reason: bool
    way: str

    @property
    def url(self) -> str:
        """The person's page, which leads on to the next of the desk."""
        return f"{link('welcome:person', self.person_id)}?{self.way}"


@dataclass(frozen=True, slots=True)
class Count:
    """How many lines there are of one campus, faculty, step or week; `width`: of 100, beside the most."""

    label: str
    number: int
    address: str
    width: float


@dataclass(frozen=True, slots=True)
class State:
    value: str
    label: str
    number: int
    address: str


@dataclass(frozen=True, slots=True)
class Desk:
    filters: Filters
    page: Page
    rows: tuple[Row, ...]
    total: int
    people: int
    states: tuple[State, ...]
    counts: tuple[tuple[str, tuple[Count, ...]], ...]  # what they are counted by, and the counts
    campuses: tuple[tuple[str, str], ...]
    faculties: tuple[tuple[str, str], ...]
    steps: tuple[tuple[str, str], ...]
    scope: Scope


def desk_page(actor: Actor, filters: Filters, number: Any = 1) -> Desk:
    scope = desk.scope_of(actor)
    found = desk.find(scope, filters)
    page = Paginator(found.lines, PAGE).get_page(number)
    return Desk(
        filters=filters,
        page=page,
        rows=_rows(scope, found, list(page.object_list)),
        total=page.paginator.count,
        people=found.people,
        states=tuple(_state(found, value, str(label)) for value, label in STATES.items()),
        counts=tuple((str(by), counted) for by, counted in _counts(scope, found) if len(counted) > 1),
        campuses=_choices(scope.campuses.values()),
        faculties=_choices(scope.faculties.values()),
        steps=tuple(sorted({what.key: what.title for what in found.whats.values()}.items(), key=_title)),
        scope=scope,
    )


def _title(pair: tuple[str, str]) -> str:
    return pair[1].casefold()


def _choices(places: Iterable[Any]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(((place.code, place.name) for place in places), key=_title))


def _state(found: Found, value: str, label: str) -> State:
    return State(value, label, found.states[value], found.filters.but(state=value))


# ---------------------------------------------------------------- rows


def _rows(scope: Scope, found: Found, shown: list[Line]) -> tuple[Row, ...]:
    people = Person.objects.only("family_name", "given_name").in_bulk({line.person_id for line in shown})
    given = {line.assignee_id for line in shown if line.assignee_id is not None}
    users = {user.pk: str(user) for user in User.objects.filter(pk__in=given)} if given else {}
    labels: dict[str, str] = {}
    rows, before = [], None
    for line in shown:
        what = found.whats[line.template_step_id]
        label = labels.setdefault(what.owner, role_label(what.owner))
        may = what.owner != NEWCOMER and policy.takes_care(
            scope.actor, what.owner, line.stay, line.assignee_id
        )
        rows.append(
            Row(
                pk=line.pk,
                person_id=line.person_id,
                person=people[line.person_id].full_name,
                is_first=line.person_id != before,
                title=what.title,
                due=None if line.due == UNDATED else line.due,
                owner=label,
                assignee=users.get(line.assignee_id or 0, ""),
                campus=scope.campuses[line.stay.campus_id].name,
                stuck=line.stuck,
                can_finish=may,
                needs_reason=may and policy.stands_in(scope.actor, what.owner, line.stay, line.assignee_id),
                way=way(found.filters, line.first),
            )
        )
        before = line.person_id
    return tuple(rows)


# ---------------------------------------------------------------- counts


def _counts(scope: Scope, found: Found) -> Iterable[tuple[str, tuple[Count, ...]]]:
    by_place = Counter((line.stay.campus_id, line.stay.faculty_id) for line in found.lines)
    by_step = Counter(line.template_step_id for line in found.lines)
    campuses, faculties, steps = Counter(), Counter(), Counter()  # type: ignore[var-annotated]
    for (campus, faculty), number in by_place.items():
        campuses[campus] += number
        if faculty is not None:
            faculties[faculty] += number
    whats: dict[str, What] = {}
    for pk, number in by_step.items():
        whats[found.whats[pk].key] = found.whats[pk]
        steps[found.whats[pk].key] += number
    but = found.filters.but
    yield (
        _("By campus"),
        _most(campuses, lambda pk: (scope.campuses[pk].name, but(campus=scope.campuses[pk].code))),
    )
    yield (
        _("By faculty"),
        _most(faculties, lambda pk: (scope.faculties[pk].name, but(faculty=scope.faculties[pk].code))),
    )
    yield _("By step"), _most(steps, lambda key: (whats[key].title, but(step=key)))
    yield _("By week"), _most(desk.weeks(found), lambda week: (week_label(week), but(week=week)))


def _most(counted: Counter[Any], say: Callable[[Any], tuple[str, str]]) -> tuple[Count, ...]:
    """The largest, with what they are called and where they lead."""
    largest = counted.most_common(SHOWN)
    top = largest[0][1] if largest else 1
    return tuple(Count(*_said(say(key), number), round(100 * number / top, 1)) for key, number in largest)


def _said(said: tuple[str, str], number: int) -> tuple[str, int, str]:
    return said[0], number, said[1]


def week_label(week: str) -> str:
    """ "week 49, from 30 Nov"."""
    monday = monday_of(week)
    number = week.partition("-W")[2].lstrip("0")
    return _("week %(number)s, from %(day)s") % {"number": number, "day": day_short(monday)}


# ---------------------------------------------------------------- the way through, and back


@dataclass(frozen=True, slots=True)
class Trail:
    """The way from a person to the next of the desk, and back to it.

    `at` tells where the person stands (or stood, before everything of theirs was done).
    """

    filters: Filters
    at: date
    previous_url: str
    following_url: str

    @property
    def address(self) -> str:
        return way(self.filters, self.at)

    @property
    def list_url(self) -> str:
        query = self.filters.address
        return f"{reverse('welcome:desk')}?{query}" if query else reverse("welcome:desk")

    @property
    def list_label(self) -> str:
        return _("Today")


def way(filters: Filters, at: date) -> str:
    """The query of a person's page that is reached from the desk."""
    return f"{filters.trail}&at={at.isoformat()}"


def trail(actor: Actor, query: Mapping[str, Any], person_id: int) -> Trail:
    """From the address of a person's page. Six queries."""
    filters = Filters.read(query)
    found = desk.find(desk.scope_of(actor), filters)
    place = next((line.place for line in found.lines if line.person_id == person_id), None)
    if place is None:
        place = _day(str(query.get("at", ""))), person_id
    around = desk.people_around(found, place)
    before, after = (f"{link('welcome:person', p[1])}?{way(filters, p[0])}" if p else "" for p in around)
    return Trail(filters, place[0], before, after)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


@dataclass(frozen=True, slots=True)
class Done:
    """What the reader did today to several steps at once, to be undone."""

    pk: int
    at: Any
    number: int
    is_done: bool
    assignee: str


def done_today(actor: Actor, pk: int | None = None) -> tuple[Done, ...]:
    """The latest first; with `pk` only that one. One query."""
    rows = policy.bulks_of(actor).select_related("assignee").annotate(number=models.Count("steps"))
    if pk is not None:
        rows = rows.filter(pk=pk)
    return tuple(
        Done(row.pk, row.at, row.number, row.verb == Bulk.Verb.DONE, str(row.assignee or ""))
        for row in rows.order_by("-at")[:10]
    )
