"""People as those see them who export, erase and keep terms: whom a number names, when a stay ends."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Q
from django.utils import timezone

from haven.commons.people.models import Affiliation, Person, SourceRecord
from haven.core.privacy.subjects import Subject


def found_under(text: str) -> list[int]:
    """Everybody with this number in any source, or with this address."""
    if "@" in text:
        there = Person.objects.filter(Q(email__iexact=text) | Q(user__email=text.lower()))
        return list(there.order_by("pk").values_list("pk", flat=True))
    numbered = SourceRecord.objects.filter(number__iexact=text)
    return sorted(set(numbered.values_list("person_id", flat=True)))


def subjects(pks: Collection[int]) -> list[Subject]:
    people = Person.objects.filter(pk__in=pks).select_related("user").order_by("pk")
    return [_subject(person) for person in people.prefetch_related("user__emailaddress_set")]


def _subject(person: Person) -> Subject:
    user = person.user
    addresses = [person.email, user.email if user else None]
    # The way in keeps its own list of addresses.
    addresses += [row.email for row in user.emailaddress_set.all()] if user else []  # type: ignore[attr-defined]
    emails = frozenset(address.lower() for address in addresses if address)
    language = user.language if user else person.language
    return Subject(person.pk, person.user_id, person.full_name, emails, language)


def person_of(user_id: int) -> int | None:
    return Person.objects.filter(user_id=user_id).values_list("pk", flat=True).first()


def stay_ends(subjects: Sequence[Subject]) -> dict[Subject, date | None]:
    """The end of the last stay of each; a stay that was withdrawn ended that day. One query.

    None while any stay has no known end.
    """
    by_person = {one.person_id: one for one in subjects if one.person_id is not None}
    told: dict[Subject, list[date | None]] = {}
    stays = Affiliation.objects.filter(person_id__in=by_person)
    for person_id, ends_on, withdrawn in stays.values_list("person_id", "ends_on", "withdrawn_at"):
        end = timezone.localdate(withdrawn) if withdrawn else ends_on
        told.setdefault(by_person[person_id], []).append(end)
    return {one: _last(told.get(one, [None])) for one in by_person.values()}


def _last(ends: list[date | None]) -> date | None:
    known = [end for end in ends if end is not None]
    return max(known) if len(known) == len(ends) else None
