"""Staff's list of people: those of their campus, contract or faculty, searched, filtered, in order."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Left, StrIndex
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haven.commons.organisation.models import Campus, Unit
from haven.commons.pathways.models import Obstacle, Pathway, Step
from haven.commons.people import policy
from haven.commons.people.models import Affiliation, Person, SourceRecord, Status
from haven.commons.people.queries import found_by_name
from haven.community.welcome.queries.addresses import address_fails, does_address_fail
from haven.core.access import Actor
from haven.core.search.folding import search_terms
from haven.core.text import pick
from haven.ui.links import link

PAGE = 50
LONGEST_QUERY = 100
UNKNOWN_LAST = date(9999, 12, 31)

STATES: dict[str, Any] = {
    "on-the-way": gettext_lazy("on the way"),
    "late": gettext_lazy("late"),
    "no-arrival": gettext_lazy("arrival not known"),
    "withdrawn": gettext_lazy("withdrawn"),
    "missing": gettext_lazy("missing from the last file"),
    "name-damaged": gettext_lazy("name damaged"),
    "no-email": gettext_lazy("no e-mail"),
    "address-fails": gettext_lazy("e-mail does not arrive"),
}
SORTS = ("name", "arrival")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; what it asks that does not exist is left out."""

    q: str = ""
    campus: str = ""
    status: str = ""
    faculty: str = ""
    state: str = ""
    sort: str = "name"

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> "Filters":
        """From an address's query."""
        text = {name: str(query.get(name, "")).strip()[:LONGEST_QUERY] for name in cls.__slots__}
        known: dict[str, Iterable[str]] = {"status": Status.values, "state": STATES, "sort": SORTS}
        for name, values in known.items():
            text[name] = text[name] if text[name] in values else ""
        return cls(**text | {"sort": text["sort"] or "name"})

    @property
    def address(self) -> str:
        """The query that leads here again; empty when nothing is asked."""
        pairs = {name: getattr(self, name) for name in self.__slots__}
        return urlencode({name: value for name, value in pairs.items() if value and value != "name"})

    @property
    def query(self) -> str:
        """The same with its question mark, to stand behind a path."""
        return f"?{self.address}" if self.address else ""

    def without(self, name: str) -> str:
        return replace(self, **{name: ""}).address


