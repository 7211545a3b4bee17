"""Letters in figures: putting many in the outbox, and a morning's digests."""

import functools
import json
from typing import Any

from tests.bench.houses import PEOPLE, POSTGRESQL, SQLITE, ask, inhabited
from tests.bench.registry import Measured, Setting, bench
from tests.bench.write_letters import LETTERS


@bench("welcome.messages.queue.sqlite", unit="s", bound="<= 10")
def queue_on_sqlite(setting: Setting) -> float:
    """10,000 letters in the outbox."""
    return float(_written(setting, SQLITE)["queue"])


@bench("welcome.messages.queue.postgresql", unit="s", bound="<= 10")
def queue_on_postgresql(setting: Setting) -> float:
    return float(_written(setting, POSTGRESQL)["queue"])


@bench("welcome.digests.sqlite", unit="s", bound="<= 30")
def digests_on_sqlite(setting: Setting) -> Measured:
    """One morning among 4,000 people on their way, who were never told anything yet."""
    return _digests(setting, SQLITE)


@bench("welcome.digests.postgresql", unit="s", bound="<= 30")
def digests_on_postgresql(setting: Setting) -> Measured:
    return _digests(setting, POSTGRESQL)


def _digests(setting: Setting, database: str) -> Measured:
    found = _written(setting, database)
    return Measured(float(found["digest"]), note=f"{found['told']} letters to {PEOPLE} people")


@functools.cache
def _written(setting: Setting, database: str) -> dict[str, Any]:
    with inhabited(database, setting) as home:
        found: dict[str, Any] = json.loads(ask(home, "write_letters"))
    if found["queued"] != LETTERS:
        raise RuntimeError(f"{found['queued']} letters are in the outbox, and not {LETTERS}")
    return found
