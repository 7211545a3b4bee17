"""Signing in with the account that one has at the university, by OpenID Connect."""

from typing import Any


def sign_in(*, url: str, name: str, client_id: str, secret: str) -> dict[str, Any]:
    """What allauth is told of the university's own sign-in; nothing where there is none."""
    if not url:
        return {}
    app = {
        "provider_id": "university",
        "name": name,
        "client_id": client_id,
        "secret": secret,
        "settings": {"server_url": url},
    }
    # The university's own directory says whose address it is.
    trust = {"VERIFIED_EMAIL": True, "EMAIL_AUTHENTICATION": True}
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app], **trust}}
