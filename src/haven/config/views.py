"""The front door: everybody goes to the page that is theirs. And one-click sign-in, in a demo only."""

from django.contrib.auth import login
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.views.decorators.http import require_GET, require_POST

from haven.commons.organisation.models import Role, RoleGrant, University
from haven.commons.organisation.policy import can_administer
from haven.commons.people.policy import can_see_people
from haven.core.accounts.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """To one's own pathway, one's people, or the sign-in page."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.signed_in:
        return redirect("demo" if _is_demo() else "account_login")
    if can_see_people(actor):
        return redirect("welcome:desk")
    if can_administer(actor):
        return redirect("organisation:roles")
    return redirect("welcome:home")


def _is_demo() -> bool:
    return University.objects.filter(pk=1, is_demo=True).exists()


@require_GET
def demo(request: HttpRequest) -> HttpResponse:
    """One click per kind of person. A page that does not exist outside a demo."""
    if not _is_demo():
        raise Http404
    users = User.objects.filter(is_demo=True, is_active=True).order_by("pk")
    grants = RoleGrant.objects.filter(user__is_demo=True, ended_at=None).select_related("campus")
    roles = {grant.user_id: grant for grant in grants}
    people = [{"user": user, "grant": roles.get(user.pk)} for user in users]
    return render(request, "demo.html", {"people": people, "roles": Role})


@require_POST
def demo_sign_in(request: HttpRequest, user_id: int) -> HttpResponse:
    if not _is_demo():
        raise Http404
    user = get_object_or_404(User, pk=user_id, is_demo=True, is_active=True)
    login(request, user, backend=BACKEND)
    return redirect("front")


@require_GET
def health(request: HttpRequest) -> HttpResponse:
    """For a load balancer: the process answers, and so does its database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok", "language": translation.get_language()})
