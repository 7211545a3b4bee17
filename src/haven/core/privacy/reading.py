"""The same data as people read them: what, why, on what ground, how long; in the language that is on."""

import json
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any

from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from haven.core.privacy.export import OTHER, OWN, SECRET, Held, as_data, plain_value
from haven.core.privacy.queries import BASES, ERASURES, kept_for, label_of
from haven.core.privacy.registry import PersonalField, fields_of
from haven.core.privacy.subjects import Subject

DAY = "l j F Y"
SHOWN = 300  # values of one kind on the page; the file for programs has them all


@dataclass(slots=True)
class Line:
    """Fields of one purpose, and what stands in them, a text for each row."""

    what: list[str]
    purpose: str
    basis: str
    kept: str
    erasure: str
    values: list[str] = field(default_factory=list)
    more: int = 0  # values that are in the other file alone


@dataclass(slots=True)
class Section:
    name: str
    lines: list[Line]
    named: list[str]  # in words: how often one is named in rows about something else


def sections(held: list[Held]) -> list[Section]:
    found = (Section(_name(one), list(_lines(one)), list(_named(one))) for one in held)
    return [section for section in found if section.lines or section.named]


def _name(held: Held) -> str:
    return capfirst(str(held.fields[0].about or held.kind._meta.verbose_name))


def _named(held: Held) -> Iterator[str]:
    labels = {row.field: label_of(row) for row in held.fields}
    for name, count in held.named.items():
        places = ngettext("in %(count)d place", "in %(count)d places", count) % {"count": count}
        yield f"{capfirst(labels[name])}: {places}"


def _lines(held: Held) -> Iterator[Line]:
    groups: dict[tuple[Any, ...], list[PersonalField]] = {}
    for row in held.fields:
        key = (str(row.purpose), row.basis, row.retention_days, row.erasure)
        groups.setdefault(key, []).append(row)
    for fields in groups.values():
        texts = [text for row in held.rows if (text := _text(held, fields, row))]
        if texts:
            yield _line(fields, texts)


def _line(fields: list[PersonalField], texts: list[str]) -> Line:
    first = fields[0]
    return Line(
        what=list(dict.fromkeys(label_of(row) for row in fields)),
        purpose=str(first.purpose),
        basis=str(BASES[first.basis]),
        kept=kept_for(first.retention_days),
        erasure=str(ERASURES[first.erasure]),
        values=texts[-SHOWN:],
        more=max(0, len(texts) - SHOWN),
    )


def _text(held: Held, fields: list[PersonalField], row: Any) -> str:
    """What stands in these fields of a row, one after the other, each with its name where it has one."""
    found = []
    for one in fields:
        said = _said(held, one, row)
        if said and len(fields) > 1 and not one.label:
            said = f"{label_of(one)}: {said}"
        found += [said] if said else []
    return " · ".join(found)


def _said(held: Held, one: PersonalField, row: Any) -> str:
    value = plain_value(held, one, row)
    if (
        value is OWN
        or value is None
        or value is False
        or (not value and isinstance(value, str | dict | list))
    ):
        return ""  # nothing, or that it is about oneself
    if value is OTHER or value is SECRET:
        return _("somebody else") if value is OTHER else _("held, but not shown: it opens something")
    if (words := held.words.get(one.field)) is not None:
        return str(words(row))
    column: Any = held.kind._meta.get_field(one.field)
    if column.is_relation and fields_of(column.related_model._meta.label):
        return ""  # that stands in a section of its own
    return _in_words(column, row, value)


def _in_words(column: Any, row: Any, value: Any) -> str:
    raw = getattr(row, column.attname)
    if column.choices:
        return str(getattr(row, f"get_{column.name}_display")())
    if isinstance(raw, datetime):
        return _moment(raw)
    if isinstance(raw, date):
        return date_format(raw, DAY)
    if isinstance(raw, bool):
        return _("yes")
    if isinstance(column, models.ForeignKey):
        return str(value["name"])
    return _of_json(value) if isinstance(value, dict | list) else str(value)


def _moment(value: datetime) -> str:
    return date_format(timezone.localtime(value), f"{DAY}, H:i")


def _of_json(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_of_json(one)}" for name, one in value.items() if one not in (None, ""))
    if isinstance(value, list):
        return ", ".join(_of_json(one) for one in value if one not in (None, ""))
    return str(value)


def as_page(held: list[Held], subject: Subject) -> str:
    """One HTML page that needs nothing else, to be opened from where it was saved."""
    context = {"sections": sections(held), "subject": subject, "made_at": _moment(timezone.now())}
    return render_to_string("privacy/held.html", context)


def as_archive(held: list[Held], subject: Subject) -> IO[bytes]:
    """A ZIP with the page and the file for programs, at its beginning; whoever sends it closes it."""
    target = tempfile.TemporaryFile()  # noqa: SIM115
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("haven.html", as_page(held, subject))
        data = json.dumps(as_data(held, subject), ensure_ascii=False, indent=2, default=str)
        archive.writestr("haven.json", data)
    target.seek(0)
    return target
