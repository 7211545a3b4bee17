"""An administrator's pages: roles and campuses."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse

from haven.commons.organisation.models import Campus, Role, RoleGrant, Unit
from haven.core.accounts.models import User

pytestmark = pytest.mark.django_db
ROLES, GRANT = "/roles/", "/roles/new/"
QUERIES = {"roles": 7, "campuses": 6}


@pytest.fixture(autouse=True)
def administrator(as_role: Callable[..., User], client: Client, organisation: object) -> User:
    client.cookies["haven_language"] = "en"
    return as_role("administrator")


def page(client: Client, address: str, **query: object) -> Tag:
    answer = client.get(address, query)
    assert answer.status_code == 200
    found = BeautifulSoup(answer.content, "html.parser").main
    assert found is not None
    return found


def fill_in(client: Client, **values: object) -> Any:
    form = {"email": "katrien@staff.example", "name": "Katrien Wouters", "role": "officer"} | values
    return client.post(GRANT, form, follow=True)


def errors(answer: Any) -> list[str]:
    summary = BeautifulSoup(answer.content, "html.parser").select(".error-summary li")
    return [line.get_text(strip=True) for line in summary]


def hold(number: int, role: str = "officer", **place: Any) -> RoleGrant:
    user = User.objects.create_user(f"s{number:03}@staff.example", name=f"Staff {number:03}")
    return RoleGrant.objects.create(user=user, role=role, **place)


def test_the_list_says_who_holds_what_where(client: Client, campus: Campus) -> None:
    grant = hold(1, "contact_person", campus=campus, phone="+32 16 11", hours_nl="ma", hours_en="Mon")
    row = page(client, ROLES).select_one("tbody tr:last-child")
    assert row is not None
    text = row.get_text(" ", strip=True)
    for said in ("Staff 001", "campus contact person", campus.name_en, "+32 16 11", "Mon"):
        assert said in text
    links = [str(link["href"]) for link in row.select("a")]
    assert links == [
        reverse("organisation:role_change", args=[grant.pk]),
        reverse("organisation:role_end", args=[grant.pk]),
    ]


def test_it_is_filtered_by_role_and_place(client: Client, campus: Campus) -> None:
    hold(1)
    hold(2, campus=campus)
    hold(3, "contact_person", campus=campus)

    def names(**query: str) -> list[str]:
        return [row.get_text(strip=True) for row in page(client, ROLES, **query).select("tbody th")]

    assert names(role="officer") == ["Staff 001", "Staff 002"]
    assert names(place=campus.code) == ["Staff 002", "Staff 003"]
    assert names(role="officer", place="university") == ["Staff 001"]
    assert names(role="language_teacher") == []
    assert len(names(role="nonsense", place="nowhere")) == 4


def test_an_empty_list_says_so(client: Client) -> None:
    assert "Nobody has this role here" in page(client, ROLES, role="hr_officer").text


def test_campuses_without_a_contact_person_are_named(client: Client, campus: Campus) -> None:
    hold(1, "contact_person", campus=campus)
    card = page(client, ROLES).select_one("section.card")
    assert card is not None
    assert card.h2 is not None
    assert card.h2.get_text(strip=True) == "13 campuses have no contact person"
    assert campus.name_en not in card.text
    wanted = card.select("a")[0]
    form = page(client, str(wanted["href"]))
    chosen = [str(option["value"]) for option in form.select("option[selected]")]
    assert chosen[0] == "contact_person"
    assert Campus.objects.get(code=chosen[1]).name_en in wanted.text


def test_no_card_when_every_campus_has_one(client: Client) -> None:
    for number, campus in enumerate(Campus.objects.all()):
        hold(number, "contact_person", campus=campus)
    assert page(client, ROLES).select("section.card") == []


def test_fifty_on_a_page(client: Client) -> None:
    for number in range(55):
        hold(number)
    assert len(page(client, ROLES).select("tbody tr")) == 50
    second = page(client, ROLES, page=2, role="officer")
    assert len(second.select("tbody tr")) == 5
    previous = second.select_one("nav.pager a[rel=prev]")
    assert previous is not None
    assert "role=officer" in str(previous["href"])


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_list_takes_the_same_queries(
    client: Client, count: int, campus: Campus, django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in range(count - 1):
        hold(number, campus=campus)
    with django_assert_num_queries(QUERIES["roles"]):
        assert len(page(client, ROLES).select("tbody tr")) == count


def test_a_role_is_given(client: Client, campus: Campus, administrator: User) -> None:
    answer = fill_in(
        client,
        role="contact_person",
        campus=campus.code,
        phone="+32 16 00 00 11",
        hours_nl="ma",
        hours_en="Mon",
    )
    assert answer.redirect_chain[-1][0] == ROLES
    assert "Katrien Wouters now has the role: campus contact person." in answer.content.decode()
    grant = RoleGrant.objects.get(role="contact_person")
    assert (grant.campus, grant.user.email) == (campus, "katrien@staff.example")
    assert grant.granted_by == administrator


def test_a_known_address_needs_no_name(client: Client) -> None:
    User.objects.create_user("griet@staff.example", name="Griet Maes")
    fill_in(client, email=" Griet@Staff.Example", name="")
    assert RoleGrant.objects.get(role="officer").user.name == "Griet Maes"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"email": ""}, "E-mail: Write the person's e-mail address."),
        (
            {"email": "katrien"},
            "E-mail: This is not an e-mail address. Write it like name@university.example.",
        ),
        ({"email": "x" * 250 + "@a.example"}, "E-mail: This is too long: write at most 254 characters."),
        ({"name": ""}, "Name: This address is new here. Write the person's name."),
        ({"role": ""}, "Role: Choose a role."),
        ({"role": "king"}, "Role: This is not in the list any more. Choose again."),
        ({"campus": "atlantis"}, "Campus: This is not in the list any more. Choose again."),
        ({"unit": "alchemy"}, "Faculty or service: This is not in the list any more. Choose again."),
        ({"role": "contact_person"}, "Campus: A contact person is there for one campus. Choose the campus."),
        (
            {"role": "faculty_officer"},
            "Faculty or service: A faculty officer works for one faculty. Choose the faculty.",
        ),
        (
            {"role": "administrator", "campus": "leuven"},
            "Campus: An administrator works for the whole university. Choose no campus and no faculty.",
        ),
        (
            {"phone": "call me"},
            "Telephone: A telephone number has digits, like +32 16 00 00 11. Look at it again.",
        ),
        ({"hours_nl": "ma tot vr"}, "Hours, in English: Write the hours in English too."),
        ({"hours_en": "Mon to Fri"}, "Hours, in Dutch: Write the hours in Dutch too."),
    ],
)
def test_what_is_wrong_is_said(client: Client, values: dict[str, str], said: str) -> None:
    answer = fill_in(client, **values)
    assert errors(answer) == [said]
    assert RoleGrant.objects.count() == 1
    assert User.objects.count() == 1


def test_a_campus_and_a_faculty_are_not_chosen_both(client: Client) -> None:
    unit = Unit.objects.filter(kind="faculty").first()
    assert unit is not None
    answer = fill_in(client, campus="leuven", unit=unit.code)
    assert errors(answer) == ["Campus: Choose a campus, or a faculty or service, but not both."]


def test_what_was_typed_stays(client: Client) -> None:
    answer = fill_in(client, email="katrien", phone="+32 16 00 00 11")
    found = BeautifulSoup(answer.content, "html.parser")
    assert [found.select_one(f"[name={name}]")["value"] for name in ("email", "phone")] == [
        "katrien",
        "+32 16 00 00 11",
    ]
    assert found.title is not None
    assert found.title.text.startswith("Error:")


def test_telephone_and_hours_are_changed(client: Client, campus: Campus) -> None:
    grant = hold(1, "contact_person", campus=campus, phone="+32 16 00 00 11", hours_nl="ma", hours_en="Mon")
    address = reverse("organisation:role_change", args=[grant.pk])
    assert page(client, address).select_one("[name=phone]")["value"] == "+32 16 00 00 11"
    wrong = client.post(address, {"phone": "?", "hours_nl": "", "hours_en": ""})
    assert len(errors(wrong)) == 1
    client.post(address, {"phone": "", "hours_nl": "di", "hours_en": "Tue"})
    grant.refresh_from_db()
    assert (grant.phone, grant.hours_nl, grant.hours_en) == ("", "di", "Tue")


def test_a_role_ends_after_a_question(client: Client) -> None:
    grant = hold(1)
    address = reverse("organisation:role_end", args=[grant.pk])
    assert "End the role of Staff 001?" in page(client, address).text
    grant.refresh_from_db()
    assert grant.ended_at is None
    answer: Any = client.post(address, follow=True)
    assert "Staff 001 no longer has the role: International House officer." in answer.content.decode()
    grant.refresh_from_db()
    assert grant.ended_at is not None
    assert client.get(address).status_code == 404


def test_the_last_administrator_is_told_why_not(client: Client, administrator: User) -> None:
    own = RoleGrant.objects.get(user=administrator)
    answer: Any = client.post(reverse("organisation:role_end", args=[own.pk]), follow=True)
    assert "This is the last administrator." in answer.content.decode()
    assert answer.redirect_chain[-1][0] == ROLES
    own.refresh_from_db()
    assert own.ended_at is None


def test_whoever_ends_the_own_role_is_led_away(client: Client, administrator: User) -> None:
    hold(1, Role.ADMINISTRATOR)
    own = RoleGrant.objects.get(user=administrator)
    answer: Any = client.post(reverse("organisation:role_end", args=[own.pk]))
    assert answer.url == reverse("front")
    assert client.get(ROLES).status_code == 403


@pytest.mark.parametrize("route", ["role_change", "role_end"])
@pytest.mark.parametrize("number", [0, 987654321, 10**30])
def test_a_role_that_is_not_there(client: Client, route: str, number: int) -> None:
    address = reverse(f"organisation:{route}", args=[number])
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


def test_every_campus_is_shown_with_its_help(client: Client, campus: Campus) -> None:
    hold(1, "contact_person", campus=campus, phone="+32 16 00 00 11")
    cards = page(client, reverse("organisation:campuses")).select("section.card")
    assert len(cards) == 14
    own = next(card for card in cards if campus.name_en in card.text)
    for said in ("main campus of Leuven", "International House", campus.address_en, "Staff 001", "louvain"):
        assert said in own.text
    assert sum("nobody yet" in card.text for card in cards) == 13


@pytest.mark.parametrize("count", [1, 3, 50])
def test_campuses_take_the_same_queries(
    client: Client, count: int, campus: Campus, django_assert_num_queries: Callable[..., Any]
) -> None:
    for number in range(count):
        hold(number, "contact_person", campus=campus)
    with django_assert_num_queries(QUERIES["campuses"]):
        page(client, reverse("organisation:campuses"))


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
@pytest.mark.parametrize("address", [ROLES, GRANT, "/roles/campuses/"])
def test_others_are_told_why_not(
    as_role: Callable[..., User], client: Client, role: str, address: str
) -> None:
    as_role(role)
    answer = client.get(address)
    assert answer.status_code == 403
    assert "Only administrators can open this page." in answer.content.decode()
