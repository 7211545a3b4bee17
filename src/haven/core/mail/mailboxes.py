"""Where reports come in: handed over by the mail server, in a Maildir or mbox file, or in an IMAP mailbox."""

import imaplib
import mailbox
import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from haven.core.mail.bounces import Outcome, take

TIMEOUT = 20  # seconds
AT_ONCE = 200
OURS = {Outcome.BOUNCED, Outcome.KNOWN, Outcome.DELAYED}


class Unreadable(Exception):
    """A mailbox cannot be read; the message says why."""


@dataclass(slots=True)
class Read:
    """What was read: messages, and what became of the letters they are about."""

    messages: int = 0
    outcomes: Counter[Outcome] = field(default_factory=Counter)

    @property
    def bounced(self) -> int:
        return self.outcomes[Outcome.BOUNCED]

    def take(self, data: bytes) -> bool:
        """Take a message in; whether it was a report about a letter of ours."""
        found = take(data)
        self.messages += 1
        self.outcomes += found
        return bool(OURS & found.keys())


def read_one(data: bytes) -> Read:
    read = Read()
    read.take(data)
    return read


def read_path(path: Path) -> Read:
    """A file with one message, an mbox file, or a Maildir; in a Maildir our reports are marked as read."""
    try:
        if path.is_dir():
            return _read_maildir(path)
        with path.open("rb") as file:
            is_mbox = file.read(5) == b"From "
        return _read_mbox(path) if is_mbox else read_one(path.read_bytes())
    except OSError as error:
        raise Unreadable(f"{path}: {error.strerror or error}") from error


def _read_mbox(path: Path) -> Read:
    read = Read()
    box = mailbox.mbox(path, create=False)
    for key in box.keys():  # noqa: SIM118 - going through the box itself would parse every message
        read.take(box.get_bytes(key))
    return read


def _read_maildir(path: Path) -> Read:
    if not (path / "new").is_dir():
        raise Unreadable(f"{path} is a folder, and no Maildir: it has no folder “new”.")
    read = Read()
    box = mailbox.Maildir(path, create=False)
    for key in list(box.keys()):
        message = box.get_message(key)
        if message.get_subdir() == "new" and read.take(box.get_bytes(key)):
            message.set_subdir("cur")
            message.add_flag("S")
            box[key] = message
    return read


def read_imap(url: str) -> Read:
    """Unread reports in imaps://user:password@host:port/Mailbox; ours are marked as read."""
    read = Read()
    try:
        with _opened(url) as server:
            for number in _reports(server):
                # PEEK leaves it unread: it is marked once it is taken in.
                _ok, found = server.uid("FETCH", number, "(BODY.PEEK[])")
                for part in found:
                    if isinstance(part, tuple) and read.take(part[1]):
                        server.uid("STORE", number, "+FLAGS.SILENT", r"(\Seen)")
    except (OSError, imaplib.IMAP4.error, ssl.SSLError) as error:
        raise Unreadable(f"{urlsplit(url).hostname}: {_said(error)}") from error
    return read


@contextmanager
def _opened(url: str) -> Iterator[imaplib.IMAP4]:
    parts = urlsplit(url)
    if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username:
        raise Unreadable("HAVEN_BOUNCES_URL must read imaps://user:password@host/Mailbox.")
    server = _connect(parts.scheme, parts.hostname, parts.port)
    try:
        server.login(unquote(parts.username), unquote(parts.password or ""))
        name = unquote(parts.path.strip("/")) or "INBOX"
        state, said = server.select(f'"{name}"')
        if state != "OK":
            raise Unreadable(f"{parts.hostname}: the mailbox {name} cannot be opened: {said!r}")
        yield server
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            server.logout()


def _connect(scheme: str, host: str, port: int | None) -> imaplib.IMAP4:
    if scheme == "imaps":
        secure = ssl.create_default_context()
        return imaplib.IMAP4_SSL(host, port or 993, ssl_context=secure, timeout=TIMEOUT)
    return imaplib.IMAP4(host, port or 143, timeout=TIMEOUT)


def _reports(server: imaplib.IMAP4) -> list[str]:
    """What people wrote is left alone, and stays unread."""
    _ok, found = server.uid("SEARCH", "UNSEEN", "HEADER", "Content-Type", "report")
    return found[0].decode().split()[:AT_ONCE] if found and found[0] else []


def _said(error: Exception) -> str:
    words = error.args[-1] if error.args else str(error)
    return words.decode(errors="replace") if isinstance(words, bytes) else str(words)
