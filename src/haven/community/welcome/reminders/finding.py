"""What newcomers have not been told yet about their own steps: due soon, late, moved by others.

For many people at once: as many queries for a thousand as for one.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import F, Q

from haven.commons.pathways.models import MovedStep, Obstacle, Pathway, Step, TemplateStep
from haven.commons.pathways.planning import Move
from haven.commons.pathways.replans import net
from haven.commons.pathways.templates import version
from haven.commons.people.models import Person
from haven.community.welcome.models import Reminded
from haven.community.welcome.queries.changes import SHOWN_FOR
from haven.community.welcome.queries.helpers import NEWCOMER

AHEAD = timedelta(days=7)  # how long before its day a step is told
WEEKS = 5  # so often a late step is told: the day after, and four weeks more
LEGAL_THEMES = frozenset({"residence"})  # the law says by when, and one can lose the right to stay


@dataclass(frozen=True, slots=True)
class Line:
    """One step to tell of; `step_id` is None where it is not there any more."""

    template_step: TemplateStep
    municipality: str
    step_id: int | None
    due: date | None
    before: date | None = None  # where it moved
    turn: int = Reminded.SOON

    @property
    def is_legal(self) -> bool:
        return self.template_step.theme in LEGAL_THEMES


@dataclass(slots=True)
class News:
    """What there is to tell one person."""

    late: list[Line] = field(default_factory=list)
    soon: list[Line] = field(default_factory=list)
    moved: list[Line] = field(default_factory=list)  # another date, or a new step
    removed: list[Line] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.late or self.soon or self.moved or self.removed)

    @property
    def legal(self) -> "News":
        """What must be told."""
        kept = ([line for line in lines if line.is_legal] for lines in (self.late, self.soon, self.moved))
        return News(*kept)

    def in_order(self) -> "News":
        """By day, what has none last."""
        return News(
            *(sorted(lines, key=_order) for lines in (self.late, self.soon, self.moved, self.removed))
        )


def _order(line: Line) -> tuple[date, int]:
    return line.due or date.max, line.template_step.position


# Pathway -> its open steps that are the newcomer's own, by key.
Open = dict[int, dict[str, Line]]


def news(
    people: Sequence[Person], since: dict[int, datetime], until: datetime, today: date
) -> dict[int, News]:
    """What to tell these people, by person; `since`: until when each was told what moved. Five queries."""
    by_id = {person.pk: person for person in people}
    rows = Pathway.objects.filter(person__in=by_id, state=Pathway.State.ACTIVE)
    pathways = list(rows.only("person_id", "version_id"))
    for pathway in pathways:
        pathway.person = by_id[pathway.person_id]
    still_open = _open(pathways)
    found: dict[int, News] = defaultdict(News)
    _add_due(found, pathways, still_open, today)
    _add_moved(found, pathways, still_open, since, until)
    return {person: one.in_order() for person, one in found.items() if one}


def _open(pathways: Sequence[Pathway]) -> Open:
    versions = {pathway.pk: version(pathway.version_id) for pathway in pathways}
    places = {pathway.pk: _municipality(pathway.person) for pathway in pathways}
    found: Open = {pk: {} for pk in versions}
    rows = Step.objects.filter(pathway__in=versions, state=Step.State.OPEN)
    for pk, pathway, template_step, due in rows.values_list("pk", "pathway_id", "template_step_id", "due"):
        ts = versions[pathway].step(template_step)
        if ts.owner == NEWCOMER:
            found[pathway][ts.key] = Line(ts, places[pathway], pk, due)
    return found


def _municipality(person: Person) -> str:
    told = getattr(person, "circumstances", None)
    return told.municipality if told else ""


def _add_due(found: dict[int, News], pathways: Sequence[Pathway], still_open: Open, today: date) -> None:
    told = _told(still_open)
    stuck = _stuck(still_open)
    for pathway in pathways:
        for line in still_open[pathway.pk].values():
            due = _due(line, today)
            if due is None or line.step_id in stuck or _waits(due, still_open[pathway.pk]):
                continue
            if (due.step_id, due.due, due.turn) not in told:
                one = found[pathway.person_id]
                (one.late if due.turn else one.soon).append(due)


def _due(line: Line, today: date) -> Line | None:
    """The step with its turn, where it is near or late."""
    if line.due is None or line.due > today + AHEAD:
        return None
    if line.due >= today:
        return line
    turn = 1 + min((today - line.due).days - 1, 7 * (WEEKS - 1)) // 7
    return Line(line.template_step, line.municipality, line.step_id, line.due, turn=turn)


def _waits(line: Line, still_open: dict[str, Line]) -> bool:
    """Whether another step of one's own comes first. The law waits for nobody."""
    return not line.is_legal and any(key in still_open for key in line.template_step.after)


def _told(still_open: Open) -> set[tuple[int | None, date | None, int]]:
    rows = Reminded.objects.filter(step__pathway__in=still_open, step__state=Step.State.OPEN)
    return set(rows.values_list("step_id", "due", "turn"))


def _stuck(still_open: Open) -> set[int | None]:
    """Steps of which the newcomer said that they cannot do them, and nobody answered yet."""
    rows = Obstacle.objects.filter(answered_at__isnull=True, step__pathway__in=still_open)
    return set(rows.values_list("step_id", flat=True))


def _add_moved(
    found: dict[int, News],
    pathways: Sequence[Pathway],
    still_open: Open,
    since: dict[int, datetime],
    until: datetime,
) -> None:
    by_id = {pathway.pk: pathway for pathway in pathways}
    for pk, moves in _moves(by_id, since, until).items():
        one, person = found[by_id[pk].person_id], by_id[pk].person
        for move in net(moves):
            held = still_open[pk].get(move.step.key)
            line = Line(
                move.step, _municipality(person), held.step_id if held else None, move.after, move.before
            )
            if move.kind == MovedStep.Kind.REMOVED and held is None:
                one.removed.append(line)
            elif held is not None and held.due == move.after:
                one.moved.append(line)


def _moves(
    pathways: dict[int, Pathway], since: dict[int, datetime], until: datetime
) -> dict[int, list[Move]]:
    """What others moved and nobody read yet, of the newcomer's own steps, in the order in which it moved."""
    rows = (
        MovedStep.objects.filter(
            replan__pathway__in=pathways,
            replan__at__gte=until - SHOWN_FOR,
            replan__at__lt=until,
            replan__read_at__isnull=True,
            template_step__owner=NEWCOMER,
        )
        .exclude(Q(replan__by__isnull=False) & Q(replan__by=F("replan__pathway__person__user")))
        .order_by("replan_id", "pk")
        .values_list("replan__pathway_id", "replan__at", "template_step_id", "kind", "before", "after")
    )
    found: dict[int, list[Move]] = defaultdict(list)
    for pathway_id, at, template_step, kind, before, after in rows:
        pathway = pathways[pathway_id]
        if at >= since[pathway.person_id]:
            step = version(pathway.version_id).step(template_step)
            found[pathway_id].append(Move(step, kind, before, after))
    return found


def marks(found: Iterable[News]) -> list[Reminded]:
    """What remembers that these steps were told."""
    lines = (line for one in found for line in (*one.late, *one.soon))
    return [
        Reminded(step_id=line.step_id, due=line.due, turn=line.turn)
        for line in lines
        if line.step_id is not None and line.due is not None
    ]
