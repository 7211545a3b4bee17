from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from haven.commons.people.policy import can_see_people
from haven.community.welcome.addresses import address_works_again
from haven.community.welcome.queries.person import find_person
from haven.core.access import Actor, require


@login_required
@require_POST
def address_works(request: HttpRequest, pk: int) -> HttpResponse:
    """Staff heard that letters arrive again: they leave from now on."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    require(can_see_people(actor))
    if find_person(actor, pk) is None:
        raise Http404
    if address_works_again(actor, person_id=pk):
        messages.success(
            request, _("Letters leave for this address again. Those that were kept stay unsent.")
        )
    else:
        messages.info(request, _("This address works already. Nothing is changed."))
    return redirect("welcome:person", pk)
