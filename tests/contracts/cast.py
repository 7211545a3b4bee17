"""Who asks, and what is asked for: everybody and everything that the routes are tried with.

Here is a campus, with people of each kind and their things; there is another. What is asked for stands
under a kind ("step") and a place:

- here: of an exchange student on the campus and in the faculty of those who ask;
- there: of an exchange student on another campus and in another faculty;
- employed: of a doctoral researcher there.
"""

import time
from dataclasses import dataclass, field
from datetime import date
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.utils import timezone

from haven.commons.organisation.actions import load_organisation
from haven.commons.organisation.models import Campus, RoleGrant, Unit
from haven.commons.pathways.actions import load_templates
from haven.commons.pathways.models import Bulk, Obstacle, Pathway, Replan, Step
from haven.commons.pathways.planning import Newcomer, start_many
from haven.commons.people.models import Affiliation, Person, SourceRecord
from haven.commons.people.naming import name_columns
from haven.commons.surveys.actions import load_surveys
from haven.commons.surveys.models import Batch, Invitation, Wave
from haven.community.welcome.importing.actions import open_run
from haven.community.welcome.letter_kinds import STEPS
from haven.community.welcome.models import PossibleDuplicate, SavedView
from haven.config.setup import CONTENT
from haven.core.access import SYSTEM, Actor, Grant
from haven.core.accounts.models import User
from haven.core.imports.models import Mapping, Run
from haven.core.mail.models import Letter
from haven.core.mail.stopping import stop_url
from tests.support.passkeys import registration

BACKEND = settings.AUTHENTICATION_BACKENDS[0]
ANONYMOUS = "anonymous"
# Actor -> role and where it is held; a newcomer holds none, and is the student here.
HELD = {
    "newcomer": ("", ""),
    "contact": ("contact_person", "campus"),
    "officer": ("officer", "university"),
    "campus_officer": ("officer", "campus"),
    "hr": ("hr_officer", "university"),
    "faculty": ("faculty_officer", "unit"),
    "housing": ("housing_officer", "university"),
    "teacher": ("language_teacher", "university"),
    "administrator": ("administrator", "university"),
}
SIGNED_IN = frozenset(HELD)
ACTORS = (ANONYMOUS, *HELD)
PLACES = ("here", "there", "employed")
EXPORT = """\
Stamnr;Naam;Voornaam;Geb. datum;E-mailadres;Nationaliteit;Opleiding;Campus;Type;Toelating;Start;Einde
r1;Peeters;An;1/2/2003;an@students.example;BE;x;Leuven;uitwisseling;1/5/2026;21/9/2026;
"""


@dataclass
class World:
    """Clients by actor, and what routes are asked about: kind -> place -> arguments of the route."""

    sessions: dict[str, str] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    things: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def on_campus(self, campus: Campus) -> dict[str, dict[str, Any]]:
        """Somebody new on this campus, and what they have: kind -> arguments of the route."""
        faculty = Unit.objects.filter(kind=Unit.Kind.FACULTY).order_by("-pk").first()
        assert faculty is not None
        return _things(newcomer("doctoral_researcher", campus, faculty))

    def in_faculty(self, faculty: Unit, campus: Campus) -> dict[str, dict[str, Any]]:
        """Somebody new in this faculty, and what they have."""
        return _things(newcomer("doctoral_researcher", campus, faculty))

    def client(self, actor: str) -> Client:
        """A browser in which this actor is signed in; English, and without a trace of earlier requests."""
        client = Client(raise_request_exception=False)
        client.cookies = SimpleCookie({"haven_language": "en"})
        if actor != ANONYMOUS:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[actor]
        return client


