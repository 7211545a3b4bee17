"""What a newcomer hears by mail: each thing once, a day at most, as often as they like; the law always."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from haven.commons.organisation.models import Campus
from haven.commons.pathways.models import Obstacle, Pathway, Replan, Step
from haven.commons.people.models import Person
from haven.community.welcome.actions import set_arrival
from haven.community.welcome.letter_kinds import LEGAL, STEPS
from haven.community.welcome.models import Reminded
from haven.community.welcome.reminders import telling
from haven.community.welcome.reminders.telling import tell_newcomers
from haven.core.access import SYSTEM
from haven.core.accounts.models import User
from haven.core.mail.addresses import failed, works_again
from haven.core.mail.kinds import Often
from haven.core.mail.models import Letter
from haven.core.mail.preferences import choose
from haven.core.mail.stopping import stop_url
from tests.community.welcome.making import MakePerson, give_steps, in_days, queries

Values = dict[str, Any]


@pytest.fixture
def make(campus: Campus, make_person: MakePerson) -> Any:
    def made(steps: Sequence[Values], **person: Any) -> Person:
        found = make_person(**person)
        give_steps(found, steps)
        return found

    return made


def morning(days: int = 0, hour: int = 8) -> datetime:
    return timezone.localtime().replace(hour=hour, minute=0) + timedelta(days=days)


def told(days: int = 0) -> str:
    """The text of what is sent that morning; "" where nothing is."""
    before = set(Letter.objects.values_list("pk", flat=True))
    number = tell_newcomers(morning(days))
    texts = list(Letter.objects.exclude(pk__in=before).values_list("text", flat=True))
    assert len(texts) == number <= 1
    return texts[0] if texts else ""


def step(person: Person, key: str = "step-0") -> Step:
    return Step.objects.get(pathway__person=person, template_step__key=key)


def move(person: Person, day: date | None, *, at: datetime, by: User | None = None) -> None:
    """As a file or staff would: another day of arrival."""
    set_arrival(SYSTEM, affiliation_id=person.affiliations.get().pk, arrives_on=day)
    Replan.objects.filter(pk=Replan.objects.order_by("-pk")[0].pk).update(at=at, by=by)


def test_due_soon_is_told_once(make: Any, settings: Any) -> None:
    settings.BASE_URL = "https://haven.example"
    person = make([{"due": in_days(9)}, {"due": None}, {"due": in_days(3), "owner": "officer"}])
    assert told(1) == ""
    text = told(2)
    assert "Hello Lan," in text
    assert "Do this in the next 7 days:" in text
    assert f"- Step step-0: {in_days(9):%A}" in text
    assert "(in 7 days)" in text
    assert f"https://haven.example/welcome/steps/{step(person).pk}/" in text
    assert [told(days) for days in range(3, 10)] == [""] * 7
    letter = Letter.objects.get()
    assert (letter.to, letter.subject) == (person.email, "1 step for the next 7 days")
    assert stop_url(letter.mark) in letter.text
    assert f'<a href="{stop_url(letter.mark)}">' in letter.html


def test_another_date_is_told_anew(make: Any) -> None:
    person = make([{"due": in_days(5)}])
    assert told()
    assert not told(1)
    Step.objects.filter(pk=step(person).pk).update(due=in_days(6))
    assert told(2)


def test_late_is_told_the_day_after_and_once_a_week_for_four_weeks(make: Any) -> None:
    make([{"due": in_days(0)}])
    assert "Do this in the next 7 days" in told()
    days = [day for day in range(1, 60) if told(day)]
    assert days == [1, 8, 15, 22, 29]
    assert "29 days late" in Letter.objects.latest("pk").text


def test_what_has_been_late_for_long_is_told_once(make: Any) -> None:
    make([{"due": in_days(-100)}])
    assert "100 days late" in told()
    assert [told(day) for day in range(1, 10)] == [""] * 9


def test_done_withdrawn_stuck_and_what_waits_are_left_out(make: Any) -> None:
    person = make(
        [
            {"due": in_days(2), "state": Step.State.DONE, "done_on": in_days(-1)},
            {"key": "room", "due": in_days(3)},
            {"key": "rent", "due": in_days(3), "after": ["room"]},
            {"key": "card", "due": in_days(3), "after": ["room"], "theme": "residence"},
            {"key": "stuck", "due": in_days(3)},
        ]
    )
    Obstacle.objects.create(step=step(person, "stuck"), text="The counter was closed.")
    gone = make([{"due": in_days(3)}])
    Pathway.objects.filter(person=gone).update(state=Pathway.State.WITHDRAWN)
    text = told()
    assert "Step room" in text
    assert "Step card" in text  # the law waits for no other step
    assert "Step rent" not in text
    assert "Step stuck" not in text
    Obstacle.objects.update(answered_at=timezone.now())
    assert "Step stuck" in told(1)


def test_what_others_moved_is_told(make: Any) -> None:
    steps = [{"key": "room", "anchor": "arrived", "offset": 5, "due": in_days(35)}]
    person = make(steps, arrives_on=in_days(30))
    told()
    move(person, in_days(40), at=morning(0, 12))
    assert told() == ""
    text = told(1)
    assert "These steps have another date:" in text
    assert f"it was {in_days(35):%A}" in text
    assert told(2) == ""
    assert Letter.objects.get().subject == "1 date has moved"


def test_of_what_one_moved_oneself_or_has_read_nothing_is_said(make: Any, as_newcomer: Any) -> None:
    steps = [{"key": "room", "anchor": "arrived", "offset": 5, "due": in_days(35)}]
    person = make(steps, arrives_on=in_days(30))
    told()
    move(person, in_days(40), at=morning(0, 12), by=as_newcomer(person))
    assert told(1) == ""
    move(person, in_days(41), at=morning(1, 12))
    Replan.objects.update(read_at=timezone.now())
    assert told(2) == ""
    move(person, in_days(43), at=morning(2, 12))
    move(person, in_days(41), at=morning(2, 13))  # and back
    assert told(3) == ""


def test_only_in_the_morning_and_by_day(make: Any) -> None:
    make([{"due": in_days(3)}])
    assert [tell_newcomers(morning(0, hour)) for hour in (0, 6, 20, 23)] == [0] * 4
    assert [tell_newcomers(morning(0, hour)) for hour in (19, 19, 7)] == [1, 0, 0]


def test_in_the_readers_language(make: Any) -> None:
    make([{"due": in_days(3)}], language="nl")
    text = told()
    assert "Stap step-0" in text
    assert "Dag Lan," in text
    assert 'lang="nl"' in Letter.objects.get().html


def test_once_a_week_on_monday(make: Any) -> None:
    person = make([{"due": in_days(0), "key": f"step-{n}"} for n in range(2)])
    choose(STEPS, [str(person.email)], Often.WEEKLY)
    monday = 7 - timezone.localdate().weekday()
    assert [day for day in range(1, 50) if told(day)] == [monday + 7 * week for week in range(5)]
    assert all(letter.text.count("days late") in {0, 2} for letter in Letter.objects.all())


def test_whoever_stopped_them_is_told_what_the_law_asks(make: Any) -> None:
    steps = [{"due": in_days(3), "key": "card", "theme": "residence"}, {"due": in_days(3), "key": "room"}]
    person = make(steps)
    choose(STEPS, [str(person.email)], Often.NEVER)
    text = told()
    assert "So we must tell you" in text
    assert "Step card" in text
    assert "Step room" not in text
    assert "Stop these letters" not in text
    assert Letter.objects.get().kind == LEGAL.key
    assert not Reminded.objects.filter(step=step(person, "room")).exists()


def test_an_address_that_fails_hears_it_when_it_works(make: Any) -> None:
    person = make([{"due": in_days(3)}])
    failed(str(person.email), "5.1.1", timezone.now())
    assert told() == ""
    works_again(str(person.email))
    assert "Step step-0" in told(1)


@pytest.mark.parametrize("change", [{"email": None}, {"inactive": True}])
def test_who_cannot_be_reached_is_left_out(make: Any, as_newcomer: Any, change: Values) -> None:
    person = make([{"due": in_days(3)}])
    if "email" in change:
        Person.objects.filter(pk=person.pk).update(email=None)
    else:
        as_newcomer(person)
        User.objects.update(is_active=False)
    assert told() == ""


def test_a_long_list_names_the_first(make: Any) -> None:
    make([{"due": in_days(3), "key": f"step-{n}"} for n in range(14)])
    text = told()
    assert text.count("/welcome/steps/") == 12
    assert "- and 2 other steps" in text
    assert Letter.objects.get().subject == "14 steps for the next 7 days"


@pytest.mark.parametrize("point", ["post_many", "_locked"])
def test_once_each_under_a_killed_worker(make: Any, monkeypatch: pytest.MonkeyPatch, point: str) -> None:
    people = [make([{"due": in_days(3)}]) for _one in range(5)]
    monkeypatch.setattr(telling, "BATCH", 2)
    whole, calls = getattr(telling, point), []

    def killed(*args: Any) -> Any:
        done = whole(*args)
        calls.append(1)
        if len(calls) == 2:
            raise SystemExit
        return done

    monkeypatch.setattr(telling, point, killed)
    with pytest.raises(SystemExit):
        tell_newcomers(morning())
    assert Letter.objects.count() == Reminded.objects.count() == 2
    assert tell_newcomers(morning()) == 3
    assert sorted(Letter.objects.values_list("to", flat=True)) == sorted(str(p.email) for p in people)


def test_as_many_queries_for_one_as_for_many(make: Any) -> None:
    counts = []
    for number in (1, 2, 47):
        for _one in range(number):
            make([{"due": in_days(3)}, {"due": in_days(-3)}])
        tell_newcomers(morning())  # versions are read once by each process
        Letter.objects.all().delete()
        Reminded.objects.all().delete()
        with queries() as asked:
            tell_newcomers(morning(1))
        counts.append(len(asked))
    assert len(set(counts)) == 1
    assert counts[0] <= 30
