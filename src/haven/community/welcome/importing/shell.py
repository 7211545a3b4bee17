"""The same import from the shell, without a worker; what it did as one object."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from haven.community.welcome.importing import actions, runs
from haven.community.welcome.importing.writing import Said
from haven.core.access import SYSTEM
from haven.core.imports.models import Remark
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
