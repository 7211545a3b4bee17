"""The program that takes a PDF apart, run and listened to."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import haven
from haven.core.files.problems import BadFile

PROGRAM = ["-P", "-s", "-m", "haven.core.files.pdf_words"]
_LONGEST_ANSWER = 64 * 1024 * 1024  # bytes, of one page
_SECRETS = ("HAVEN_", "DATABASE_", "DJANGO_")


def answers(path: Path, most_pages: int, most_characters: int) -> Iterator[dict[str, Any]]:
    """What haven.core.files.pdf_words says, a page at a time. Raises BadFile when it breaks down."""
    with _running([str(path.absolute()), str(most_pages), str(most_characters)]) as process:
        while line := process.stdout.readline(_LONGEST_ANSWER):
            answer = _understood(line)
            if "error" in answer:
                raise BadFile("encrypted" if answer["error"] == "encrypted" else "damaged")
            yield answer
        if process.wait() != 0:
            raise BadFile("damaged")


@contextmanager
def _running(arguments: list[str]) -> Iterator[Any]:
    """The process, which does not outlive whoever listens to it."""
    process = subprocess.Popen(  # noqa: S603 - our own program; the file's name is one argument
        [sys.executable, *PROGRAM, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def _environment() -> dict[str, str]:
    """What Python needs to find the program, and no secrets: it meets files from outside."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(_SECRETS)}
    return kept | {"PYTHONPATH": str(Path(haven.__file__).parents[1]), "PYTHONIOENCODING": "utf-8"}


def _understood(line: bytes) -> dict[str, Any]:
    try:
        answer = json.loads(line)
    except ValueError:
        raise BadFile("damaged") from None
    if not isinstance(answer, dict):
        raise BadFile("damaged")
    return answer
