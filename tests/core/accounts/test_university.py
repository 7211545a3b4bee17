"""Signing in with the account that one has at the university, against one that runs on this machine."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from haven.commons.people.models import Person
from haven.core.accounts.models import User
from haven.core.accounts.university import sign_in
from tests.core.accounts.conftest import is_signed_in
from tests.support.oidc import CLIENT_ID, SECRET, University, university

pytestmark = pytest.mark.django_db
LOGIN = "/account/oidc/university/login/"
LAN = {"sub": "u0123", "email": "lan@students.example", "name": "Lan Nguyen"}


@pytest.fixture
def idp(settings: Any) -> Iterator[University]:
    with university() as found:
        settings.OIDC_SERVER_URL = found.url
        settings.SOCIALACCOUNT_PROVIDERS = sign_in(
            url=found.url, name="Zeven Bruggen", client_id=CLIENT_ID, secret=SECRET
        )
        yield found


@pytest.fixture(autouse=True)
def _in_english(client: Client) -> None:
    client.cookies["haven_language"] = "en"


def follow(client: Client, answer: Any) -> HttpResponse:
    """Over to the university and back, as the browser goes."""
    assert answer.status_code == 302, answer.content.decode()
    back = requests.get(answer.url, allow_redirects=False, timeout=10)
    callback = urlsplit(back.headers["Location"])
    assert callback.netloc == "testserver"
    return client.get(f"{callback.path}?{callback.query}")


def go(client: Client, idp: University, person: dict[str, Any] | None) -> HttpResponse:
    idp.person = person
    return follow(client, client.get(LOGIN))


def text(answer: HttpResponse) -> str:
    return BeautifulSoup(answer.content, "html.parser").main.get_text(" ", strip=True)


def test_without_a_university_nothing_is_offered(client: Client) -> None:
    assert sign_in(url="", name="x", client_id="", secret="") == {}
    page = client.get(reverse("account_login")).content.decode()
    assert "/oidc/" not in page
    assert client.get(LOGIN).status_code == 404


def test_the_door_offers_it_by_its_name(client: Client, idp: University) -> None:
    page = BeautifulSoup(client.get(reverse("account_login")).content, "html.parser")
    link = page.select_one(f"a[href^='{LOGIN}']")
    assert link.get_text(strip=True) == "Sign in with Zeven Bruggen"


def test_somebody_vouched_for_comes_in(client: Client, idp: University, lan: Person) -> None:
    answer = go(client, idp, LAN)
    assert answer.url == reverse("front")
    assert is_signed_in(client)
    user = User.objects.get()
    assert (user.email, user.name, user.language) == ("lan@students.example", "Lan Nguyen", "nl")
    lan.refresh_from_db()
    assert lan.user == user
    assert SocialAccount.objects.get().uid == "u0123"


def test_what_is_asked_of_the_university(client: Client, idp: University, lan: Person) -> None:
    go(client, idp, LAN)
    (asked,) = idp.asked
    assert asked["client_id"] == CLIENT_ID
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://testserver/account/oidc/university/login/callback/"


def test_the_second_time_makes_nothing_new(idp: University, lan: Person) -> None:
    for client in (Client(), Client()):
        go(client, idp, LAN)
        assert is_signed_in(client)
    assert User.objects.count() == SocialAccount.objects.count() == 1


def test_no_token_of_the_university_is_kept(client: Client, idp: University, lan: Person) -> None:
    go(client, idp, LAN)
    assert not SocialToken.objects.exists()


def test_the_account_stays_ones_own_when_the_university_changes_the_address(
    idp: University, lan: Person
) -> None:
    go(Client(), idp, LAN)
    client = Client()
    go(client, idp, LAN | {"email": "lan.nguyen@alumni.example"})
    assert is_signed_in(client)
    assert User.objects.count() == 1


@pytest.mark.parametrize("email", ["LAN@Students.Example", "lan@students.example"])
def test_an_address_is_known_however_it_is_written(
    client: Client, idp: University, lan: Person, email: str
) -> None:
    go(client, idp, LAN | {"email": email})
    assert is_signed_in(client)
    assert User.objects.get().email == "lan@students.example"


def test_a_member_of_staff_comes_in_with_the_account_of_the_role(client: Client, idp: University) -> None:
    griet = User.objects.create_user("griet@staff.example", name="Griet Maes")
    go(client, idp, {"sub": "u9", "email": "griet@staff.example"})
    assert client.session["_auth_user_id"] == str(griet.pk)


def test_a_stranger_is_refused_and_told_what_to_do(client: Client, idp: University, lan: Person) -> None:
    answer = go(client, idp, {"sub": "u666", "email": "eve@evil.example", "name": "Eve"})
    assert not is_signed_in(client)
    assert not User.objects.exists()
    assert not SocialAccount.objects.exists()
    assert "Sign in with the e-mail address that the university knows." in text(answer)
    assert reverse("account_login") in answer.content.decode()


def test_somebody_without_an_address_is_refused(client: Client, idp: University, lan: Person) -> None:
    answer = go(client, idp, {"sub": "u666", "name": "Lan Nguyen"})
    assert answer.status_code == 200
    assert not is_signed_in(client)
    assert not User.objects.exists()


def test_a_closed_account_stays_closed(client: Client, idp: University, lan: Person) -> None:
    User.objects.create_user("lan@students.example", is_active=False)
    go(client, idp, LAN)
    assert not is_signed_in(client)


def test_somebody_who_stops_there_is_not_signed_in(client: Client, idp: University, lan: Person) -> None:
    answer: Any = go(client, idp, None)
    assert answer.url == reverse("socialaccount_login_cancelled")
    assert "You are not signed in" in text(client.get(answer.url))
    assert not is_signed_in(client)


def test_a_way_back_that_was_not_asked_for_is_refused(client: Client, idp: University, lan: Person) -> None:
    """Else somebody could sign another person in under their own name."""
    idp.person = LAN
    mine: Any = client.get(LOGIN)
    back = requests.get(mine.url, allow_redirects=False, timeout=10).headers["Location"]
    theirs = Client()
    answer = theirs.get(urlsplit(back).path + "?" + urlsplit(back).query)
    assert answer.status_code == 401
    assert not is_signed_in(theirs)


def test_a_way_back_works_once(client: Client, idp: University, lan: Person) -> None:
    idp.person = LAN
    start: Any = client.get(LOGIN)
    back = requests.get(start.url, allow_redirects=False, timeout=10).headers["Location"]
    address = urlsplit(back).path + "?" + urlsplit(back).query
    client.get(address)
    client.post(reverse("account_logout"))
    assert client.get(address).status_code == 401
    assert not is_signed_in(client)


def test_a_university_that_does_not_know_haven_is_said(
    client: Client, idp: University, lan: Person, settings: Any
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = sign_in(
        url=idp.url, name="Zeven Bruggen", client_id=CLIENT_ID, secret="not what we agreed"
    )
    answer = go(client, idp, LAN)
    assert answer.status_code == 401
    assert "take a code by e-mail" in text(answer)


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_university_that_is_down_is_said(client: Client, idp: University, lan: Person, moment: str) -> None:
    idp.person = LAN
    if moment == "before":
        idp.down = True
        answer = client.get(LOGIN)
    else:
        start: Any = client.get(LOGIN)
        back = requests.get(start.url, allow_redirects=False, timeout=10).headers["Location"]
        idp.down = True
        answer = client.get(urlsplit(back).path + "?" + urlsplit(back).query)
    assert answer.status_code == 503
    assert "take a code by e-mail" in text(answer)


def test_a_university_that_does_not_answer_is_said(client: Client, idp: University, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = sign_in(
        url="http://127.0.0.1:9", name="Zeven Bruggen", client_id=CLIENT_ID, secret=SECRET
    )
    assert client.get(LOGIN).status_code == 503


class TestConnecting:
    """Somebody known under a private address adds the university's account."""

    @pytest.fixture
    def user(self, client: Client, lan: Person) -> User:
        user = User.objects.create_user("lan@students.example", name="Lan Nguyen")
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return user

    def test_one_is_asked_first(self, client: Client, idp: University, user: User) -> None:
        answer = client.get(f"{LOGIN}?process=connect")
        assert answer.status_code == 200
        assert "Connect Zeven Bruggen" in text(answer)
        assert idp.asked == []

    def test_and_then_comes_in_with_it(self, client: Client, idp: University, user: User) -> None:
        idp.person = {"sub": "u0123", "email": "lan.nguyen@zevenbruggen.example"}
        follow(client, client.post(f"{LOGIN}?process=connect"))
        assert SocialAccount.objects.get().user == user
        another = Client()
        go(another, idp, idp.person)
        assert another.session["_auth_user_id"] == str(user.pk)

    def test_connecting_makes_no_account_for_the_other_address(
        self, client: Client, idp: University, user: User, make_person: Any
    ) -> None:
        make_person(email="mei@students.example")
        idp.person = {"sub": "u77", "email": "mei@students.example"}
        follow(client, client.post(f"{LOGIN}?process=connect"))
        assert not User.objects.filter(email="mei@students.example").exists()

    def test_the_form_may_leave_and_no_other_form_may(
        self, client: Client, idp: University, user: User
    ) -> None:
        pages = {
            name: client.get(address).headers["Content-Security-Policy"]
            for name, address in {"connect": f"{LOGIN}?process=connect", "other": "/personal-data/"}.items()
        }
        assert f"form-action 'self' https: {idp.url};" in pages["connect"]
        assert "form-action 'self';" in pages["other"]

    def test_without_a_university_there_is_nothing_to_connect(self, client: Client, user: User) -> None:
        assert client.get(f"{LOGIN}?process=connect").status_code == 404


def test_an_app_for_codes_is_asked_for_all_the_same(client: Client, idp: University, lan: Person) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    user = User.objects.create_user("lan@students.example")
    TOTP.activate(user, generate_totp_secret())
    answer: Any = go(client, idp, LAN)
    assert answer.url == reverse("mfa_authenticate")
    assert not is_signed_in(client)
