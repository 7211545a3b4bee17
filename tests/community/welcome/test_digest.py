"""The mail about what moved: one a day, nothing twice, nothing lost, in the reader's language."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from haven.commons.organisation.models import Campus, RoleGrant
from haven.commons.pathways.models import MovesTold, Replan
from haven.commons.people.models import Person
from haven.community.welcome import digest, tasks
from haven.community.welcome.actions import set_arrival
from haven.community.welcome.letter_kinds import MOVED
from haven.core.access import SYSTEM, Actor
from haven.core.accounts.models import User
from haven.core.mail.kinds import Often
from haven.core.mail.models import Letter
from haven.core.mail.preferences import choose
from haven.core.mail.stopping import stop_url
from tests.community.welcome.making import MakePerson, give_steps, grant, in_days

ROOM = {"key": "room", "anchor": "arrived", "offset": 5}
LETTER = {"key": "letter", "owner": "contact_person", "anchor": "arrived", "offset": -5}


def steps() -> list[dict[str, Any]]:
    return [ROOM | {"due": in_days(25)}, LETTER | {"due": in_days(15)}]


@pytest.fixture
def person(make_person: MakePerson) -> Person:
    made = make_person(arrives_on=in_days(20))
    give_steps(made, steps())
    return made


@pytest.fixture
def owner(campus: Campus) -> User:
    return grant("contact_person", "Ann Claes", campus=campus)


def at(hour: int, days: int = 0) -> datetime:
    return timezone.localtime().replace(hour=hour, minute=0) + timedelta(days=days)


def arrive(person: Person, day: int, *, by: Actor = SYSTEM, days_ago: int = 1) -> None:
    last = Replan.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    set_arrival(by, affiliation_id=person.affiliations.get().pk, arrives_on=in_days(day))
    Replan.objects.filter(pk__gt=last).update(at=at(12, -days_ago))


def letters() -> list[Letter]:
    return list(Letter.objects.order_by("pk"))


def test_one_mail_a_day_with_what_moved(person: Person, owner: User, settings: Any) -> None:
    settings.BASE_URL = "https://haven.example"
    arrive(person, 22)
    assert digest.tell_everybody(at(7)) == 1
    (letter,) = letters()
    assert (letter.to, letter.subject) == (owner.email, "1 date of your steps moved")
    assert "Hello Ann Claes," in letter.text
    assert "- Step letter: 1 person" in letter.text
    assert "Step room" not in letter.text
    assert "https://haven.example/welcome/moved/?whose=mine" in letter.text
    assert person.family_name not in letter.text
    assert digest.tell_everybody(at(7)) == digest.tell_everybody(at(23)) == 0
    assert digest.tell_everybody(at(7, 1)) == 0
    assert len(letters()) == 1


def test_in_the_readers_language(person: Person, owner: User) -> None:
    User.objects.filter(pk=owner.pk).update(language="nl")
    arrive(person, 22)
    digest.tell_everybody(at(7))
    assert "Stap letter" in letters()[0].text


def test_not_at_night_and_not_of_today(person: Person, owner: User) -> None:
    arrive(person, 22, days_ago=0)
    assert digest.tell_everybody(at(3)) == 0
    assert digest.tell_everybody(at(7)) == 0
    assert digest.tell_everybody(at(5, 1)) == 0
    assert digest.tell_everybody(at(7, 1)) == 1


def test_days_without_a_worker_come_in_one_mail(person: Person, owner: User) -> None:
    digest.tell_everybody(at(7, -4))
    arrive(person, 22, days_ago=3)
    arrive(person, 24, days_ago=1)
    assert digest.tell_everybody(at(7)) == 1
    assert letters()[0].subject == "1 date of your steps moved"


def test_nothing_of_what_one_did_oneself_or_was_put_back(
    person: Person, owner: User, make_person: MakePerson
) -> None:
    mine = Actor(owner.pk, grants=SYSTEM.grants, system=True)
    arrive(person, 22, by=mine)
    other = make_person(arrives_on=in_days(20))
    give_steps(other, steps())
    arrive(other, 25)
    arrive(other, 20)
    assert digest.tell_everybody(at(7)) == 0


def test_nobody_else_is_told(person: Person, owner: User, campus: Campus, other_campus: Campus) -> None:
    grant("contact_person", "Of Another", campus=other_campus)
    grant("housing_officer", "Another Role", campus=campus)
    gone = grant("contact_person", "Gone Person", campus=campus)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    ended = grant("contact_person", "Former Person", campus=campus)
    RoleGrant.objects.filter(user=ended).update(ended_at=timezone.now())
    arrive(person, 22)
    digest.tell_everybody(at(7))
    assert [letter.to for letter in letters()] == [owner.email]


@pytest.mark.parametrize("point", ["post_many", "actor_of"])
def test_once_under_a_killed_worker(
    person: Person, owner: User, campus: Campus, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    """Killed before or after the letter of the second reader: all are told, and each once."""
    grant("contact_person", "Bea Second", campus=campus)
    grant("contact_person", "Cas Third", campus=campus)
    arrive(person, 22)
    whole, calls = getattr(digest, point), []

    def killed(*args: Any, **values: Any) -> Any:
        calls.append(1)
        done = whole(*args, **values)
        if len(calls) == 2:
            raise SystemExit
        return done

    monkeypatch.setattr(digest, point, killed)
    with pytest.raises(SystemExit):
        digest.tell_everybody(at(7))
    assert MovesTold.objects.count() == len(letters()) == 1
    assert digest.tell_everybody(at(7)) == 2
    assert digest.tell_everybody(at(8)) == 0
    to = [letter.to for letter in letters()]
    assert len(to) == len(set(to)) == 3


def test_many_steps_are_counted(make_person: MakePerson, owner: User) -> None:
    several = [LETTER | {"key": f"letter-{n:02}"} for n in range(17)]
    for _number in range(2):
        person = make_person(arrives_on=in_days(20))
        give_steps(person, several)
        arrive(person, 22)
    digest.tell_everybody(at(7))
    text = letters()[0].text
    assert "the pathways of 2 people" in text
    assert "Step letter-00: 2 people" in text
    assert "- 2 other steps" in text


def test_what_moved_long_ago_is_forgotten(person: Person, owner: User) -> None:
    arrive(person, 22, days_ago=61)
    arrive(person, 23, days_ago=59)
    tasks.forget_moves.func()
    assert Replan.objects.count() == 1


def test_the_job_tells(person: Person, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "tell_everybody", lambda now: 7)
    assert tasks.tell_what_moved.func() == 7


def test_as_often_as_they_like(person: Person, owner: User) -> None:
    monday = -timezone.localdate().weekday()
    choose(MOVED, [owner.email], Often.WEEKLY)
    digest.tell_everybody(at(7, monday))
    arrive(person, 22, days_ago=-monday)
    assert [digest.tell_everybody(at(7, monday + day)) for day in range(1, 8)] == [0] * 6 + [1]
    choose(MOVED, [owner.email], Often.NEVER)
    arrive(person, 24, days_ago=-monday - 8)
    assert digest.tell_everybody(at(7, monday + 9)) == 0
    choose(MOVED, [owner.email], Often.DAILY)
    assert digest.tell_everybody(at(7, monday + 10)) == 0  # what moved while nobody wanted to know
    assert stop_url(Letter.objects.get().mark) in Letter.objects.get().text
