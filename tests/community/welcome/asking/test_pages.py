"""The newcomer's side of the questions: a card, a page, a thank you."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from haven.commons.people.models import Person
from haven.commons.surveys.actions import open_invitations
from haven.commons.surveys.models import Invitation, Survey, Tally, Words
from tests.commons.surveys.answering import FINE
from tests.commons.surveys.conftest import survey  # noqa: F401 - a fixture
from tests.community.welcome.making import AsNewcomer, MakePerson, give_steps, in_days

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def person(survey: Survey, make_person: MakePerson, as_newcomer: AsNewcomer) -> Person:  # noqa: F811
    made = make_person(arrives_on=in_days(-15), starts_on=in_days(-10), ends_on=in_days(100))
    give_steps(made, [{"key": "room"}])
    open_invitations(timezone.localdate())
    as_newcomer(made)
    return made


def address(person: Person, route: str = "asked") -> str:
    return reverse(f"welcome:{route}", args=(Invitation.objects.get(person=person).pk,))


def home(client: Client) -> str:
    return client.get(reverse("welcome:home"), headers=ENGLISH).content.decode()


def test_from_the_card_to_the_thank_you(client: Client, person: Person) -> None:
    assert address(person) in home(client)
    page = client.get(address(person), headers=ENGLISH).content.decode()
    assert "We do not keep your name with your answers." in page
    assert "you cannot change it later" in page
    response = client.post(address(person), FINE | {"words": "  The town hall  "}, headers=ENGLISH)
    assert response["Location"] == reverse("welcome:home")
    assert address(person) not in home(client)
    assert Words.objects.get().text == "The town hall"
    again = client.post(address(person), FINE, headers=ENGLISH)
    said = [str(message) for message in get_messages(again.wsgi_request)]
    assert "You have answered already. Thank you." in said
    assert Tally.objects.filter(group="all", question__key="next").values_list("count", flat=True)[0] == 1


def test_a_question_left_out_loses_nothing(client: Client, person: Person) -> None:
    answers = {"next": "2", "hardest": "work", "words": "I do not know whom to ask."}
    page = client.post(address(person), answers, headers=ENGLISH).content.decode()
    assert "Choose an answer." in page
    assert "I do not know whom to ask." in page
    assert not Tally.objects.exists()


def test_not_now_and_never(client: Client, person: Person) -> None:
    client.post(address(person, "asked_later"))
    assert address(person) not in home(client)
    Invitation.objects.update(not_before=timezone.localdate())
    assert address(person) in home(client)
    client.post(address(person, "asked_later"), {"never": ""})
    assert Invitation.objects.get().state == "declined"
    assert address(person) not in home(client)


def test_too_late_is_said(client: Client, person: Person) -> None:
    Invitation.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    response = client.get(address(person), headers=ENGLISH, follow=True)
    assert "The time to answer is over." in response.content.decode()


def test_one_of_a_withdrawn_stay_is_not_shown(client: Client, person: Person) -> None:
    person.pathways.update(state="withdrawn")
    assert address(person) not in home(client)


def test_everything_in_dutch(client: Client, person: Person) -> None:
    client.cookies["haven_language"] = "nl"
    page = client.get(address(person))
    assert "Hoe gaat het met jou?" in page.content.decode()
