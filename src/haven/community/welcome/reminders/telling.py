"""Each morning newcomers hear what is new about their steps: as often as they like, once a day at most.

Each person has a mark (`StepsTold`), and so has each step that was told (`Reminded`). Letters and marks of a
batch of people are written in one transaction, so a worker that is killed leaves all of them or none. What
moved is told up to the last midnight, and letters leave some hours later, when no change of that day can
still be on its way into the database.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from haven.commons.pathways.models import Pathway
from haven.commons.people.models import Person
from haven.community.welcome.letter_kinds import STEPS
from haven.community.welcome.models import Reminded, StepsTold
from haven.community.welcome.reminders import finding
from haven.community.welcome.reminders.finding import News
from haven.community.welcome.reminders.letters import address_of, letter
from haven.core.mail.addresses import failing_among
from haven.core.mail.kinds import Often, is_day
from haven.core.mail.outbox import Outgoing, post_many
from haven.core.mail.preferences import chosen, often_for

FROM_HOUR, TO_HOUR = 7, 20  # in the university's time: nobody is woken
A_DAY = timedelta(days=1)
BATCH = 500  # people


def tell_newcomers(now: datetime) -> int:
    """Tell everybody who was not told today; return how many letters. Safe to run twice, and side by side."""
    local = timezone.localtime(now)
    if not FROM_HOUR <= local.hour < TO_HOUR:
        return 0
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return sum(_tell(ids, midnight) for ids in _batches(midnight))


def _batches(midnight: datetime) -> Iterator[list[int]]:
    told = StepsTold.objects.filter(person=OuterRef("pk"), until__gte=midnight)
    active = Pathway.objects.filter(person=OuterRef("pk"), state=Pathway.State.ACTIVE)
    reached = Q(user__isnull=True, email__isnull=False) | Q(user__is_active=True)
    waiting = Person.objects.filter(reached, Exists(active), ~Exists(told)).order_by("pk")
    last = 0
    while ids := list(waiting.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        yield ids
        last = ids[-1]


@transaction.atomic
def _tell(ids: list[int], midnight: datetime) -> int:
    """Tell a batch of people; those whom no letter reaches now, or whose day it is not, keep their mark."""
    since = _locked(ids, midnight)
    rows = Person.objects.filter(pk__in=since).select_related("user", "circumstances").order_by("pk")
    often = _often(list(rows))
    due = {person: how for person, how in often.items() if is_day(how, since[person.pk], midnight)}
    today = midnight.date()
    found = finding.news(list(due), since, midnight, today)
    told = {person: _kept(found.get(person.pk, News()), how) for person, how in due.items()}
    letters = [_letter(person, news, due[person], today) for person, news in told.items() if news]
    Reminded.objects.bulk_create(finding.marks(told.values()), ignore_conflicts=True)
    StepsTold.objects.filter(person__in=due).update(until=midnight)
    return post_many(letters)


def _locked(ids: list[int], midnight: datetime) -> dict[int, datetime]:
    """Until when each was told, of those who were not told today; nobody else tells them meanwhile."""
    new = [StepsTold(person_id=pk, until=midnight - A_DAY) for pk in ids]
    StepsTold.objects.bulk_create(new, ignore_conflicts=True)
    rows = StepsTold.objects.select_for_update().filter(person__in=ids, until__lt=midnight).order_by("pk")
    return dict(rows.values_list("person_id", "until"))


def _often(people: list[Person]) -> dict[Person, Often]:
    """How often each wants letters; whoever has an address that does not work is left out."""
    addresses = {person: _addresses(person) for person in people}
    every = [address for several in addresses.values() for address in several]
    fails, choices = failing_among(every), chosen(STEPS, every)
    return {
        person: often_for(STEPS, several, choices)
        for person, several in addresses.items()
        if several and several[0].lower() not in fails
    }


def _addresses(person: Person) -> list[str]:
    """Where the letter goes, then what else the reader chose for."""
    own = person.user.email if person.user else ""
    return list(dict.fromkeys(address for address in (address_of(person), own) if address))


def _kept(news: News, often: Often) -> News:
    return news.legal if often == Often.NEVER else news


def _letter(person: Person, news: News, often: Often, today: date) -> Outgoing:
    return letter(person, news, today, legal=often == Often.NEVER)
