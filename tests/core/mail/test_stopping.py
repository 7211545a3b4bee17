"""Which letters one gets is one's own choice, without signing in too; what must be told cannot be stopped."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from haven.commons.organisation.models import Campus
from haven.commons.people.models import Person
from haven.community.welcome.asking.letters import QUESTIONS
from haven.community.welcome.letter_kinds import LEGAL, MOVED, STEPS
from haven.core.access import Actor
from haven.core.accounts.models import User
from haven.core.mail.kinds import Kind, Often, kinds_for, letter_kind
from haven.core.mail.models import Letter, Preference
from haven.core.mail.outbox import post
from haven.core.mail.preferences import chosen
from haven.core.mail.stopping import stop_url
from haven.core.mail.tasks import send_waiting
from tests.core.mail.test_outbox import Server, server

__all__ = ["server"]
pytestmark = pytest.mark.django_db
TO = "lan@students.example"


@pytest.fixture
def client() -> Client:
    english = Client()
    english.cookies["haven_language"] = "en"
    return english


def written(kind: Kind = STEPS, key: str = "steps:1") -> Letter:
    post(key=key, to="Lan@students.example", subject="Your steps", text="Hello.", kind=kind.key)
    return Letter.objects.get(key=key)


def link(letter: Letter) -> str:
    return stop_url(letter.mark).removeprefix("http://localhost:8000")


def often() -> Often | None:
    return chosen(STEPS, [TO]).get(TO)


def test_the_letter_says_how_to_stop_it(server: Server) -> None:
    stop = f"<{stop_url(written().mark)}>"
    written(LEGAL, "legal:1")
    send_waiting.call()
    headers = [message.extra_headers for message in server.taken]
    assert headers[0]["List-Unsubscribe"] == stop
    assert headers[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "List-Unsubscribe" not in headers[1]


def test_looking_changes_nothing(client: Client) -> None:
    address = link(written())
    assert "Do you want to stop these letters?" in client.get(address).content.decode()
    assert client.head(address).status_code == 200
    assert often() is None


def test_one_click_of_a_mail_program() -> None:
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(link(written()), {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert often() == Often.NEVER
    assert not post(key="steps:2", to=TO, subject="Your steps", text="Hello.", kind=STEPS.key)


def test_a_kind_that_only_comes_or_not(client: Client) -> None:
    assert "Send me these letters again" in client.post(link(written(QUESTIONS))).content.decode()
    assert chosen(QUESTIONS, [TO]) == {TO: Often.NEVER}


def test_stopped_twice_and_taken_back(client: Client) -> None:
    Preference.objects.create(address=TO, kind=STEPS.key, often=Often.WEEKLY)
    address = link(written())
    response = client.post(address)
    assert "You do not get these letters any more" in response.content.decode()
    assert 'value="weekly"' in response.content.decode()
    client.post(address)
    assert often() == Often.NEVER
    assert "You get these letters again" in client.post(address, {"again": "weekly"}).content.decode()
    assert often() == Often.WEEKLY


@pytest.mark.parametrize("kind", [LEGAL, STEPS])
def test_a_link_that_is_no_good(client: Client, kind: Kind) -> None:
    letter = written(kind)
    bad = [link(letter)] if kind is LEGAL else [link(letter)[:-2] + "/", f"/letters/stop/{letter.mark}/"]
    for address in bad:
        assert "This link does not work" in client.post(address).content.decode()
    assert not Preference.objects.exists()


def test_a_newcomer_chooses(client: Client, templates: int, make_person: Any, as_newcomer: Any) -> None:
    person: Person = make_person()
    user: User = as_newcomer(person)
    Person.objects.filter(pk=person.pk).update(email="other@students.example")
    page = client.get(reverse("mail:preferences")).content.decode()
    assert "Your papers for your stay" in page
    assert "What moved of the steps" not in page
    response = client.post(
        reverse("mail:preferences"), {STEPS.key: "weekly", QUESTIONS.key: "never"}, follow=True
    )
    assert "Your choice is kept." in response.content.decode()
    found = chosen(STEPS, [user.email, "other@students.example"])
    assert found == {user.email: Often.WEEKLY, "other@students.example": Often.WEEKLY}


@pytest.mark.parametrize("form", [{}, {MOVED.key: "at_once"}, {MOVED.key: "x"}])
def test_what_is_not_offered_is_not_kept(
    client: Client, campus: Campus, as_role: Callable[..., User], form: dict[str, str]
) -> None:
    as_role("contact_person", campus=campus)
    response = client.post(reverse("mail:preferences"), form)
    assert "Nothing is changed yet." in response.content.decode()
    assert not Preference.objects.exists()


def test_what_must_be_told_cannot_be_stopped() -> None:
    with pytest.raises(ValueError, match="never"):
        letter_kind(Kind("law", "Law", "The law.", choices=(Often.DAILY, Often.NEVER)))
    assert all(kind.may_stop for kind in kinds_for(Actor(1)) if Often.NEVER in kind.choices)
