"""The record holds; and each way of breaking it is found."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from haven.core.access import SYSTEM, Actor
from haven.core.accounts.models import User
from haven.core.audit import heads
from haven.core.audit.chain import canonical, digest_of
from haven.core.audit.models import Entry, Head, Payload
from haven.core.audit.record import Fact, record, record_many, record_read
from haven.core.audit.verify import Break, breaks, breaks_among, end_holds

Write = Callable[..., None]


def found() -> list[Break]:
    return list(breaks())


def newest(count: int = 50) -> list[Entry]:
    return list(Entry.objects.order_by("-seq")[:count])


@pytest.mark.django_db
def test_an_empty_record_holds() -> None:
    assert found() == []
    assert end_holds()


def test_what_was_put_down_hangs_together(write: Write, officer: Actor) -> None:
    write(3)
    entries = list(Entry.objects.order_by("seq"))
    assert [entry.seq for entry in entries] == [1, 2, 3]
    assert [entry.previous for entry in entries] == ["", entries[0].hash, entries[1].hash]
    assert {entry.actor_id for entry in entries} == {officer.user_id}
    assert {entry.kind for entry in entries} == {"accounts.user"}
    assert [payload.data for payload in Payload.objects.order_by("pk")] == [{"number": n} for n in range(3)]
    assert Head.objects.get().hash == entries[-1].hash
    assert found() == []
    assert breaks_among(entries) == []


def test_without_payload_there_is_no_digest(officer: Actor) -> None:
    record(officer, "address_moved", User.objects.get())
    assert Entry.objects.get().digest == ""
    assert not Payload.objects.exists()
    assert found() == []


def test_reading_is_put_down_as_reading(officer: Actor) -> None:
    record_read(officer, "address_moved", User.objects.get())
    assert Entry.objects.get().is_read
    assert found() == []


def test_the_machine_is_nobody(db: None) -> None:
    record_many(SYSTEM, [Fact("imported", "people.person", 1), Fact("imported", "people.person", 2)])
    assert [(entry.actor_id, entry.subject_id) for entry in Entry.objects.order_by("seq")] == [
        (None, 1),
        (None, 2),
    ]
    assert found() == []


def test_nothing_is_put_down_for_nothing(db: None) -> None:
    record_many(SYSTEM, [])
    assert Head.objects.get().seq == 0


def test_what_is_undone_was_never_put_down(officer: Actor, write: Write) -> None:
    write(1)
    with transaction.atomic():
        record(officer, "address_moved", User.objects.get())
        transaction.set_rollback(True)
    write(1)
    assert [entry.seq for entry in Entry.objects.order_by("seq")] == [1, 2]
    assert found() == []


def test_values_of_every_kind_keep_their_digest(officer: Actor) -> None:
    user = User.objects.get()
    moment, day = timezone.now(), timezone.localdate()
    data = {"moment": moment, "day": day, "text": "Łukasz “”\u2028", "none": None, "list": [1, 2.5, True]}
    record(officer, "address_moved", user, **data)
    assert found() == []


@pytest.mark.parametrize(
    "change", [{"verb": "kept"}, {"actor_id": 9}, {"is_read": True}, {"subject_id": None}]
)
def test_the_database_refuses_to_change_an_entry(write: Write, change: dict[str, object]) -> None:
    write(2)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.filter(seq=1).update(**change)
    assert found() == []


def test_the_database_refuses_to_delete_an_entry(write: Write) -> None:
    write(2)
    Payload.objects.all().delete()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.filter(seq=2).delete()
    assert Entry.objects.count() == 2


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "kept"},
        {"kind": "people.person"},
        {"actor_id": None},
        {"subject_id": 999},
        {"is_read": True},
        {"digest": ""},
        {"at": timezone.now() - timedelta(days=1)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_changed_entry_is_found(tampering: None, write: Write, change: dict[str, object]) -> None:
    write(3)
    Payload.objects.all().delete()
    Entry.objects.filter(seq=2).update(**change)
    assert found() == [Break("changed", 2)]
    assert breaks_among(newest()) == [Break("changed", 2)]


def test_an_entry_written_anew_with_its_hash_is_found(tampering: None, write: Write) -> None:
    """Whoever makes the hash fit again breaks the link with the next entry."""
    write(3)
    entry = Entry.objects.get(seq=2)
    from haven.core.audit.chain import link

    forged = link(
        entry.previous, 2, entry.at, entry.actor_id, "kept", entry.kind, entry.subject_id, False, entry.digest
    )
    Entry.objects.filter(seq=2).update(verb="kept", hash=forged)
    assert Break("gap", 3) in found()
    assert breaks_among(newest()) == [Break("gap", 3)]


def test_a_removed_entry_is_found(tampering: None, write: Write) -> None:
    write(3)
    Payload.objects.filter(pk=2).delete()
    Entry.objects.filter(seq=2).delete()
    assert Break("gap", 3) in found()
    assert breaks_among(newest()) == [Break("gap", 3)]


def test_a_removed_first_entry_is_found(tampering: None, write: Write) -> None:
    write(2)
    Payload.objects.filter(pk=1).delete()
    Entry.objects.filter(seq=1).delete()
    assert Break("gap", 2) in found()
    assert breaks_among(newest()) == [Break("gap", 2)]


def test_a_changed_payload_is_found(write: Write) -> None:
    write(3)
    Payload.objects.filter(pk=2).update(data={"number": 7})
    assert found() == [Break("payload", 2)]
    assert breaks_among(newest()) == [Break("payload", 2)]


def test_an_erased_payload_breaks_nothing(write: Write) -> None:
    write(3)
    Payload.objects.filter(pk__in=[1, 2]).delete()
    assert found() == []
    assert breaks_among(newest()) == []


def test_a_digest_does_not_give_away_what_it_stands_for() -> None:
    """Two entries that say the same have different digests, so nobody can try out what it was."""
    text = canonical({"before": "Nguyen"})
    assert digest_of("a" * 32, text) != digest_of("b" * 32, text)


def test_a_cut_tail_is_found_by_the_head_kept_elsewhere(tampering: None, write: Write) -> None:
    write(3)
    cut(after=2)
    # Inside the database everything fits again.
    assert [item.code for item in found()] == ["tail"]
    assert not end_holds()


def test_a_cut_tail_is_unseen_without_the_head_kept_elsewhere(tampering: None, write: Write) -> None:
    """Which is why it must lie on another disk or machine."""
    write(3)
    cut(after=2)
    Path(settings.AUDIT_HEAD_FILE).unlink()
    assert found() == []
    assert end_holds()


def test_a_tail_cut_without_moving_the_head_is_found(tampering: None, write: Write) -> None:
    write(3)
    Payload.objects.filter(pk=3).delete()
    Entry.objects.filter(seq=3).delete()
    assert Break("head", 3) in found()
    assert not end_holds()


def cut(*, after: int) -> None:
    """Remove the entries after this one, and make the database's own head fit."""
    Payload.objects.filter(pk__gt=after).delete()
    Entry.objects.filter(seq__gt=after).delete()
    Head.objects.update(seq=after, hash=Entry.objects.get(seq=after).hash)