def build(folder: Path) -> World:
    """The world, in the database; call it inside a transaction that is undone."""
    load_organisation(SYSTEM)
    load_templates(SYSTEM, folder=CONTENT)
    load_surveys(SYSTEM, folder=CONTENT / "surveys")
    here = Campus.objects.get(city_nl="Leuven", is_main=True)
    there = Campus.objects.get(city_nl="Gent", is_main=True)
    own, other = Unit.objects.filter(kind=Unit.Kind.FACULTY).order_by("pk")[:2]
    world = World()
    people = {
        "here": newcomer("exchange_student", here, own),
        "there": newcomer("exchange_student", there, other),
        "employed": newcomer("doctoral_researcher", there, other),
    }
    _sign_in_everybody(world, people["here"], {"campus": here, "unit": own})
    own_things = {place: _things(person) for place, person in people.items()}
    for kind in ("person", "stay", "step", "obstacle", "change"):
        world.things[kind] = {place: own_things[place][kind] for place in PLACES}
    _make_files(world, folder)
    _leave_open(world, people["there"])
    _make_keys(world)
    world.things["asked"] = {"any": {"pk": _asked(people["here"]).pk}}
    world.things["letter"] = {"any": {"token": _letter(people["here"])}}
    grant = RoleGrant.objects.get(user=world.users["housing"])
    world.things["grant"] = {"any": {"pk": grant.pk}}
    officer = world.users["officer"]
    world.things["bulk"] = {"any": {"pk": Bulk.objects.create(verb=Bulk.Verb.DONE, by=officer).pk}}
    kept = SavedView.objects.create(user=officer, page=SavedView.Page.DESK, name="Mine")
    world.things["list"] = {"any": {"pk": kept.pk}}
    world.things["user"] = {"any": {"user_id": world.users["officer"].pk}}
    world.things["provider"] = {"any": {"provider_id": "university"}}
    world.things["confirmation"] = {"any": {"key": "MQ:1abc:def"}}
    world.things["reset"] = {"any": {"uidb36": "1", "key": "abc-def"}}
    return world


# What there is of each kind; "" for routes about nothing in particular.
PLACES_OF = {
    "": ("",),
    **dict.fromkeys(("person", "stay", "step", "obstacle", "change"), PLACES),
    **dict.fromkeys(("file", "ready_file", "done_file"), ("officers", "hrs")),
    "key": ("newcomers", "officers"),
}


def places_of(kind: str) -> tuple[str, ...]:
    return PLACES_OF.get(kind, ("any",))


def actor_of_place(role: str, **place: Any) -> Client:
    """A browser of somebody new who holds this role there."""
    number = User.objects.count() + 1
    user = User.objects.create_user(f"staff{number}@staff.example", name=f"Staff {number}", language="en")
    RoleGrant.objects.create(user=user, role=role, **place)
    client = Client(raise_request_exception=False)
    client.force_login(user, backend=BACKEND)
    return client


def _things(person: Person) -> dict[str, dict[str, Any]]:
    return {
        "person": {"pk": person.pk},
        "stay": {"pk": _stay(person).pk},
        "step": {"pk": _step(person).pk},
        "obstacle": {"pk": _obstacle(person).pk},
        "change": {"pk": _change(person).pk},
        "name": {"name": person.family_name},
    }


def newcomer(status: str, campus: Campus, faculty: Unit) -> Person:
    """Somebody with a pathway."""
    number = Person.objects.count() + 1
    name = (f"Nguyen{number}", "Lan")
    person = Person.objects.create(
        family_name=name[0],
        given_name=name[1],
        email=f"lan{number}@students.example",
        nationality="VN",
        **name_columns(*name),
    )
    stay = Affiliation.objects.create(
        person=person,
        status=status,
        campus=campus,
        faculty=faculty,
        admitted_on=date(2026, 5, 4),
        arrives_on=date(2026, 9, 7),
        starts_on=date(2026, 9, 21),
        ends_on=date(2027, 6, 30),
    )
    start_many([Newcomer(person, stay, campus.code)])
    return person


def _sign_in_everybody(world: World, student: Person, places: dict[str, Any]) -> None:
    for actor, (role, where) in HELD.items():
        if actor == "newcomer":
            user = User.objects.create_user(str(student.email), name="Lan Nguyen", language="en")
        else:
            user = User.objects.create_user(f"{actor}@staff.example", name=actor, language="en")
            place = {where: places[where]} if where in places else {}
            RoleGrant.objects.create(user=user, role=role, **place)
        client = Client()
        client.force_login(user, backend=BACKEND)
        world.users[actor] = user
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {"method": "code", "at": time.time(), "reauthenticated": True}
        ]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        world.sessions[actor] = client.cookies[settings.SESSION_COOKIE_NAME].value


