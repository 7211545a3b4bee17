"""What happened to somebody, from the record, as sentences."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from haven.commons.pathways.facts import DONE
from haven.commons.people.models import Affiliation, Person
from haven.community.welcome.queries.changes import reason
from haven.core.accounts.models import User
from haven.core.audit.models import Entry
from haven.ui.dates import day

SHOWN = 100

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Event:
    when: datetime
    who: str
    what: str


def _plainly(sentence: Any) -> Callable[[Data], str]:
    return lambda data: str(sentence)


def _of_step(sentence: Any) -> Callable[[Data], str]:
    return lambda data: str(sentence) % {"step": data.get("title", data.get("step", ""))}


def _done(data: Data) -> str:
    """A tick, with why where somebody stood in for another."""
    values = {"step": data.get("title", data.get("step", "")), "reason": data.get("reason", "")}
    if values["reason"]:
        return _("Done: %(step)s. Why: %(reason)s") % values
    return pgettext("history", "Done: %(step)s") % values


def _given(data: Data) -> str:
    """Who looks after a step now."""
    values = {"step": data.get("title", data.get("step", "")), "name": data.get("name", "")}
    if data.get("assignee"):
        return _("Given to %(name)s: %(step)s") % values
    return _("Nobody in particular looks after this step any more: %(step)s") % values


def _change(sentence: Any) -> Callable[[Data], str]:
    return lambda data: (
        str(sentence) % {"before": _value(data.get("before")), "after": _value(data.get("after"))}
    )


def _from_source(sentence: Any) -> Callable[[Data], str]:
    return lambda data: str(sentence) % {"source": data.get("source", ""), "number": data.get("number", "")}


def _value(value: object) -> str:
    """A recorded value as people say it: dates are kept as ISO text."""
    if not value:
        return _("not known")
    try:
        return day(date.fromisoformat(str(value)))
    except ValueError:
        return f"“{value}”"


def _updated(data: Data) -> str:
    fields = ", ".join(_field_label(name) for name in data.get("to", {}))
    return _("Changed by a file: %(fields)s") % {"fields": fields}


def _field_label(name: str) -> str:
    for model in (Person, Affiliation):
        field = next((field for field in model._meta.fields if field.name == name), None)
        if field is not None:
            return str(field.verbose_name)
    return name


def _planned_again(sentence: Any) -> Callable[[Data], str]:
    """How many steps moved, came and went, and why."""
    return lambda data: (
        str(sentence)
        % {
            "steps": _how_many(data),
            "reason": reason(str(data.get("cause", "")), _facts(data), own=False, title=_title_in(data)),
        }
    )


def _how_many(data: Data) -> str:
    moved, added, removed = (int(data.get(name, 0)) for name in ("moved", "added", "removed"))
    parts = (
        ngettext("%(number)d date moved", "%(number)d dates moved", moved) % {"number": moved},
        ngettext("%(number)d step is new", "%(number)d steps are new", added) % {"number": added},
        ngettext("%(number)d step is gone", "%(number)d steps are gone", removed) % {"number": removed},
    )
    counted = zip((moved, added, removed), parts, strict=True)
    return ", ".join(part for number, part in counted if number) or _("no date moved")


def _facts(data: Data) -> dict[str, Any]:
    ticked = {DONE + key: day for key, day in dict(data.get("done", {})).items()}
    return dict(data.get("days", {})) | ticked


def _title_in(data: Data) -> Callable[[str], str]:
    titles: Mapping[str, str] = data.get("titles", {})
    return lambda key: titles.get(key, key)


# What stands in the record about a person -> the sentence for it.
SENTENCES: dict[str, Callable[[Data], str]] = {
    "imported": _plainly(gettext_lazy("Came in with a file")),
    "updated_from_import": _updated,
    "missing_from_import": _from_source(gettext_lazy("Missing from the last file of %(source)s")),
    "number_added": _from_source(gettext_lazy("Known under one more number: %(number)s (%(source)s)")),
    "withdrawn": _from_source(gettext_lazy("Withdrawn, because missing from the file of %(source)s")),
    "kept": _from_source(gettext_lazy("Kept, though missing from the file of %(source)s")),
    "renamed": _change(gettext_lazy("Name corrected: %(before)s became %(after)s")),
    "address_works": _plainly(gettext_lazy("The e-mail address works again")),
    "arrival_set": _change(gettext_lazy("Arrival changed: %(before)s became %(after)s")),
    "replanned": _planned_again(gettext_lazy("%(steps)s, %(reason)s")),
    "replan_undone": _planned_again(gettext_lazy("A change was undone: %(steps)s, %(reason)s")),
    "circumstances_told": _plainly(
        gettext_lazy("Answered the questions about family, stay and municipality")
    ),
    "step_finished": _done,
    "step_assigned": _given,
    "step_reopened": _of_step(gettext_lazy("Not done after all: %(step)s")),
    "obstacle_reported": _of_step(gettext_lazy("“I cannot do this”: %(step)s")),
    "obstacle_answered": _of_step(gettext_lazy("Answered “I cannot do this”: %(step)s")),
}


def history(person_id: int, titles: Mapping[str, str], *, step: str | None = None) -> tuple[Event, ...]:
    """The latest first, at most `SHOWN`; with `step` only what concerns that step. Two queries.

    `titles`: the titles of the person's steps by key.
    """
    entries = Entry.objects.filter(kind="people.person", subject_id=person_id, is_read=False)
    if step is not None:
        entries = entries.filter(payload__data__step=step)
    rows = list(entries.select_related("payload").order_by("-seq")[:SHOWN])
    told = [_told(row) for row in rows]
    people = [pk for row in rows if (pk := row.actor_id)] + [
        pk for data in told if (pk := data.get("assignee"))
    ]
    names = {user.pk: str(user) for user in User.objects.filter(pk__in=people)}
    for data in told:
        data["name"] = names.get(data.get("assignee") or 0, _("somebody"))
    return tuple(
        Event(row.at, names.get(row.actor_id or 0, _("Haven itself")), _sentence(row, data, titles))
        for row, data in zip(rows, told, strict=True)
    )


def _told(entry: Entry) -> dict[str, Any]:
    payload = getattr(entry, "payload", None)  # gone when it was erased
    return dict(payload.data) if payload else {}


def _sentence(entry: Entry, data: dict[str, Any], titles: Mapping[str, str]) -> str:
    if "step" in data:
        data["title"] = titles.get(data["step"], data["step"])
    data["titles"] = titles
    known = SENTENCES.get(entry.verb)
    return known(data) if known else _("Something else was changed")