def test_heads_are_kept_at_each_commit(write: Write) -> None:
    write(2)
    marks = list(Entry.objects.order_by("seq").values_list("seq", "hash"))
    assert heads.kept() == marks
    assert heads.last_kept() == marks[-1]


def test_the_file_of_heads_is_private(write: Write) -> None:
    write(1)
    assert Path(settings.AUDIT_HEAD_FILE).stat().st_mode & 0o077 == 0


def test_a_torn_line_of_heads_is_left_out(write: Write) -> None:
    write(1)
    with Path(settings.AUDIT_HEAD_FILE).open("a") as file:
        file.write("2 abc\nnonsense\n3")
    assert [seq for seq, _mark in heads.kept()] == [1]
    assert found() == []


def test_the_last_head_is_found_in_a_long_file(write: Write) -> None:
    write(2)
    path = Path(settings.AUDIT_HEAD_FILE)
    path.write_text("1 " + "0" * 64 + "\n" + "x" * heads.TAIL * 3 + "\n" + path.read_text())
    assert heads.last_kept() == (2, Entry.objects.get(seq=2).hash)


def test_heads_written_out_of_order_by_two_processes_still_hold(write: Write) -> None:
    write(3)
    path = Path(settings.AUDIT_HEAD_FILE)
    first, second, third = path.read_text().splitlines()
    path.write_text(f"{first}\n{third}\n{second}\n")
    assert heads.last_kept() == (3, Entry.objects.get(seq=3).hash)
    assert found() == []
    assert end_holds()


def test_a_file_of_heads_that_cannot_be_written_does_not_stop_the_work(
    write: Write, settings: object, tmp_path: Path
) -> None:
    settings.AUDIT_HEAD_FILE = str(tmp_path / "no" / "such" / "folder" / "heads.log")  # type: ignore[attr-defined]
    write(1)
    assert Entry.objects.count() == 1
    assert heads.kept() == []
    assert heads.last_kept() is None
