from dataclasses import dataclass
from typing import Any, Literal

from django.core.exceptions import PermissionDenied


@dataclass(frozen=True, slots=True)
class Allowed:
    def __bool__(self) -> Literal[True]:
        return True


@dataclass(frozen=True, slots=True)
class Denied:
    """`reason` is a translated sentence for the person who asked."""

    reason: Any  # str or a lazy translation of one

    def __bool__(self) -> Literal[False]:
        return False


Answer = Allowed | Denied
allowed = Allowed()


class Refused(PermissionDenied):
    """Raised by an action whose policy said no; carries the reason to the page."""

    def __init__(self, reason: Any) -> None:
        super().__init__(str(reason))
        self.reason = reason


def require(answer: Answer) -> None:
    """Raise `Refused` with its reason unless the answer is yes."""
    if isinstance(answer, Denied):
        raise Refused(answer.reason)
