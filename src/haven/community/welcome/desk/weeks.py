"""The weeks ahead: who arrives where, what is due, and who needs help; with the bars of its charts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count
from django.utils.translation import gettext as _

from haven.commons.pathways.models import Pathway, Step
from haven.commons.people.models import Affiliation
from haven.commons.people.policy import reach
from haven.community.welcome.desk import lines as desk
from haven.community.welcome.desk.filters import Filters, week_of
from haven.community.welcome.desk.lines import Scope, Stay
from haven.core.access import Actor

WEEKS = 12
# One chart, in units of its own: it is scaled to the page.
WIDTH, HEIGHT, FLOOR, TOP = 360, 132, 108, 18
SLOT = WIDTH / WEEKS


@dataclass(frozen=True, slots=True)
class Bar:
    """One week of a chart: a bar, the part of it that is marked, and where its words stand."""

    x: float
    middle: float
    width: float
    y: float
    height: float
    marked_y: float
    marked_height: float
    number: int
    label: str

    @property
    def above(self) -> float:
        return self.y - 5


@dataclass(frozen=True, slots=True)
class Week:
    """What is known of one week. `unknown` of the people have told no day: their stay starts that week."""

    week: str
    monday: date
    people: int
    unknown: int
    help: int
    steps: int
    steps_address: str

    @property
    def number(self) -> str:
        return self.week.partition("-W")[2].lstrip("0")


@dataclass(frozen=True, slots=True)
class Ahead:
    """The weeks ahead of one campus, or of all together."""

    code: str
    name: str
    weeks: tuple[Week, ...]
    bars: tuple[Bar, ...]

    @property
    def people(self) -> int:
        return sum(week.people for week in self.weeks)

    @property
    def help(self) -> int:
        return sum(week.help for week in self.weeks)


def weeks_ahead(actor: Actor) -> list[Ahead]:
    """All campuses together first, when there are several with something ahead. Six queries."""
    scope = desk.scope_of(actor)
    mondays = _mondays(scope.today)
    coming = [stay for stay in scope.stays.values() if _expected_in(stay, mondays)]
    needing = _needing(scope, coming)
    due = _due(scope, mondays)
    found = []
    for pk, campus in sorted(scope.campuses.items(), key=lambda pair: pair[1].name):
        here = [stay for stay in coming if stay.campus_id == pk]
        weeks = _weeks(mondays, here, needing, due.get(pk, Counter()), campus.code)
        if any(week.people or week.steps for week in weeks):
            found.append(Ahead(campus.code, campus.name, weeks, bars(weeks)))
    if len(found) < 2:
        return found
    together = _weeks(mondays, coming, needing, sum(due.values(), Counter()), "")
    return [Ahead("", _("All campuses together"), together, bars(together)), *found]


def arriving(scope: Scope) -> tuple[Bar, ...]:
    """The small chart of the desk: how many people each week. No query."""
    mondays = _mondays(scope.today)
    counted = Counter(week_of(day) for stay in scope.stays.values() if (day := _expected_in(stay, mondays)))
    weeks = [Week(week_of(day), day, counted[week_of(day)], 0, 0, 0, "") for day in mondays]
    return bars(weeks)


def _mondays(today: date) -> list[date]:
    monday = today - timedelta(days=today.weekday())
    return [monday + timedelta(weeks=number) for number in range(WEEKS)]


def _expected_in(stay: Stay, mondays: list[date]) -> date | None:
    """The day of arrival, or of the start while that is not known; None when it is not in these weeks."""
    day = _day(stay)
    return day if day and mondays[0] <= day < mondays[-1] + timedelta(weeks=1) else None


def _day(stay: Stay) -> date | None:
    return stay.arrives_on or stay.starts_on


def _needing(scope: Scope, coming: list[Stay]) -> set[int]:
    """The pathways of these in which something is late, or somebody said that they cannot do a step."""
    rows = Step.objects.filter(state=Step.State.OPEN, due__lt=scope.today)
    if len(coming) <= desk.FEW:
        rows = rows.filter(pathway__in=[stay.pathway_id for stay in coming])
    late = set(rows.values_list("pathway_id", flat=True))
    if not scope.stuck:
        return late
    return late | set(Step.objects.filter(pk__in=scope.stuck).values_list("pathway_id", flat=True))


def _due(scope: Scope, mondays: list[date]) -> dict[int, Counter[str]]:
    """Open steps by campus and week."""
    days = (mondays[0], mondays[-1] + timedelta(days=6))
    reached = Affiliation.objects.filter(reach(scope.actor), pathway__state=Pathway.State.ACTIVE)
    rows = Step.objects.filter(state=Step.State.OPEN, due__range=days, pathway__affiliation__in=reached)
    counted = rows.values("pathway__affiliation__campus", "due").annotate(number=Count("pk")).order_by()
    found: dict[int, Counter[str]] = {}
    for row in counted:
        if row["due"]:
            by_week = found.setdefault(row["pathway__affiliation__campus"], Counter())
            by_week[week_of(row["due"])] += row["number"]
    return found


def _weeks(
    mondays: list[date], stays: Iterable[Stay], needing: set[int], due: Counter[str], campus: str
) -> tuple[Week, ...]:
    people, unknown, helped = Counter(), Counter(), Counter()  # type: ignore[var-annotated]
    for stay in stays:
        week = week_of(_day(stay) or mondays[0])
        people[week] += 1
        unknown[week] += stay.arrives_on is None
        helped[week] += stay.arrives_on is None or stay.pathway_id in needing
    weeks = ((week_of(day), day) for day in mondays)
    return tuple(
        Week(
            week,
            day,
            people[week],
            unknown[week],
            helped[week],
            due[week],
            Filters(campus=campus, week=week).address,
        )
        for week, day in weeks
    )


def bars(weeks: Iterable[Week]) -> tuple[Bar, ...]:
    """A bar for each week, as high as its people are many; marked: those who need help."""
    weeks = list(weeks)
    most = max((week.people for week in weeks), default=0) or 1
    scale = (FLOOR - TOP) / most
    return tuple(_bar(number, week, scale) for number, week in enumerate(weeks))


def _bar(number: int, week: Week, scale: float) -> Bar:
    height, marked = round(week.people * scale, 1), round(week.help * scale, 1)
    x = round(number * SLOT + 4, 1)
    return Bar(
        x=x,
        middle=round(number * SLOT + SLOT / 2, 1),
        width=round(SLOT - 8, 1),
        y=round(FLOOR - height, 1),
        height=height,
        marked_y=round(FLOOR - marked, 1),
        marked_height=marked,
        number=week.people,
        label=week.number,
    )
