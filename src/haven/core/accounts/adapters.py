"""What Haven decides about signing in; everything else is django-allauth's."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import Login
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base import AuthProcess
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from requests import RequestException, Response, Session

from haven.core.accounts import secrets
from haven.core.accounts.admission import admit
from haven.core.accounts.models import User

# How one shows again who one is; allauth's names for it.
WAYS = {
    "mfa_reauthenticate:webauthn": _("Use a passkey"),
    "reauthenticate": _("Use your password"),
    "mfa_reauthenticate": _("Use a code from your app, or a spare code"),
}
TIMEOUT = 10  # seconds that somebody waits for the university's sign-in before being told that it is down


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of the one who reads it, whatever the language of the page was."""
        user = User.objects.filter(email__iexact=email).first()
        with translation.override(user.language if user else translation.get_language()):
            super().send_mail(template_prefix, email, context)

    def is_login_by_code_required(self, login: Login) -> bool:
        """A password alone lets nobody in: without a second factor of one's own a code by e-mail is asked."""
        records = get_authentication_records(self.request, login.user)
        by_password = bool(records) and records[-1]["method"] == "password"
        return by_password and not has_authenticator(login.user)

    def get_login_stages(self) -> list[str]:
        own = {"allauth.mfa.stages.AuthenticateStage": "haven.core.accounts.stages.SecondFactor"}
        return [own.get(stage, stage) for stage in super().get_login_stages()]

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Ways to say who one is, the quickest first: whoever has a passkey is asked for that."""
        found = {method["id"]: method for method in super().get_reauthentication_methods(user)}
        return [found[way] | {"description": words} for way, words in WAYS.items() if way in found]


def has_authenticator(user: Any) -> bool:
    """Whether somebody has an app for codes or a passkey."""
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(Authenticator.objects.filter(user=user, type__in=kinds).exists())


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Make the account of somebody a domain vouches for, before allauth looks for it."""
        if sociallogin.is_existing or sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        address = next((a for a in sociallogin.email_addresses if a.verified), None)
        user = admit(address.email) if address else None
        if user is not None and user.is_active:
            sociallogin.connect(request, user)

    def get_requests_session(self) -> Session:
        return _University()


class _University(Session):
    """Speaks with the university's sign-in; when that is down, people read so instead of an error."""

    def request(self, *args: Any, **kwargs: Any) -> Response:
        try:
            response = super().request(*args, **kwargs | {"timeout": TIMEOUT})
        except RequestException as error:
            raise ImmediateHttpResponse(_unavailable()) from error
        if response.status_code >= 500:
            raise ImmediateHttpResponse(_unavailable())
        return response


def _unavailable() -> Any:
    return render(context.request, "socialaccount/authentication_error.html", status=503)


class MFAAdapter(DefaultMFAAdapter):
    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "Haven"}

    def encrypt(self, text: str) -> str:
        return secrets.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return secrets.decrypt(encrypted_text)
