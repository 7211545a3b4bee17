"""Erasing: nothing of the person is left in any table, nothing of others is touched, the record holds."""

from pathlib import Path

import pytest
from django.test import Client

from haven.commons.people.models import Person, SourceRecord
from haven.core.access import SYSTEM, Actor, Grant, Refused
from haven.core.accounts.models import User
from haven.core.audit.models import Entry, Payload
from haven.core.audit.verify import breaks
from haven.core.imports.models import RefusedRow, Remark
from haven.core.privacy.actions import erase, would_go
from haven.core.privacy.subjects import Subject, find, of_person
from tests.core.privacy.making import everywhere, fill, imported, traces

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(templates: int, tmp_path: Path, client: Client) -> Person:
    made = imported(tmp_path)
    fill(made, client)
    made.refresh_from_db()
    return made


def subject_of(person: Person) -> Subject:
    found = of_person(person.pk)
    assert found is not None
    return found


def test_nothing_is_left_in_any_column_of_any_table(person: Person) -> None:
    held = {table for table, _column, _text in traces()}
    assert {"people_person", "mail_letter", "imports_refusedrow", "imports_run", "audit_payload"} <= held
    erase(SYSTEM, subject=subject_of(person))
    assert traces() == []
    assert [text for _t, _c, text in everywhere() if "zwartjes" in text.lower()] == []


def test_the_record_holds_and_says_that_it_was_done(person: Person) -> None:
    entries = Entry.objects.count()
    erase(SYSTEM, subject=subject_of(person), reason="mistake")
    assert list(breaks()) == []
    assert Entry.objects.count() == entries + 1
    last = Entry.objects.latest("seq")
    assert (last.verb, last.kind, last.subject_id) == ("erased", "people.person", person.pk)
    assert Payload.objects.get(entry=last).data["reason"] == "mistake"


def test_nobody_else_is_touched(person: Person) -> None:
    others = list(Person.objects.exclude(pk=person.pk).order_by("pk").values())
    records = list(SourceRecord.objects.exclude(person=person).order_by("pk").values())
    assert RefusedRow.objects.count() == 3
    erase(SYSTEM, subject=subject_of(person))
    assert list(Person.objects.order_by("pk").values()) == others
    assert list(SourceRecord.objects.order_by("pk").values()) == records
    left = RefusedRow.objects.get()
    assert "r0002" in left.cells
    assert set(Remark.objects.values_list("line", flat=True)) == {left.line}


def test_the_dry_run_says_what_then_happens(person: Person) -> None:
    subject = subject_of(person)
    before = list(everywhere())
    said = would_go(SYSTEM, subject=subject)
    assert list(everywhere()) == before
    done = erase(SYSTEM, subject=subject)
    assert list(done.gone) == said
    numbers = {gone.model: gone for gone in said}
    assert numbers["people.Person"].deleted == 1
    assert numbers["accounts.User"].deleted == 1
    assert numbers["sessions.Session"].deleted == 1
    assert numbers["audit.Entry"].kept > 5
    assert numbers["imports.Run"].scrubbed == 2


def test_the_account_is_closed_at_once(person: Person, client: Client) -> None:
    assert client.get("/welcome/profile/").status_code == 200
    erase(SYSTEM, subject=subject_of(person))
    assert client.get("/welcome/profile/").status_code == 302


def test_erasing_again_changes_nothing(person: Person) -> None:
    subject = subject_of(person)
    erase(SYSTEM, subject=subject)
    before = list(everywhere())
    assert not erase(SYSTEM, subject=subject).found
    assert list(everywhere()) == before
    assert find("r7654321") == []


def test_whoever_holds_a_role_is_refused_until_it_ends(person: Person) -> None:
    from django.utils import timezone

    from haven.commons.organisation.models import RoleGrant

    giver = User.objects.create_user("giver@staff.example")
    RoleGrant.objects.create(user=person.user, role="officer", granted_by=giver)
    with pytest.raises(Refused, match="End the role first"):
        erase(SYSTEM, subject=subject_of(person))
    RoleGrant.objects.update(ended_at=timezone.now())
    erase(SYSTEM, subject=subject_of(person))
    assert not RoleGrant.objects.exists()
    assert User.objects.filter(pk=giver.pk).exists()


def test_who_gave_a_role_goes_and_the_role_stays(person: Person) -> None:
    from haven.commons.organisation.models import RoleGrant

    holder = User.objects.create_user("holder@staff.example")
    grant = RoleGrant.objects.create(user=holder, role="officer", granted_by=person.user)
    erase(SYSTEM, subject=subject_of(person))
    grant.refresh_from_db()
    assert grant.granted_by_id is None


@pytest.mark.parametrize("role", ["", "officer", "hr_officer"])
def test_only_administrators_erase(person: Person, role: str) -> None:
    grants = frozenset({Grant(role)}) if role else frozenset()
    for actor in (Actor(1, "x", grants), Actor(person.user_id, "self")):
        with pytest.raises(Refused):
            erase(actor, subject=subject_of(person))
    assert Person.objects.filter(pk=person.pk).exists()


def test_the_same_person_in_the_next_file_comes_in_anew(person: Person, tmp_path: Path) -> None:
    from tests.community.welcome.importing import exports
    from tests.core.privacy.making import cells

    erase(SYSTEM, subject=subject_of(person))
    run = exports.load(tmp_path / "third.csv", [cells(), *exports.people(range(2, 6))])
    assert exports.counted(run)["created"] == 1
    assert SourceRecord.objects.get(number="r7654321").person_id != person.pk


def test_an_account_alone_can_be_erased(db: None) -> None:
    user = User.objects.create_user("somebody@staff.example", name="Somebody")
    (subject,) = find("Somebody@staff.example")
    assert subject.person_id is None
    assert erase(SYSTEM, subject=subject).found
    assert not User.objects.filter(pk=user.pk).exists()
