"""The same import from the shell, without a worker; what it did as one object. The same for the folder."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings

from haven.community.welcome.importing import actions, reporting, runs, watching
from haven.community.welcome.importing.writing import Said
from haven.core.access import SYSTEM
from haven.core.imports.folders import Fault, Found
from haven.core.imports.models import Delivery, Remark
from haven.core.imports.reasons import Sentence
from haven.core.imports.tables import UnreadableFile

REPORTED = (
    "rows", "created", "updated", "unchanged", "missing", "merged", "possible_duplicates", "pathways",
)  # fmt: skip


class Unreadable(Exception):
    """The file could not be read; the message says why and what to do."""


def import_from_shell(
    path: Path, *, mapping: str = "", dry_run: bool = False, progress: runs.Progress | None = None
) -> dict[str, Any]:
    """Import (or only check) a file; return counts and one entry per cell refused or warned about."""
    try:
        if dry_run:
            run, table = runs.draft(str(path.resolve()), mapping=mapping)
            report = runs.check(run, progress, table=table)
            return result_of(report.counts, report.remarks)
        run = actions.import_file(SYSTEM, path=path, mapping=mapping, progress=progress)
        return result_of(run.counts, run.remarks.iterator())
    except UnreadableFile as error:
        raise Unreadable(runs.sentences(error)["en"]) from error
    except OSError as error:
        raise Unreadable(f"{path} cannot be opened: {error.strerror}. Check the name of the file.") from error


def result_of(counts: dict[str, int], remarks: Iterable[Remark | Said]) -> dict[str, Any]:
    result: dict[str, Any] = {name: counts[name] for name in REPORTED} | {"refused": [], "warnings": []}
    for remark in remarks:
        entry = {
            "row": remark.line,
            "column": remark.column,
            "value": remark.value,
            "reason": remark.reason_en,
        }
        result["refused" if remark.kind == Remark.Kind.REFUSED else "warnings"].append(entry)
    return result


# ---------------------------------------------------------------- the watched folder


def take_from_shell(*, dry_run: bool = False, progress: runs.Progress | None = None) -> dict[str, Any]:
    """Take (or only check) what lies in the watched folder, and report; an entry for each file.

    `failed` says whether something could not be taken. Raises Unreadable where no folder is watched.
    """
    if not settings.WATCHED_FOLDER:
        raise Unreadable(str(watching.NOT_SET))
    if dry_run:
        return _foretold(progress)
    try:
        done = watching.take(SYSTEM, progress)
    except watching.Busy:
        raise Unreadable(str(watching.BUSY)) from None
    # What is still being written is said here, and not in a letter each time that cron looks.
    reporting.report(replace(done, waiting=[]))
    files = [_taken(delivery) for delivery in done.deliveries]
    return _summary(files, done.waiting, done.faults)


def _summary(files: list[dict[str, Any]], waiting: list[str], faults: Iterable[Sentence]) -> dict[str, Any]:
    problems = [str(fault) for fault in faults]
    failed = bool(problems) or any(entry["state"] == Delivery.State.FAILED for entry in files)
    return {"files": files, "waiting": waiting, "problems": problems, "failed": failed}


def _taken(delivery: Delivery) -> dict[str, Any]:
    entry: dict[str, Any] = {"file": delivery.path, "state": delivery.state, "moved_to": delivery.moved_to}
    entry["run"] = delivery.run_id
    if delivery.state == Delivery.State.FAILED:
        return entry | {"error": delivery.error_en}
    if delivery.state == Delivery.State.IMPORTED and delivery.run is not None:
        return entry | result_of(delivery.run.counts, delivery.run.remarks.iterator())
    return entry


def _foretold(progress: runs.Progress | None) -> dict[str, Any]:
    """What taking the files would do; nothing is written or moved."""
    found = watching.look()
    files, faults = [], list(found.faults)
    for file in found.files:
        if file.whole:
            try:
                files.append(_checked(file, progress))
            except Fault as fault:
                faults.append(fault.sentence)
    return _summary(files, [file.shown for file in found.files if not file.whole], faults)


def _checked(file: Found, progress: runs.Progress | None) -> dict[str, Any]:
    entry: dict[str, Any] = {"file": file.shown, "state": Delivery.State.FAILED.value}
    if file.refused:
        return entry | {"error": str(file.refused)}
    try:
        run, table = runs.draft(str(file.path), mapping=watching.mapping_of(file))
        run.sha256 = actions.sha256_of(file.path)
        if watching.same_as_last(run):
            return entry | {"state": Delivery.State.SAME.value}
        report = runs.check(run, progress, table=table)
    except UnreadableFile as error:
        return entry | {"error": runs.sentences(error)["en"]}
    except OSError as error:
        raise watching.cannot_open(file, error) from error
    return entry | {"state": Delivery.State.IMPORTED.value} | result_of(report.counts, report.remarks)
