"""People whom our letters do not reach, since their address does not work."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower

from haven.commons.people.models import Person
from haven.core.mail.addresses import failing
from haven.core.mail.bounces import in_words


@dataclass(frozen=True, slots=True)
class Failing:
    """An address that does not work: since when, why in plain words, and what the mail server said."""

    since: datetime
    words: str
    said: str


def address_fails() -> Q:
    """The condition on Affiliation that letters do not reach the person."""
    return Q(person__in=Person.objects.filter(Exists(_of("email"))).values("pk"))


def does_address_fail() -> Exists:
    """The same of each Affiliation, to be told with it."""
    return Exists(_of("person__email"))


def with_failing(people: QuerySet[Person]) -> QuerySet[Person]:
    """People with what `failing_of` tells, in one query."""
    row = _of("email")
    return people.annotate(
        fails_since=Subquery(row.values("undeliverable_since")), fails_reason=Subquery(row.values("reason"))
    )


def failing_of(person: Any) -> Failing | None:
    """Of somebody read `with_failing`."""
    if person.fails_since is None:
        return None
    return Failing(person.fails_since, in_words(person.fails_reason), person.fails_reason)


def _of(column: str) -> QuerySet[Any]:
    return failing().filter(pk=Lower(OuterRef(column)))
