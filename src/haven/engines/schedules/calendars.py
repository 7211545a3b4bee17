"""Which days are working days, and counting in them.

Days are counted as ordinals (1 = Monday 1 January of the year 1), so that both directions, from a day to
the number of working days up to it and back, are arithmetic over whole weeks, corrected by a binary
search among the holidays: no walking from day to day.
"""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate

LAST = date.max.toordinal()
WEEK = range(7)  # Monday is 0, as in date.weekday()


class ScheduleError(ValueError):
    """A calendar without working days, or a date before the year 1 or after the year 9999."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working days: neither in `weekend` (weekdays, Monday is 0) nor among `holidays`.

    In years for which no holidays are given, only weekends are free.
    """

    holidays: frozenset[date]
    weekend: frozenset[int] = frozenset({5, 6})
    _weekdays: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _worked_by: tuple[int, ...] = field(init=False, repr=False, compare=False)  # in a week's first 0…6 days
    _free: tuple[int, ...] = field(init=False, repr=False, compare=False)  # holidays on weekdays, ordinals
    _before_free: tuple[int, ...] = field(init=False, repr=False, compare=False)  # working days before each

    def __post_init__(self) -> None:
        if not self.weekend < frozenset(WEEK):
            raise ScheduleError(
                "A weekend is made of weekdays 0 (Monday) to 6 (Sunday), and never of all seven."
            )
        put = object.__setattr__  # the derived fields of a frozen object
        put(self, "_weekdays", tuple(day for day in WEEK if day not in self.weekend))
        put(self, "_worked_by", tuple(accumulate((day in self._weekdays for day in WEEK), initial=0)))
        free = sorted(day.toordinal() for day in self.holidays if day.weekday() in self._weekdays)
        put(self, "_free", tuple(free))
        put(self, "_before_free", tuple(self._weekdays_to(day) - 1 - i for i, day in enumerate(free)))

    def is_working_day(self, day: date) -> bool:
        return day.weekday() not in self.weekend and day not in self.holidays

    def add_working_days(self, day: date, n: int) -> date:
        """The `n`th working day after `day`, or before it when `n` is negative.

        `day` itself is not counted, whether it is a working day or not; `n` = 0 gives `day` back as it is.
        Raises ScheduleError before the year 1 and after the year 9999.
        """
        if n == 0:
            return day
        ordinal = day.toordinal()
        rank = self._worked_to(ordinal) + n if n > 0 else self._worked_to(ordinal - 1) + n + 1
        if rank < 1 or (found := self._ranked(rank)) > LAST:
            raise ScheduleError(out_of_range(day, n, "working days"))
        return date.fromordinal(found)

    def working_days_between(self, a: date, b: date) -> int:
        """Working days after `a`, up to and including `b`; when `b` comes first, that number negated.

        From today to a due date: how many are left (0 on the day itself); below 0, how many it is late.
        """
        return self._worked_to(b.toordinal()) - self._worked_to(a.toordinal())

    def _weekdays_to(self, ordinal: int) -> int:
        """How many days from the first to this one are not in a weekend, holidays among them."""
        weeks, days = divmod(ordinal, 7)
        return weeks * len(self._weekdays) + self._worked_by[days]

    def _worked_to(self, ordinal: int) -> int:
        """How many working days there are from the first day to this one."""
        return self._weekdays_to(ordinal) - bisect_right(self._free, ordinal)

    def _ranked(self, rank: int) -> int:
        """The ordinal of the working day with this rank; the first working day of all has rank 1."""
        earlier_holidays = bisect_left(self._before_free, rank)
        weeks, place = divmod(rank + earlier_holidays - 1, len(self._weekdays))
        return weeks * 7 + self._weekdays[place] + 1


def out_of_range(day: date, offset: int, unit: str) -> str:
    """The sentence for a date that cannot be."""
    return (
        f"{offset} {unit} from {day.isoformat()} is not between the years 1 and 9999. "
        "Correct the date or the offset."
    )
