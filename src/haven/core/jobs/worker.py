"""The worker: django-tasks-db's, with a lease on what it runs and a clock for recurring jobs."""

import os
import threading
from types import FrameType

import structlog
from django.conf import settings
from django.db import DatabaseError, OperationalError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from haven.core.jobs import leases, recurring

log = structlog.get_logger(__name__)


class LeasedWorker(Worker):
    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """The first signal lets the job end. A second (Ctrl+C, then SIGTERM) stops it as a kill would, so
        that its lease gives it back to the queue; django-tasks-db would mark it FAILED."""
        if not self.running:
            log.warning("told twice to stop: the job under way will be run again")
            os._exit(1)
        super().shutdown(signum, frame)

    def run_task(self, db_task_result: DBTaskResult) -> None:
        leases.renew(db_task_result.pk, self.worker_id)
        heartbeat = leases.Heartbeat(db_task_result.pk, self.worker_id)
        heartbeat.start()
        try:
            super().run_task(db_task_result)
        finally:
            heartbeat.stop()
            leases.release(db_task_result.pk)


class Clock(threading.Thread):
    """Recovers jobs of dead workers and queues recurring ones while the worker is busy or waits."""

    def __init__(self) -> None:
        super().__init__(daemon=True, name="clock")
        self.stopped = threading.Event()

    def run(self) -> None:
        pause = min(5.0, settings.JOB_LEASE_SECONDS / 3)
        while True:
            try:
                close_old_connections()
                leases.recover()
                recurring.enqueue_due()
            except DatabaseError as error:
                log.warning("clock missed a beat", error=str(error))
            if self.stopped.wait(pause):
                break
        connection.close()

    def stop(self) -> None:
        self.stopped.set()
        self.join()


def run_worker(*, worker_id: str, interval: float = 0.5, until_empty: bool = False) -> None:
    """Run jobs until told to stop by SIGTERM or SIGINT (or until the queue is empty)."""
    worker = LeasedWorker(
        queue_names=["*"],
        interval=interval,
        batch=until_empty,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id,
        excluded_queue_names=[],
    )
    worker.configure_signals()
    clock = Clock()
    clock.start()
    try:
        _run(worker)
    finally:
        clock.stop()


def _run(worker: LeasedWorker) -> None:
    """The worker's loop; a database that is locked or restarts for a moment does not end it."""
    while True:
        try:
            worker.run()
        except OperationalError as error:
            log.warning("worker lost the database for a moment", error=str(error))
            close_old_connections()
            threading.Event().wait(1)
        else:
            return
