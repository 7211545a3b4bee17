"""Administrators give and take roles, and look up campuses."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from haven.commons.organisation import actions, queries
from haven.commons.organisation.actors import actor_of
from haven.commons.organisation.forms import FilterForm, ReachForm, RoleForm
from haven.commons.organisation.models import Campus, RoleGrant
from haven.commons.organisation.policy import can_administer
from haven.core.access import Actor, Refused, require

ROLES_PER_PAGE = 50


def _administrator(request: HttpRequest) -> Actor:
    """Who asks; refused, with the reason, unless they administer Haven."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    require(can_administer(actor))
    return actor


def _held(pk: int) -> RoleGrant:
    """A role that is not ended; anything else is not there."""
    held = RoleGrant.objects.filter(ended_at=None).select_related("user", "campus", "unit")
    return get_object_or_404(held, pk=pk)


@login_required
@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """Who holds which role where; and which campuses have nobody to turn to."""
    _administrator(request)
    form = FilterForm(request.GET, list(Campus.objects.all()))
    held = queries.held_roles(**form.chosen)
    context = {
        "form": form,
        "filtered": any(form.chosen.values()),
        "page": Paginator(held, ROLES_PER_PAGE).get_page(request.GET.get("page")),
        "without_contact": list(queries.campuses_without_contact()),
    }
    return render(request, "organisation/roles.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def role_grant(request: HttpRequest) -> HttpResponse:
    """Give somebody a role; role and campus may be filled in by the address."""
    actor = _administrator(request)
    wished = {name: request.GET.get(name) for name in ("role", "campus")}
    form = RoleForm(request.POST if request.method == "POST" else None, initial=wished)
    if request.method == "POST" and form.is_valid():
        grant = actions.grant_role(actor, **form.cleaned_data)
        said = _("%(name)s now has the role: %(role)s.")
        messages.success(request, said % {"name": grant.user, "role": grant.get_role_display()})
        return redirect("organisation:roles")
    return render(request, "organisation/role_grant.html", {"form": form})


@login_required
@require_http_methods(["GET", "POST"])
def role_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change telephone and hours."""
    actor = _administrator(request)
    grant = _held(pk)
    form = ReachForm.of(grant, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        actions.change_reach(actor, grant_id=pk, **form.cleaned_data)
        messages.success(request, _("Telephone and hours of %(name)s are kept.") % {"name": grant.user})
        return redirect("organisation:roles")
    return render(request, "organisation/role_change.html", {"form": form, "grant": grant})


@login_required
@require_http_methods(["GET", "POST"])
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first, then take the role back."""
    actor = _administrator(request)
    grant = _held(pk)
    if request.method == "GET":
        return render(request, "organisation/role_end.html", {"grant": grant})
    try:
        actions.end_role(actor, grant_id=pk)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    else:
        said = _("%(name)s no longer has the role: %(role)s.")
        messages.success(request, said % {"name": grant.user, "role": grant.get_role_display()})
    # Whoever ended their own role cannot see the list any more.
    return redirect("organisation:roles" if can_administer(actor_of(request.user)) else "front")


@login_required
@require_GET
def campuses(request: HttpRequest) -> HttpResponse:
    """How newcomers are helped on each campus, and by whom."""
    _administrator(request)
    return render(request, "organisation/campuses.html", {"cards": queries.campus_cards()})
