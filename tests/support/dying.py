"""So that a test process which is killed leaves no server behind (Linux; elsewhere it may)."""

import ctypes
import signal
import sys

_PR_SET_PDEATHSIG = 1
# Looked up now: between fork and exec nothing may be imported.
_prctl = ctypes.CDLL(None).prctl if sys.platform == "linux" else None


def die_with_parent() -> None:
    """Run in a new process before its program starts: it is told to end when its parent dies."""
    if _prctl is not None:
        _prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))
