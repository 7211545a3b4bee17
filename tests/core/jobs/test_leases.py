"""A job whose worker died is run again, and not for ever."""

import threading
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import OperationalError
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from haven.core.jobs import leases
from haven.core.jobs.models import Lease
from haven.core.jobs.tasks import KEPT, forget_finished
from haven.core.jobs.worker import Clock, LeasedWorker
from tests.support.waiting import until

pytestmark = pytest.mark.django_db
LEASE = 30  # seconds


@pytest.fixture(autouse=True)
def _terms(settings: Any) -> None:
    settings.JOB_LEASE_SECONDS = LEASE
    settings.JOB_ATTEMPTS = 3


def running(*, since: timedelta, workers: int = 1) -> DBTaskResult:
    """A job that a worker took so long ago, for the last of so many times."""
    forget_finished.enqueue()
    row = DBTaskResult.objects.latest("enqueued_at")
    row.status, row.started_at = TaskResultStatus.RUNNING, timezone.now() - since
    row.worker_ids = [f"worker-{number}" for number in range(workers)]
    row.save()
    return row


def test_a_lease_is_renewed() -> None:
    job = uuid4()
    leases.renew(job, "worker-1")
    Lease.objects.update(until=timezone.now())
    leases.renew(job, "worker-1")
    left = Lease.objects.get().until - timezone.now()
    assert timedelta(seconds=LEASE - 5) < left <= timedelta(seconds=LEASE)
    leases.release(job)
    assert not Lease.objects.exists()


def test_a_living_worker_keeps_its_job() -> None:
    job = running(since=timedelta(hours=1))
    leases.renew(job.pk, "worker-1")
    assert leases.recover() == 0
    job.refresh_from_db()
    assert job.status == TaskResultStatus.RUNNING


def test_a_job_that_was_taken_just_now_gets_time_for_its_lease() -> None:
    running(since=timedelta(seconds=LEASE / 2))
    assert leases.recover() == 0


@pytest.mark.parametrize("had_lease", [True, False])
def test_a_dead_workers_job_goes_back_to_the_queue(had_lease: bool) -> None:
    job = running(since=timedelta(hours=1))
    if had_lease:
        Lease.objects.create(
            task_id=job.pk, worker_id="worker-0", until=timezone.now() - timedelta(seconds=1)
        )
    assert leases.recover() == 1
    job.refresh_from_db()
    assert (job.status, job.started_at) == (TaskResultStatus.READY, None)
    assert not Lease.objects.exists()
    assert DBTaskResult.objects.ready().get() == job
    assert leases.recover() == 0


def test_a_job_that_kills_its_workers_is_given_up() -> None:
    job = running(since=timedelta(hours=1), workers=3)
    assert leases.recover() == 1
    job.refresh_from_db()
    assert job.status == TaskResultStatus.FAILED
    assert job.finished_at is not None
    assert "died 3 times" in job.traceback
    assert leases.recover() == 0


def test_two_clocks_recover_a_job_once() -> None:
    """The second has seen the dead worker's row before the first gave it back."""
    job = running(since=timedelta(hours=1))
    seen = DBTaskResult.objects.get(pk=job.pk)
    assert leases.recover() == 1
    assert leases._give_back(seen) == 0
    # Nor does it take the job away from the worker that has it now.
    DBTaskResult.objects.get(pk=job.pk).claim("worker-2")
    assert leases._give_back(seen) == 0
    job.refresh_from_db()
    assert job.status == TaskResultStatus.RUNNING


def test_a_worker_that_was_only_slow_keeps_its_job() -> None:
    """Its lease was renewed between looking for dead workers and taking their jobs."""
    job = running(since=timedelta(hours=1))
    leases.renew(job.pk, "worker-0")
    assert leases._give_back(job) == 0
    job.refresh_from_db()
    assert job.status == TaskResultStatus.RUNNING


@pytest.fixture
def beats(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    """What a heartbeat renews; the first time the database is locked."""
    found: list[UUID] = []

    def renew(job: UUID, worker: str) -> None:
        found.append(job)
        if len(found) == 1:
            raise OperationalError("database is locked")

    monkeypatch.setattr(leases, "renew", renew)
    return found


def test_the_heart_goes_on_beating(beats: list[UUID], settings: Any) -> None:
    settings.JOB_LEASE_SECONDS = 0.003
    job = uuid4()
    heartbeat = leases.Heartbeat(job, "worker-1")
    heartbeat.start()
    until(lambda: len(beats) >= 3)
    heartbeat.stop()
    assert set(beats) == {job}
    assert not heartbeat.is_alive()


def test_a_lease_covers_the_job_and_nothing_after(monkeypatch: pytest.MonkeyPatch) -> None:
    job = running(since=timedelta(0))
    held: list[bool] = []

    def run(self: object, row: DBTaskResult) -> None:
        held.append(Lease.objects.filter(pk=row.pk, worker_id="worker-1").exists())
        raise KeyboardInterrupt

    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.Worker.run_task", run)
    worker = LeasedWorker(
        queue_names=["*"], interval=0, batch=True, backend_name="default", startup_delay=False,
        max_tasks=None, worker_id="worker-1", excluded_queue_names=[],
    )  # fmt: skip
    with pytest.raises(KeyboardInterrupt):
        worker.run_task(job)
    assert held == [True]
    assert not Lease.objects.exists()
    assert not [thread for thread in threading.enumerate() if thread.name == f"lease-{job.pk}"]


def test_the_clock_survives_a_locked_database(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    settings.JOB_LEASE_SECONDS = 0.003
    calls: list[str] = []

    def recover() -> int:
        calls.append("recover")
        if len(calls) == 1:
            raise OperationalError("database is locked")
        return 0

    monkeypatch.setattr(leases, "recover", recover)
    monkeypatch.setattr("haven.core.jobs.recurring.enqueue_due", lambda: calls.append("due"))
    clock = Clock()
    clock.start()
    until(lambda: "due" in calls)
    clock.stop()
    assert calls[:3] == ["recover", "recover", "due"]


def finished(status: str, at: datetime) -> DBTaskResult:
    row = running(since=timedelta(0))
    row.status, row.finished_at = status, at
    row.save()
    return row


def test_jobs_that_ended_long_ago_are_forgotten() -> None:
    now = timezone.now()
    finished(TaskResultStatus.SUCCESSFUL, now - KEPT - timedelta(hours=1))
    finished(TaskResultStatus.FAILED, now - KEPT - timedelta(hours=1))
    kept = {finished(TaskResultStatus.SUCCESSFUL, now - KEPT + timedelta(hours=1)), running(since=KEPT * 2)}
    assert forget_finished.call() == 2
    assert set(DBTaskResult.objects.all()) == kept
