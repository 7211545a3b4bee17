"""Due dates of one person's steps."""

from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import assert_never

from haven.engines.schedules.calendars import LAST, Calendar, ScheduleError, out_of_range
from haven.engines.schedules.rules import Rule, Unit, in_order

NOTHING: Mapping[str, date] = MappingProxyType({})
DATES_REMEMBERED = 10_000  # per offset, unit and calendar: 27 years of days


def shift(day: date, offset: int, unit: Unit, calendar: Calendar) -> date:
    """The date `offset` units after `day`, before it when negative.

    Months keep the day of the month, or take the month's last day where it has no such day. Raises
    ScheduleError before the year 1 and after the year 9999.
    """
    match unit:
        case Unit.DAYS:
            return _add_days(day, offset, 1)
        case Unit.WEEKS:
            return _add_days(day, offset, 7)
        case Unit.MONTHS:
            return _add_months(day, offset)
        case Unit.WORKING_DAYS:
            return calendar.add_working_days(day, offset)
    assert_never(unit)


class Planner:
    """The due dates of a set of steps, for everybody who has these steps.

    Give it the rules of one pathway: those whose conditions the person meets. A step may hang on one that
    was left out: as a prerequisite that is ignored, as an anchor it is a date that is not known. Whether
    a whole template is sound, with nothing left out, is what `check_rules` tells.

    Raises DuplicateStepError or CycleError.
    """

    def __init__(self, rules: Iterable[Rule], calendar: Calendar) -> None:
        rules = tuple(rules)
        self.calendar = calendar
        self._undated: dict[str, date | None] = dict.fromkeys(rule.key for rule in rules)
        self._steps = tuple(
            (rule.key, rule.anchor_step, rule.anchor, _shifted(calendar, rule.offset, rule.unit))
            for rule in in_order(rules)
        )

    def plan(self, anchors: Mapping[str, date], done: Mapping[str, date] = NOTHING) -> dict[str, date | None]:
        """The due date of every step, by key, in the order of the rules; None while its anchor is not known.

        `anchors` holds the dates that are known, `done` when a step was done. A step anchored on another
        counts from the day that one was done (even if it has since been left out), or else from its due
        date. A step that is done keeps the due date that its rule gives. Raises ScheduleError, naming the
        step, for a date before the year 1 or after the year 9999.
        """
        due = self._undated.copy()
        for key, anchor_step, anchor, shifted in self._steps:
            if anchor_step is None:
                start = anchors.get(anchor)
            else:
                start = done.get(anchor_step) or due.get(anchor_step)
            if start is not None:
                try:
                    due[key] = shifted[start]
                except ScheduleError as error:
                    raise ScheduleError(f"Step “{key}”: {error}") from error
        return due


class _Shifted(dict[date, date]):
    """Each date with its due date, worked out when first asked for: thousands share a few dates."""

    def __init__(self, calendar: Calendar, offset: int, unit: Unit) -> None:
        super().__init__()
        self._how = offset, unit, calendar

    def __missing__(self, day: date) -> date:
        if len(self) >= DATES_REMEMBERED:
            self.clear()
        found = self[day] = shift(day, *self._how)
        return found


@lru_cache(maxsize=1024)
def _shifted(calendar: Calendar, offset: int, unit: Unit) -> _Shifted:
    """One memory for all planners: profiles differ in their steps, and share offsets and dates."""
    return _Shifted(calendar, offset, unit)


def _add_days(day: date, offset: int, length: int) -> date:
    ordinal = day.toordinal() + offset * length
    if not 1 <= ordinal <= LAST:
        raise ScheduleError(out_of_range(day, offset, "days" if length == 1 else "weeks"))
    return date.fromordinal(ordinal)


def _add_months(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not date.min.year <= year <= date.max.year:
        raise ScheduleError(out_of_range(day, months, "months"))
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
