"""A password is never enough: a code from an app, a spare code, or a code by e-mail goes with it."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from bs4 import BeautifulSoup
from cryptography.fernet import InvalidToken
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from haven.core.accounts import secrets
from haven.core.accounts.models import User
from haven.core.mail.models import Letter
from tests.core.accounts.conftest import code_in, is_signed_in

pytestmark = pytest.mark.django_db
PASSWORD = "seven bridges over the Dijle"


@pytest.fixture
def griet() -> User:
    return User.objects.create_user("griet@staff.example", PASSWORD, name="Griet Maes", language="en")


def by_password(client: Client, password: str = PASSWORD, email: str = "griet@staff.example") -> HttpResponse:
    return client.post(reverse("account_login"), {"login": email, "password": password})


def now_in_app(secret: str) -> str:
    """What the app on the phone shows at this moment."""
    counter = next(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counter))


def set_up_app(client: Client) -> str:
    """Switch the app for codes on, as its page leads one; returns its key."""
    page = BeautifulSoup(client.get(reverse("mfa_activate_totp")).content, "html.parser")
    secret = page.select_one(".copyable code").text
    answer = client.post(reverse("mfa_activate_totp"), {"code": now_in_app(secret)})
    assert answer.status_code == 302
    return secret


def forget_that_the_code_was_used() -> None:
    """A code works once; half a minute later the app shows another."""
    from django.core.cache import cache

    cache.clear()


class TestWithoutAnApp:
    def test_a_code_by_mail_goes_with_it(self, client: Client, griet: User) -> None:
        assert by_password(client).url == reverse("account_confirm_login_code")
        assert not is_signed_in(client)
        letter = Letter.objects.get()
        assert letter.to == griet.email
        client.post(reverse("account_confirm_login_code"), {"code": code_in(letter)})
        assert is_signed_in(client)

    def test_a_wrong_password_sends_no_letter(self, client: Client, griet: User) -> None:
        answer = by_password(client, "something else")
        assert answer.status_code == 200
        assert not Letter.objects.exists()

    def test_a_stranger_and_a_wrong_password_get_the_same_answer(self, griet: User) -> None:
        pages = [by_password(Client(), "no"), by_password(Client(), "no", "eve@evil.example")]
        said = [
            BeautifulSoup(page.content, "html.parser").select_one(".error-summary").text for page in pages
        ]
        assert said[0] == said[1]

    def test_five_wrong_passwords_make_one_wait(self, client: Client, griet: User) -> None:
        for _attempt in range(5):
            by_password(client, "something else")
        by_password(client)
        assert not is_signed_in(client)
        assert not Letter.objects.exists()

    def test_wrong_passwords_of_one_do_not_hold_up_another(self, client: Client, griet: User) -> None:
        for number in range(40):
            by_password(Client(), "no", f"somebody{number}@staff.example")
        assert by_password(client).url == reverse("account_confirm_login_code")


def test_a_passkey_goes_with_a_password(client: Client, griet: User) -> None:
    Authenticator.objects.create(user=griet, type=Authenticator.Type.WEBAUTHN, data={})
    assert by_password(client).url == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    assert not Letter.objects.exists()


class TestWithAnApp:
    @pytest.fixture
    def secret(self, griet: User) -> str:
        client = Client()
        by_password(client)
        client.post(reverse("account_confirm_login_code"), {"code": code_in(Letter.objects.get())})
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
        found = set_up_app(client)
        Letter.objects.all().delete()
        forget_that_the_code_was_used()
        return found

    def test_its_code_goes_with_a_password(self, client: Client, secret: str) -> None:
        assert by_password(client).url == reverse("mfa_authenticate")
        assert not is_signed_in(client)
        assert not Letter.objects.exists()
        client.post(reverse("mfa_authenticate"), {"code": now_in_app(secret)})
        assert is_signed_in(client)

    def test_its_code_goes_with_a_code_by_mail_too(self, client: Client, griet: User, secret: str) -> None:
        client.post(reverse("account_request_login_code"), {"email": griet.email})
        answer = client.post(reverse("account_confirm_login_code"), {"code": code_in(Letter.objects.get())})
        assert answer.url == reverse("mfa_authenticate")
        assert not is_signed_in(client)
        client.post(reverse("mfa_authenticate"), {"code": now_in_app(secret)})
        assert is_signed_in(client)

    def test_a_wrong_code_does_not_open(self, client: Client, secret: str) -> None:
        by_password(client)
        right = now_in_app(secret)
        wrong = "000000" if right != "000000" else "111111"
        answer = client.post(reverse("mfa_authenticate"), {"code": wrong})
        assert answer.status_code == 200
        assert not is_signed_in(client)

    def test_guessing_makes_one_wait(self, client: Client, secret: str) -> None:
        by_password(client)
        for guess in range(6):
            client.post(reverse("mfa_authenticate"), {"code": f"{guess:06}"})
        client.post(reverse("mfa_authenticate"), {"code": now_in_app(secret)})
        assert not is_signed_in(client)

    def test_a_spare_code_opens_once(self, griet: User, secret: str) -> None:
        spare = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()[0]
        opened = []
        for client in (Client(), Client()):
            by_password(client)
            client.post(reverse("mfa_authenticate"), {"code": spare})
            opened.append(is_signed_in(client))
        assert opened == [True, False]

    def test_its_key_cannot_be_read_in_the_database(self, secret: str) -> None:
        for row in Authenticator.objects.all():
            assert secret not in str(row.data)
        kept = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
        assert secrets.decrypt(kept) == secret


def test_a_password_is_asked_again_before_what_is_dangerous(client: Client, griet: User) -> None:
    client.force_login(griet, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer: Any = client.get(reverse("mfa_activate_totp"))
    assert answer.url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


@pytest.mark.parametrize("weak", ["short", "password1234", "griet@staff.example"])
def test_a_weak_password_is_refused(client: Client, weak: str) -> None:
    user = User.objects.create_user("griet@staff.example", name="Griet Maes")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.post(reverse("account_set_password"), {"password1": weak, "password2": weak})
    assert answer.status_code == 200
    user.refresh_from_db()
    assert not user.has_usable_password()


class TestForgotten:
    def test_a_letter_leads_to_a_new_password(self, client: Client, griet: User) -> None:
        client.post(reverse("account_reset_password"), {"email": griet.email})
        letter = Letter.objects.get()
        link = next(word for word in letter.text.split() if "/password/reset/key/" in word)
        page: Any = client.get(link, follow=True)
        address = page.redirect_chain[-1][0]
        new = "nine more bridges over the Schelde"
        client.post(address, {"password1": new, "password2": new})
        assert by_password(Client(), new).url == reverse("account_confirm_login_code")

    @pytest.mark.parametrize("language", ["nl", "en"])
    def test_the_letter_is_in_havens_own_words_and_the_readers_language(
        self, client: Client, griet: User, language: str
    ) -> None:
        User.objects.update(language=language)
        client.cookies["haven_language"] = "en"
        client.post(reverse("account_reset_password"), {"email": griet.email})
        letter = Letter.objects.get()
        with translation.override(language):
            assert letter.subject == gettext("Choose a new password")
            assert letter.text.startswith(
                gettext("You asked for a new password. Open this page to choose one:")
            )

    def test_a_stranger_gets_the_same_answer_and_no_letter(self, client: Client, griet: User) -> None:
        answers = [
            client.post(reverse("account_reset_password"), {"email": email})
            for email in (griet.email, "eve@evil.example")
        ]
        assert {answer.url for answer in answers} == {reverse("account_reset_password_done")}
        assert Letter.objects.count() == 1


class TestSecrets:
    def test_a_text_is_not_readable(self) -> None:
        hidden = secrets.encrypt("JBSWY3DPEHPK3PXP")
        assert "JBSWY3DPEHPK3PXP" not in hidden
        assert secrets.decrypt(hidden) == "JBSWY3DPEHPK3PXP"
        assert secrets.encrypt("JBSWY3DPEHPK3PXP") != hidden

    def test_a_key_that_was_changed_still_reads(self, settings: Any) -> None:
        hidden = secrets.encrypt("JBSWY3DPEHPK3PXP")
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another key of the installation"
        assert secrets.decrypt(hidden) == "JBSWY3DPEHPK3PXP"

    def test_another_installation_reads_nothing(self, settings: Any) -> None:
        hidden = secrets.encrypt("JBSWY3DPEHPK3PXP")
        settings.SECRET_KEY = "another key of the installation"
        with pytest.raises(InvalidToken):
            secrets.decrypt(hidden)