@dataclass(frozen=True, slots=True)
class Tag:
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One person with the stay that the reader works for; of several, the one that goes on, the latest."""

    pk: int
    name: str
    status: str
    campus: str
    arrives_on: date | None
    next_title: str
    next_due: date | None
    late: int
    tags: tuple[Tag, ...]

    @property
    def url(self) -> str:
        return link("welcome:person", self.pk)


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Listing:
    filters: Filters
    page: Page
    rows: tuple[Row, ...]
    total: int
    campuses: tuple[Choice, ...]
    faculties: tuple[Choice, ...]
    today: date


def stays(actor: Actor, filters: Filters) -> QuerySet[Affiliation]:
    """What these people come to do, as far as this actor may know and the filters ask."""
    rows = Affiliation.objects.filter(policy.reach(actor))
    if filters.campus:
        rows = rows.filter(campus__code=filters.campus)
    if filters.faculty:
        rows = rows.filter(faculty__code=filters.faculty)
    if filters.status:
        rows = rows.filter(status=filters.status)
    return _in_state(rows, filters.state)


def _in_state(rows: QuerySet[Affiliation], state: str) -> QuerySet[Affiliation]:
    condition = _CONDITIONS.get(state)
    return rows.filter(condition()) if condition else rows


def _late() -> Q:
    late = Step.objects.filter(
        pathway_id=OuterRef("pathway__pk"), state=Step.State.OPEN, due__lt=timezone.localdate()
    )
    return Q(Exists(late), pathway__state=Pathway.State.ACTIVE)


def _missing() -> Q:
    gone = SourceRecord.objects.filter(state=SourceRecord.State.MISSING)
    return Q(pk__in=gone.values("affiliation_id"))


_CONDITIONS: dict[str, Callable[[], Q]] = {
    "on-the-way": lambda: Q(withdrawn_at__isnull=True),
    "late": _late,
    "no-arrival": lambda: Q(withdrawn_at__isnull=True, arrives_on__isnull=True),
    "withdrawn": lambda: Q(withdrawn_at__isnull=False),
    "missing": _missing,
    "name-damaged": lambda: Q(person__name_damaged=True),
    "no-email": lambda: Q(person__email__isnull=True),
    "address-fails": address_fails,
}


Key = tuple[Any, ...]  # what the order goes by, and last the person's id


def in_order(actor: Actor, filters: Filters) -> list[Key]:
    """The people who fit, each once, in the order asked for. One query.

    Every one of them is read: 4,000 take a few milliseconds, and then the page, its number and the
    neighbours of each are known. Asking for one page in SQL makes SQLite walk a campus per person.
    """
    rows = stays(actor, filters)
    if filters.q:
        rows = rows.filter(person__in=_searched(Person.objects.all(), filters.q))
    keys: Iterable[Key] = rows.values_list("person__sort_name", "person_id")
    if filters.sort == "arrival":
        dated = rows.values_list("arrives_on", "person__sort_name", "person_id")
        keys = ((day or UNKNOWN_LAST, name, pk) for day, name, pk in dated)
    first: dict[int, Key] = {}
    for key in sorted(keys):
        first.setdefault(key[-1], key)
    return list(first.values())


def _searched(found: QuerySet[Person], query: str) -> QuerySet[Person]:
    """By parts of the name in any script, by e-mail, or by the beginning of a number."""
    # Thousands share what stands after the @: only who types one asks for it.
    found = found.alias(mailbox=Left("email", StrIndex("email", Value("@"))))
    wanted = Q(email__icontains=query) if "@" in query else Q(mailbox__icontains=query)
    numbers = SourceRecord.objects.filter(number__istartswith=query)
    wanted |= Q(pk__in=numbers.values("person_id"))
    if search_terms(query):
        wanted |= Q(pk__in=found_by_name(Person.objects.all(), query).values("pk"))
    return found.filter(wanted)


def listing(actor: Actor, filters: Filters, number: Any = 1) -> Listing:
    """One page of the list, with what it can be filtered by."""
    page = Paginator(in_order(actor, filters), PAGE).get_page(number)
    campuses = _campuses(actor)
    return Listing(
        filters=filters,
        page=page,
        rows=_rows(actor, filters, [key[-1] for key in page.object_list], campuses),
        total=page.paginator.count,
        campuses=tuple(Choice(row.code, row.name) for row in campuses),
        faculties=_faculties(actor),
        today=timezone.localdate(),
    )


def _rows(actor: Actor, filters: Filters, ids: list[int], campuses: list[Campus]) -> tuple[Row, ...]:
    by_person = _shown_stays(actor, filters, ids)
    pathways = [stay.pathway.pk for stay in by_person.values() if hasattr(stay, "pathway")]
    ahead = _open_steps(pathways)
    missing = set(
        SourceRecord.objects.filter(person__in=ids, state=SourceRecord.State.MISSING).values_list(
            "affiliation_id", flat=True
        )
    )
    stuck = set(
        Obstacle.objects.filter(step__pathway__in=pathways, answered_at__isnull=True).values_list(
            "step__pathway_id", flat=True
        )
    )
    shown = [by_person[pk] for pk in ids if pk in by_person]
    words = Words({row.pk: row.name for row in campuses}, {s.value: str(s.label) for s in Status})
    return tuple(_row(stay, words, ahead, missing, stuck) for stay in shown)


def _shown_stays(actor: Actor, filters: Filters, ids: list[int]) -> dict[int, Affiliation]:
    """The stay of each person that fits, with the person: what goes on before what was withdrawn."""
    rows = (
        stays(actor, filters)
        .filter(person__in=ids)
        .select_related("person", "pathway")
        .annotate(address_fails=does_address_fail())
        .order_by(F("withdrawn_at").asc(nulls_first=True), "-admitted_on", "-pk")
    )
    shown: dict[int, Affiliation] = {}
    for stay in rows:
        shown.setdefault(stay.person_id, stay)
    return shown


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is open in one pathway: what comes first, and how much is late."""

    title: str = ""
    due: date | None = None
    late: int = 0


