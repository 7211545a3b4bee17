"""Giving and taking roles: what is refused and why, what is put on the record."""

from collections.abc import Callable
from typing import Any

import pytest

from haven.commons.organisation.actions import change_reach, end_role, grant_role
from haven.commons.organisation.actors import actor_of
from haven.commons.organisation.models import Campus, Role, RoleGrant, Unit
from haven.commons.organisation.policy import can_administer, can_be_held_at
from haven.commons.organisation.queries import campus_cards, campuses_without_contact, held_roles
from haven.core.access import ANONYMOUS, SYSTEM, Actor, Grant, Refused
from haven.core.accounts.models import User
from haven.core.audit.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(organisation: object) -> Actor:
    grant = grant_role(SYSTEM, email="ahmed@staff.example", role=Role.ADMINISTRATOR, name="Ahmed El Idrissi")
    return actor_of(grant.user)


def recorded() -> list[tuple[str, int | None]]:
    return list(
        Entry.objects.filter(verb__startswith="role_").order_by("seq").values_list("verb", "actor_id")
    )


def test_a_role_makes_an_account_that_no_password_opens(administrator: Actor, campus: Campus) -> None:
    grant = grant_role(
        administrator,
        email="Katrien@Staff.Example ",
        role=Role.CONTACT_PERSON,
        campus=campus,
        name="Katrien Wouters",
        phone="+32 16 00 00 11",
        hours_nl="ma tot vr",
        hours_en="Mon to Fri",
    )
    assert (grant.user.email, grant.user.name) == ("katrien@staff.example", "Katrien Wouters")
    assert not grant.user.has_usable_password()
    assert (grant.campus, grant.phone, grant.granted_by_id) == (
        campus,
        "+32 16 00 00 11",
        administrator.user_id,
    )
    assert actor_of(grant.user).holds_at(campus.pk, Role.CONTACT_PERSON)
    assert recorded()[-1] == ("role_granted", administrator.user_id)


def test_an_account_that_is_there_gets_the_role(administrator: Actor) -> None:
    user = User.objects.create_user("griet@staff.example", name="Griet Maes")
    grant = grant_role(administrator, email="griet@staff.example", role=Role.OFFICER, name="Somebody Else")
    assert grant.user == user
    assert User.objects.get(pk=user.pk).name == "Griet Maes"


def test_giving_a_role_twice_changes_nothing(administrator: Actor) -> None:
    values: dict[str, Any] = {"email": "griet@staff.example", "role": Role.OFFICER, "name": "Griet"}
    first = grant_role(administrator, **values, phone="+32 16 1")
    assert grant_role(administrator, **values, phone="+32 16 2") == first
    assert RoleGrant.objects.get(pk=first.pk).phone == "+32 16 1"
    assert len(recorded()) == 2


def test_a_role_that_ended_can_be_given_again(administrator: Actor) -> None:
    first = grant_role(administrator, email="griet@staff.example", role=Role.OFFICER)
    end_role(administrator, grant_id=first.pk)
    assert not actor_of(first.user).grants
    second = grant_role(administrator, email="griet@staff.example", role=Role.OFFICER)
    assert second != first
    assert actor_of(first.user).holds_everywhere(Role.OFFICER)


def test_ending_twice_changes_nothing(administrator: Actor) -> None:
    grant = grant_role(administrator, email="griet@staff.example", role=Role.OFFICER)
    ended = end_role(administrator, grant_id=grant.pk).ended_at
    assert end_role(administrator, grant_id=grant.pk).ended_at == ended
    assert [verb for verb, _actor in recorded()].count("role_ended") == 1


def test_the_last_administrator_stays(administrator: Actor) -> None:
    own = RoleGrant.objects.get()
    with pytest.raises(Refused, match="last administrator"):
        end_role(administrator, grant_id=own.pk)
    second = grant_role(administrator, email="fatima@staff.example", role=Role.ADMINISTRATOR)
    end_role(administrator, grant_id=own.pk)
    with pytest.raises(Refused, match="last administrator"):
        end_role(SYSTEM, grant_id=second.pk)


def test_an_administrator_who_cannot_sign_in_does_not_count(administrator: Actor) -> None:
    gone = grant_role(administrator, email="fatima@staff.example", role=Role.ADMINISTRATOR)
    User.objects.filter(pk=gone.user_id).update(is_active=False)
    with pytest.raises(Refused, match="last administrator"):
        end_role(administrator, grant_id=RoleGrant.objects.get(user_id=administrator.user_id).pk)
    end_role(administrator, grant_id=gone.pk)


def test_other_roles_end_without_ado(administrator: Actor) -> None:
    grant = grant_role(administrator, email="griet@staff.example", role=Role.OFFICER)
    assert end_role(administrator, grant_id=grant.pk).ended_at is not None


