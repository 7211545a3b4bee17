"""What a newcomer reads about their own way in."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import pgettext

from haven.commons.pathways.models import Obstacle, Pathway, Step
from haven.commons.people.models import Affiliation, Circumstances, Person
from haven.community.welcome.queries.changes import ChangeView, changes
from haven.community.welcome.queries.helpers import Contact, helpers_of
from haven.community.welcome.queries.steps import PathwayReader, StepView
from haven.core.access import Actor
from haven.core.imports.values import destroyed

# What is due later than this is not for now: somebody settled is told to rest, not to think of next year.
AHEAD = timedelta(days=90)
# How many steps stand under "Then".
SHOWN_NEXT = 5


@dataclass(frozen=True, slots=True)
class Self:
    """The newcomer to themself."""

    pk: int
    given_name: str
    greeting_name: str  # never empty: some names were destroyed upstream


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class OtherPathway:
    pk: int
    title: str
    campus: str
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Home:
    """A newcomer's first page. Steps are in order; `now` is the one thing to do, if there is one."""

    person: Self
    today: date
    contact: Contact | None
    pathway_id: int | None = None  # None: no pathway fits (yet)
    withdrawn: bool = False
    progress: Progress = Progress(0, 0)
    now: StepView | None = None
    next_steps: tuple[StepView, ...] = ()
    later_steps: tuple[StepView, ...] = ()
    others_steps: tuple[StepView, ...] = ()
    done_steps: tuple[StepView, ...] = ()
    answered: tuple[StepView, ...] = ()  # staff answered "I cannot do this"; not the one of `now`
    others: tuple[OtherPathway, ...] = ()
    changes: tuple[ChangeView, ...] = ()  # dates that moved, not put away yet


def me(actor: Actor) -> Person | None:
    """The person behind the account, with what they told."""
    if actor.user_id is None:
        return None
    return Person.objects.filter(user_id=actor.user_id).select_related("circumstances").first()


def pathways_of(person: Person) -> list[Pathway]:
    """The active ones first, the latest first."""
    rows = Pathway.objects.filter(person=person).select_related("affiliation__campus", "version__template")
    found = sorted(rows, key=lambda row: (row.created_at, row.pk), reverse=True)
    for pathway in found:
        pathway.person = person
    return sorted(found, key=lambda row: row.state != Pathway.State.ACTIVE)


def chosen(pathways: list[Pathway], pathway_id: int | None) -> Pathway | None:
    """The pathway asked for, or the first."""
    return next((row for row in pathways if row.pk == pathway_id), pathways[0] if pathways else None)


def steps_of(pathway: Pathway) -> QuerySet[Step]:
    return Step.objects.filter(pathway=pathway).select_related("done_by", "assignee")


def obstacles_of(pathway: Pathway) -> QuerySet[Obstacle]:
    return Obstacle.objects.filter(step__pathway=pathway).select_related("answered_by")


def home(actor: Actor, person: Person, pathway_id: int | None = None) -> Home:
    """Everything on the first page, in six or seven queries beside the one that found the person."""
    pathways = pathways_of(person)
    pathway = chosen(pathways, pathway_id)
    who = Self(person.pk, person.given_name, greeting(person))
    if pathway is None:
        return Home(who, timezone.localdate(), contact_of(person))
    helpers = helpers_of(pathway.affiliation)
    others = tuple(_other(row) for row in pathways if row.pk != pathway.pk)
    if pathway.state != Pathway.State.ACTIVE:
        return Home(
            who,
            timezone.localdate(),
            helpers.contact,
            pathway.pk,
            withdrawn=True,
            others=others,
        )
    reader = PathwayReader(actor, pathway, steps_of(pathway), obstacles_of(pathway), helpers)
    return _sorted_out(reader, who, others)


def _sorted_out(reader: PathwayReader, who: Self, others: tuple[OtherPathway, ...]) -> Home:
    mine = [view for view in reader.views if view.is_newcomers]
    ready, later = _split(mine, reader.today)
    now = ready[0] if ready else None
    shown = ready[1 : 1 + SHOWN_NEXT] if now else _first_later(later)
    rest = [*ready[1 + SHOWN_NEXT :], *(view for view in later if view not in shown)]
    done = sorted((v for v in reader.views if v.done), key=lambda v: v.done_on or date.min, reverse=True)
    return Home(
        person=who,
        today=reader.today,
        contact=reader.helpers.contact,
        pathway_id=reader.pathway.pk,
        progress=Progress(sum(view.done for view in mine), len(mine)),
        now=now,
        next_steps=tuple(shown),
        later_steps=tuple(rest),
        others_steps=tuple(view for view in reader.views if not view.is_newcomers and not view.done),
        done_steps=tuple(done),
        answered=tuple(view for view in mine if view.answer and view is not now),
        others=others,
        changes=changes(reader, unread=True),
    )


def _split(mine: list[StepView], today: date) -> tuple[list[StepView], list[StepView]]:
    """What can be done now, and what is for later: too far ahead, or waiting for something."""
    ready = [v for v in mine if not v.done and v.ready and (v.due is None or v.due <= today + AHEAD)]
    later = [v for v in mine if not v.done and v not in ready]
    return ready, later


def _first_later(later: list[StepView]) -> list[StepView]:
    """Where nothing is to be done now: what comes first of what waits for nobody."""
    return [view for view in later if not view.waits_for][:1]


def greeting(person: Person) -> str:
    """What to call somebody; never empty, since some names were destroyed upstream."""
    names = (person.given_name, person.family_name)
    known = (name for name in names if name and not destroyed(name))
    return next(known, "") or pgettext("to somebody without a name", "newcomer")


def _other(pathway: Pathway) -> OtherPathway:
    return OtherPathway(
        pathway.pk,
        pathway.version.template.title,
        pathway.affiliation.campus.name,
        pathway.state != Pathway.State.ACTIVE,
    )


def latest_stay(person: Person) -> Affiliation | None:
    return person.affiliations.select_related("campus").order_by("-admitted_on", "-pk").first()


def told_of(person: Person) -> Circumstances | None:
    return getattr(person, "circumstances", None)


def contact_of(person: Person) -> Contact | None:
    """Whom to tell when something is wrong."""
    stay = latest_stay(person)
    return helpers_of(stay).contact if stay else None
