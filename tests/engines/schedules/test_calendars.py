"""Working days: examples by hand, counting day by day, and numpy's business days."""

from datetime import date, timedelta
from typing import Literal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from haven.engines.schedules import Calendar, ScheduleError
from tests.engines.schedules.strategies import CALENDARS, DAYS

ONE = timedelta(days=1)
STEPS = st.integers(-400, 400)

# Armistice 2026 is a Wednesday; All Saints a Sunday, so that it takes no working day away.
NOVEMBER = Calendar(frozenset({date(2026, 11, 1), date(2026, 11, 11)}))


def _walk(calendar: Calendar, day: date, n: int) -> date:
    """The definition, day by day."""
    left, step = abs(n), ONE if n > 0 else -ONE
    while left:
        day += step
        left -= calendar.is_working_day(day)
    return day


def _numpy(calendar: Calendar) -> np.busdaycalendar:
    mask = [int(weekday not in calendar.weekend) for weekday in range(7)]
    return np.busdaycalendar(mask, sorted(calendar.holidays))


@pytest.mark.parametrize(
    ("day", "n", "expected"),
    [
        (date(2026, 11, 2), 8, date(2026, 11, 13)),  # a Monday: 3–6, 9, 10, 12, 13
        (date(2026, 11, 7), 1, date(2026, 11, 9)),  # from a Saturday
        (date(2026, 11, 10), 1, date(2026, 11, 12)),  # over the holiday
        (date(2026, 11, 11), -1, date(2026, 11, 10)),  # from the holiday
        (date(2026, 11, 9), -1, date(2026, 11, 6)),  # over a weekend
        (date(2026, 11, 7), 0, date(2026, 11, 7)),  # 0 is the day itself, Saturday or not
        (date(2026, 10, 30), 1, date(2026, 11, 2)),  # a holiday in a weekend counts once
    ],
)
def test_adding_by_hand(day: date, n: int, expected: date) -> None:
    assert NOVEMBER.add_working_days(day, n) == expected


@pytest.mark.parametrize(
    ("today", "due", "left"),
    [
        (date(2026, 11, 2), date(2026, 11, 13), 8),
        (date(2026, 11, 13), date(2026, 11, 13), 0),
        (date(2026, 11, 12), date(2026, 11, 13), 1),
        (date(2026, 11, 16), date(2026, 11, 13), -1),  # one working day late
        (date(2026, 11, 15), date(2026, 11, 13), 0),  # the weekend after is not late by a working day
    ],
)
def test_days_left_by_hand(today: date, due: date, left: int) -> None:
    assert NOVEMBER.working_days_between(today, due) == left


def test_weekends_and_holidays_are_no_working_days() -> None:
    week = [date(2026, 11, 9) + i * ONE for i in range(7)]
    assert [NOVEMBER.is_working_day(day) for day in week] == [True, True, False, True, True, False, False]


@given(CALENDARS, DAYS, STEPS)
def test_adding_is_walking_day_by_day(calendar: Calendar, day: date, n: int) -> None:
    assert calendar.add_working_days(day, n) == _walk(calendar, day, n)


@given(CALENDARS, DAYS, STEPS.filter(bool))
def test_adding_agrees_with_numpy(calendar: Calendar, day: date, n: int) -> None:
    # From a free day numpy first goes to a working day: back before counting on, on before counting back.
    roll: Literal["backward", "forward"] = "backward" if n > 0 else "forward"
    expected = np.busday_offset(day, n, roll=roll, busdaycal=_numpy(calendar)).item()
    assert calendar.add_working_days(day, n) == expected


@given(CALENDARS, DAYS, DAYS)
def test_counting_agrees_with_numpy(calendar: Calendar, a: date, b: date) -> None:
    a, b = min(a, b), max(a, b)
    # numpy counts from the first day up to but without the last; here it is the other way round.
    expected = np.busday_count(a + ONE, b + ONE, busdaycal=_numpy(calendar))
    assert calendar.working_days_between(a, b) == expected
    assert calendar.working_days_between(b, a) == -expected


@given(CALENDARS, DAYS, st.integers(0, 400))
def test_counting_undoes_adding(calendar: Calendar, day: date, n: int) -> None:
    assert calendar.working_days_between(day, calendar.add_working_days(day, n)) == n


@given(CALENDARS, DAYS, STEPS)
def test_one_more_is_the_next_working_day(calendar: Calendar, day: date, n: int) -> None:
    found = calendar.add_working_days(day, n)
    later = calendar.add_working_days(day, n + 1)
    assert found < later
    assert n == 0 or calendar.is_working_day(found)
    between = [found + i * ONE for i in range(1, (later - found).days)]
    # Only day 0, the anchor, can be a working day that was not counted.
    assert not any(calendar.is_working_day(d) for d in between if d != day)


@given(CALENDARS, DAYS, DAYS, DAYS)
def test_counts_add_up(calendar: Calendar, a: date, b: date, c: date) -> None:
    through = calendar.working_days_between(a, b) + calendar.working_days_between(b, c)
    assert through == calendar.working_days_between(a, c)


@given(CALENDARS, st.dates())
@example(Calendar(frozenset()), date.min)
@example(Calendar(frozenset({date.min, date.max})), date.max)
def test_the_ends_of_time_are_counted_too(calendar: Calendar, day: date) -> None:
    total = calendar.working_days_between(date.min, day) + calendar.working_days_between(day, date.max)
    assert total == calendar.working_days_between(date.min, date.max)


@given(CALENDARS, st.integers(0, 60), st.integers(-60, 60))
def test_the_first_and_last_working_days_can_be_reached_and_not_passed(
    calendar: Calendar, inward: int, n: int
) -> None:
    day = date.max - inward * ONE if n > 0 else date.min + inward * ONE
    reachable = [day + i * ONE if n > 0 else day - i * ONE for i in range(1, inward + 1)]
    working = [d for d in reachable if calendar.is_working_day(d)]
    if n and abs(n) > len(working):
        with pytest.raises(ScheduleError, match=f"^{n} working days from {day.isoformat()} is not between"):
            calendar.add_working_days(day, n)
    else:
        assert calendar.add_working_days(day, n) == (working[abs(n) - 1] if n else day)


@pytest.mark.parametrize("n", [10**9, -(10**9), 10**30, -(10**30)])
def test_absurd_numbers_are_refused_at_once(n: int) -> None:
    with pytest.raises(ScheduleError, match="Correct the date or the offset"):
        NOVEMBER.add_working_days(date(2026, 11, 2), n)


@pytest.mark.parametrize("weekend", [frozenset(range(7)), frozenset({7}), frozenset({-1})])
def test_a_week_needs_a_working_day(weekend: frozenset[int]) -> None:
    with pytest.raises(ScheduleError, match="never of all seven"):
        Calendar(frozenset(), weekend)


def test_calendars_with_the_same_days_are_equal() -> None:
    same = Calendar(frozenset(NOVEMBER.holidays))
    assert same == NOVEMBER
    assert hash(same) == hash(NOVEMBER)
    assert Calendar(NOVEMBER.holidays, frozenset({4, 5})) != NOVEMBER
