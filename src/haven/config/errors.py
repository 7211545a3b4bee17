"""Answers that are a refusal: with the reason, and what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from haven.core.access import Refused


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    reason = exception.reason if isinstance(exception, Refused) else ""
    return render(request, "403.html", {"reason": reason}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", {"reason": ""}, status=400)
