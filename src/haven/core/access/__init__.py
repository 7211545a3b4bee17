"""May somebody do something? The answer is `Allowed` or `Denied` with its reason.

A domain's `policy.py` answers for its own nouns; this floor only knows the shape of the answer
and of the one who asks.
"""

from haven.core.access.actor import ANONYMOUS, SYSTEM, Actor, Grant
from haven.core.access.answers import Allowed, Answer, Denied, Refused, allowed, require

__all__ = [
    "ANONYMOUS",
    "SYSTEM",
    "Actor",
    "Allowed",
    "Answer",
    "Denied",
    "Grant",
    "Refused",
    "allowed",
    "require",
]
