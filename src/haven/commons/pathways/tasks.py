"""Background work: safe to run twice, and to take up again after the worker was killed."""

from dataclasses import asdict
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from haven.commons.organisation.public import actor_of
from haven.commons.pathways import publishing, terms
from haven.commons.pathways.models import Bulk, Rollout
from haven.commons.pathways.sweeps import BATCH, Counts
from haven.commons.pathways.templates import version
from haven.core.access import SYSTEM, Actor
from haven.core.jobs.recurring import every

KEPT = timedelta(days=2)  # of steps changed in one go: longer than that can be undone


@task()
def go_on(rollout_id: int) -> int:
    """Bring a change to everybody whom it reaches; return how many batches it took.

    The mark of how far it came is written with each batch: whoever takes it up again goes on from there.
    """
    batches = 0
    try:
        while _one_batch(rollout_id):
            batches += 1
    except (KeyboardInterrupt, SystemExit):  # another worker goes on where this one was
        go_on.enqueue(rollout_id)
        raise
    return batches


@transaction.atomic
def _one_batch(rollout_id: int) -> bool:
    """Whether there is more to do."""
    rollout = Rollout.objects.select_for_update(of=("self",)).filter(pk=rollout_id, finished_at=None).first()
    if rollout is None:
        return False
    ids = _next(rollout)
    if ids:
        _add(rollout, _reach(rollout, ids))
        rollout.position, rollout.last_pathway = rollout.position + len(ids), ids[-1]
    if len(ids) < BATCH:
        rollout.finished_at = timezone.now()
    rollout.save(update_fields=["position", "last_pathway", "counts", "finished_at"])
    return rollout.finished_at is None


def _next(rollout: Rollout) -> list[int]:
    if rollout.version is None:
        found = terms.pathways_moving(rollout.before, rollout.after)
    else:
        found = publishing.on_the_way(rollout.version)
    return list(found.filter(pk__gt=rollout.last_pathway).values_list("pk", flat=True)[:BATCH])


def _reach(rollout: Rollout, ids: list[int]) -> Counts:
    actor = _actor(rollout)
    if rollout.version_id is None:
        return terms.move_batch(actor, rollout.before, rollout.after, ids)
    return publishing.replan_batch(actor, version(rollout.version_id), rollout.reach, ids)


def _actor(rollout: Rollout) -> Actor:
    return actor_of(rollout.by) if rollout.by else SYSTEM


def _add(rollout: Rollout, counts: Counts) -> None:
    rollout.counts = {name: rollout.counts.get(name, 0) + number for name, number in asdict(counts).items()}


@task()
def forget_bulks() -> int:
    """Remove what was kept of steps changed in one go, once it can no longer be undone."""
    return Bulk.objects.filter(at__lt=timezone.now() - KEPT).delete()[0]


every(timedelta(days=1), forget_bulks)
