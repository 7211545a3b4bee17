""" "I cannot do this": what newcomers said, for the staff who answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

from haven.commons.pathways.models import Obstacle, Step
from haven.commons.pathways.policy import obstacles_for
from haven.commons.people.models import Person
from haven.commons.people.policy import works_with
from haven.community.welcome.queries.helpers import role_label
from haven.core.access import Actor

PAGE = 50


@dataclass(frozen=True, slots=True)
class Stuck:
    """One "I cannot do this", with its answer where there is one."""

    pk: int
    text: str
    at: datetime
    step_id: int
    step_title: str
    owner_label: str
    step_done: bool
    person_id: int
    person_name: str
    campus: str
    answer: str
    answered_by: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class StuckList:
    page: Page
    rows: tuple[Stuck, ...]
    answered: bool
    open_count: int


def stuck_list(actor: Actor, *, answered: bool, number: Any = 1) -> StuckList:
    """Open ones oldest first, answered ones latest first; as far as the actor may answer them."""
    rows = _rows(actor)
    unanswered = rows.filter(answered_at__isnull=True)
    order = ("-answered_at", "-pk") if answered else ("at", "pk")
    shown = rows.filter(answered_at__isnull=False) if answered else unanswered
    page = Paginator(shown.order_by(*order), PAGE).get_page(number)
    open_count = unanswered.count() if answered else page.paginator.count
    return StuckList(page, tuple(_stuck(row) for row in page.object_list), answered, open_count)


def stuck_of(actor: Actor, person: Person) -> tuple[Stuck, ...]:
    """What one person said, what waits for an answer first. Give the person with their affiliations."""
    if not works_with(actor, person):
        return ()
    rows = _with_steps(Obstacle.objects.filter(step__pathway__person=person)).order_by("at", "pk")
    return tuple(sorted((_stuck(row) for row in rows), key=lambda row: row.answered_at is not None))


def _rows(actor: Actor) -> QuerySet[Obstacle]:
    return _with_steps(obstacles_for(actor))


def _with_steps(rows: QuerySet[Obstacle]) -> QuerySet[Obstacle]:
    return rows.select_related(
        "step__template_step",
        "step__pathway__person",
        "step__pathway__affiliation__campus",
        "answered_by",
    )


def _stuck(row: Obstacle) -> Stuck:
    step, pathway = row.step, row.step.pathway
    return Stuck(
        pk=row.pk,
        text=row.text,
        at=row.at,
        step_id=step.pk,
        step_title=step.template_step.title,
        owner_label=role_label(step.template_step.owner),
        step_done=step.state == Step.State.DONE,
        person_id=pathway.person_id,
        person_name=pathway.person.full_name,
        campus=pathway.affiliation.campus.name,
        answer=row.answer,
        answered_by=str(row.answered_by or ""),
        answered_at=row.answered_at,
    )
