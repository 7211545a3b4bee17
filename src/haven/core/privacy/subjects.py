"""Whom data are about: somebody who is known as a person, as an account, or as both.

This floor knows accounts and no people: the domain that does registers itself here.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.apps import apps

from haven.core.accounts.models import User

ACCOUNT = "accounts.User"


@dataclass(frozen=True, slots=True)
class Subject:
    """One person. `emails` are all addresses that are known of them, in lower case."""

    person_id: int | None
    user_id: int | None
    name: str = ""
    emails: frozenset[str] = frozenset()
    language: str = "en"


@dataclass(frozen=True, slots=True)
class People:
    """The domain that knows people: its model, and what is asked of it."""

    model: str  # "people.Person"
    find: Callable[[str], list[int]]  # whose number or address this is
    subjects: Callable[[Collection[int]], list[Subject]]  # those who are there, in the order of their ids
    of_account: Callable[[int], int | None]


# When somebody's stay or work ended, for those of whom a domain knows a stay; None: not, or not known.
Ends = Callable[[Sequence[Subject]], dict[Subject, date | None]]
# Why somebody cannot be erased now, in a sentence; "" where nothing stands in the way.
Hold = Callable[[Subject], str]

_people: list[People] = []
_ends: list[Ends] = []
_holds: list[Hold] = []


def register_people(people: People) -> None:
    _people[:] = [people]


def register_ends(ends: Ends) -> Ends:
    _ends.append(ends)
    return ends


def register_hold(hold: Hold) -> Hold:
    _holds.append(hold)
    return hold


def people() -> People:
    return _people[0]


def find(text: str) -> list[Subject]:
    """Everybody who is known under this number or e-mail address."""
    text = text.strip()
    found = people().subjects(people().find(text)) if text else []
    if found or "@" not in text:
        return found
    account = User.objects.filter(email=text.lower()).first()
    return [of_account(account)] if account else []


def of_person(person_id: int) -> Subject | None:
    # Asked one by one: a number that no database holds is then nobody's, and no error.
    there = apps.get_model(people().model)._default_manager.filter(pk=person_id).exists()
    return next(iter(people().subjects([person_id])), None) if there else None


def of_account(user: User) -> Subject:
    """The person whose account this is, or the account alone."""
    person_id = people().of_account(user.pk)
    found = of_person(person_id) if person_id is not None else None
    return found or Subject(None, user.pk, user.name, frozenset({user.email}), user.language)


def held_back(subject: Subject) -> str:
    """The first sentence that says why this person cannot be erased now; "" where there is none."""
    return next((why for hold in _holds if (why := hold(subject))), "")


def ends_of(subjects: Sequence[Subject]) -> dict[Subject, date]:
    """The last day of what each came to do; those without a known end are left out."""
    told: dict[Subject, list[date | None]] = {}
    for ends in _ends:
        for subject, day in ends(subjects).items():
            told.setdefault(subject, []).append(day)
    known = {subject: [day for day in days if day is not None] for subject, days in told.items()}
    return {subject: max(days) for subject, days in known.items() if len(days) == len(told[subject])}