def test_telephone_and_hours_can_be_changed(administrator: Actor) -> None:
    grant = grant_role(administrator, email="griet@staff.example", role=Role.OFFICER)
    reach = {"phone": "+32 16 00 00 00", "hours_nl": "ma", "hours_en": "Mon"}
    change_reach(administrator, grant_id=grant.pk, **reach)
    change_reach(administrator, grant_id=grant.pk, **reach)
    grant.refresh_from_db()
    assert {name: getattr(grant, name) for name in reach} == reach
    assert [verb for verb, _actor in recorded()].count("role_changed") == 1
    end_role(administrator, grant_id=grant.pk)
    with pytest.raises(Refused, match="has ended"):
        change_reach(administrator, grant_id=grant.pk, **reach)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_give_and_take(administrator: Actor, role: Role) -> None:
    own = RoleGrant.objects.get()
    for actor in (ANONYMOUS, Actor(99, grants=frozenset({Grant(role)}))):
        with pytest.raises(Refused):
            grant_role(actor, email="eve@evil.example", role=Role.ADMINISTRATOR)
        with pytest.raises(Refused):
            end_role(actor, grant_id=own.pk)
        with pytest.raises(Refused):
            change_reach(actor, grant_id=own.pk, phone="", hours_nl="", hours_en="")
    assert not User.objects.filter(email="eve@evil.example").exists()


def test_an_administrator_of_one_campus_administers_nothing(campus: Campus) -> None:
    assert not can_administer(Actor(1, grants=frozenset({Grant(Role.ADMINISTRATOR, campus_id=campus.pk)})))
    assert can_administer(Actor(1, grants=frozenset({Grant(Role.ADMINISTRATOR)})))


@pytest.mark.parametrize(
    ("role", "where", "reason"),
    [
        (Role.CONTACT_PERSON, "campus", ""),
        (Role.CONTACT_PERSON, "university", "A contact person is there for one campus."),
        (Role.CONTACT_PERSON, "faculty", "A contact person is there for one campus."),
        (Role.FACULTY_OFFICER, "faculty", ""),
        (Role.FACULTY_OFFICER, "service", "A faculty officer works for one faculty."),
        (Role.FACULTY_OFFICER, "campus", "A faculty officer works for one faculty."),
        (Role.FACULTY_OFFICER, "university", "A faculty officer works for one faculty."),
        (Role.ADMINISTRATOR, "university", ""),
        (Role.ADMINISTRATOR, "campus", "An administrator works for the whole university."),
        (Role.ADMINISTRATOR, "service", "An administrator works for the whole university."),
        (Role.OFFICER, "university", ""),
        (Role.OFFICER, "campus", ""),
        (Role.HR_OFFICER, "faculty", ""),
        (Role.OFFICER, "both", "Choose a campus, or a faculty or service, but not both."),
    ],
)
def test_where_a_role_can_be_held(
    administrator: Actor, campus: Campus, role: Role, where: str, reason: str
) -> None:
    faculty = Unit.objects.filter(kind=Unit.Kind.FACULTY).first()
    service = Unit.objects.create(code="it", kind=Unit.Kind.SERVICE, name_nl="ICT", name_en="IT")
    places: dict[str, dict[str, Any]] = {
        "university": {"campus": None, "unit": None},
        "campus": {"campus": campus, "unit": None},
        "faculty": {"campus": None, "unit": faculty},
        "service": {"campus": None, "unit": service},
        "both": {"campus": campus, "unit": faculty},
    }
    answer = can_be_held_at(role, **places[where])
    assert bool(answer) == (not reason)
    if reason:
        assert str(getattr(answer, "reason", "")).startswith(reason)
        with pytest.raises(Refused):
            grant_role(administrator, email="x@staff.example", role=role, **places[where])


class TestQueries:
    def test_roles_are_found_by_role_and_place(self, administrator: Actor, campus: Campus) -> None:
        faculty = Unit.objects.filter(kind=Unit.Kind.FACULTY).first()
        for email, role, place in (
            ("a@staff.example", Role.OFFICER, {}),
            ("b@staff.example", Role.OFFICER, {"campus": campus}),
            ("c@staff.example", Role.FACULTY_OFFICER, {"unit": faculty}),
        ):
            grant_role(administrator, email=email, role=role, **place)  # type: ignore[arg-type]
        ended = grant_role(administrator, email="d@staff.example", role=Role.OFFICER)
        end_role(administrator, grant_id=ended.pk)

        def emails(**filters: str) -> list[str]:
            return [grant.user.email[0] for grant in held_roles(**filters)]

        assert sorted(emails(role=Role.OFFICER)) == ["a", "b"]
        assert emails(place=campus.code) == ["b"]
        assert emails(place="university", role=Role.OFFICER) == ["a"]
        assert len(emails()) == 4
        assert emails(place="nowhere") == []

    def test_campuses_without_a_contact_person_are_named(self, administrator: Actor, campus: Campus) -> None:
        assert campuses_without_contact().count() == 14
        grant = grant_role(administrator, email="k@staff.example", role=Role.CONTACT_PERSON, campus=campus)
        assert campus not in campuses_without_contact()
        User.objects.filter(pk=grant.user_id).update(is_active=False)
        assert campus in campuses_without_contact()
        User.objects.filter(pk=grant.user_id).update(is_active=True)
        end_role(administrator, grant_id=grant.pk)
        assert campus in campuses_without_contact()

    def test_a_card_shows_who_helps_and_every_spelling(
        self, administrator: Actor, campus: Campus, django_assert_num_queries: Callable[..., Any]
    ) -> None:
        grant = grant_role(administrator, email="k@staff.example", role=Role.CONTACT_PERSON, campus=campus)
        with django_assert_num_queries(3):
            cards = campus_cards()
            texts = [(card.campus.name, [str(held.user) for held in card.contacts]) for card in cards]
        assert len(texts) == 14
        own = next(card for card in cards if card.campus == campus)
        assert own.contacts == (grant,)
        assert {"leuven", "louvain", "leu"} <= set(own.aliases)