def _stay(person: Person) -> Affiliation:
    return person.affiliations.get()


def _step(person: Person) -> Step:
    """One of the newcomer's own, which nothing else comes before."""
    own = Step.objects.filter(pathway__person=person, template_step__owner="newcomer")
    return next(step for step in own.select_related("template_step") if not step.template_step.after)


def _obstacle(person: Person) -> Obstacle:
    return Obstacle.objects.create(step=_step(person), text="The counter was closed.", at=timezone.now())


def _change(person: Person) -> Replan:
    """The day of arrival, told by the person."""
    return Replan.objects.create(
        pathway=Pathway.objects.get(person=person),
        cause=Replan.Cause.ARRIVAL,
        by=Person.objects.get(pk=person.pk).user,
        before={"arrives_on": "2026-09-05"},
        after={"arrives_on": "2026-09-07"},
    )


def _asked(person: Person) -> Invitation:
    """The newcomer is asked the three questions."""
    wave = Wave.objects.select_related("survey").get(key="week-2")
    days = {"starts_on": date(2026, 8, 15), "ends_on": date(2026, 10, 31)}
    batch = Batch.objects.create(wave=wave, version_id=wave.survey.current_id, **days)
    stay = {"affiliation": _stay(person), "closes_on": date.max}
    return Invitation.objects.create(person=person, wave=wave, batch=batch, **stay)


def _letter(person: Person) -> str:
    """The end of the link that stops the kind of a letter to this person."""
    letter = Letter.objects.create(
        key="steps",
        kind=STEPS.key,
        to=str(person.email),
        subject="Your steps",
        next_attempt_at=timezone.now(),
    )
    return stop_url(letter.mark).rstrip("/").rpartition("/")[2]


def _make_files(world: World, folder: Path) -> None:
    """A file of each state, loaded by the officer and by HR."""
    path = folder / "export.csv"
    path.write_text(EXPORT)
    states = {"file": Run.State.UPLOADED, "ready_file": Run.State.READY, "done_file": Run.State.DONE}
    for kind, state in states.items():
        world.things[kind] = {}
        for place, actor in (("officers", "officer"), ("hrs", "hr")):
            run = open_run(actor_for(world.users[actor], actor), file=str(path), file_name="export.csv")
            Run.objects.filter(pk=run.pk).update(state=state)
            world.things[kind][place] = {"pk": run.pk}
    mapping = Mapping.objects.create(kind="people", name="Registrar", columns={})
    world.things["mapping"] = {"any": {"pk": mapping.pk}}


def _leave_open(world: World, person: Person) -> None:
    """What a file leaves to be decided: a possible duplicate, and somebody missing."""
    values = {"family_name": "Peeters", "given_name": "An", "status": "exchange_student", "campus": "leuven"}
    duplicate = PossibleDuplicate.objects.create(
        line=2, source="Registrar", number="r77", values=values, person=person, ground="email"
    )
    record = SourceRecord.objects.create(
        person=person, affiliation=_stay(person), source="Registrar", number="r1", state="missing"
    )
    world.things["duplicate"] = {"any": {"pk": duplicate.pk}}
    world.things["missing"] = {"any": {"pk": record.pk}}


def _make_keys(world: World) -> None:
    """A passkey of the newcomer and one of the officer."""
    keys = {
        place: Authenticator.objects.create(
            user=world.users[actor],
            type=Authenticator.Type.WEBAUTHN,
            data={"name": "phone", "passwordless": True, "credential": registration()},
        )
        for place, actor in (("newcomers", "newcomer"), ("officers", "officer"))
    }
    world.things["key"] = {place: {"pk": key.pk} for place, key in keys.items()}


def actor_for(user: User, actor: str) -> Actor:
    """The actor of somebody who holds a role at the whole university."""
    return Actor(user.pk, str(user), frozenset({Grant(HELD[actor][0])}))
