"""Whom a template or a step is for: conditions over what is known of a person. Pure functions."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

LONG_STAY_DAYS = 90  # from here on one registers instead of declaring one's presence


@dataclass(frozen=True, slots=True)
class Profile:
    """What chooses a template, its steps and their variants. None and "" mean: not known."""

    status: str
    staff: bool
    eea: bool  # an unknown nationality counts as outside the EEA: too many steps are safer than too few
    campus: str
    long_stay: bool
    partner: bool | None = None
    children: bool | None = None
    ground: str = "unknown"
    municipality: str = ""


FIELDS = frozenset(field.name for field in fields(Profile))


def is_long_stay(starts_on: date | None, ends_on: date | None) -> bool:
    """Longer than 90 days; an unknown length counts as long."""
    return starts_on is None or ends_on is None or (ends_on - starts_on).days > LONG_STAY_DAYS


def meets(conditions: Mapping[str, Any], profile: Profile) -> bool:
    """Whether every condition holds: a list holds when the value is in it."""
    return all(_holds(wanted, getattr(profile, name)) for name, wanted in conditions.items())


def _holds(wanted: Any, value: Any) -> bool:
    if isinstance(wanted, list):
        return value in wanted
    return bool(value is wanted) if isinstance(wanted, bool) else bool(value == wanted)
