"""People whose name was destroyed upstream ("???"), one after another."""

from dataclasses import dataclass
from datetime import date

from haven.commons.people.countries import country_name
from haven.commons.people.models import Person
from haven.commons.people.policy import worked_with_by
from haven.core.access import Actor
from haven.core.text import current


@dataclass(frozen=True, slots=True)
class Damaged:
    """Somebody to correct, with what may tell how the name should read."""

    pk: int
    family_name: str
    given_name: str
    email: str
    birth_date: date | None
    nationality: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DamagedNames:
    current: Damaged | None
    left: int


def damaged_names(actor: Actor, *, after: int = 0) -> DamagedNames:
    """The first one after this id (or the first of all, at the end), and how many there are."""
    found = worked_with_by(actor).filter(name_damaged=True).order_by("pk").prefetch_related("sources")
    person = found.filter(pk__gt=after).first() or (found.first() if after else None)
    return DamagedNames(_damaged(person) if person else None, found.count())


def _damaged(person: Person) -> Damaged:
    return Damaged(
        pk=person.pk,
        family_name=person.family_name,
        given_name=person.given_name,
        email=person.email or "",
        birth_date=person.birth_date,
        nationality=country_name(person.nationality, current()) if person.nationality else "",
        numbers=tuple(source.number for source in person.sources.all()),
    )
