"""Days as people say them, in the reader's language."""

from datetime import date, datetime

from babel.dates import format_date
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

# From here on a date says more than a number of days.
NEAR_DAYS = 14


def as_date(value: date | datetime) -> date:
    """The calendar day at the university of a moment, or the day itself."""
    if not isinstance(value, datetime):
        return value
    return timezone.localdate(value) if timezone.is_aware(value) else value.date()


def day(value: date | datetime | None, today: date | None = None) -> str:
    """ "Friday 25 September", with the year when it is not this year."""
    if value is None:
        return ""
    value = as_date(value)
    this_year = value.year == (today or timezone.localdate()).year
    return date_format(value, "l j F" if this_year else "l j F Y")


def day_short(value: date | datetime | None, today: date | None = None) -> str:
    """ "25 Sep", with the year when it is not this year."""
    if value is None:
        return ""
    value = as_date(value)
    this_year = value.year == (today or timezone.localdate()).year
    # Babel, because Django's short months are no Dutch: "22 Okt".
    return format_date(value, "d MMM" if this_year else "d MMM y", locale=get_language() or "en")


def moment(value: datetime | None, today: date | None = None) -> str:
    """ "Friday 25 September, 14:05" in the university's time."""
    if value is None:
        return ""
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{day(local, today)}, {date_format(local, 'H:i')}"


def due_words(due: date | datetime | None, today: date | None = None) -> str:
    """ "today", "tomorrow", "in 3 days", "9 days late"."""
    if due is None:
        return ""
    days = (as_date(due) - (today or timezone.localdate())).days
    if days < 0:
        return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}
    if days == 0:
        return gettext("today")
    if days == 1:
        return gettext("tomorrow")
    return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}


def due_kind(due: date | datetime, today: date | None = None) -> str:
    """How pressing it is: "late", "soon" (within a week) or "plain"."""
    days = (as_date(due) - (today or timezone.localdate())).days
    if days < 0:
        return "late"
    return "soon" if days <= 7 else "plain"


def due_text(due: date | datetime, today: date | None = None) -> str:
    """The words of `due_words` while they help, the date when it is further away."""
    days = (as_date(due) - (today or timezone.localdate())).days
    return due_words(due, today) if days < NEAR_DAYS else day_short(due, today)
