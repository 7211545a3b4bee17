"""Bounces from the shell: what to say, and the exit status."""

from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import OperationalError

from haven.core.mail.bounces import LARGEST
from haven.core.mail.mailboxes import Read, Unreadable, read_imap, read_one, read_path

UNREADABLE = 2
LATER = 75  # a mail server that pipes into this keeps the message, and tries again


def bounces_from_shell(where: str | None, stdin: IO[bytes]) -> tuple[str, int]:
    try:
        return _sentence(_read(where, stdin)), 0
    except Unreadable as error:
        return str(error), UNREADABLE
    except OperationalError as error:
        return f"The database does not answer: {error}", LATER


def _read(where: str | None, stdin: IO[bytes]) -> Read:
    """ "-" for standard input, a path, or else the mailbox of the settings."""
    if where == "-":
        return read_one(stdin.read(LARGEST))
    return read_path(Path(where)) if where else read_imap(settings.BOUNCES_URL)


def _sentence(read: Read) -> str:
    messages = f"{read.messages} message{'' if read.messages == 1 else 's'} read"
    letters = f"{read.bounced or 'no'} letter{'' if read.bounced < 2 else 's'} came back"
    return f"{messages}, {letters}."
