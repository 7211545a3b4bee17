"""Background work: safe to run twice, and to take up again after the worker was killed."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django_tasks import task

from haven.commons.organisation.public import actor_of
from haven.community.welcome.importing import runs
from haven.community.welcome.importing.writing import said
from haven.core.access import SYSTEM, Actor
from haven.core.imports.models import Run
from haven.core.imports.tables import UnreadableFile

BROKEN = _(
    "Something went wrong in Haven itself. Import the same file again: what was imported stays, "
    "and nothing comes twice."
)


SHOWN = 10  # remarks of each kind in a preview


def _fail_broken(run: Run) -> None:
    runs.fail(run, {language: said(BROKEN, language) for language in ("nl", "en")})


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
        _fail_broken(run)
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
        _fail_broken(run)
        raise
