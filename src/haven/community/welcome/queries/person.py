"""One person as staff see them: facts, pathway, what holds them up, what happened."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from haven.commons.pathways.models import Pathway
from haven.commons.pathways.templates import version
from haven.commons.people import policy
from haven.commons.people.countries import country_name
from haven.commons.people.languages import language_name
from haven.commons.people.models import Affiliation, Person, SourceRecord
from haven.community.welcome import sensitive
from haven.community.welcome.queries.addresses import Failing, failing_of, with_failing
from haven.community.welcome.queries.changes import ChangeView, changes
from haven.community.welcome.queries.helpers import helpers_of
from haven.community.welcome.queries.history import Event, history
from haven.community.welcome.queries.newcomer import obstacles_of, steps_of, told_of
from haven.community.welcome.queries.obstacles import Stuck, stuck_of
from haven.community.welcome.queries.steps import PathwayReader, StepView
from haven.core.access import Actor
from haven.core.text import current

# As long as dates that moved stand open on the page.
NEWS = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Number:
    """A number under which a source knows the person."""

    number: str
    source: str
    state: str  # empty while the person is in the last file


@dataclass(frozen=True, slots=True)
class Stay:
    pk: int
    status: str
    campus: str
    faculty: str
    admitted_on: date
    arrives_on: date | None
    starts_on: date | None
    ends_on: date | None
    withdrawn: bool
    numbers: tuple[Number, ...]
    pathway_title: str


@dataclass(frozen=True, slots=True)
class PersonPage:
    pk: int
    display_name: str
    name_damaged: bool
    email: str
    failing: Failing | None  # the address does not work
    birth_date: date | None
    nationality: str
    mother_tongue: str
    dutch_level: str
    municipality: str
    signed_in: bool  # has an account
    stay: Stay | None
    other_stays: tuple[Stay, ...]
    open_steps: tuple[StepView, ...]
    done_steps: tuple[StepView, ...]
    stuck: tuple[Stuck, ...]
    may_read_circumstances: bool
    history: tuple[Event, ...]
    changes: tuple[ChangeView, ...]  # dates that moved
    today: date

    @property
    def has_news(self) -> bool:
        """Whether dates moved in the last days."""
        return any(change.at >= timezone.now() - NEWS for change in self.changes)


def find_person(actor: Actor, person_id: int) -> Person | None:
    """Somebody whom this actor works for; nothing otherwise, as if they did not exist."""
    return (
        with_failing(policy.worked_with_by(actor))
        .filter(pk=person_id)
        .select_related("circumstances")
        .prefetch_related("affiliations")
        .first()
    )


def person_page(actor: Actor, person: Person, stay_id: int | None = None) -> PersonPage:
    """The page of a person that `find_person` found, with the stay asked for or the one that goes on."""
    rows = _stays(person)
    shown = next((row for row in rows if row.pk == stay_id), rows[0] if rows else None)
    numbers = _numbers(person)
    pathway = getattr(shown, "pathway", None)
    reader = _reader(actor, person, pathway) if pathway else None
    views = reader.views if reader else []
    told = told_of(person)
    return PersonPage(
        pk=person.pk,
        display_name=person.full_name,
        name_damaged=person.name_damaged,
        email=person.email or "",
        failing=failing_of(person),
        birth_date=person.birth_date,
        nationality=country_name(person.nationality, current()) if person.nationality else "",
        mother_tongue=language_name(person.mother_tongue, current()) if person.mother_tongue else "",
        dutch_level=str(person.get_dutch_level_display()) if person.dutch_level else "",
        municipality=told.municipality if told else "",
        signed_in=person.user_id is not None,
        stay=_stay(shown, numbers) if shown else None,
        other_stays=tuple(_stay(row, numbers) for row in rows if row is not shown),
        open_steps=tuple(view for view in views if not view.done),
        done_steps=tuple(
            sorted((v for v in views if v.done), key=lambda v: v.done_on or date.min, reverse=True)
        ),
        stuck=stuck_of(actor, person),
        may_read_circumstances=bool(sensitive.can_read(actor, person)),
        history=history(person.pk, _titles(pathway)),
        changes=changes(reader, unread=False) if reader else (),
        today=timezone.localdate(),
    )


def _stays(person: Person) -> list[Affiliation]:
    """What goes on before what was withdrawn, the latest first."""
    rows = Affiliation.objects.filter(person=person).select_related(
        "campus", "faculty", "pathway__version__template"
    )
    latest_first = sorted(rows, key=lambda row: (row.admitted_on, row.pk), reverse=True)
    return sorted(latest_first, key=lambda row: row.withdrawn_at is not None)


def _reader(actor: Actor, person: Person, pathway: Pathway) -> PathwayReader:
    pathway.person = person
    helpers = helpers_of(pathway.affiliation)
    return PathwayReader(actor, pathway, steps_of(pathway), obstacles_of(pathway), helpers)


def _titles(pathway: Pathway | None) -> dict[str, str]:
    """Of every step of the pathway's version: the record also tells of steps that no longer apply."""
    return {step.key: step.title for step in version(pathway.version_id).steps} if pathway else {}


def _numbers(person: Person) -> dict[int, list[Number]]:
    numbers: dict[int, list[Number]] = {}
    for row in SourceRecord.objects.filter(person=person).order_by("pk"):
        state = "" if row.state == SourceRecord.State.PRESENT else str(row.get_state_display())
        numbers.setdefault(row.affiliation_id, []).append(Number(row.number, row.source, state))
    return numbers


def _stay(row: Affiliation, numbers: dict[int, list[Number]]) -> Stay:
    pathway = getattr(row, "pathway", None)
    return Stay(
        pk=row.pk,
        status=str(row.get_status_display()),
        campus=row.campus.name,
        faculty=row.faculty.name if row.faculty else "",
        admitted_on=row.admitted_on,
        arrives_on=row.arrives_on,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        withdrawn=row.withdrawn_at is not None,
        numbers=tuple(numbers.get(row.pk, ())),
        pathway_title=pathway.version.template.title if pathway else _("no pathway fits"),
    )
