"""Which letters one gets, and how often; and stopping one kind from the letter itself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from haven.core.access import Actor
from haven.core.mail.forms import LettersForm
from haven.core.mail.kinds import Kind, Often, kinds_for
from haven.core.mail.preferences import choose, chosen, often_for
from haven.core.mail.stopping import stopped_by
from haven.core.privacy.subjects import of_account


@login_required
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """The reader's choice for each kind of letter that they get."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    kinds, addresses = kinds_for(actor), sorted(of_account(request.user).emails)  # type: ignore[arg-type]
    now = {kind.key: often_for(kind, addresses, chosen(kind, addresses)) for kind in kinds if kind.offers}
    form = LettersForm(request.POST if request.method == "POST" else None, kinds=kinds, now=now)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            for kind, often in form.chosen():
                choose(kind, addresses, often)
        messages.success(request, _("Your choice is kept."))
        return redirect("mail:preferences")
    always = [kind for kind in kinds if not kind.offers]
    return render(request, "mail/preferences.html", {"form": form, "always": always, "addresses": addresses})


# A mail program's button knows no form of ours; the signed link is what proves that a letter came in.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the kind of letter that this link came with, or get it again. Looking changes nothing."""
    found = stopped_by(token)
    if found is None:
        return render(request, "mail/stop_too_old.html", status=404)
    kind, address = found
    before = chosen(kind, [address]).get(address.lower(), kind.default)
    now = _wanted(request, kind, before)
    if now != before:
        choose(kind, [address], now)
    again = before if before != Often.NEVER else kind.default
    context = {"kind": kind, "stopped": now == Often.NEVER, "again": again, "changed": now != before}
    return render(request, "mail/stop.html", context)


def _wanted(request: HttpRequest, kind: Kind, before: Often) -> Often:
    if request.method != "POST":
        return before
    again = request.POST.get("again", "")
    return Often(again) if again in kind.offers else Often.NEVER
