"""Dates as registrars write them: by hand, out of a database, or as a spreadsheet's number."""

import re
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Literal

from babel import Locale
from django.utils.translation import gettext_lazy as _

from haven.core.imports.reasons import BadValue, sentence
from haven.core.search.folding import fold

# A date of birth lies behind us, any other within fifty years of today.
Kind = Literal["birth", "other"]

_TIME = r"(?:[T\s]\s*\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?)?"
_SEPARATOR = r"\s*[/.\-\s]\s*"
_YEAR_FIRST = re.compile(rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{1,2}}){_TIME}")
_DAY_FIRST = re.compile(rf"(\d{{1,2}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{4}}|\d{{2}}){_TIME}")
_DAY_MONTH_NAME = re.compile(
    rf"(\d{{1,2}})(?:(?:st|nd|rd|th|ste|de|er|e)(?=\s))?\.?[\s\-/]*([^\W\d_]+)\.?[\s\-/,]*(\d{{4}}|\d{{2}}){_TIME}"
)
_MONTH_NAME_DAY = re.compile(rf"([^\W\d_]+)\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}}){_TIME}")
_COMPACT = re.compile(r"\d{8}")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_YEAR = re.compile(r"\d{4}")

_FIRST_SERIAL_DAY = date(1899, 12, 30)  # so that Excel's serials from March 1900 on come out right
_FIRST_BIRTH_YEAR = 1900
_YEARS = range(1990, 2101)


def parse_date(cell: str, *, kind: Kind, today: date) -> date:
    """The date in the cell; the day comes before the month, and a time of day is left out.

    Of a year in two digits a birth takes the last one up to today, another date the nearest one.
    A birth may lie between 1900 and today, another date in the years 1990 to 2100.
    """
    found = _read(cell, kind, today)
    if kind == "birth" and not (found.year >= _FIRST_BIRTH_YEAR and found <= today):
        reason = _("{date} cannot be a date of birth. Check the year.")
        raise BadValue(sentence(reason, date=found.isoformat()), "date_range")
    if kind == "other" and found.year not in _YEARS:
        reason = _("{date} is too far away. Check the year.")
        raise BadValue(sentence(reason, date=found.isoformat()), "date_range")
    return found


@lru_cache(maxsize=20_000)
def _read(cell: str, kind: Kind, today: date) -> date:
    text = cell.strip()
    if match := _DAY_FIRST.fullmatch(text):
        day, month, year = match.groups()
        return _date(_full_year(year, int(month), int(day), kind, today), int(month), int(day))
    if match := _YEAR_FIRST.fullmatch(text):
        return _date(*(int(part) for part in match.groups()))
    if match := _SERIAL.fullmatch(text):
        return _FIRST_SERIAL_DAY + timedelta(days=int(match[1]))
    if _COMPACT.fullmatch(text):
        return _compact(text)
    return _named(text, kind, today)


def _compact(text: str) -> date:
    """20260914 or 14092026: no text is both, since the month of the one is the century of the other."""
    if int(text[4:6]) <= 12:
        return _date(int(text[:4]), int(text[4:6]), int(text[6:]))
    return _date(int(text[4:]), int(text[2:4]), int(text[:2]))


def _named(text: str, kind: Kind, today: date) -> date:
    if match := _DAY_MONTH_NAME.fullmatch(text):
        day, name, year = match.groups()
    elif match := _MONTH_NAME_DAY.fullmatch(text):
        name, day, year = match.groups()
    else:
        raise _not_a_date(text)
    month = _months().get(fold(name))
    if month is None:
        raise _not_a_date(text)
    return _date(_full_year(year, month, int(day), kind, today), month, int(day))


def _not_a_date(text: str) -> BadValue:
    if _YEAR.fullmatch(text):
        return BadValue(_("This is a year only. Write day, month and year, such as 14/09/2026."), "date_form")
    return BadValue(_("This is not a date. Write day, month and year, such as 14/09/2026."), "date_form")


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise _impossible(year, month, day) from None


def _impossible(year: int, month: int, day: int) -> BadValue:
    if 12 < month <= 31 and 1 <= day <= 12:
        reason = _("There is no month {month}. Write the day first, then the month, then the year.")
        return BadValue(sentence(reason, month=month), "date_order")
    reason = _("There is no day {day}/{month}/{year}. Check the day and the month.")
    return BadValue(
        sentence(reason, day=f"{day:02}", month=f"{month:02}", year=f"{year:04}"), "date_impossible"
    )


def _full_year(year: str, month: int, day: int, kind: Kind, today: date) -> int:
    """Two digits made four; four are left alone."""
    if len(year) == 4:
        return int(year)
    if kind == "other":
        return today.year - 50 + (int(year) - (today.year - 50)) % 100
    last = today.year - (today.year - int(year)) % 100
    return last - 100 if (last, month, day) > (today.year, today.month, today.day) else last


@cache
def _months() -> dict[str, int]:
    """Names of months, whole and short, in the four languages that exports come in."""
    names = {"sept": 9, "mrt": 3, "maa": 3}
    for language in ("nl", "en", "fr", "de"):
        months = Locale(language).months["format"]
        for width in ("wide", "abbreviated"):
            names |= {fold(name): number for number, name in months[width].items()}
    return names
