"""Jobs that come back: registered in code, one row each, put in the queue by whichever worker is first."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks.base import Task

from haven.core.jobs.models import Recurring


@dataclass(frozen=True, slots=True)
class _Every:
    interval: timedelta
    task: Task


_registered: dict[str, _Every] = {}


def every(interval: timedelta, task: Task) -> Task:
    """Have this task (without arguments) put in the queue once per interval."""
    _registered[task.module_path] = _Every(interval, task)
    return task


def enqueue_due() -> int:
    """Put every recurring job that is due in the queue, once; return how many."""
    now = timezone.now()
    queued = 0
    for name, job in _registered.items():
        row, _ = Recurring.objects.get_or_create(pk=name, defaults={"next_at": now})
        if row.next_at > now:
            continue
        with transaction.atomic():
            # Only the worker whose update finds the old moment may queue it.
            moved = Recurring.objects.filter(pk=name, next_at=row.next_at).update(next_at=now + job.interval)
            if moved:
                job.task.enqueue()
                queued += 1
    return queued
