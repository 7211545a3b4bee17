"""Lists that staff keep under a name: their own alone, and nothing in them but the filters."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from haven.commons.people.policy import can_see_people
from haven.community.welcome.desk import filters as desk
from haven.community.welcome.models import SavedView
from haven.community.welcome.queries import people
from haven.core.access import Actor, Refused, require

MOST = 30

# How each page writes its filters.
ADDRESSES = {
    SavedView.Page.DESK: lambda query: desk.Filters.read(query).address,
    SavedView.Page.PEOPLE: lambda query: people.Filters.read(query).address,
}


def views_of(actor: Actor, page: str) -> list[SavedView]:
    """One query."""
    return list(SavedView.objects.filter(user=actor.user_id, page=page))


def find_view(actor: Actor, pk: int) -> SavedView | None:
    return SavedView.objects.filter(user=actor.user_id, pk=pk).first()


def as_written(page: str, query: str) -> str:
    """The filters in this query as the page itself writes them: what it does not know is left out."""
    asked: Mapping[str, Any] = dict(parse_qsl(query))
    return ADDRESSES[SavedView.Page(page)](asked)


def save_view(actor: Actor, *, page: str, name: str, query: str) -> SavedView:
    """Keep a list's filters under a name of one's own."""
    require(can_see_people(actor))
    if len(views_of(actor, page)) >= MOST:
        raise Refused(_("You keep %(most)d lists here already. Remove one first.") % {"most": MOST})
    view = SavedView(page=page, name=name, query=as_written(page, query))
    view.user_id = actor.user_id  # type: ignore[assignment]  # who may see people is signed in
    return _keep(view)


def rename_view(actor: Actor, *, view: SavedView, name: str) -> SavedView:
    require(can_see_people(actor))
    view.name = name
    return _keep(view)


def remove_view(actor: Actor, *, view: SavedView) -> None:
    require(can_see_people(actor))
    view.delete()


def _keep(view: SavedView) -> SavedView:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError:
        raise Refused(
            _("You have a list called “%(name)s” already. Choose another name, or rename that one first.")
            % {"name": view.name}
        ) from None
    return view
