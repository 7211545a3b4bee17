"""When a step is to be done, in words: by its rule while its date is not known, and what is left of it."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from haven.commons.pathways.calendars import belgian_calendar
from haven.commons.pathways.models import Anchor
from haven.commons.pathways.templates import FIRST_YEAR, LAST_YEAR
from haven.commons.pathways.words import amount
from haven.engines.schedules.rules import STEP

# Further ahead a number of working days says less than the date itself.
COUNTED_DAYS = 30

BEFORE: dict[str, Any] = {
    Anchor.ADMITTED: gettext_lazy("%(time)s before your admission"),
    Anchor.CONTRACT_SIGNED: gettext_lazy("%(time)s before you sign your contract"),
    Anchor.VISA_GRANTED: gettext_lazy("%(time)s before you get your visa"),
    Anchor.ARRIVED: gettext_lazy("%(time)s before your arrival"),
    Anchor.STARTS: gettext_lazy("%(time)s before your start"),
    Anchor.ENDS: gettext_lazy("%(time)s before the end of your stay"),
}
ON: dict[str, Any] = {
    Anchor.ADMITTED: gettext_lazy("on the day of your admission"),
    Anchor.CONTRACT_SIGNED: gettext_lazy("on the day that you sign your contract"),
    Anchor.VISA_GRANTED: gettext_lazy("on the day that you get your visa"),
    Anchor.ARRIVED: gettext_lazy("on the day of your arrival"),
    Anchor.STARTS: gettext_lazy("on the day of your start"),
    Anchor.ENDS: gettext_lazy("on the last day of your stay"),
}
WITHIN: dict[str, Any] = {
    Anchor.ADMITTED: gettext_lazy("within %(time)s of your admission"),
    Anchor.CONTRACT_SIGNED: gettext_lazy("within %(time)s of signing your contract"),
    Anchor.VISA_GRANTED: gettext_lazy("within %(time)s of getting your visa"),
    Anchor.ARRIVED: gettext_lazy("within %(time)s of your arrival"),
    Anchor.STARTS: gettext_lazy("within %(time)s of your start"),
    Anchor.ENDS: gettext_lazy("within %(time)s of the end of your stay"),
}


def due_hint(anchor: str, offset: int, unit: str, title_of: dict[str, str]) -> str:
    """The rule of a date that is not known yet: "within 8 working days of your arrival".

    `title_of` gives the titles of the person's steps by key, for a step that hangs on another.
    """
    time = amount(abs(offset), unit)
    if anchor.startswith(STEP):
        return _by_step(title_of.get(anchor.removeprefix(STEP), ""), offset, time)
    sentences = ON if offset == 0 else BEFORE if offset < 0 else WITHIN
    return str(sentences[anchor]) % {"time": time} if anchor in sentences else ""


def _by_step(title: str, offset: int, time: str) -> str:
    if not title:
        return ""
    values = {"time": time, "step": title}
    if offset == 0:
        return _("on the same day as: %(step)s") % values
    if offset < 0:
        return _("%(time)s before: %(step)s") % values
    return _("within %(time)s of: %(step)s") % values


def working_days_left(due: date | None, today: date) -> str:
    """ "5 working days left", while the date is near and not past."""
    if due is None or not 0 <= (due - today).days <= COUNTED_DAYS:
        return ""
    if due == today:
        return _("today is the last day")
    left = belgian_calendar(FIRST_YEAR, LAST_YEAR).working_days_between(today, due)
    if left == 0:
        return _("no working day left")
    return ngettext("%(n)d working day left", "%(n)d working days left", left) % {"n": left}
