"""A yes for one person and the set of all agree: every role, every kind of place, every kind of person."""

from collections.abc import Callable, Iterator
from itertools import product

import pytest
from django.utils import timezone

from haven.commons.organisation.models import Campus, Role, Unit
from haven.commons.people import policy
from haven.commons.people.models import Affiliation, Person, Status
from haven.core.access import ANONYMOUS, SYSTEM, Actor, Grant
from haven.core.accounts.models import User

MakePerson = Callable[..., Person]
PLACES = ("everywhere", "campus", "other campus", "faculty", "other faculty")


@pytest.fixture
def places(campus: Campus, other_campus: Campus) -> dict[str, dict[str, int]]:
    mine, other = Unit.objects.filter(kind="faculty")[:2]
    return {
        "everywhere": {},
        "campus": {"campus_id": campus.pk},
        "other campus": {"campus_id": other_campus.pk},
        "faculty": {"unit_id": mine.pk},
        "other faculty": {"unit_id": other.pk},
    }


@pytest.fixture
def everybody(make_person: MakePerson, campus: Campus, other_campus: Campus) -> list[Person]:
    """A person per status, campus and faculty, and some with two stays, one that was withdrawn, or none."""
    mine, other = Unit.objects.filter(kind="faculty")[:2]
    statuses = (Status.EXCHANGE_STUDENT, Status.DOCTORAL_RESEARCHER, Status.ADMIN_STAFF)
    people = [
        make_person(status=status, campus=at, faculty=faculty)
        for status, at, faculty in product(statuses, (campus, other_campus), (mine, other))
    ]
    for person in people[:2]:
        Affiliation.objects.create(
            person=person,
            status=Status.POSTDOC,
            campus=other_campus,
            faculty=None,
            admitted_on="2026-01-01",
            withdrawn_at=timezone.now(),
        )
    without = make_person()
    without.affiliations.all().delete()
    no_faculty = make_person()
    no_faculty.affiliations.update(faculty=None)
    return [*people, without, no_faculty]


def actors(places: dict[str, dict[str, int]]) -> Iterator[Actor]:
    """Each role at each place, pairs of them, somebody without a role, a stranger, the machine."""
    yield from (ANONYMOUS, SYSTEM, Actor(user_id=1))
    grants = [Grant(role, **places[place]) for role, place in product(Role.values, PLACES)]
    for grant in grants:
        yield Actor(user_id=1, grants=frozenset({grant}))
    for one, two in zip(grants, grants[7:], strict=False):
        yield Actor(user_id=1, grants=frozenset({one, two}))


def test_works_with_agrees_with_worked_with_by(
    everybody: list[Person], places: dict[str, dict[str, int]]
) -> None:
    decided = 0
    for actor in actors(places):
        yes = {person.pk for person in everybody if policy.works_with(actor, person)}
        assert yes == set(policy.worked_with_by(actor).values_list("pk", flat=True)), actor
        decided += bool(yes)
    assert decided > 10


def test_can_see_agrees_with_visible_to(everybody: list[Person], places: dict[str, dict[str, int]]) -> None:
    me = everybody[3]
    me.user = User.objects.create_user("me@uni.example")
    me.save()
    for actor in actors(places):
        myself = Actor(me.user.pk, grants=actor.grants, system=actor.system)
        yes = {person.pk for person in everybody if policy.can_see(myself, person)}
        assert yes == set(policy.visible_to(myself).values_list("pk", flat=True)), actor
        assert me.pk in yes


def test_a_stranger_sees_nobody_though_most_have_no_account(everybody: list[Person]) -> None:
    assert not any(policy.can_see(ANONYMOUS, person) for person in everybody)
    assert not policy.visible_to(ANONYMOUS).exists()
    assert not policy.worked_with_by(ANONYMOUS).exists()


def test_nobody_works_with_themself_for_being_themself(everybody: list[Person]) -> None:
    me = everybody[0]
    me.user = User.objects.create_user("me@uni.example")
    me.save()
    assert not policy.works_with(Actor(me.user.pk), me)
    assert policy.can_tell(Actor(me.user.pk), me)
    assert not policy.can_tell(SYSTEM, me)


@pytest.mark.parametrize("role", Role.values)
def test_who_may_look_up_people_reaches_somebody_and_the_others_nobody(
    everybody: list[Person], role: str
) -> None:
    actor = Actor(user_id=1, grants=frozenset({Grant(role)}))
    assert bool(policy.can_see_people(actor)) is policy.worked_with_by(actor).exists()


def test_refusals_say_why(everybody: list[Person]) -> None:
    assert "campus" in str(policy.can_see(ANONYMOUS, everybody[0]).reason)  # type: ignore[union-attr]
    assert str(policy.can_see_people(ANONYMOUS).reason)  # type: ignore[union-attr]