def _open_steps(pathways: list[int]) -> dict[int, Ahead]:
    rows = Step.objects.filter(
        pathway__in=pathways, state=Step.State.OPEN, pathway__state=Pathway.State.ACTIVE
    ).values_list(
        "pathway_id", "due", "template_step__position", "template_step__title_nl", "template_step__title_en"
    )
    today = timezone.localdate()
    by_pathway: dict[int, list[Any]] = {}
    for pathway, due, *rest in rows:
        by_pathway.setdefault(pathway, []).append((due or UNKNOWN_LAST, *rest))
    ahead = {}
    for pathway, steps in by_pathway.items():
        due, _position, nl, en = min(steps)
        late = sum(step[0] < today for step in steps)
        ahead[pathway] = Ahead(pick(nl, en), None if due == UNKNOWN_LAST else due, late)
    return ahead


@dataclass(frozen=True, slots=True)
class Words:
    """What many rows say, read once."""

    campuses: dict[int, str]
    statuses: dict[str, str]


def _row(stay: Affiliation, words: Words, ahead: dict[int, Ahead], missing: set[int], stuck: set[int]) -> Row:
    person, pathway = stay.person, getattr(stay, "pathway", None)
    step = ahead.get(pathway.pk, Ahead()) if pathway else Ahead()
    return Row(
        pk=person.pk,
        name=person.full_name,
        status=words.statuses[stay.status],
        campus=words.campuses[stay.campus_id],
        arrives_on=stay.arrives_on,
        next_title=step.title,
        next_due=step.due,
        late=step.late,
        tags=tuple(_tags(stay, missing, pathway is not None and pathway.pk in stuck)),
    )


def _tags(stay: Affiliation, missing: set[int], stuck: bool) -> Iterable[Tag]:
    if stay.withdrawn_at:
        yield Tag("plain", _("withdrawn"))
    if stay.pk in missing:
        yield Tag("waiting", _("missing from the last file"))
    if stuck:
        yield Tag("problem", _("cannot do a step"))
    if stay.person.name_damaged:
        yield Tag("waiting", _("name damaged"))
    if not stay.person.email:
        yield Tag("waiting", _("no e-mail"))
    if stay.address_fails:  # type: ignore[attr-defined]
        yield Tag("problem", _("e-mail does not arrive"))


def _campuses(actor: Actor) -> list[Campus]:
    """The campuses of the people whom this actor may see."""
    reached = Affiliation.objects.filter(policy.reach(actor)).values("campus_id")
    return list(Campus.objects.filter(pk__in=reached))


def _faculties(actor: Actor) -> tuple[Choice, ...]:
    reached = Affiliation.objects.filter(policy.reach(actor), faculty__isnull=False).values("faculty_id")
    return tuple(Choice(row.code, row.name) for row in Unit.objects.filter(pk__in=reached))


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The people before and after one in the list that the reader came from."""

    previous: int | None
    following: int | None
    filters: Filters = Filters()

    @property
    def previous_url(self) -> str:
        return self._url(self.previous)

    @property
    def following_url(self) -> str:
        return self._url(self.following)

    def _url(self, person_id: int | None) -> str:
        return f"{link('welcome:person', person_id)}{self.filters.query}" if person_id else ""

    @property
    def address(self) -> str:
        return self.filters.address

    @property
    def list_url(self) -> str:
        return f"{reverse('welcome:people')}{self.filters.query}"

    @property
    def list_label(self) -> str:
        return _("People")


def neighbours(actor: Actor, filters: Filters, person_id: int) -> Neighbours:
    """In the order of the list, for somebody in it or who has just left it (nothing is late any more)."""
    keys = in_order(actor, filters)
    mine = _key(keys, person_id) or _key(in_order(actor, Filters(sort=filters.sort)), person_id)
    if mine is None:
        return Neighbours(None, None, filters)
    before, after = bisect_left(keys, mine), bisect_right(keys, mine)
    return Neighbours(
        keys[before - 1][-1] if before else None,
        keys[after][-1] if after < len(keys) else None,
        filters,
    )


def _key(keys: list[Key], person_id: int) -> Key | None:
    return next((key for key in keys if key[-1] == person_id), None)
