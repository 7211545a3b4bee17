from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TookPart:
    """Somebody was there. `source` names the attendance ("agenda.attendance:17"); `at` is ISO 8601."""

    person_id: int
    kind: str
    at: str
    source: str
