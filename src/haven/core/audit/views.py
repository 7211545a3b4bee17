from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from haven.core.access import require
from haven.core.audit.forms import MOST_DIGITS, FilterForm
from haven.core.audit.policy import can_read
from haven.core.audit.queries import record_page


def _number(text: str | None) -> int | None:
    sound = text and text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if text and sound else None


@login_required
@require_GET
def record(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first, and whether the record holds where one looks."""
    require(can_read(request.actor))  # type: ignore[attr-defined]
    form = FilterForm(request.GET)
    page = None
    if form.is_valid():
        before, after = (_number(request.GET.get(name)) for name in ("before", "after"))
        page = record_page(form.filters, before=before, after=after)
    context = {"form": form, "page": page, "filtered": any(request.GET.get(name) for name in form.fields)}
    return render(request, "audit/record.html", context)
