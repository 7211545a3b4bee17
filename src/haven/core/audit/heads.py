"""The head of the chain, kept where the database cannot reach it: a line per commit in a file.

Whoever cuts the tail off the record in the database cannot also cut it here when the file lies on
another disk or machine; `haven doctor` compares the two.
"""

import os
from pathlib import Path

import structlog
from django.conf import settings

log = structlog.get_logger(__name__)

TAIL = 8192  # bytes: some hundred lines, of which processes may have written the last ones out of order


def keep(seq: int, mark: str) -> None:
    """Append "seq hash"; a file that cannot be written is reported, and does not stop the work."""
    try:
        handle = os.open(settings.AUDIT_HEAD_FILE, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        with os.fdopen(handle, "a") as file:
            file.write(f"{seq} {mark}\n")
    except OSError as error:
        log.error("audit head not kept", file=settings.AUDIT_HEAD_FILE, error=str(error))


def kept() -> list[tuple[int, str]]:
    """Every head in the file, in the order of its lines; torn lines are left out."""
    try:
        return _heads(Path(settings.AUDIT_HEAD_FILE).read_text().splitlines())
    except OSError:
        return []


def last_kept() -> tuple[int, str] | None:
    """The newest head in the file, however long the file is; None where there is none."""
    try:
        with Path(settings.AUDIT_HEAD_FILE).open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
            lines = file.read().decode(errors="replace").splitlines()
    except OSError:
        return None
    return max(_heads(lines), default=None)


def _heads(lines: list[str]) -> list[tuple[int, str]]:
    pairs = (line.split() for line in lines)
    return [(int(p[0]), p[1]) for p in pairs if len(p) == 2 and p[0].isdigit() and len(p[1]) == 64]
