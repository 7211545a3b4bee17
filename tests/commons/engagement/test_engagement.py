"""Who took part in what: put down through events, once each."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from haven.commons.engagement.events import TookPart
from haven.commons.engagement.models import Participation
from haven.commons.engagement.public import without_participation
from haven.commons.people.models import Person
from haven.core.events import deliver, publish

pytestmark = pytest.mark.django_db
MakePerson = Callable[..., Person]


def take_part(person: Person, *, at: datetime, source: str = "agenda.attendance:17") -> None:
    """Somebody was there; and the worker has heard of it."""
    publish(TookPart(person_id=person.pk, kind="activity", at=at.isoformat(), source=source))
    for row in DBTaskResult.objects.ready().filter(task_path=deliver.module_path):
        deliver.call(*row.task_result.args)


def test_attendance_becomes_a_record(make_person: MakePerson) -> None:
    person, at = make_person(), timezone.now()
    take_part(person, at=at)
    found = Participation.objects.get()
    assert (found.person, found.kind, found.at, found.source) == (
        person,
        "activity",
        at,
        "agenda.attendance:17",
    )


def test_an_attendance_counts_once_however_often_it_is_told(make_person: MakePerson) -> None:
    person = make_person()
    for _time in range(3):
        take_part(person, at=timezone.now())
    take_part(person, at=timezone.now(), source="agenda.attendance:18")
    assert Participation.objects.count() == 2


def test_the_database_holds_to_it(make_person: MakePerson) -> None:
    person = make_person()
    values = {"person": person, "kind": "activity", "at": timezone.now(), "source": "agenda.attendance:17"}
    Participation.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.create(**values)


def test_who_has_taken_part_in_nothing_since(
    make_person: MakePerson, django_assert_num_queries: Callable[..., object]
) -> None:
    now = timezone.now()
    lately, long_ago, never = make_person(), make_person(), make_person()
    take_part(lately, at=now - timedelta(days=3), source="a:1")
    take_part(long_ago, at=now - timedelta(days=100), source="a:2")
    with django_assert_num_queries(1):  # type: ignore[attr-defined]
        found = set(without_participation(Person.objects.all(), now - timedelta(days=90)))
    assert found == {long_ago, never}


def test_only_among_those_one_asks_about(make_person: MakePerson) -> None:
    one, _other = make_person(), make_person()
    found = without_participation(Person.objects.filter(pk=one.pk), timezone.now())
    assert list(found) == [one]
