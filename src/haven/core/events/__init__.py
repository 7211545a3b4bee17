"""What happened, told to whoever listens, once the transaction has been kept.

An event is a frozen dataclass. Two kinds of listener:

- `@listens(StepFinished)` runs in the same process right after the commit: for what may be lost when
  the machine dies in that moment (a cache, a nudge);
- `@listens(StepFinished, durable=True)` is put down as a job *inside* the transaction and run by the
  worker: it happens if and only if the change was kept, even when the machine dies in between.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import asdict, is_dataclass
from functools import partial
from typing import Any, TypeVar

import structlog
from django.db import transaction
from django_tasks import task

log = structlog.get_logger(__name__)

Event = Any  # a frozen dataclass with plain values
Listener = Callable[[Any], None]
L = TypeVar("L", bound=Listener)

_at_once: dict[type, list[Listener]] = defaultdict(list)
_durable: dict[type, list[Listener]] = defaultdict(list)
_names: dict[str, type] = {}


def name_of(thing: type | Listener) -> str:
    return f"{thing.__module__}.{thing.__qualname__}"


def listens(kind: type, *, durable: bool = False) -> Callable[[L], L]:
    """Register the decorated function for events of this kind."""
    if not is_dataclass(kind):
        raise TypeError(f"{kind!r} is not a dataclass")
    _names[name_of(kind)] = kind

    def register(listener: L) -> L:
        (_durable if durable else _at_once)[kind].append(listener)
        return listener

    return register


def publish(event: Event) -> None:
    """Tell the listeners of this kind of event. Call it inside the transaction that made it true."""
    kind = type(event)
    for listener in _durable[kind]:
        deliver.enqueue(name_of(kind), name_of(listener), asdict(event))
    for listener in _at_once[kind]:
        transaction.on_commit(partial(_tell, listener, event), robust=True)


def _tell(listener: Listener, event: Event) -> None:
    log.debug("event", kind=type(event).__name__, listener=name_of(listener))
    listener(event)


@task()
def deliver(kind: str, listener: str, values: dict[str, Any]) -> None:
    """The job behind a durable listener. Listeners are safe to run twice."""
    event = _names[kind](**values)
    for candidate in _durable[_names[kind]]:
        if name_of(candidate) == listener:
            candidate(event)
