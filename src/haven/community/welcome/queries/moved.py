"""What moved of late, for those who do steps for newcomers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils import timezone

from haven.commons.organisation.models import Campus
from haven.commons.pathways.models import MovedStep
from haven.commons.pathways.policy import owned_by
from haven.commons.people import policy
from haven.commons.people.models import Affiliation
from haven.community.welcome.queries.changes import reason
from haven.community.welcome.queries.helpers import role_label
from haven.core.access import Actor
from haven.ui.links import link

PAGE = 25
SHOWN_FOR = timedelta(days=30)
MINE, ALL = "mine", "all"
STAY = "replan__pathway__affiliation"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; what it asks that does not exist is left out."""

    campus: str = ""
    whose: str = MINE

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> "Filters":
        whose = ALL if query.get("whose") == ALL else MINE
        return cls(campus=str(query.get("campus", "")).strip()[:60], whose=whose)

    @property
    def address(self) -> str:
        return urlencode({"whose": self.whose} | ({"campus": self.campus} if self.campus else {}))

    @property
    def mine(self) -> str:
        return replace(self, whose=MINE).address

    @property
    def everybodys(self) -> str:
        return replace(self, whose=ALL).address


@dataclass(frozen=True, slots=True)
class Row:
    person_id: int
    person_name: str
    campus: str
    step: str
    owner: str
    kind: int
    before: date | None
    after: date | None
    at: datetime
    reason: str
    is_undo: bool

    @property
    def url(self) -> str:
        return link("welcome:person", self.person_id)

    @property
    def is_new(self) -> bool:
        return self.kind == MovedStep.Kind.ADDED

    @property
    def is_gone(self) -> bool:
        return self.kind == MovedStep.Kind.REMOVED


@dataclass(frozen=True, slots=True)
class Listing:
    filters: Filters
    page: Page
    rows: tuple[Row, ...]
    total: int
    campuses: tuple[Campus, ...]


def moves(actor: Actor, filters: Filters) -> QuerySet[MovedStep]:
    """The last 30 days, of people whom this actor works for."""
    reached = Affiliation.objects.filter(policy.reach(actor))
    rows = MovedStep.objects.filter(
        replan__at__gte=timezone.now() - SHOWN_FOR, replan__pathway__affiliation__in=reached
    )
    if filters.campus:
        rows = rows.filter(replan__pathway__affiliation__campus__code=filters.campus)
    return rows.filter(owned_by(actor, STAY)) if filters.whose == MINE else rows


def listing(actor: Actor, filters: Filters, number: Any = 1) -> Listing:
    """One page, the latest change first. Three queries."""
    rows = moves(actor, filters).order_by("-replan_id", "template_step__position", "pk")
    related = rows.select_related(
        "replan", "template_step", "replan__pathway__person", "replan__pathway__affiliation__campus"
    )
    page = Paginator(related, PAGE).get_page(number)
    reached = Affiliation.objects.filter(policy.reach(actor)).values("campus_id")
    return Listing(
        filters=filters,
        page=page,
        rows=tuple(_row(move) for move in page.object_list),
        total=page.paginator.count,
        campuses=tuple(Campus.objects.filter(pk__in=reached)),
    )


def _row(move: MovedStep) -> Row:
    replan = move.replan
    person = replan.pathway.person
    return Row(
        person_id=person.pk,
        person_name=person.full_name,
        campus=replan.pathway.affiliation.campus.name,
        step=move.template_step.title,
        owner=role_label(move.template_step.owner),
        kind=move.kind,
        before=move.before,
        after=move.after,
        at=replan.at,
        reason=reason(replan.cause, replan.after, own=False),
        is_undo=replan.undoes_id is not None,
    )
