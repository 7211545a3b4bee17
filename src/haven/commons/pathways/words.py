"""Rules and conditions as officers read them: "8 working days after the arrival", "from outside the EEA"."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from haven.commons.organisation.models import Campus, Role
from haven.commons.pathways.models import Anchor
from haven.commons.people.models import Circumstances, Status
from haven.engines.schedules import Unit
from haven.engines.schedules.rules import STEP

BEFORE: dict[str, Any] = {
    Anchor.ADMITTED: gettext_lazy("%(time)s before the admission"),
    Anchor.CONTRACT_SIGNED: gettext_lazy("%(time)s before the contract is signed"),
    Anchor.VISA_GRANTED: gettext_lazy("%(time)s before the visa is granted"),
    Anchor.ARRIVED: gettext_lazy("%(time)s before the arrival"),
    Anchor.STARTS: gettext_lazy("%(time)s before the start"),
    Anchor.ENDS: gettext_lazy("%(time)s before the end"),
}
ON: dict[str, Any] = {
    Anchor.ADMITTED: gettext_lazy("on the day of admission"),
    Anchor.CONTRACT_SIGNED: gettext_lazy("on the day the contract is signed"),
    Anchor.VISA_GRANTED: gettext_lazy("on the day the visa is granted"),
    Anchor.ARRIVED: gettext_lazy("on the day of arrival"),
    Anchor.STARTS: gettext_lazy("on the first day"),
    Anchor.ENDS: gettext_lazy("on the last day"),
}
AFTER: dict[str, Any] = {
    Anchor.ADMITTED: gettext_lazy("%(time)s after the admission"),
    Anchor.CONTRACT_SIGNED: gettext_lazy("%(time)s after the contract is signed"),
    Anchor.VISA_GRANTED: gettext_lazy("%(time)s after the visa is granted"),
    Anchor.ARRIVED: gettext_lazy("%(time)s after the arrival"),
    Anchor.STARTS: gettext_lazy("%(time)s after the start"),
    Anchor.ENDS: gettext_lazy("%(time)s after the end"),
}


def amount(number: int, unit: str) -> str:
    """ "8 working days"."""
    if unit == Unit.WORKING_DAYS:
        return ngettext("%(n)d working day", "%(n)d working days", number) % {"n": number}
    if unit == Unit.WEEKS:
        return ngettext("%(n)d week", "%(n)d weeks", number) % {"n": number}
    if unit == Unit.MONTHS:
        return ngettext("%(n)d month", "%(n)d months", number) % {"n": number}
    return ngettext("%(n)d day", "%(n)d days", number) % {"n": number}


def rule_in_words(anchor: str, offset: int, unit: str, titles: Mapping[str, str]) -> str:
    """`titles`: of the version's steps, by key."""
    time = amount(abs(offset), unit)
    if anchor.startswith(STEP):
        key = anchor.removeprefix(STEP)
        values = {"time": time, "step": titles.get(key, key)}
        if offset == 0:
            return _("on the same day as “%(step)s”") % values
        if offset < 0:
            return _("%(time)s before “%(step)s”") % values
        return _("%(time)s after “%(step)s”") % values
    sentences = ON if offset == 0 else BEFORE if offset < 0 else AFTER
    return str(sentences[anchor]) % {"time": time} if anchor in sentences else anchor


def owner_in_words(owner: str) -> str:
    return _("the newcomer") if owner == "newcomer" else str(dict(Role.choices).get(owner, owner))


# ---------------------------------------------------------------- conditions

YES_NO: dict[str, tuple[Any, Any]] = {
    "staff": (gettext_lazy("with a contract"), gettext_lazy("students")),
    "eea": (gettext_lazy("from the EEA"), gettext_lazy("from outside the EEA")),
    "long_stay": (gettext_lazy("staying more than 90 days"), gettext_lazy("staying 90 days or less")),
    "partner": (gettext_lazy("with a partner who comes along"), gettext_lazy("without a partner")),
    "children": (gettext_lazy("with children who come along"), gettext_lazy("without children")),
}


def conditions_in_words(
    conditions: Mapping[str, Any], campuses: Mapping[str, str] | None = None
) -> list[str]:
    """Each condition as a phrase; all of them must hold. Nothing means: everybody.

    `campuses` gives names by code; whoever describes many reads them once with `campus_names`.
    """
    if campuses is None:
        campuses = campus_names() if "campus" in conditions else {}
    return [_phrase(name, wanted, campuses) for name, wanted in conditions.items()]


def campus_names() -> dict[str, str]:
    return {campus.code: campus.name for campus in Campus.objects.all()}


def _phrase(name: str, wanted: Any, campuses: Mapping[str, str]) -> str:
    if name in YES_NO:
        yes, no = YES_NO[name]
        return str(yes if wanted else no)
    values = wanted if isinstance(wanted, list) else [wanted]
    label, phrase = _LISTS.get(name, (str, "%(list)s"))
    if name == "campus":
        values = [campuses.get(code, code) for code in values]
    return str(phrase) % {"list": _(" or ").join(label(value) for value in values)}


def status_label(value: str) -> str:
    return str(dict(Status.choices).get(value, value))


def ground_label(value: str) -> str:
    if value == "unknown":
        return _("not told")
    return str(dict(Circumstances.Ground.choices).get(value, value))


_LISTS: dict[str, tuple[Callable[[str], str], Any]] = {
    "status": (status_label, "%(list)s"),
    "ground": (ground_label, gettext_lazy("ground of stay: %(list)s")),
    "municipality": (str, gettext_lazy("living in %(list)s")),
    "campus": (str, gettext_lazy("on %(list)s")),
}
