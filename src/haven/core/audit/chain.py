"""How entries hang together: pure functions over values."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

_CANONICAL = DjangoJSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def canonical(data: Any) -> str:
    """JSON text that does not depend on the order of keys."""
    return _CANONICAL.encode(data)


def digest_of(salt: str, text: str) -> str:
    """The digest of a payload's canonical text."""
    return hashlib.sha256(f"{salt}\n{text}".encode()).hexdigest()


def link(
    previous: str,
    seq: int,
    at: datetime,
    actor_id: int | None,
    verb: str,
    kind: str,
    subject_id: int | None,
    is_read: bool,
    digest: str,
) -> str:
    """The hash of an entry over its own values and the hash before it (SHA-256, hex)."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    parts = (previous, seq, moment, actor_id, verb, kind, subject_id, int(is_read), digest)
    text = "\x1f".join("" if part is None else str(part) for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()
