"""Lists kept under a name."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from haven.community.welcome.desk import saved
from haven.community.welcome.desk.forms import KeepForm, NameForm
from haven.community.welcome.models import SavedView
from haven.community.welcome.views.asking import staff
from haven.community.welcome.views.parsing import next_url
from haven.core.access import Refused


def _list_address(page: str, query: str) -> str:
    route = "welcome:desk" if page == SavedView.Page.DESK else "welcome:people"
    return f"{reverse(route)}?{query}" if query else reverse(route)


@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the filters of a list under a name."""
    actor = staff(request)
    form = KeepForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect(next_url(request, reverse("welcome:desk")))
    try:
        view = saved.save_view(actor, **form.cleaned_data)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
        return redirect(next_url(request, reverse("welcome:desk")))
    messages.success(request, _("The list is kept as “%(name)s”.") % {"name": view.name})
    return redirect(_list_address(view.page, view.query))


@login_required
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a saved list, or remove it."""
    actor = staff(request)
    view = saved.find_view(actor, pk)
    if view is None:
        raise Http404
    address = _list_address(view.page, view.query)
    if "remove" in request.POST:
        saved.remove_view(actor, view=view)
        messages.success(request, _("The list “%(name)s” is removed.") % {"name": view.name})
        return redirect(address)
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": view.name})
    if form.is_valid():
        try:
            saved.rename_view(actor, view=view, name=form.cleaned_data["name"])
        except Refused as refusal:
            form.add_error("name", str(refusal.reason))
        else:
            return redirect(address)
    return render(request, "welcome/desk/list.html", {"form": form, "view": view, "back_url": address})
