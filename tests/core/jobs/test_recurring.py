"""Jobs that come back are put in the queue once, whoever looks at the clock."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from haven.core.jobs import recurring
from haven.core.jobs.models import Recurring
from haven.core.jobs.tasks import forget_finished

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _only_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recurring, "_registered", {})
    recurring.every(timedelta(minutes=5), forget_finished)


def queued() -> int:
    return DBTaskResult.objects.filter(task_path=forget_finished.module_path).count()


def test_it_is_queued_the_first_time_and_then_when_it_is_due() -> None:
    assert recurring.enqueue_due() == 1
    assert recurring.enqueue_due() == 0
    Recurring.objects.update(next_at=timezone.now() - timedelta(seconds=1))
    assert recurring.enqueue_due() == 1
    assert queued() == 2
    left = Recurring.objects.get().next_at - timezone.now()
    assert timedelta(minutes=4) < left <= timedelta(minutes=5)


def test_a_pause_is_not_made_up_for() -> None:
    """After a night without a worker it runs once, and not once for every five minutes of the night."""
    recurring.enqueue_due()
    Recurring.objects.update(next_at=timezone.now() - timedelta(hours=8))
    assert recurring.enqueue_due() == 1
    assert recurring.enqueue_due() == 0


def test_two_clocks_queue_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have read that it is due before either of them wrote."""
    recurring.enqueue_due()
    Recurring.objects.update(next_at=timezone.now() - timedelta(seconds=1))
    as_both_saw_it = Recurring.objects.get()
    monkeypatch.setattr(
        "haven.core.jobs.recurring.Recurring.objects.get_or_create", lambda **_: (as_both_saw_it, False)
    )
    assert [recurring.enqueue_due(), recurring.enqueue_due()] == [1, 0]
    assert queued() == 2


def test_what_haven_ships_comes_back() -> None:
    from haven.core.accounts.tasks import forget_sessions
    from haven.core.mail.tasks import forget_letters, send_waiting
    from haven.core.privacy.tasks import forget_what_is_over

    shipped = {forget_finished, forget_sessions, forget_letters, send_waiting, forget_what_is_over}
    registered = {path for path in _registered_at_start if path.startswith("haven.core.")}
    assert registered == {task.module_path for task in shipped}


_registered_at_start = frozenset(recurring._registered)
