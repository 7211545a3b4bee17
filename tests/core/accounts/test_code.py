"""Signing in with a code by e-mail: for people that the university told us of, and for nobody else."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from bs4 import BeautifulSoup
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from haven.commons.organisation.models import RoleGrant
from haven.commons.people.models import Person
from haven.core.accounts.models import User
from haven.core.accounts.tasks import forget_sessions
from haven.core.audit.models import Entry
from haven.core.mail.models import Letter
from tests.core.accounts.conftest import code_in, is_signed_in

pytestmark = pytest.mark.django_db

ASK, TYPE = "account_request_login_code", "account_confirm_login_code"


def ask(client: Client, email: str, **more: Any) -> HttpResponse:
    return client.post(reverse(ASK), {"email": email, **more})


def type_code(client: Client, code: str) -> HttpResponse:
    return client.post(reverse(TYPE), {"code": code})


def text(answer: HttpResponse) -> str:
    return BeautifulSoup(answer.content, "html.parser").main.get_text(" ", strip=True)


def test_from_address_to_pathway(client: Client, lan: Person) -> None:
    assert ask(client, "lan@students.example").url == reverse(TYPE)
    letter = Letter.objects.get()
    assert letter.to == "lan@students.example"
    assert not is_signed_in(client)
    answer = type_code(client, code_in(letter))
    assert answer.url == reverse("front")
    assert is_signed_in(client)
    user = User.objects.get()
    assert (user.email, user.name, user.language) == ("lan@students.example", "Lan Nguyen", "nl")
    assert not user.has_usable_password()
    lan.refresh_from_db()
    assert lan.user == user


def test_one_is_led_to_where_one_wanted_to_go(client: Client, lan: Person) -> None:
    wanted = reverse("privacy:registry")
    assert client.get(wanted).url == f"{reverse('account_login')}?next={wanted}"
    ask(client, "lan@students.example", next=wanted)
    answer = client.post(reverse(TYPE), {"code": code_in(Letter.objects.get()), "next": wanted})
    assert answer.url == wanted


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_nobody_is_led_elsewhere(client: Client, lan: Person, elsewhere: str) -> None:
    ask(client, "lan@students.example", next=elsewhere)
    answer = client.post(reverse(TYPE), {"code": code_in(Letter.objects.get()), "next": elsewhere})
    assert answer.url == reverse("front")


@pytest.mark.parametrize("typed", ["LAN@Students.Example", "  lan@students.example "])
def test_an_address_is_found_however_it_is_typed(client: Client, lan: Person, typed: str) -> None:
    ask(client, typed)
    type_code(client, code_in(Letter.objects.get()))
    assert is_signed_in(client)
    assert User.objects.get().email == "lan@students.example"


@pytest.mark.parametrize(("language", "subject"), [("nl", "Je code is"), ("en", "Your code is")])
@pytest.mark.parametrize("page", ["nl", "en"])
def test_the_letter_is_in_the_persons_language(
    client: Client, lan: Person, language: str, subject: str, page: str
) -> None:
    Person.objects.update(language=language)
    client.cookies["haven_language"] = page
    ask(client, "lan@students.example")
    letter = Letter.objects.get()
    assert letter.subject == f"{subject} {code_in(letter)}"


def test_a_stranger_gets_the_same_answer_and_nothing_else(client: Client, lan: Person) -> None:
    known, unknown = Client(), Client()
    answers = [ask(known, "lan@students.example"), ask(unknown, "eve@evil.example")]
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, reverse(TYPE))}
    assert not User.objects.filter(email="eve@evil.example").exists()
    assert [letter.to for letter in Letter.objects.all()] == ["lan@students.example"]
    pages = [text(known.get(reverse(TYPE))), text(unknown.get(reverse(TYPE)))]
    assert pages[0].replace("lan@students.example", "…") == pages[1].replace("eve@evil.example", "…")
    wrong = [text(type_code(known, "AAAA-AAAA")), text(type_code(unknown, "AAAA-AAAA"))]
    assert wrong[0].replace("lan@students.example", "…") == wrong[1].replace("eve@evil.example", "…")


def test_a_stranger_gets_in_with_no_code(client: Client, lan: Person) -> None:
    ask(client, "eve@evil.example")
    for code in ("", "AAAA-AAAA"):
        type_code(client, code)
    assert not is_signed_in(client)


def test_after_three_wrong_codes_one_begins_anew(client: Client, lan: Person) -> None:
    ask(client, "lan@students.example")
    right = code_in(Letter.objects.get())
    wrong = "AAAA-AAAA" if right != "AAAA-AAAA" else "BBBB-BBBB"
    assert [type_code(client, wrong).status_code for _attempt in range(2)] == [200, 200]
    assert type_code(client, wrong).status_code == 302
    assert type_code(client, right).status_code == 302
    assert not is_signed_in(client)


def test_a_code_is_typed_as_people_type(client: Client, lan: Person) -> None:
    ask(client, "lan@students.example")
    type_code(client, f" {code_in(Letter.objects.get()).lower()} ")
    assert is_signed_in(client)


def test_a_code_works_once_and_where_it_was_asked_for(client: Client, lan: Person) -> None:
    ask(client, "lan@students.example")
    code = code_in(Letter.objects.get())
    elsewhere = Client()
    type_code(elsewhere, code)
    assert not is_signed_in(elsewhere)
    type_code(client, code)
    client.post(reverse("account_logout"))
    type_code(client, code)
    assert not is_signed_in(client)


def test_a_code_is_too_old_at_last(client: Client, lan: Person, settings: Any) -> None:
    ask(client, "lan@students.example")
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1
    type_code(client, code_in(Letter.objects.get()))
    assert not is_signed_in(client)


def test_a_new_code_can_be_sent(client: Client, lan: Person) -> None:
    ask(client, "lan@students.example")
    client.post(reverse(TYPE), {"action": "resend"})
    first, second = Letter.objects.order_by("pk")
    type_code(client, code_in(second))
    assert is_signed_in(client)
    assert first.key != second.key


def test_a_closed_account_gets_no_code(client: Client, lan: Person) -> None:
    User.objects.create_user("lan@students.example", is_active=False)
    ask(client, "lan@students.example")
    assert not Letter.objects.exists()


def test_a_member_of_staff_signs_in_the_same_way(client: Client, organisation: object) -> None:
    User.objects.create_user("griet@staff.example", name="Griet Maes")
    ask(client, "griet@staff.example")
    type_code(client, code_in(Letter.objects.get()))
    assert is_signed_in(client)


def test_a_mistyped_address_can_be_corrected(client: Client, lan: Person) -> None:
    ask(client, "lan@studens.example")
    assert client.get(reverse("account_login")).url == reverse(TYPE)
    page = BeautifulSoup(client.get(reverse(TYPE)).content, "html.parser")
    leave = page.select_one("form#logout-from-stage")
    assert leave is not None
    client.post(str(leave["action"]), {field["name"]: field["value"] for field in leave.select("input")})
    ask(client, "lan@students.example")
    type_code(client, code_in(Letter.objects.get()))
    assert is_signed_in(client)


def test_a_passkey_on_a_lost_phone_locks_nobody_out(client: Client, lan: Person) -> None:
    user = User.objects.create_user("lan@students.example", name="Lan Nguyen")
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})
    ask(client, "lan@students.example")
    type_code(client, code_in(Letter.objects.get()))
    assert is_signed_in(client)


def test_asking_too_often_makes_one_wait_but_not_ones_neighbours(lan: Person) -> None:
    """A whole campus may sit behind one address."""
    assert [ask(Client(), "lan@students.example").status_code for _request in range(4)] == [
        302,
        302,
        302,
        200,
    ]
    assert Letter.objects.count() == 3
    for number in range(60):
        assert ask(Client(), f"neighbour{number}@students.example").status_code == 302


class TestAddressThatMoved:
    """The registrar corrects an address after its owner has signed in for the first time."""

    @pytest.fixture
    def moved(self, lan: Person) -> Person:
        lan.user = User.objects.create_user("lan@students.example", name="Lan Nguyen", language="nl")
        lan.email = "lan.nguyen@students.example"
        lan.save()
        return lan

    def test_the_account_follows(self, client: Client, moved: Person) -> None:
        ask(client, "lan.nguyen@students.example")
        type_code(client, code_in(Letter.objects.get()))
        assert is_signed_in(client)
        user = User.objects.get()
        assert (user, user.email) == (moved.user, "lan.nguyen@students.example")
        assert Entry.objects.filter(verb="address_moved", subject_id=user.pk).exists()

    def test_the_old_address_opens_it_no_longer(self, client: Client, moved: Person) -> None:
        ask(client, "lan.nguyen@students.example")
        Letter.objects.all().delete()
        ask(Client(), "lan@students.example")
        assert not Letter.objects.exists()

    def test_a_role_does_not_follow_a_file(self, client: Client, moved: Person) -> None:
        """Whoever may load a file of people must not become an administrator by it."""
        RoleGrant.objects.create(user=moved.user, role="administrator")
        ask(client, "lan.nguyen@students.example")
        assert not Letter.objects.exists()
        assert User.objects.get().email == "lan@students.example"


def test_sessions_that_are_over_are_forgotten() -> None:
    now = timezone.now()
    for name, days in (("over", -1), ("open", 1)):
        Session.objects.create(session_key=name, expire_date=now + timedelta(days=days))
    assert forget_sessions.call() == 1
    assert Session.objects.get().session_key == "open"
