"""Running an installation: the web server, and server and worker together."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import DatabaseError

from haven.commons.organisation.actions import grant_role
from haven.commons.organisation.models import Campus, Role, Unit, University
from haven.core.access import SYSTEM, Refused

Say = Callable[[str], None]


def prepared() -> bool:
    """Whether `haven init` has been here."""
    try:
        return University.objects.exists()
    except DatabaseError:
        return False


def is_demo() -> bool:
    return University.objects.filter(is_demo=True).exists()


def grant(*, email: str, role: str, campus: str, unit: str, name: str) -> None:
    """Give a role by codes; raises ValueError with a sentence where one is not known."""
    if role not in Role.values:
        raise ValueError(f"There is no role “{role}”. Choose one of: {', '.join(Role.values)}.")
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValueError(f"“{email}” is not an e-mail address.") from error
    place: dict[str, Any] = {}
    for kind, model, code in (("campus", Campus, campus), ("unit", Unit, unit)):
        if code:
            place[kind] = model.objects.filter(code=code).first()
            if place[kind] is None:
                raise ValueError(f"There is no {kind} with the code “{code}”.")
    try:
        grant_role(SYSTEM, email=email, role=role, name=name, **place)
    except Refused as refusal:
        raise ValueError(str(refusal.reason)) from refusal


def command(host: str, port: int, workers: int) -> list[str]:
    """The web server's command line.

    One thread a process: pages compute more than they wait, and threads that take turns answer all of
    them late (at 50 requests a second, 95 % within 4.7 s with four threads and 0.1 s with one). A slow
    line holds a process up only where no proxy stands before it.
    """
    return [
        sys.executable, "-m", "gunicorn", "haven.config.wsgi:application",
        "--bind", f"{host}:{port}", "--workers", str(workers), "--threads", "1",
        "--worker-class", "gthread", "--max-requests", "20000", "--max-requests-jitter", "2000",
        "--preload", "--log-level", "warning", "--worker-tmp-dir", _memory_folder(),
    ]  # fmt: skip


def _memory_folder() -> str:
    # gunicorn's heartbeat blocks on a slow disk; memory is there on every Linux.
    return "/dev/shm" if Path("/dev/shm").is_dir() else str(settings.HAVEN_HOME)  # noqa: S108


def serve(*, host: str, port: int, workers: int) -> NoReturn:
    """Become the web server."""
    arguments = command(host, port, workers)
    os.execv(arguments[0], arguments)  # noqa: S606


def up(*, port: int, workers: int, say: Say) -> int:
    """Server and worker side by side until one ends or Ctrl+C is pressed; a dead worker is started again."""
    server = subprocess.Popen(command("127.0.0.1", port, workers))  # noqa: S603
    background = _worker()
    address = f"http://localhost:{port}/"
    signal.signal(signal.SIGTERM, lambda *_args: sys.exit(0))
    try:
        if not _answers(port, server):
            say(f"The server did not start. Is port {port} in use? Try: haven up --port {port + 1}")
            return 1
        say(f"\nHaven is at {address}  (Ctrl+C stops it)")
        if is_demo():
            say(f"Sign in with one click, as a newcomer or as staff: {address}demo/")
        while server.poll() is None:
            if background.poll() is not None:
                background = _worker()
            time.sleep(0.5)
        return server.returncode
    except KeyboardInterrupt:
        return 0
    finally:
        for process in (server, background):
            process.terminate()
        for process in (server, background):
            process.wait(timeout=30)


def _worker() -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "haven", "worker"])


def _answers(port: int, server: subprocess.Popen[bytes]) -> bool:
    """Wait until the server answers anything at all; with HTTPS on it answers with a redirect."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and server.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health/")
            return connection.getresponse().status < HTTPStatus.INTERNAL_SERVER_ERROR
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
        finally:
            connection.close()
    return False
