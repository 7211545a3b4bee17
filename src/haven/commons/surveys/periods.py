"""In which period a day lies. Pure."""

from collections.abc import Sequence
from datetime import date, timedelta

A_DAY = timedelta(days=1)


def period_of(day: date, beginnings: Sequence[str]) -> tuple[date, date]:
    """First and last day of the period; `beginnings` are the days ("09-01") on which one begins."""
    years = (day.year - 1, day.year, day.year + 1)
    begins = sorted(date.fromisoformat(f"{year}-{text}") for year in years for text in beginnings)
    first = max(one for one in begins if one <= day)
    following = min(one for one in begins if one > day)
    return first, following - A_DAY
