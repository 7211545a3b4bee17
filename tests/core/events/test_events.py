"""Listeners hear of what was kept, and of nothing else; durable ones also when the machine dies."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from haven.core import events
from haven.core.events import deliver, listens, name_of, publish

pytestmark = pytest.mark.django_db
Commit = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class DoorOpened:
    door: int
    by: str


@dataclass(frozen=True, slots=True)
class DoorClosed:
    door: int


heard: list[Any] = []


def hear(event: Any) -> None:
    heard.append(event)


def hear_durably(event: Any) -> None:
    heard.append(event)


def fail(event: Any) -> None:
    raise RuntimeError(event)


@pytest.fixture(autouse=True)
def _own_listeners(monkeypatch: pytest.MonkeyPatch) -> None:
    """Listeners of these tests alone."""
    heard.clear()
    for name in ("_at_once", "_durable"):
        monkeypatch.setattr(events, name, type(getattr(events, name))(list))
    monkeypatch.setattr(events, "_names", {})


def work() -> None:
    """What the worker does with the jobs in the queue."""
    for row in DBTaskResult.objects.order_by("enqueued_at"):
        deliver.call(*row.task_result.args)


def test_a_listener_hears_when_the_change_is_kept(django_capture_on_commit_callbacks: Commit) -> None:
    listens(DoorOpened)(hear)
    with django_capture_on_commit_callbacks(execute=True):
        publish(DoorOpened(1, "Lan"))
        assert heard == []
    assert heard == [DoorOpened(1, "Lan")]


def test_nobody_hears_of_what_was_undone(django_capture_on_commit_callbacks: Commit) -> None:
    listens(DoorOpened)(hear)
    listens(DoorOpened, durable=True)(hear_durably)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        publish(DoorOpened(1, "Lan"))
        transaction.set_rollback(True)
    assert not DBTaskResult.objects.exists()
    assert heard == []


def test_a_durable_listener_is_put_down_with_the_change() -> None:
    """As a row of the same transaction, so it is there if and only if the change is."""
    listens(DoorOpened, durable=True)(hear_durably)
    with transaction.atomic():
        publish(DoorOpened(1, "Lan"))
        assert DBTaskResult.objects.get().task_path == deliver.module_path
    assert heard == []
    work()
    assert heard == [DoorOpened(1, "Lan")]


def test_each_durable_listener_is_a_job_of_its_own(caplog: pytest.LogCaptureFixture) -> None:
    """So that one that fails does not take the others along."""
    listens(DoorOpened, durable=True)(hear)
    listens(DoorOpened, durable=True)(hear_durably)
    publish(DoorOpened(1, "Lan"))
    assert DBTaskResult.objects.count() == 2
    work()
    assert heard == [DoorOpened(1, "Lan")] * 2


def test_a_listener_that_fails_stops_neither_the_page_nor_the_others(
    django_capture_on_commit_callbacks: Commit, caplog: pytest.LogCaptureFixture
) -> None:
    listens(DoorOpened)(fail)
    listens(DoorOpened)(hear)
    with django_capture_on_commit_callbacks() as callbacks:
        publish(DoorOpened(1, "Lan"))
    with transaction.atomic():
        connection = transaction.get_connection()
        assert all(robust for _ids, _call, robust in connection.run_on_commit)
    assert len(callbacks) == 2
    with pytest.raises(RuntimeError):
        callbacks[0]()
    callbacks[1]()
    assert heard == [DoorOpened(1, "Lan")]


def test_only_those_who_listen_to_it_hear(django_capture_on_commit_callbacks: Commit) -> None:
    listens(DoorOpened)(hear)
    with django_capture_on_commit_callbacks(execute=True):
        publish(DoorClosed(1))
    assert heard == []


def test_a_listener_that_is_gone_when_the_job_runs_is_passed_over() -> None:
    """A newer version of Haven may have dropped it."""
    listens(DoorOpened, durable=True)(hear_durably)
    publish(DoorOpened(1, "Lan"))
    events._durable[DoorOpened].clear()
    work()
    assert heard == []


def test_a_name_says_where_something_is() -> None:
    assert name_of(DoorOpened) == f"{__name__}.DoorOpened"
    assert name_of(hear) == f"{__name__}.hear"


def test_only_a_dataclass_is_an_event() -> None:
    with pytest.raises(TypeError, match="not a dataclass"):
        listens(dict)
