from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

ROUTE = "openid_connect_login"


class LeaveToSignIn:
    """Before an account elsewhere opens one's own, one is asked: a link somewhere else must not do it.

    (A link may lead to signing in, which opens only what is one's own already.) The form that asks may
    leave this site, and no other form may: browsers hold a form's Content-Security-Policy against every
    address that it is led on to, and only the university knows over which of its servers that goes.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        policy = response.headers.get("Content-Security-Policy", "")
        if policy and request.resolver_match is not None and request.resolver_match.view_name == ROUTE:
            leave = f"form-action 'self' https: {_origin(settings.OIDC_SERVER_URL)}".rstrip()
            response.headers["Content-Security-Policy"] = policy.replace("form-action 'self'", leave)
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        match = request.resolver_match
        asked = request.method == "POST" or request.GET.get("process") != AuthProcess.CONNECT
        if match is None or match.view_name != ROUTE or asked:
            return None
        try:
            provider = get_adapter().get_provider(request, kwargs["provider_id"])
        except SocialApp.DoesNotExist:
            raise Http404 from None
        context = {"provider": provider, "process": AuthProcess.CONNECT}
        return render(request, "socialaccount/login.html", context)


def _origin(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
