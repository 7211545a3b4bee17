"""What can be done with what is known of a person. One transaction, policy, change, record."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from haven.commons.people import policy
from haven.commons.people.models import Affiliation, Circumstances, Person
from haven.commons.people.naming import name_columns
from haven.core.access import Actor, require
from haven.core.accounts.models import User
from haven.core.audit.record import record


def _locked(person_id: int) -> Person:
    return Person.objects.select_for_update(of=("self",)).get(pk=person_id)


@transaction.atomic
def rename(actor: Actor, *, person_id: int, family_name: str, given_name: str) -> Person:
    """Correct a name; later files do not overwrite it."""
    person = _locked(person_id)
    require(policy.works_with(actor, person))
    before = person.full_name
    person.family_name, person.given_name = family_name, given_name
    for column, value in name_columns(family_name, given_name).items():
        setattr(person, column, value)
    person.save()
    record(actor, "renamed", person, before=before, after=person.full_name)
    return person


@dataclass(frozen=True, slots=True)
class Told:
    """The answers of the first step; None and "" with `declined` set: would rather not say."""

    partner: bool | None = None
    children: bool | None = None
    ground: str = ""
    municipality: str = ""
    family_declined: bool = False
    ground_declined: bool = False
    municipality_declined: bool = False


@transaction.atomic
def tell_circumstances(actor: Actor, *, person_id: int, told: Told) -> Circumstances:
    """Keep what a person told about themselves. The record says that they did, not what."""
    person = _locked(person_id)
    require(policy.can_tell(actor, person))
    values = {name: getattr(told, name) for name in Told.__slots__}
    row, _new = Circumstances.objects.update_or_create(
        person=person, defaults={**values, "answered_at": timezone.now()}
    )
    record(actor, "circumstances_told", person)
    return row


@transaction.atomic
def set_arrival(actor: Actor, *, affiliation_id: int, arrives_on: date | None) -> Affiliation:
    """Set the day of arrival, by the person or by staff of the campus; later files do not overwrite it."""
    affiliation = (
        Affiliation.objects.select_for_update(of=("self",))
        .select_related("person", "campus")
        .get(pk=affiliation_id)
    )
    require(policy.can_see(actor, affiliation.person))
    before = affiliation.arrives_on
    if before != arrives_on:
        affiliation.arrives_on = arrives_on
        affiliation.save(update_fields=["arrives_on"])
        record(actor, "arrival_set", affiliation.person, before=before, after=arrives_on)
    return affiliation


@transaction.atomic
def choose_language(actor: Actor, *, language: str) -> None:
    """The language of letters and pages, for the one who asks."""
    if actor.user_id is None:
        return
    User.objects.filter(pk=actor.user_id).update(language=language)
    Person.objects.filter(user_id=actor.user_id).update(language=language)
