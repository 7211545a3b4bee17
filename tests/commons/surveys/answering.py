"""People who are asked and answer, for tests."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from haven.commons.people.models import Person
from haven.commons.surveys.actions import answer, close_batches, open_invitations
from haven.commons.surveys.models import Batch, Invitation
from haven.core.access import SYSTEM, Actor
from haven.core.accounts.models import User

ARRIVED = date(2026, 9, 7)
WEEK_2 = ARRIVED + timedelta(days=14)
FINE = {"next": "4", "help": "5", "hardest": "housing", "words": ""}


def account(person: Person) -> Actor:
    """The person as whoever is signed in."""
    user, _new = User.objects.get_or_create(email=str(person.email))
    Person.objects.filter(pk=person.pk).update(user=user)
    return Actor(user.pk, str(user))


def say(person: Person, answers: Mapping[str, str] = FINE) -> Invitation:
    """Answer what this person is asked."""
    invitation = Invitation.objects.get(person=person)
    # Whoever answers late in the period is asked on that day: the tests run on any.
    Invitation.objects.filter(pk=invitation.pk).update(closes_on=date.max)
    answer(account(person), invitation_id=invitation.pk, answers=answers)
    invitation.refresh_from_db()
    return invitation


def close(people: Iterable[tuple[Person, Mapping[str, str]]]) -> Batch:
    """Ask these people in week 2, have them answer, and close."""
    open_invitations(WEEK_2)
    for person, answers in people:
        say(person, FINE | answers)
    close_batches(SYSTEM, date(2027, 3, 1))
    return Batch.objects.get(wave__key="week-2")
