"""Every route × everybody × everything it is about, against the table in `access.py`."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.messages import constants, get_messages
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from haven.commons.organisation.models import Campus, RoleGrant, Unit
from haven.core.audit.models import Entry
from tests.contracts.access import ROUTES, STAFF, UNNAMED, Route
from tests.contracts.cast import ACTORS, World, actor_of_place, build, places_of

pytestmark = pytest.mark.django_db
NOBODYS = (987654321, 10**30)  # numbers of nothing
Case = tuple[str, str, str]  # route, method, place


def walk(resolver: Any = None, space: str = "", prefix: str = "") -> Iterator[tuple[str, str]]:
    """Name (with its namespace) and address of every route; the name is "" where it has none."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from walk(pattern, inner, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}" if pattern.name else "", prefix + str(pattern.pattern)


def undeclared(routes: list[tuple[str, str]], table: dict[str, Route]) -> list[str]:
    """Every route that the table does not know."""
    named = [name for name, _address in routes if name and name not in table]
    return named + [address for name, address in routes if not name and address not in UNNAMED]


def test_every_route_is_declared() -> None:
    assert undeclared(list(walk()), ROUTES) == []


def test_every_declared_route_exists() -> None:
    assert sorted(ROUTES.keys() - {name for name, _address in walk()}) == []
    assert sorted(UNNAMED.keys() - {address for _name, address in walk()}) == []


def test_a_route_that_nobody_declared_is_found() -> None:
    routes = [*walk(), ("welcome:secret", "welcome/secret/"), ("", "backdoor/")]
    assert undeclared(routes, ROUTES) == ["welcome:secret", "backdoor/"]


