"""What Haven decides about signing in; everything else is django-allauth's."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from haven.core.accounts.admission import admit
from haven.core.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        user = User.objects.filter(email__iexact=email).first()
        super().send_mail(template_prefix, email, context | {"language": user.language if user else "en"})

    def is_safe_url(self, url: str | None) -> bool:
        return bool(super().is_safe_url(url))


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Make the account of somebody a domain vouches for, before allauth looks for it."""
        if sociallogin.is_existing:
            return
        address = next((a for a in sociallogin.email_addresses if a.verified), None)
        user = admit(address.email) if address else None
        if user is not None and user.is_active:
            sociallogin.connect(request, user)


class MFAAdapter(DefaultMFAAdapter):
    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return super().get_public_key_credential_rp_entity() | {"name": "Haven"}
