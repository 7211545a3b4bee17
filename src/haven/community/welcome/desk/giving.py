"""Giving steps to a colleague: whom one can choose, and the letter that tells them."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from haven.commons.organisation.models import RoleGrant
from haven.commons.pathways import bulk
from haven.commons.pathways.bulk import Outcome
from haven.commons.pathways.models import Step
from haven.commons.people.models import Affiliation
from haven.commons.people.policy import STAFF_ROLES, reaches
from haven.community.welcome.letter_kinds import GIVEN
from haven.core.access import Actor, Grant
from haven.core.accounts.models import User
from haven.core.mail.models import new_mark
from haven.core.mail.outbox import Outgoing, post_many
from haven.core.mail.stopping import stop_url


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody whom steps can be given to; `missing`: for how many of the people chosen they do not work."""

    pk: int
    name: str
    roles: tuple[str, ...]
    missing: int


def colleagues(steps: Collection[Step]) -> list[Colleague]:
    """Those who work for some of the people concerned, who works for most of them first. Two queries."""
    people = {step.pathway.person_id for step in steps}
    stays = list(Affiliation.objects.filter(person__in=people))
    rows = RoleGrant.objects.filter(role__in=STAFF_ROLES, ended_at=None, user__is_active=True)
    grants: dict[User, list[RoleGrant]] = {}
    for row in rows.select_related("user", "campus", "unit"):
        grants.setdefault(row.user, []).append(row)
    found = (_colleague(user, held, people, stays) for user, held in grants.items())
    able = [colleague for colleague in found if colleague.missing < len(people)]
    return sorted(able, key=lambda colleague: (colleague.missing, colleague.name.casefold()))


def _colleague(user: User, held: list[RoleGrant], people: set[int], stays: list[Affiliation]) -> Colleague:
    actor = Actor(user.pk, grants=frozenset(Grant(row.role, row.campus_id, row.unit_id) for row in held))
    reached = {stay.person_id for stay in stays if reaches(actor, stay)}
    roles = tuple(dict.fromkeys(_role(row) for row in held))
    return Colleague(user.pk, str(user), roles, len(people - reached))


def _role(row: RoleGrant) -> str:
    place = row.campus or row.unit
    return f"{row.get_role_display()}, {place}" if place else str(row.get_role_display())


@transaction.atomic
def give(actor: Actor, *, step_ids: Collection[int], assignee_id: int | None) -> Outcome:
    """Give steps to a colleague and tell them in one letter; or (None) take them back."""
    outcome = bulk.assign_many(actor, step_ids=step_ids, assignee_id=assignee_id)
    if outcome.bulk is not None and assignee_id not in {None, actor.user_id}:
        _tell(actor, outcome.bulk.pk, len(outcome.done), User.objects.get(pk=assignee_id))
    return outcome


def _tell(actor: Actor, bulk_id: int, number: int, user: User) -> None:
    """The letter names nobody: what it is about stands in Haven."""
    mark = new_mark()
    with override(user.language):
        words = ngettext("You look after %(number)d step", "You look after %(number)d steps", number)
        subject = words % {"number": number}
        text = "\n\n".join(
            (
                _("%(name)s gave you steps of newcomers to look after.") % {"name": actor.label},
                _("You find them here: %(url)s")
                % {"url": urljoin(settings.BASE_URL, reverse("welcome:desk")) + "?owner=me"},
                _("How often you get this mail, or never: %(url)s") % {"url": stop_url(mark)},
            )
        )
    post_many([Outgoing(f"given:{bulk_id}", user.email, subject, text + "\n", kind=GIVEN.key, mark=mark)])
