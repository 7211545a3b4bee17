"""What every request passes on its way in and out."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from haven.commons.organisation.public import actor_of

Respond = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


class SecurityHeaders:
    """No script, style or frame from anywhere else, and none inline."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault(
            "Permissions-Policy", "camera=(), geolocation=(), microphone=(), browsing-topics=()"
        )
        if "text/html" in response.headers.get("Content-Type", ""):
            # Pages show personal data: nothing between here and the reader keeps a copy.
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class PersonsLanguage:
    """The language chosen on this device (cookie), else the person's own, else the browser's."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = _wanted(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def _wanted(request: HttpRequest) -> str:
    offered = dict(settings.LANGUAGES)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in offered:
        return chosen
    if request.user.is_authenticated and request.user.language in offered:
        return request.user.language
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return next((tag[:2] for tag, _weight in accepted if tag[:2] in offered), settings.LANGUAGE_CODE)


class CurrentActor:
    """`request.actor`: who asks, with the roles they hold; read from the database when first needed."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: actor_of(request.user))  # type: ignore[attr-defined]
        return self.get_response(request)


class RefuseBadInput:
    """A NUL byte in an address or a form is nobody's honest text, and PostgreSQL chokes on it."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or any("\0" in v for _k, vs in request.GET.lists() for v in vs):
            return self._refuse(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        if request.method == "POST" and any("\0" in v for _k, vs in request.POST.lists() for v in vs):
            return self._refuse(request)
        return None

    def _refuse(self, request: HttpRequest) -> HttpResponse:
        reason = _("Something in your text cannot be read. Type it again, without pasting it.")
        return render(request, "400.html", {"reason": reason}, status=400)
