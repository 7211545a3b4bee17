"""Waiting for other processes: ask again until it is so, never for a fixed time."""

import subprocess
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
PAUSE = 0.02  # seconds between two questions


class WaitedInVain(AssertionError):
    """What was waited for did not come, or the process that should bring it has died."""


def until(
    ready: Callable[[], T | None],
    *,
    seconds: float = 30,
    alive: subprocess.Popen[bytes] | None = None,
    what: Callable[[], str] | str = "it did not come",
) -> T:
    """The first true answer of `ready`. `what` is said (or asked) when the time is up or `alive` is not."""
    deadline = time.monotonic() + seconds
    while True:
        answer = ready()
        if answer:
            return answer
        dead = alive is not None and alive.poll() is not None
        if dead or time.monotonic() > deadline:
            reason = f"it ended with {alive.returncode}" if alive and dead else f"not within {seconds} s"
            raise WaitedInVain(f"{reason}: {what() if callable(what) else what}")
        time.sleep(PAUSE)