@pytest.fixture(scope="module")
def everything(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """The cast, once for all tests here; undone after the last."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build(tmp_path_factory.mktemp("files"))
        with django_db_blocker.block():
            yield world
        transaction.set_rollback(True)


@pytest.fixture
def world(everything: World) -> Iterator[World]:
    cache.clear()  # attempts to sign in are counted there
    yield everything
    cache.clear()


def answer(response: HttpResponse) -> str:
    """What was answered, in the words of the table."""
    if response.status_code not in {200, 302}:
        return str(response.status_code)
    messages = get_messages(response.wsgi_request)  # type: ignore[attr-defined]
    if any(message.level >= constants.ERROR for message in messages):
        return "told"
    if response.status_code == 302:
        address = str(response.url).partition("?")[0]  # type: ignore[attr-defined]
        if address.startswith("/account/login/"):
            return "door"
        if "/reauthenticate/" in address:
            return "again"
    return "in"


def ask(world: World, actor: str, route: str, method: str, about: dict[str, Any]) -> str:
    """One request by one actor, and everything it did undone."""
    declared = ROUTES[route]
    address = reverse(route, kwargs={} if declared.in_form else about)
    form = declared.form(about) if method == "POST" else {}
    with transaction.atomic():
        before = Entry.objects.count()
        client = world.client(actor)
        response = client.post(address, form) if method == "POST" else client.get(address)
        said = answer(response)
        if said != "in":
            assert Entry.objects.count() == before, f"{actor} was refused at {address}, and did something"
        transaction.set_rollback(True)
    cache.clear()
    return said


def cases() -> list[Case]:
    found = []
    for name, route in ROUTES.items():
        for method in ("GET", "POST"):
            found += [(name, method, place) for place in places_of(route.about)]
    return found


@pytest.mark.parametrize(("route", "method", "place"), cases(), ids=lambda part: part or "-")
def test_everybody_is_answered_as_declared(world: World, route: str, method: str, place: str) -> None:
    declared = ROUTES[route]
    about = world.things[declared.about][place] if declared.about else {}
    found = {actor: ask(world, actor, route, method, about) for actor in ACTORS}
    assert found == declared.answers(method, place)


NUMBERED = [name for name, address in walk() if "<int:" in address]


@pytest.mark.parametrize("number", NOBODYS)
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("route", NUMBERED)
def test_what_is_not_there_is_not_there(world: World, route: str, method: str, number: int) -> None:
    """For those who would see it, and for all others."""
    name = next(iter(next(iter(world.things[ROUTES[route].about].values()))))
    found = {actor: ask(world, actor, route, method, {name: number}) for actor in ACTORS}
    assert set(found.values()) <= {"door", "403", "404", "405"}
    if "405" not in found.values():
        assert "404" in found.values()


@pytest.mark.parametrize("address", UNNAMED)
def test_an_address_without_a_name_leads_on(world: World, address: str) -> None:
    for actor in ACTORS:
        response = world.client(actor).get(f"/{address}")
        assert str(response.url).partition("?")[0] == UNNAMED[address]


class TestEveryCampus:
    """A role held on one campus reaches the people of that campus, and nobody's anywhere else."""

    ROUTES_ABOUT_PEOPLE = ("person", "person_name", "stay_arrival", "step", "step_cannot", "obstacle_answer")

    @pytest.fixture
    def campuses(self, world: World) -> list[Campus]:
        return list(Campus.objects.order_by("pk"))

    @pytest.mark.parametrize("role", ["contact_person", "officer", "housing_officer", "language_teacher"])
    def test_on_each_campus(self, world: World, campuses: list[Campus], role: str) -> None:
        people = {campus.pk: world.on_campus(campus) for campus in campuses}
        assert len(people) == 14
        for campus, other in zip(campuses, [*campuses[1:], campuses[0]], strict=True):
            with transaction.atomic():
                client = actor_of_place(role, campus=campus)
                assert set(self._reached(client, people[campus.pk])) == {True}, campus
                assert set(self._reached(client, people[other.pk])) == {False}, other
                transaction.set_rollback(True)

    @pytest.mark.parametrize("role", ["faculty_officer", "hr_officer"])
    def test_in_each_faculty(self, world: World, campuses: list[Campus], role: str) -> None:
        faculties = list(Unit.objects.filter(kind=Unit.Kind.FACULTY).order_by("pk"))
        people = {unit.pk: world.in_faculty(unit, campuses[0]) for unit in faculties}
        assert len(people) == 16
        for unit, other in zip(faculties, [*faculties[1:], faculties[0]], strict=True):
            with transaction.atomic():
                client = actor_of_place(role, unit=unit)
                assert set(self._reached(client, people[unit.pk])) == {True}, unit
                assert set(self._reached(client, people[other.pk])) == {False}, other
                transaction.set_rollback(True)

    def _reached(self, client: Any, things: dict[str, dict[str, Any]]) -> list[bool]:
        """Whether each route about this person is there; anything but there or not there is a mistake."""
        found = []
        for name in self.ROUTES_ABOUT_PEOPLE:
            route = ROUTES[f"welcome:{name}"]
            address = reverse(f"welcome:{name}", kwargs=things[route.about])
            with transaction.atomic():
                form = route.form(things[route.about])
                posts = name == "obstacle_answer"
                status = (client.post(address, form) if posts else client.get(address)).status_code
                transaction.set_rollback(True)
            assert status in {200, 302, 404}, f"{address}: {status}"
            found.append(status != 404)
        return found

    def test_the_lists_show_nobody_of_another_campus(self, world: World, campuses: list[Campus]) -> None:
        here, there = campuses[:2]
        names = {campus.pk: world.on_campus(campus)["name"]["name"] for campus in (here, there)}
        client = actor_of_place("contact_person", campus=here)
        for address in (reverse("welcome:people"), reverse("welcome:obstacles")):
            text = client.get(address).content.decode()
            assert names[here.pk] in text
            assert names[there.pk] not in text


def test_a_role_that_ended_opens_nothing(world: World) -> None:
    from django.utils import timezone

    with transaction.atomic():
        RoleGrant.objects.update(ended_at=timezone.now())
        for actor in STAFF.split():
            client = world.client(actor)
            assert client.get(reverse("welcome:people")).status_code == 403
        transaction.set_rollback(True)


def test_a_closed_account_opens_nothing(world: World) -> None:
    with transaction.atomic():
        for user in world.users.values():
            user.is_active = False
            user.save()
        for actor in world.users:
            assert answer(world.client(actor).get(reverse("welcome:home"))) == "door"
        transaction.set_rollback(True)
