"""Fixtures that every floor's tests share."""

from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from django.test import Client
from django.utils import translation

from haven.commons.organisation.actions import load_organisation
from haven.commons.organisation.models import Campus, RoleGrant, Unit, University
from haven.commons.pathways import templates as template_cache
from haven.commons.pathways.actions import load_templates
from haven.commons.pathways.planning import Newcomer, start_many
from haven.commons.people.models import Affiliation, Person
from haven.commons.people.naming import name_columns
from haven.config.setup import CONTENT
from haven.core.access import SYSTEM
from haven.core.accounts.models import User
from tests.support.snapshots import load_once

# No test depends on how fast a machine is.
hypothesis.settings.register_profile("haven", deadline=None)
hypothesis.settings.load_profile("haven")

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Any, settings: Any) -> None:
    """Nothing that a test writes lands in the installation of whoever runs it."""
    settings.HAVEN_HOME = tmp_path
    settings.AUDIT_HEAD_FILE = str(tmp_path / "audit-heads.log")
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def _fresh_templates() -> Iterator[None]:
    """A rolled-back version's number is given again; what was remembered under it must go."""
    template_cache.version.cache_clear()
    yield
    template_cache.version.cache_clear()


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """What a test reads of a sentence is its English, whatever language the test before it spoke."""
    with translation.override("en"):
        yield


@pytest.fixture
def organisation(db: None) -> University:
    """The shipped organisation: 14 campuses in 10 cities, 16 faculties."""
    load_once("organisation", lambda: load_organisation(SYSTEM).pk)
    return University.objects.get()


@pytest.fixture
def templates(organisation: University) -> int:
    """The shipped templates."""
    return load_once("templates", lambda: load_templates(SYSTEM, folder=CONTENT))


@pytest.fixture
def campus(organisation: University) -> Campus:
    return Campus.objects.get(city_nl="Leuven", is_main=True)


@pytest.fixture
def other_campus(organisation: University) -> Campus:
    return Campus.objects.get(city_nl="Gent", is_main=True)


@pytest.fixture
def make_person(campus: Campus) -> Callable[..., Person]:
    """Make a person with an affiliation; with `templates` loaded also a pathway."""
    from datetime import date

    def make(**values: Any) -> Person:
        stay = {
            "status": values.pop("status", "exchange_student"),
            "campus": values.pop("campus", campus),
            "faculty": values.pop("faculty", None) or Unit.objects.filter(kind="faculty").first(),
            "admitted_on": values.pop("admitted_on", date(2026, 5, 4)),
            "arrives_on": values.pop("arrives_on", date(2026, 9, 7)),
            "starts_on": values.pop("starts_on", date(2026, 9, 21)),
            "ends_on": values.pop("ends_on", date(2027, 2, 8)),
        }
        number = Person.objects.count() + 1
        values = {
            "family_name": f"Peeters{number}",
            "given_name": "Lan",
            "nationality": "VN",
            "email": f"person{number}@students.example",
        } | values
        person = Person.objects.create(**values, **name_columns(values["family_name"], values["given_name"]))
        affiliation = Affiliation.objects.create(person=person, **stay)
        start_many([Newcomer(person, affiliation, affiliation.campus.code)])
        return person

    return make


@pytest.fixture
def as_role(client: Client) -> Callable[..., User]:
    """Sign the client in as somebody with a role, at a campus, a unit, or the whole university."""

    def sign_in(role: str, *, campus: Campus | None = None, unit: Unit | None = None) -> User:
        place = (campus and campus.code) or (unit and unit.code) or "all"
        user, _new = User.objects.get_or_create(
            email=f"{role}.{place}@staff.example", defaults={"name": f"{role} {place}", "language": "en"}
        )
        RoleGrant.objects.get_or_create(user=user, role=role, campus=campus, unit=unit)
        client.force_login(user, backend=BACKEND)
        return user

    return sign_in


@pytest.fixture
def as_newcomer(client: Client) -> Callable[[Person], User]:
    """Sign the client in as this person."""

    def sign_in(person: Person) -> User:
        user = person.user or User.objects.create_user(str(person.email), name=person.full_name)
        person.user = user
        Person.objects.filter(pk=person.pk).update(user=user)
        client.force_login(user, backend=BACKEND)
        return user

    return sign_in
