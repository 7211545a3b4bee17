"""What moved in one pathway: each change with its steps, its reason, and whether the reader may undo it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haven.commons.pathways import policy
from haven.commons.pathways.facts import DONE
from haven.commons.pathways.models import MovedStep, Replan, Step
from haven.commons.pathways.undoing import UNDONE_WITHIN, standing, still_possible
from haven.community.welcome.queries.steps import PathwayReader
from haven.core.access import Actor
from haven.ui.dates import day
from haven.ui.links import link

# As long as a change stands on the newcomer's first page.
SHOWN_FOR = timedelta(days=14)
MOST = 5

# What changed -> why dates moved, to the newcomer and to staff; %(day)s where it is a day.
_REASONS: dict[str, tuple[Any, Any]] = {
    "arrives_on": (
        gettext_lazy("because you arrive on %(day)s"),
        gettext_lazy("because the day of arrival is %(day)s"),
    ),
    "starts_on": (
        gettext_lazy("because you start on %(day)s"),
        gettext_lazy("because the start is on %(day)s"),
    ),
    "ends_on": (
        gettext_lazy("because your stay ends on %(day)s"),
        gettext_lazy("because the stay ends on %(day)s"),
    ),
    "visa_granted_on": (
        gettext_lazy("because you got your visa on %(day)s"),
        gettext_lazy("because the visa was granted on %(day)s"),
    ),
}
_NOT_KNOWN: dict[str, tuple[Any, Any]] = {
    "arrives_on": (
        gettext_lazy("because we do not know when you arrive"),
        gettext_lazy("because the day of arrival is not known"),
    ),
    "starts_on": (
        gettext_lazy("because we do not know when you start"),
        gettext_lazy("because the start is not known"),
    ),
    "ends_on": (
        gettext_lazy("because we do not know when your stay ends"),
        gettext_lazy("because the end of the stay is not known"),
    ),
    "visa_granted_on": (
        gettext_lazy("because you do not have your visa yet"),
        gettext_lazy("because the visa is not granted"),
    ),
}
_BY_CAUSE: dict[str, tuple[Any, Any]] = {
    Replan.Cause.ANSWERS: (
        gettext_lazy("because you gave other answers about you, your family and your town"),
        gettext_lazy("because the newcomer gave other answers about family, stay and municipality"),
    ),
    Replan.Cause.TEMPLATE: (
        gettext_lazy("because the university changed the list of steps"),
        gettext_lazy("because the template of the steps changed"),
    ),
    Replan.Cause.IMPORT: (
        gettext_lazy("because the university changed your data"),
        gettext_lazy("because a file changed the data"),
    ),
}


def reason(cause: str, facts: Mapping[str, Any], *, own: bool, title: Callable[[str], str] = str) -> str:
    """Why dates moved, as the second half of a sentence; `title` names a step by its key."""
    voice = 0 if own else 1
    for name, words in _REASONS.items():
        if name in facts:
            known = facts[name]
            text = words if known else _NOT_KNOWN[name]
            return str(text[voice]) % {"day": day(date.fromisoformat(known)) if known else ""}
    ticked = next((name for name in facts if name.startswith(DONE)), None)
    if cause not in _BY_CAUSE and ticked:
        step = {"step": title(ticked.removeprefix(DONE))}
        done = _("because “%(step)s” is done") % step
        return done if facts[ticked] else _("because “%(step)s” is open again") % step
    return str(_BY_CAUSE.get(cause, _BY_CAUSE[Replan.Cause.IMPORT])[voice])


@dataclass(frozen=True, slots=True)
class MoveView:
    title: str
    url: str  # empty where the step is not there any more
    kind: str  # moved, added, removed
    before: date | None
    after: date | None
    late: bool


@dataclass(frozen=True, slots=True)
class ChangeView:
    pk: int
    at: datetime
    by: str  # empty: Haven itself; "you" for the reader
    reason: str
    is_undo: bool
    is_undone: bool
    moves: tuple[MoveView, ...]
    can_undo: bool

    @property
    def undo_url(self) -> str:
        return link("welcome:change_undo", self.pk)

    @property
    def read_url(self) -> str:
        return link("welcome:change_read", self.pk)


def changes(reader: PathwayReader, *, unread: bool) -> tuple[ChangeView, ...]:
    """The last changes of this pathway, the latest first; `unread`: what the newcomer has not put away.

    A change that was undone, and its undo once read, say nothing new to the newcomer. Two queries.
    """
    since = timezone.now() - UNDONE_WITHIN
    rows = Replan.objects.filter(pathway=reader.pathway, at__gte=since).select_related("by")
    found = list(rows.prefetch_related("moves").order_by("pk"))
    for row in found:
        row.pathway = reader.pathway
    shown = [row for row in reversed(found) if not unread or _is_news(row, found)]
    return tuple(_view(row, found, reader) for row in shown[:MOST])


def _is_news(row: Replan, found: list[Replan]) -> bool:
    recent = row.read_at is None and row.at >= timezone.now() - SHOWN_FOR
    return recent and bool(row.moves.all()) and not _is_undone(row, found)


def _is_undone(row: Replan, found: list[Replan]) -> bool:
    return any(later.undoes_id == row.pk for later in standing(_after(row, found)))


def _after(row: Replan, found: list[Replan]) -> list[Replan]:
    return [later for later in found if later.pk > row.pk]


def _view(row: Replan, found: list[Replan], reader: PathwayReader) -> ChangeView:
    return ChangeView(
        pk=row.pk,
        at=row.at,
        by=_who(row, reader.actor),
        reason=reason(row.cause, row.after, own=reader.own, title=reader.title),
        is_undo=row.undoes_id is not None,
        is_undone=_is_undone(row, found),
        moves=_moves(row, reader),
        can_undo=_can_undo(row, found, reader),
    )


def _who(row: Replan, actor: Actor) -> str:
    if row.by is None:
        return ""
    return _("you") if row.by_id == actor.user_id else str(row.by)


def _can_undo(row: Replan, found: list[Replan], reader: PathwayReader) -> bool:
    ticked = next((reader.step(name.removeprefix(DONE)) for name in row.after if name.startswith(DONE)), None)
    return bool(policy.can_undo(reader.actor, row, ticked)) and bool(still_possible(row, _after(row, found)))


_KINDS = {MovedStep.Kind.MOVED: "moved", MovedStep.Kind.ADDED: "added", MovedStep.Kind.REMOVED: "removed"}


def _moves(row: Replan, reader: PathwayReader) -> tuple[MoveView, ...]:
    views = [_move(move, reader) for move in row.moves.all()]
    return tuple(sorted(views, key=lambda view: (view.after or view.before or date.max, view.title)))


def _move(move: MovedStep, reader: PathwayReader) -> MoveView:
    ts = reader.version.step(move.template_step_id)
    held: Step | None = reader.step(ts.key)
    is_open = held is not None and held.state == Step.State.OPEN
    return MoveView(
        title=reader.title(ts.key) if held else ts.title,
        url=link("welcome:step", held.pk) if held else "",
        kind=_KINDS[MovedStep.Kind(move.kind)],
        before=move.before,
        after=move.after,
        late=is_open and move.after is not None and move.after < reader.today,
    )
