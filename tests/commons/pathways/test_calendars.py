"""Belgium's ten legal holidays: written out by hand, and against Gauss's Easter."""

from datetime import date, timedelta

import pytest

from haven.commons.pathways.calendars import belgian_calendar

HOLIDAYS = {
    2026: [
        date(2026, 1, 1),  # New Year's Day
        date(2026, 4, 6),  # Easter Monday
        date(2026, 5, 1),  # Labour Day
        date(2026, 5, 14),  # Ascension
        date(2026, 5, 25),  # Whit Monday
        date(2026, 7, 21),  # National Day
        date(2026, 8, 15),  # Assumption
        date(2026, 11, 1),  # All Saints
        date(2026, 11, 11),  # Armistice
        date(2026, 12, 25),  # Christmas
    ],
    2027: [
        date(2027, 1, 1),
        date(2027, 3, 29),
        date(2027, 5, 1),
        date(2027, 5, 6),
        date(2027, 5, 17),
        date(2027, 7, 21),
        date(2027, 8, 15),
        date(2027, 11, 1),
        date(2027, 11, 11),
        date(2027, 12, 25),
    ],
}


def _easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, ch. 8)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = c // 4, c % 4
    moon = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * moon) // 451
    month, day = divmod(h + moon - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _legal(year: int) -> set[date]:
    fixed = [(1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25)]
    moving = [1, 39, 50]  # days after Easter: Easter Monday, Ascension, Whit Monday
    return {date(year, *day) for day in fixed} | {_easter(year) + timedelta(days=n) for n in moving}


@pytest.mark.parametrize("year", sorted(HOLIDAYS))
def test_the_holidays_of_a_year(year: int) -> None:
    assert sorted(belgian_calendar(year, year).holidays) == HOLIDAYS[year]


def test_every_year_has_the_ten_that_the_law_names() -> None:
    found = belgian_calendar(2015, 2100).holidays
    for year in range(2015, 2101):
        of_the_year = {day for day in found if day.year == year}
        assert of_the_year == _legal(year)
        assert len(of_the_year) == 10
    assert {day.year for day in found} == set(range(2015, 2101))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 5, 14), False),  # Ascension
        (date(2026, 5, 15), True),  # the bridge day after it
        (date(2026, 5, 16), False),  # a Saturday
        (date(2026, 5, 24), False),  # Whit Sunday
        (date(2025, 7, 11), True),  # the Flemish Community's day, a Friday
        (date(2025, 12, 26), True),  # the day after Christmas, a Friday
        (date(2026, 11, 2), True),  # the Monday after All Saints on a Sunday
    ],
)
def test_which_days_are_worked(day: date, worked: bool) -> None:
    assert belgian_calendar(2025, 2026).is_working_day(day) is worked


def test_eight_working_days_after_arriving_before_ascension() -> None:
    # From Friday 8 May 2026: 11, 12, 13, (Ascension), 15, 18, 19, 20, 21 May.
    assert belgian_calendar(2026, 2027).add_working_days(date(2026, 5, 8), 8) == date(2026, 5, 21)


def test_the_turn_of_the_year_knows_both_years() -> None:
    # From Wednesday 23 December 2026: 24, (Christmas), 28–31 December, (New Year), 4 January.
    assert belgian_calendar(2026, 2027).add_working_days(date(2026, 12, 23), 6) == date(2027, 1, 4)


def test_the_same_years_are_worked_out_once() -> None:
    assert belgian_calendar(2026, 2027) is belgian_calendar(2026, 2027)


def test_years_the_wrong_way_round_are_refused() -> None:
    with pytest.raises(ValueError, match="Put the earlier one first"):
        belgian_calendar(2027, 2026)
