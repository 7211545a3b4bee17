"""The registry as people read it: by domain, by what it is about, fields of one purpose together."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from haven.core.privacy.going import Gone
from haven.core.privacy.registry import Basis, Erasure, PersonalField, fields_of, personal_fields

YEAR, MONTH = 365, 30  # days

BASES = {
    Basis.CONSENT: gettext_lazy("you agreed to it"),
    Basis.CONTRACT: gettext_lazy("it is needed for a contract with you"),
    Basis.LEGAL_OBLIGATION: gettext_lazy("the law obliges us to"),
    Basis.PUBLIC_TASK: gettext_lazy("it is needed for the university's public task"),
}
ERASURES = {
    Erasure.DELETE_ROW: gettext_lazy("it is deleted"),
    Erasure.BLANK: gettext_lazy("it is made empty"),
    Erasure.KEEP: gettext_lazy("it stays, without your other data"),
}


@dataclass(slots=True)
class Line:
    """Fields that are held for one purpose."""

    fields: list[str]
    purpose: str
    basis: str
    kept: str
    erasure: str
    sensitive: bool


@dataclass(slots=True)
class About:
    """What is held of one kind of thing."""

    name: str
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class Domain:
    name: str
    label: str
    about: list[About] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(len(about.lines) for about in self.about)


def what_is_held() -> list[Domain]:
    """The whole registry in the reader's language, the domain that holds most first; no query."""
    domains: dict[str, Domain] = {}
    abouts: dict[tuple[str, str], About] = {}
    lines: dict[tuple[Any, ...], Line] = {}
    for row in _in_order():
        domain = _domain(row)
        name = capfirst(str(row.about or apps.get_model(row.model)._meta.verbose_name))
        if (domain.label, name) not in abouts:
            abouts[domain.label, name] = About(name)
            domains.setdefault(domain.label, domain).about.append(abouts[domain.label, name])
        key = (
            domain.label,
            name,
            str(row.purpose),
            row.basis,
            row.retention_days,
            row.erasure,
            row.sensitive,
        )
        if key not in lines:
            lines[key] = _line(row)
            abouts[domain.label, name].lines.append(lines[key])
        if (label := label_of(row)) not in lines[key].fields:
            lines[key].fields.append(label)
    return sorted(domains.values(), key=lambda domain: (-domain.size, domain.name))


def _domain(row: PersonalField) -> Domain:
    config = apps.get_app_config(row.domain or row.model.partition(".")[0])
    return Domain(str(config.verbose_name), config.label)


def _in_order() -> Iterator[PersonalField]:
    """As the models have them, which is how people think of them."""
    rows = {(row.model, row.field): row for row in personal_fields()}
    for model in apps.get_models():
        names = [column.name for column in model._meta.concrete_fields]
        yield from (rows[key] for name in names if (key := (model._meta.label, name)) in rows)


def label_of(row: PersonalField) -> str:
    """What people call the field, or the fields with which it is named together."""
    if row.label:
        return str(row.label)
    return str(apps.get_model(row.model)._meta.get_field(row.field).verbose_name)


def _line(row: PersonalField) -> Line:
    return Line(
        fields=[],
        purpose=str(row.purpose),
        basis=str(BASES[row.basis]),
        kept=kept_for(row.retention_days),
        erasure=str(ERASURES[row.erasure]),
        sensitive=row.sensitive,
    )


def kept_for(days: int) -> str:
    """In years or months where they come out even."""
    if days == 0:
        return _("until the end of the stay")
    if days % YEAR == 0:
        return ngettext("%(count)d year", "%(count)d years", days // YEAR) % {"count": days // YEAR}
    if days % MONTH == 0:
        return ngettext("%(count)d month", "%(count)d months", days // MONTH) % {"count": days // MONTH}
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


# ---------------------------------------------------------------- what goes


@dataclass(frozen=True, slots=True)
class Going:
    """One kind of thing on the page on which somebody is erased: what goes of it, and what stays and why."""

    name: str
    what: str
    happens: tuple[str, ...]
    stays: bool


def went(gone: list[Gone]) -> list[Going]:
    """In words and numbers, what stays last; no query."""
    rows = [_going(one) for one in gone if one.touched or one.kept]
    return sorted(rows, key=lambda row: (row.stays, row.name))


def _going(gone: Gone) -> Going:
    fields = fields_of(gone.model)
    what = list(dict.fromkeys(label_of(row) for row in fields))
    name = capfirst(str(fields[0].about or apps.get_model(gone.model)._meta.verbose_name))
    return Going(name, ", ".join(what), tuple(_happens(gone, fields)), stays=not gone.touched)


def _happens(gone: Gone, fields: list[PersonalField]) -> Iterator[str]:
    if gone.deleted:
        yield ngettext("%(count)d is deleted", "%(count)d are deleted", gone.deleted) % {
            "count": gone.deleted
        }
    labels = {row.field: label_of(row) for row in fields}
    for name, count in gone.blanked.items():
        said = ngettext(
            "%(what)s: made empty in %(count)d place", "%(what)s: made empty in %(count)d places", count
        )
        yield said % {"what": labels[name], "count": count}
    if gone.scrubbed:
        said = ngettext(
            "taken out of %(count)d, which is about others too",
            "taken out of %(count)d, which are about others too",
            gone.scrubbed,
        )
        yield said % {"count": gone.scrubbed}
    if gone.kept:
        said = ngettext("%(count)d stays: %(why)s", "%(count)d stay: %(why)s", gone.kept)
        yield said % {"count": gone.kept, "why": fields[0].purpose}
