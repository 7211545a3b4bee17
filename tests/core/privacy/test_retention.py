"""Terms: counted from the end of the stay, batch by batch, and nothing without a known end."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from haven.commons.organisation.models import RoleGrant
from haven.commons.people.models import Affiliation, Circumstances, Person
from haven.core.access import SYSTEM, Actor, Refused
from haven.core.accounts.models import User
from haven.core.audit.models import Entry, Payload
from haven.core.audit.verify import breaks
from haven.core.privacy import retention
from haven.core.privacy.retention import Over, keep_terms
from haven.core.privacy.subjects import ends_of, of_person
from haven.core.privacy.tasks import forget_what_is_over
from tests.community.welcome.making import MakePerson, queries
from tests.core.privacy.making import everywhere, fill, imported, traces

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _templates(templates: int) -> None:
    """Pathways for everybody."""


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def ended(make_person: MakePerson, days: int, **values: Any) -> Person:
    dates = {"admitted_on": ago(days + 400), "arrives_on": ago(days + 300), "starts_on": ago(days + 290)}
    return make_person(**dates, ends_on=ago(days), **values)


def deleted(over: Over) -> dict[str, int]:
    return {model: gone.deleted for model, gone in over.gone.items() if gone.deleted}


def test_what_is_over_goes_and_the_rest_stays(make_person: MakePerson) -> None:
    here, gone = ended(make_person, -10), ended(make_person, 10)
    for person in (here, gone):
        Circumstances.objects.create(person=person, partner=True)
    over = keep_terms(SYSTEM)
    assert deleted(over) == {"people.Circumstances": 1}
    assert Circumstances.objects.get().person == here
    assert Person.objects.count() == 2


@pytest.mark.parametrize(("days", "left"), [(729, 1), (730, 1), (731, 0)])
def test_a_term_is_over_the_day_after_its_last(make_person: MakePerson, days: int, left: int) -> None:
    person = ended(make_person, days)
    keep_terms(SYSTEM)
    assert Person.objects.filter(pk=person.pk).count() == left


def test_all_of_somebody_is_gone_in_the_end(tmp_path: Path, client: Client, make_person: MakePerson) -> None:
    person = imported(tmp_path)
    fill(person, client)
    long_ago = {"starts_on": ago(1200), "ends_on": ago(731), "arrives_on": None, "admitted_on": ago(1300)}
    Affiliation.objects.filter(person=person).update(**long_ago)
    number = person.pk
    over = keep_terms(SYSTEM)
    assert deleted(over)["accounts.User"] == 1
    clocks = {"mail_letter", "django_session", "imports_refusedrow", "imports_remark", "imports_run"}
    assert {table for table, _column, _text in traces()} <= clocks
    assert not Payload.objects.filter(entry__kind="people.person", entry__subject_id=number).exists()
    assert Entry.objects.filter(kind="people.person", subject_id=number, verb="term_over").count() == 1
    assert list(breaks()) == []


def test_the_dry_run_counts_the_same_and_writes_nothing(
    tmp_path: Path, client: Client, make_person: MakePerson
) -> None:
    person = imported(tmp_path)
    fill(person, client)
    for days in (5, 370, 740):
        ended(make_person, days)
    Affiliation.objects.filter(person=person).update(
        starts_on=None, ends_on=ago(400), arrives_on=None, admitted_on=ago(1300)
    )
    before = list(everywhere())
    said = keep_terms(SYSTEM, dry_run=True)
    assert list(everywhere()) == before
    done = keep_terms(SYSTEM)
    assert said == done
    assert done.touched > 0


def test_run_again_it_finds_nothing(make_person: MakePerson) -> None:
    for days in (5, 370, 740):
        ended(make_person, days)
    assert keep_terms(SYSTEM).touched > 0
    before = list(everywhere())
    assert keep_terms(SYSTEM).touched == 0
    assert list(everywhere()) == before
    assert forget_what_is_over.call() == 0


def test_with_no_known_end_nothing_goes(make_person: MakePerson) -> None:
    person = ended(make_person, 2000)
    Affiliation.objects.create(
        person=person, status="professor", campus=person.affiliations.get().campus, admitted_on=ago(2000)
    )
    lonely = make_person()
    lonely.affiliations.all().delete()
    over = keep_terms(SYSTEM, dry_run=True)
    assert (over.people, over.without_end, over.touched) == (2, 2, 0)


def test_the_last_end_counts_and_a_withdrawal_ends_a_stay(make_person: MakePerson) -> None:
    person = ended(make_person, 2000)
    Affiliation.objects.create(
        person=person,
        status="professor",
        campus=person.affiliations.get().campus,
        admitted_on=ago(2000),
        ends_on=ago(-500),
        withdrawn_at=datetime.combine(ago(100), datetime.min.time(), UTC) + timedelta(hours=12),
    )
    subject = of_person(person.pk)
    assert subject is not None
    assert ends_of([subject]) == {subject: ago(100)}


def test_a_role_that_is_held_keeps_everything(make_person: MakePerson) -> None:
    person = ended(make_person, 2000)
    user = User.objects.create_user(str(person.email))
    grant = RoleGrant.objects.create(user=user, role="officer", phone="+32 16 00 00 00")
    assert keep_terms(SYSTEM).touched == 0
    grant.ended_at = timezone.now() - timedelta(days=800)
    grant.save()
    over = keep_terms(SYSTEM)
    # The role is kept for five years, and so is the account that held it; the person is not.
    assert over.gone["organisation.RoleGrant"].blanked == {"phone": 1}
    assert not Person.objects.filter(pk=person.pk).exists()
    assert User.objects.filter(pk=user.pk).exists()
    RoleGrant.objects.update(ended_at=timezone.now() - timedelta(days=5 * 365 + 2))
    keep_terms(SYSTEM)
    assert not User.objects.filter(pk=user.pk).exists()


def test_it_can_be_killed_between_two_batches_and_run_again(
    make_person: MakePerson, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [ended(make_person, 800) for _number in range(5)]
    monkeypatch.setattr(retention, "BATCH", 2)

    def stop(position: int, total: int) -> None:
        assert total == 5
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keep_terms(SYSTEM, progress=stop)
    assert Person.objects.count() == 3
    keep_terms(SYSTEM)
    assert not Person.objects.filter(pk__in=[person.pk for person in people]).exists()


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_batch_asks_as_often_however_many_are_in_it(make_person: MakePerson, dry_run: bool) -> None:
    """No literal number: it grows with every personal model, of which there is one question each."""
    asked = []
    for count in (1, 2, 47):
        for _number in range(count):
            Circumstances.objects.create(person=ended(make_person, 20), partner=True)
        with queries() as found:
            keep_terms(SYSTEM, dry_run=dry_run)
        asked.append(len(found))
    assert len(set(asked)) == 1
    assert asked[0] < 60


def test_only_the_machine_and_administrators_keep_terms() -> None:
    with pytest.raises(Refused):
        keep_terms(Actor(1, "somebody"))
