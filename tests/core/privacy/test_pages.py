"""The pages on which an administrator looks somebody up, hands out and erases."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from haven.commons.engagement.models import Participation
from haven.commons.organisation.models import RoleGrant
from haven.commons.people.models import Person, SourceRecord
from haven.core.accounts.models import User
from tests.community.welcome.making import AsNewcomer, AsRole, MakePerson, queries

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(client: Client) -> None:
    client.cookies["haven_language"] = "en"


@pytest.fixture
def person(make_person: MakePerson) -> Person:
    made = make_person(family_name="Hoàng", email="hoang@students.example")
    stay = made.affiliations.get()
    SourceRecord.objects.create(person=made, affiliation=stay, source="registrar", number="r0987654")
    return made


def look_up(client: Client, typed: str) -> Any:
    return client.get(reverse("privacy:look_up"), {"q": typed})


@pytest.mark.parametrize(
    "typed", ["r0987654", " R0987654 ", "hoang@students.example", "HOANG@students.example"]
)
def test_a_whole_number_or_address_leads_to_the_person(
    client: Client, as_role: AsRole, person: Person, typed: str
) -> None:
    as_role("administrator")
    assert look_up(client, typed).url == reverse("privacy:person", args=(person.pk,))


@pytest.mark.parametrize("typed", ["r09", "Hoàng", "nobody@students.example", "'; --", "\u0661", "x" * 254])
def test_anything_else_finds_nobody(client: Client, as_role: AsRole, person: Person, typed: str) -> None:
    as_role("administrator")
    assert "Nobody is known under this" in look_up(client, typed).content.decode()


@pytest.mark.parametrize(("typed", "said"), [("", "Type a number"), ("x" * 255, "too long")])
def test_bad_input_gets_a_sentence(client: Client, as_role: AsRole, typed: str, said: str) -> None:
    as_role("administrator")
    assert said in look_up(client, typed).content.decode()


def test_a_number_of_two_people_asks_which(
    client: Client, as_role: AsRole, person: Person, make_person: MakePerson
) -> None:
    other = make_person()
    stay = other.affiliations.get()
    SourceRecord.objects.create(person=other, affiliation=stay, source="hr", number="r0987654")
    as_role("administrator")
    page = BeautifulSoup(look_up(client, "r0987654").content, "html.parser")
    links = {str(link["href"]) for link in page.select("main .ways-in a")}
    assert links == {reverse("privacy:person", args=(one.pk,)) for one in (person, other)}


def test_first_what_would_go_then_a_reason_then_it_is_gone(
    client: Client, as_role: AsRole, person: Person
) -> None:
    as_role("administrator")
    address = reverse("privacy:person", args=(person.pk,))
    text = client.get(address).content.decode()
    assert "1 is deleted" in text
    assert "brings them in anew" in text
    for reason in ("", "because"):
        response = client.post(address, {"reason": reason})
        assert response.status_code == 200
        assert "Choose" in response.content.decode()
    assert Person.objects.filter(pk=person.pk).exists()
    response = client.post(address, {"reason": "asked"}, follow=True)
    assert "This person is erased" in response.content.decode()
    assert not Person.objects.filter(pk=person.pk).exists()
    assert client.get(address).status_code == 404


def test_whoever_holds_a_role_is_not_erased_and_the_page_says_why(
    client: Client, as_role: AsRole, person: Person
) -> None:
    user = User.objects.create_user(str(person.email))
    RoleGrant.objects.create(user=user, role="officer")
    as_role("administrator")
    address = reverse("privacy:person", args=(person.pk,))
    page = BeautifulSoup(client.get(address).content, "html.parser")
    assert "End the role first" in page.text
    assert page.select_one("[name=reason]") is None
    text = client.post(address, {"reason": "asked"}, follow=True).content.decode()
    assert "End the role first" in text
    assert Person.objects.filter(pk=person.pk).exists()


def test_the_profile_offers_the_download(client: Client, as_newcomer: AsNewcomer, person: Person) -> None:
    as_newcomer(person)
    page = BeautifulSoup(client.get(reverse("welcome:profile")).content, "html.parser")
    assert page.select_one(f"form[method=post][action='{reverse('privacy:mine')}'] button")


def test_the_plan_asks_as_often_whatever_is_held(client: Client, as_role: AsRole, person: Person) -> None:
    """No literal number: it grows with every personal model, of which there are a few questions each."""
    as_role("administrator")
    asked = []
    for count in (1, 2, 47):
        for _number in range(count):
            source = f"agenda:{Participation.objects.count()}"
            Participation.objects.create(person=person, kind="lesson", at=timezone.now(), source=source)
        with queries() as found:
            client.get(reverse("privacy:person", args=(person.pk,)))
        asked.append(len(found))
    assert len(set(asked)) == 1
    assert asked[0] < 80
