"""The officer's pages about files: bring one in, see what it does, decide what it leaves open."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header, urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from haven.community.welcome import policy
from haven.community.welcome.importing import actions, queries
from haven.community.welcome.importing.forms import ColumnsForm, MissingForm, UploadForm
from haven.community.welcome.importing.refused import as_csv, as_workbook
from haven.community.welcome.models import PossibleDuplicate
from haven.community.welcome.views.parsing import number, posted
from haven.core.access import Actor, Answer, Refused, require
from haven.core.imports.models import Mapping, Run
from haven.core.imports.tables import UnreadableFile

State = Run.State
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _actor(request: HttpRequest, may: Any = policy.can_import) -> Actor:
    """Who asks; refused, with the reason, unless the policy says yes."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    answer: Answer = may(actor)
    require(answer)
    return actor


def _run(request: HttpRequest, pk: int) -> tuple[Actor, Run]:
    actor = _actor(request)
    found = get_object_or_404(Run.objects.select_related("started_by"), pk=pk, kind=policy.KIND)
    require(policy.can_see_run(actor, found))
    return actor, found


# ---------------------------------------------------------------- bringing a file in


@login_required
@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """The files, and what waits for a decision."""
    found = queries.imports(_actor(request), request.GET.get("page", 1))
    return render(request, "welcome/imports/list.html", {"imports": found, "page": found.page})


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; one that cannot be read leaves nothing but the sentence that says so."""
    actor = _actor(request)
    names = Mapping.objects.filter(kind=policy.KIND).order_by("name").values_list("name", flat=True)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*data, mappings=names)
    if data and form.is_valid():
        file, mapping = form.cleaned_data["file"], form.cleaned_data["mapping"]
        try:
            opened = actions.receive(actor, name=file.name, chunks=file.chunks(), mapping=mapping)
            return redirect("welcome:import_columns", opened.pk)
        except UnreadableFile as error:
            form.add_error("file", str(error.sentence))
    return render(request, "welcome/imports/upload.html", {"form": form})


@login_required
@require_http_methods(["GET", "POST"])
def columns(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which heading means what."""
    actor, found = _run(request, pk)
    without_table = found.state == State.FAILED and not found.preview.get("headings")
    if found.state not in {State.UPLOADED, State.READY, State.FAILED} or without_table:
        return redirect("welcome:import_run", pk)
    form = ColumnsForm(posted(request), run=found)
    if request.method == "POST" and form.is_valid():
        return _set_columns(request, actor, pk, form)
    return render(request, "welcome/imports/columns.html", {"form": form, "run": found})


def _set_columns(request: HttpRequest, actor: Actor, pk: int, form: ColumnsForm) -> HttpResponse:
    try:
        actions.set_columns(
            actor,
            run_id=pk,
            columns=form.columns,
            headings=form.headings,
            name=form.cleaned_data["name"],
            is_complete=form.cleaned_data["is_complete"],
        )
    except Refused as refusal:  # a colleague was first
        messages.error(request, str(refusal.reason))
    return redirect("welcome:import_run", pk)


