"""Nobody makes an account, and nobody takes another address for the one they have."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.urls import reverse

from haven.commons.people.models import Person
from haven.core.accounts.admission import admit
from haven.core.accounts.models import User
from haven.core.mail.models import Letter

pytestmark = pytest.mark.django_db
BACKEND = settings.AUTHENTICATION_BACKENDS[0]


@pytest.fixture
def griet(client: Client) -> User:
    user = User.objects.create_user("griet@staff.example", "a long password", name="Griet Maes")
    client.force_login(user, backend=BACKEND)
    return user


@pytest.mark.parametrize("route", ["account_signup", "socialaccount_signup"])
def test_there_is_no_sign_up(client: Client, route: str) -> None:
    account = {"email": "eve@evil.example", "password1": "a long password", "password2": "a long password"}
    client.get(reverse(route))
    client.post(reverse(route), account)
    assert not User.objects.exists()
    assert not Letter.objects.exists()


def test_the_closed_door_says_what_to_do(client: Client) -> None:
    client.cookies["haven_language"] = "en"
    page = BeautifulSoup(client.get(reverse("account_signup")).content, "html.parser")
    assert "Sign in with the e-mail address that the university knows." in page.main.text


@pytest.mark.parametrize("email", ["eve@evil.example", "", "lan@students.example.evil.example", "%", "_"])
def test_only_whom_somebody_vouches_for_is_admitted(lan: Person, email: str) -> None:
    assert admit(email) is None
    assert not User.objects.exists()


def test_admitting_twice_makes_one_account(lan: Person) -> None:
    assert admit("lan@students.example") == admit(" LAN@students.example ")
    assert User.objects.count() == 1


def test_importing_people_makes_no_accounts(lan: Person) -> None:
    assert not User.objects.exists()


@pytest.mark.parametrize("address", ["administrator@staff.example", "griet.maes@staff.example"])
def test_an_account_takes_no_other_address(client: Client, griet: User, address: str) -> None:
    """Else somebody could take an address in advance, and be given the role that is meant for its owner."""
    page = client.post(reverse("account_email"), {"action_add": "", "email": address})
    assert page.status_code == 200
    for action in ("action_primary", "action_send"):
        client.post(reverse("account_email"), {action: "", "email": address})
    griet.refresh_from_db()
    assert griet.email == "griet@staff.example"
    assert list(griet.emailaddress_set.values_list("email", flat=True)) == ["griet@staff.example"]
    assert not Letter.objects.exists()


def test_an_account_keeps_its_address(client: Client, griet: User) -> None:
    client.get(reverse("account_email"))
    client.post(reverse("account_email"), {"action_remove": "", "email": griet.email})
    assert list(griet.emailaddress_set.values_list("email", flat=True)) == [griet.email]


def test_the_page_of_addresses_offers_no_other(client: Client, griet: User) -> None:
    page = BeautifulSoup(client.get(reverse("account_email")).content, "html.parser")
    assert griet.email in page.main.text
    assert page.select("[name=action_add]") == []


@pytest.mark.parametrize(
    "wanted", ["/personal-data/", "/record/", "/roles/", "/welcome/", "/welcome/people/"]
)
def test_a_stranger_is_asked_to_sign_in_first(client: Client, wanted: str) -> None:
    answer: Any = client.get(wanted)
    assert answer.url == f"{reverse('account_login')}?next={wanted}"
