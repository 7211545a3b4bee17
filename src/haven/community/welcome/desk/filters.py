"""What the address of the desk asks for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy

from haven.commons.people.models import Status

SOON = timedelta(days=7)
LONGEST = 100

STATES: dict[str, Any] = {
    "late": gettext_lazy("late"),
    "soon": gettext_lazy("within a week"),
    "stuck": gettext_lazy("cannot do it"),
    "no-arrival": gettext_lazy("arrival not known"),
}
NEWCOMER, MINE, ME = "newcomer", "mine", "me"
OWNERS: dict[str, Any] = {
    MINE: gettext_lazy("my role"),
    ME: gettext_lazy("given to me"),
    NEWCOMER: gettext_lazy("the newcomer"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """What it asks that does not exist is left out."""

    state: str = ""
    owner: str = ""
    campus: str = ""
    faculty: str = ""
    step: str = ""
    week: str = ""  # "2026-W49"
    status: str = ""

    @classmethod
    def read(cls, query: Mapping[str, Any]) -> "Filters":
        """From an address's query."""
        text = {name: str(query.get(name, "")).strip()[:LONGEST] for name in cls.__slots__}
        known: dict[str, Iterable[str]] = {"status": Status.values, "state": STATES, "owner": OWNERS}
        for name, values in known.items():
            text[name] = text[name] if text[name] in values else ""
        text["week"] = text["week"] if monday_of(text["week"]) else ""
        return cls(**text)

    @property
    def address(self) -> str:
        """The query that leads here again; empty when nothing is asked."""
        pairs = {name: getattr(self, name) for name in self.__slots__}
        return urlencode({name: value for name, value in pairs.items() if value})

    @property
    def trail(self) -> str:
        """The same for the page of a person, which then knows where one came from."""
        return f"from=desk&{self.address}" if self.address else "from=desk"

    def but(self, **values: str) -> str:
        """The address with other values for some."""
        return replace(self, **values).address

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day of the week asked for."""
        monday = monday_of(self.week)
        return (monday, monday + timedelta(days=6)) if monday else None


def monday_of(week: str) -> date | None:
    """The Monday of "2026-W49"; None for anything that is no week."""
    year, mark, number = week.partition("-W")
    if not mark or not (year + number).isascii() or not (year + number).isdigit() or len(week) > 8:
        return None
    try:
        return date.fromisocalendar(int(year), int(number), 1)
    except ValueError:
        return None


def week_of(day: date) -> str:
    year, number, _weekday = day.isocalendar()
    return f"{year}-W{number:02}"