@login_required
@require_GET
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One file from its check to what became of it."""
    actor, found = _run(request, pk)
    if found.state == State.UPLOADED:
        return redirect("welcome:import_columns", pk)
    if request.htmx:  # type: ignore[attr-defined]
        # As long as it is busy only the bar moves; then the whole page is another one.
        part = "welcome/imports/progress.html"
        return render(request, part, {"run": found}) if found.busy else HttpResponseClientRefresh()
    context: dict[str, Any] = {"run": found}
    if found.state == State.READY:
        context["preview"] = queries.preview(found)
    elif found.state == State.DONE:
        kind, number = request.GET.get("kind", ""), request.GET.get("page", 1)
        context["outcome"] = queries.outcome(found, kind=kind, number=number)
        context["decides"] = bool(policy.can_decide(actor))
    return render(request, "welcome/imports/run.html", context)


@login_required
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Import it; or go on with it, where nobody is at it any more."""
    return _do(request, pk, actions.start_run)


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Put it aside."""
    return _do(request, pk, actions.cancel_run)


def _do(request: HttpRequest, pk: int, verb: Any) -> HttpResponse:
    actor, _found = _run(request, pk)
    try:
        verb(actor, run_id=pk)
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    return redirect("welcome:import_run", pk)


@login_required
@require_GET
def refused(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The refused rows as a file to correct and load again."""
    actor, found = _run(request, pk)
    rows = actions.hand_out_refused(actor, run_id=pk)
    name = f"{Path(found.file_name).stem} - {_('to correct')}"
    response: HttpResponseBase
    if request.GET.get("format") == "xlsx":
        response = FileResponse(as_workbook(rows.headings, rows.rows), content_type=XLSX)
        name += ".xlsx"
    else:
        lines = as_csv(rows.headings, rows.rows)
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        name += ".csv"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def mapping_forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget the columns remembered under a name."""
    actor = _actor(request)
    get_object_or_404(Mapping, pk=pk, kind=policy.KIND)
    name = actions.forget_mapping(actor, mapping_id=pk)
    messages.success(request, _("“%(name)s” is forgotten. What was imported stays.") % {"name": name})
    return redirect("welcome:imports")


# ---------------------------------------------------------------- what a file leaves open


@login_required
@require_http_methods(["GET", "POST"])
def duplicates(request: HttpRequest) -> HttpResponse:
    """Rows that may be somebody already known: the same person, or another?"""
    actor = _actor(request, policy.can_decide)
    if request.method == "POST":
        return _decide(request, actor)
    page, held = queries.duplicates(request.GET.get("page", 1))
    return render(request, "welcome/imports/duplicates.html", {"page": page, "held": held})


def _decide(request: HttpRequest, actor: Actor) -> HttpResponse:
    same = request.POST.get("same")
    row = get_object_or_404(PossibleDuplicate, pk=number(same or request.POST.get("other")))
    try:
        decided = actions.decide_duplicate(actor, duplicate_id=row.pk, same=bool(same))
    except Refused as refusal:
        messages.error(request, str(refusal.reason))
    else:
        sentence = (
            _("Number %(number)s now belongs to the person who was known.")
            if same
            else _("Number %(number)s is another person, and has a pathway now.")
        )
        messages.success(request, sentence % {"number": decided.number})
    return redirect(f"{reverse('welcome:duplicates')}?{urlencode({'page': request.GET.get('page', 1)})}")


@login_required
@require_http_methods(["GET", "POST"])
def missing(request: HttpRequest) -> HttpResponse:
    """People who are gone from the last file of their source: withdraw, or keep."""
    actor = _actor(request, policy.can_decide)
    if request.method == "POST":
        return _settle(request, actor)
    found = queries.missing(request.GET.get("source", ""), request.GET.get("page", 1))
    return render(request, "welcome/imports/missing.html", {"missing": found, "page": found.page})


def _settle(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = MissingForm(request.POST)
    back = f"{reverse('welcome:missing')}?{urlencode({'source': request.POST.get('source', '')})}"
    if not form.is_valid():
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
        return redirect(back)
    chosen, withdraw = form.cleaned_data, form.cleaned_data["verdict"] == "withdraw"
    ids = queries.missing_ids(chosen["source"]) if chosen["everybody"] else chosen["records"]
    if withdraw and not chosen["confirmed"]:
        context = {**chosen, "total": len(ids), "back": back}
        return render(request, "welcome/imports/missing_confirm.html", context)
    settled = actions.settle_missing(actor, record_ids=ids, withdraw=withdraw)
    messages.success(request, _settled(settled, withdraw=withdraw))
    return redirect(back)


def _settled(total: int, *, withdraw: bool) -> str:
    if withdraw:
        sentence = ngettext("%(total)d person is withdrawn.", "%(total)d people are withdrawn.", total)
    else:
        sentence = ngettext("%(total)d person is kept.", "%(total)d people are kept.", total)
    return sentence % {"total": total}
