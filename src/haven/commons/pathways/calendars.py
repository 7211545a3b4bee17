"""Belgium's working days. The engine takes them as values; here they come from."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

from haven.engines.schedules import Calendar

# Month and day of New Year's Day, Labour Day, National Day, Assumption, All Saints, Armistice, Christmas.
FIXED = ((1, 1), (5, 1), (7, 21), (8, 15), (11, 1), (11, 11), (12, 25))
# Days after Easter of Easter Monday, Ascension and Whit Monday.
MOVING = (1, 39, 50)


def legal_holidays(year: int) -> Iterator[date]:
    """The ten legal holidays, which are the same in the whole country.

    Source: the Law of 4 January 1974 on public holidays, and article 1 of its Royal Decree of 18 April
    1974. Communities' days, bridge days and an employer's replacement for a holiday in a weekend are not
    among them.
    """
    for month, day in FIXED:
        yield date(year, month, day)
    for days in MOVING:
        yield easter(year) + timedelta(days=days)


@lru_cache(maxsize=32)
def belgian_calendar(first_year: int, last_year: int) -> Calendar:
    """Belgium's calendar with the legal holidays of each of these years, both included."""
    if first_year > last_year:
        raise ValueError(f"The years go from {first_year} to {last_year}. Put the earlier one first.")
    years = range(first_year, last_year + 1)
    return Calendar(frozenset(day for year in years for day in legal_holidays(year)))
