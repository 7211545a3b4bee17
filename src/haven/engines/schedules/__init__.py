"""Due dates of steps, from rules, anchors and a working calendar. See docs/methods/schedules.md."""

from haven.engines.schedules.calendars import Calendar, ScheduleError
from haven.engines.schedules.plans import Planner, shift
from haven.engines.schedules.rules import (
    CycleError,
    DuplicateStepError,
    Rule,
    RuleError,
    Unit,
    UnknownStepError,
    check_rules,
    ready,
)

__all__ = [
    "Calendar",
    "CycleError",
    "DuplicateStepError",
    "Planner",
    "Rule",
    "RuleError",
    "ScheduleError",
    "Unit",
    "UnknownStepError",
    "check_rules",
    "ready",
    "shift",
]
