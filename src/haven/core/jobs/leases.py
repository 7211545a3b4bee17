"""Recovery from killed workers, which django-tasks-db lacks: its row would stay RUNNING for ever.

A worker that runs a job renews a lease on it. A job that is RUNNING without a living lease goes back
to READY, at most `JOB_ATTEMPTS` times; after that it is FAILED, so that a job which kills its worker
does not do so for ever.
"""

import threading
from datetime import timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from haven.core.jobs.models import Lease

log = structlog.get_logger(__name__)


def renew(task_id: UUID, worker_id: str) -> None:
    until = timezone.now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)
    Lease.objects.update_or_create(pk=task_id, defaults={"worker_id": worker_id, "until": until})


def release(task_id: UUID) -> None:
    Lease.objects.filter(pk=task_id).delete()


def recover() -> int:
    """Give jobs of dead workers back to the queue; return how many."""
    now = timezone.now()
    silent_since = now - timedelta(seconds=settings.JOB_LEASE_SECONDS)
    alive = set(Lease.objects.filter(until__gt=now).values_list("pk", flat=True))
    recovered = 0
    for row in DBTaskResult.objects.running().filter(started_at__lt=silent_since).exclude(pk__in=alive):
        recovered += _give_back(row)
    return recovered


def _give_back(row: DBTaskResult) -> int:
    tried_out = len(row.worker_ids) >= settings.JOB_ATTEMPTS
    change = (
        {
            "status": TaskResultStatus.FAILED,
            "finished_at": timezone.now(),
            "exception_class_path": "haven.core.jobs.WorkerDied",
            "traceback": f"The worker died {len(row.worker_ids)} times while running this job.",
        }
        if tried_out
        else {"status": TaskResultStatus.READY, "started_at": None}
    )
    with transaction.atomic():
        # Looked at again under the lock: its worker may have waited for the same lock to renew it.
        if Lease.objects.filter(pk=row.pk, until__gt=timezone.now()).exists():
            return 0
        same_run = DBTaskResult.objects.running().filter(pk=row.pk, started_at=row.started_at)
        changed = same_run.update(**change)
        Lease.objects.filter(pk=row.pk).delete()
    log.warning("job recovered", task=row.task_path, id=str(row.pk), given_up=tried_out)
    return changed


class Heartbeat(threading.Thread):
    """Renews the lease of one running job until told to stop."""

    def __init__(self, task_id: UUID, worker_id: str) -> None:
        super().__init__(daemon=True, name=f"lease-{task_id}")
        self.task_id, self.worker_id = task_id, worker_id
        self.stopped = threading.Event()

    def run(self) -> None:
        try:
            while not self.stopped.wait(settings.JOB_LEASE_SECONDS / 3):
                try:
                    renew(self.task_id, self.worker_id)
                except OperationalError as error:  # a locked database: the next beat comes soon
                    log.warning("lease not renewed", error=str(error))
        finally:
            connection.close()

    def stop(self) -> None:
        self.stopped.set()
        self.join()
