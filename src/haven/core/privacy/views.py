from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from haven.core.privacy.queries import what_is_held


@login_required
@require_GET
def registry(request: HttpRequest) -> HttpResponse:
    """What Haven holds of people, and why: for everybody of whom it holds something."""
    return render(request, "privacy/registry.html", {"domains": what_is_held()})
