"""Background work: safe to run twice, and to take up again after the worker was killed."""

from datetime import time, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from haven.commons.organisation.public import actor_of
from haven.commons.pathways.models import Replan
from haven.community.welcome.asking import tasks as asking
from haven.community.welcome.digest import tell_everybody
from haven.community.welcome.importing import reporting, runs, watching
from haven.community.welcome.policy import KIND
from haven.community.welcome.reminders.telling import tell_newcomers
from haven.core.access import SYSTEM, Actor
from haven.core.imports.models import Delivery, Run
from haven.core.imports.tables import UnreadableFile
from haven.core.jobs.recurring import daily, every

LOOKS = 10  # at the watched folder in one night, while something is still being written there
PAUSE = 30  # seconds between two of them, at least
SHOWN = 10  # remarks of each kind in a preview
LEFT = timedelta(days=30)  # after which a file that was not imported is put aside
MOVES_KEPT = timedelta(days=60)  # longer than they are shown and can be undone
KEPT = timedelta(days=365)  # as long as the rows of an imported file are kept


def _actor(run: Run) -> Actor:
    return actor_of(run.started_by) if run.started_by else SYSTEM


@task()
def check_run(run_id: int) -> None:
    """Work out the preview of a file."""
    run = Run.objects.filter(pk=run_id, state=Run.State.CHECKING).first()
    if run is None:
        return

    def progress(position: int, total: int) -> None:
        Run.objects.filter(pk=run_id).update(position=position, total=total)

    try:
        report = runs.check(run, progress, most=SHOWN)
    except UnreadableFile as error:
        runs.fail(run, runs.sentences(error))
    except (KeyboardInterrupt, SystemExit):  # the worker is told to stop at once
        check_run.enqueue(run_id)
        raise
    except Exception:
        runs.fail_broken(run)
        raise
    else:
        Run.objects.filter(pk=run_id, state=Run.State.CHECKING).update(
            state=Run.State.READY, position=0, total=report.counts["rows"], preview=_preview(run, report)
        )


def _preview(run: Run, report: runs.Report) -> dict[str, Any]:
    return {
        **run.preview,
        "counts": report.counts,
        "known": report.known,
        "codes": dict(report.codes),
        "remarks": [remark._asdict() for remark in report.remarks],
    }


@task()
def process_run(run_id: int) -> None:
    """Import a file, or go on with it."""
    run = Run.objects.filter(pk=run_id, state=Run.State.RUNNING).select_related("started_by").first()
    if run is None:
        return
    try:
        runs.process(_actor(run), run)
    except runs.Superseded:
        return
    except UnreadableFile as error:
        runs.fail(run, runs.sentences(error))
    except (KeyboardInterrupt, SystemExit):  # another worker goes on where this one was
        process_run.enqueue(run_id)
        raise
    except Exception:
        runs.fail_broken(run)
        raise


@task()
def forget_files() -> int:
    """Put files aside that nobody went on with, and forget the rows of old ones; return how many runs."""
    now, state = timezone.now(), Run.State
    own = Run.objects.filter(kind=KIND).order_by("pk")
    left = own.filter(created_at__lt=now - LEFT, state__in=(state.UPLOADED, state.READY, state.FAILED))
    old = own.filter(finished_at__lt=now - KEPT, state=state.DONE, preview__has_key="samples")
    with transaction.atomic():
        unfinished, finished = list(left.select_for_update()), list(old.select_for_update())
        for run in unfinished:
            runs.put_aside(run)
        for run in finished:
            runs.forget_rows(run)
            run.preview = {"headings": run.preview["headings"]}
            run.save(update_fields=["preview"])
        Delivery.objects.filter(moved_at__lt=now - KEPT, reported_at__isnull=False).delete()
    return len(unfinished) + len(finished)


@task()
def tell_what_moved() -> int:
    """Mail staff what moved of theirs; return how many letters. Only the first try of a day writes any."""
    return tell_everybody(timezone.now())


@task()
def tell_steps() -> int:
    """Mail newcomers what is new about their steps; return how many letters. Once a day for each."""
    return tell_newcomers(timezone.now())


@task()
def forget_moves() -> int:
    """Remove what moved long ago; return how many rows."""
    return Replan.objects.filter(at__lt=timezone.now() - MOVES_KEPT).delete()[0]


every(timedelta(days=1), forget_files)
every(timedelta(minutes=30), tell_what_moved)
every(timedelta(minutes=30), tell_steps)
every(timedelta(days=1), forget_moves)
daily(time(9), asking.ask_newcomers)
daily(time(4), asking.close_answers)


@task()
def take_files(look: int = 1) -> None:
    """Take what lies in the watched folder, and report; look again where something is still being written."""
    if not settings.WATCHED_FOLDER:
        return
    try:
        done = watching.take(SYSTEM)
    except watching.Busy:  # whoever is at it reports
        return
    except (KeyboardInterrupt, SystemExit):  # another worker goes on where this one was
        take_files.enqueue(look)
        raise
    if done.waiting and look < LOOKS:
        pause = timedelta(seconds=max(settings.WATCHED_QUIET, PAUSE))
        take_files.using(run_after=timezone.now() + pause).enqueue(look + 1)
    else:
        reporting.report(done)


if settings.WATCHED_FOLDER:
    daily(time(settings.WATCHED_HOUR), take_files)
