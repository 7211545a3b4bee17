"""An address that does not work comes back to the desk, with what the mail server said and a way on."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from haven.commons.organisation.models import Campus
from haven.commons.people.models import Person
from haven.core.audit.models import Entry
from haven.core.mail.addresses import failed, failing_among
from tests.community.welcome.making import AsRole, MakePerson

SAID = "5.1.1 550 5.1.1 user unknown"


@pytest.fixture
def person(make_person: MakePerson) -> Person:
    made = make_person(family_name="Fails", email="Lan@Students.example")
    make_person(family_name="Works")
    failed(str(made.email), SAID, timezone.now())
    return made


@pytest.fixture
def desk(client: Client, as_role: AsRole, campus: Campus) -> Client:
    as_role("contact_person", campus=campus)
    client.cookies["haven_language"] = "en"
    return client


def works(desk: Client, person: Person) -> Any:
    return desk.post(reverse("welcome:address_works", args=(person.pk,)), follow=True)


def test_the_list_tells_and_finds_them(desk: Client, person: Person) -> None:
    found = desk.get(reverse("welcome:people")).context["list"]
    assert {row.name: [tag.text for tag in row.tags] for row in found.rows} == {
        "Fails, Lan": ["e-mail does not arrive"],
        "Works, Lan": [],
    }
    found = desk.get(reverse("welcome:people"), {"state": "address-fails"}).context["list"]
    assert [row.pk for row in found.rows] == [person.pk]


def test_the_page_says_why_and_staff_say_that_it_works_again(desk: Client, person: Person) -> None:
    page = desk.get(reverse("welcome:person", args=(person.pk,))).content.decode()
    assert "The address does not exist." in page
    assert SAID in page
    answer = works(desk, person).content.decode()
    assert "Letters leave for this address again." in answer
    assert "The e-mail address works again" in answer  # what happened
    assert SAID not in answer
    assert not failing_among([str(person.email)])
    assert "Nothing is changed." in works(desk, person).content.decode()
    assert Entry.objects.filter(verb="address_works").count() == 1


def test_of_others_nothing_is_changed(desk: Client, make_person: MakePerson, other_campus: Campus) -> None:
    there = make_person(campus=other_campus)
    failed(str(there.email), SAID, timezone.now())
    assert works(desk, there).status_code == 404
    assert failing_among([str(there.email)])
    found = desk.get(reverse("welcome:people"), {"state": "address-fails"}).context["list"]
    assert found.total == 0
