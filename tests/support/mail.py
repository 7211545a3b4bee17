"""Mail servers on this machine: one that takes letters (SMTP), one that holds a mailbox (IMAP); no more of
either than Haven asks of them."""

import contextlib
import socketserver
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any


@dataclass
class Sink:
    """A server that takes every letter. `before_answer` is called with each, before the sender knows."""

    port: int = 0
    taken: list[Message] = field(default_factory=list)
    before_answer: Callable[[int], None] = lambda number: None

    def take(self, data: bytes) -> None:
        self.taken.append(message_from_bytes(data))
        self.before_answer(len(self.taken))


class _Smtp(socketserver.StreamRequestHandler):
    sink: Sink

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self._say("354 go on")
                self.sink.take(b"".join(iter(self.rfile.readline, b".\r\n")))
            self._say("221 bye" if verb == b"QUIT" else "250 fine")

    def _say(self, text: str) -> None:
        with contextlib.suppress(OSError):  # whoever spoke may have been killed
            self.wfile.write(f"{text}\r\n".encode())


@dataclass
class Mailbox:
    """Messages by number, and those that were read."""

    port: int = 0
    messages: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)

    def reports(self) -> list[int]:
        unread = self.messages.keys() - self.seen
        return sorted(n for n in unread if "report" in message_from_bytes(self.messages[n])["Content-Type"])


class _Imap(socketserver.StreamRequestHandler):
    mailbox: Mailbox

    def handle(self) -> None:
        self._say("* OK [CAPABILITY IMAP4rev1] ready")
        while line := self.rfile.readline():
            tag, verb, *rest = line.decode().split()
            verb = verb.upper()
            answer = "OK"
            if verb == "CAPABILITY":
                self._say("* CAPABILITY IMAP4rev1")
            elif verb == "LOGIN":
                answer = "OK" if rest == ["haven", '"p@ss"'] else "NO wrong password"
            elif verb == "SELECT":
                self._say(f"* {len(self.mailbox.messages)} EXISTS")
            elif verb == "UID":
                self._uid(rest)
            self._say(f"{tag} {answer} done" if answer == "OK" else f"{tag} {answer}")
            if verb == "LOGOUT":
                return

    def _uid(self, words: list[str]) -> None:
        if words[0] == "SEARCH":
            self._say(" ".join(["* SEARCH", *map(str, self.mailbox.reports())]))
            return
        number = int(words[1])
        if words[0] == "STORE":
            self.mailbox.seen.add(number)
            return
        data = self.mailbox.messages[number]
        self.wfile.write(f"* {number} FETCH (UID {number} BODY[] {{{len(data)}}}\r\n".encode() + data)
        self._say(")")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True


@contextlib.contextmanager
def _running(handler: Any, found: Any) -> Iterator[Any]:
    with _Server(("127.0.0.1", 0), handler) as server:
        found.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()


@contextlib.contextmanager
def sink() -> Iterator[Sink]:
    found = Sink()
    with _running(type("Smtp", (_Smtp,), {"sink": found}), found):
        yield found


@contextlib.contextmanager
def mailbox() -> Iterator[Mailbox]:
    """For the user `haven` with the password `p@ss`."""
    found = Mailbox()
    with _running(type("Imap", (_Imap,), {"mailbox": found}), found):
        yield found
