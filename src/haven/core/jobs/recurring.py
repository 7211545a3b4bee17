"""Jobs that come back: registered in code, one row each, put in the queue by whichever worker is first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo
from functools import partial

from django.db import transaction
from django.utils import timezone
from django_tasks.base import Task

from haven.core.jobs.models import Recurring


@dataclass(frozen=True, slots=True)
class _Job:
    task: Task
    after: Callable[[datetime], datetime]  # from now to when it is due again
    at_once: bool  # whether it is also due the first time that a worker sees it


_registered: dict[str, _Job] = {}


def every(interval: timedelta, task: Task) -> Task:
    """Have this task (without arguments) put in the queue once per interval."""
    _registered[task.module_path] = _Job(task, lambda now: now + interval, at_once=True)
    return task


def daily(at: time, task: Task) -> Task:
    """Have this task (without arguments) put in the queue once a day, at this time of the university."""
    # The time is part of the name: another one is another row, so that it counts from the next start on.
    _registered[f"{task.module_path}@{at:%H:%M}"] = _Job(task, partial(next_daily, at=at), at_once=False)
    return task


def next_daily(now: datetime, at: time, zone: tzinfo | None = None) -> datetime:
    """The first moment after `now` at which a clock in `zone` (the university's) shows `at`, in UTC.

    Every day has exactly one: a time that the clock skips in spring comes as much later as the clock jumps,
    and of one that it shows twice in autumn only the first counts.
    """
    zone = zone or timezone.get_default_timezone()
    day = now.astimezone(zone).date() - timedelta(days=1)
    while True:
        # Compared in UTC: within one zone Python compares what the clocks show.
        moment = datetime.combine(day, at, zone).astimezone(UTC)
        if moment > now:
            return moment
        day += timedelta(days=1)


def enqueue_due() -> int:
    """Put every recurring job that is due in the queue, once; return how many."""
    now = timezone.now()
    queued = 0
    for name, job in _registered.items():
        first = now if job.at_once else job.after(now)
        row, _ = Recurring.objects.get_or_create(pk=name, defaults={"next_at": first})
        if row.next_at > now:
            continue
        with transaction.atomic():
            # Only the worker whose update finds the old moment may queue it.
            moved = Recurring.objects.filter(pk=name, next_at=row.next_at).update(next_at=job.after(now))
            if moved:
                job.task.enqueue()
                queued += 1
    return queued
