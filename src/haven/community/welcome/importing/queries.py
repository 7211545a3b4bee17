"""What the officer's pages about files show."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from haven.commons.organisation.models import Campus, Unit
from haven.commons.people.countries import country_name
from haven.commons.people.languages import language_name
from haven.commons.people.models import Affiliation, Gender, Level, Person, SourceRecord, Status
from haven.commons.people.policy import worked_with_by
from haven.community.welcome import policy
from haven.community.welcome.importing.columns import BY_NAME
from haven.community.welcome.importing.deciding import IDENTITY, PERSON_FIELDS, held_value
from haven.community.welcome.importing.runs import missing_people
from haven.community.welcome.importing.writing import DATES
from haven.community.welcome.models import PossibleDuplicate
from haven.core.access import Actor
from haven.core.imports.models import Mapping, Remark, Run
from haven.core.text import current, pick

PAGE = 50
# From so many rows on it is more likely the wrong file than so many newcomers.
MANY_ROWS = 20_000
MANY = 0.1  # of the people or rows

REFUSED = "refused"
# What remarks are about: the refusals together, warnings by their code.
KINDS: dict[str, Any] = {
    REFUSED: _("cells that refused their row"),
    "email_missing": _("no e-mail address"),
    "nationality_missing": _("nationality not known"),
    "name_damaged": _("damaged name"),
    "formula": _("name that begins like a formula"),
    "kept": _("Haven kept what it has"),
}
OTHER = _("something else")


# ---------------------------------------------------------------- the list of files


@dataclass(frozen=True, slots=True)
class Imports:
    """Files, the latest first; what waits for a decision (None: not for this actor to decide)."""

    page: Page[Run]
    mappings: list[Mapping]
    duplicates: int | None
    missing: int | None
    damaged: int


def imports(actor: Actor, number: Any) -> Imports:
    runs = policy.runs_visible_to(actor).select_related("started_by").order_by("-created_at", "-pk")
    decides = bool(policy.can_decide(actor))
    return Imports(
        page=Paginator(runs, PAGE).get_page(number),
        mappings=list(Mapping.objects.filter(kind=policy.KIND).order_by("name")),
        duplicates=PossibleDuplicate.objects.filter(decision="").count() if decides else None,
        missing=_all_missing() if decides else None,
        damaged=worked_with_by(actor).filter(name_damaged=True).count(),
    )


def _all_missing() -> int:
    return SourceRecord.objects.filter(state=SourceRecord.State.MISSING).count()


# ---------------------------------------------------------------- one file


@dataclass(frozen=True, slots=True)
class Line:
    """One remark as the reader reads it."""

    line: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Kind:
    code: str
    label: Any
    count: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What importing a file would do. The `many_…` say that it looks like a mistake."""

    counts: dict[str, int]
    known: int
    refused: list[Line]
    warnings: list[tuple[Kind, list[Line]]]
    many_missing: bool
    many_refused: bool
    many_rows: bool


def preview(run: Run) -> Preview:
    """From what the check of this file kept; no query."""
    found, counts = run.preview, run.preview["counts"]
    kinds = [key.partition(":")[2] for key in found["codes"] if key.startswith(f"{Remark.Kind.WARNING}:")]
    return Preview(
        counts=counts,
        known=found["known"],
        refused=[_line(r) for r in found["remarks"] if r["kind"] == Remark.Kind.REFUSED][:PAGE],
        warnings=[
            (
                Kind(code, KINDS.get(code, OTHER), found["codes"][f"{Remark.Kind.WARNING}:{code}"]),
                [_line(r) for r in found["remarks"] if (r["kind"], r["code"]) == (Remark.Kind.WARNING, code)],
            )
            for code in kinds
        ],
        many_missing=counts["missing"] > MANY * found["known"],
        many_refused=counts["refused"] > MANY * counts["rows"],
        many_rows=counts["rows"] > MANY_ROWS,
    )


def _line(remark: dict[str, Any]) -> Line:
    reason = pick(remark["reason_nl"], remark["reason_en"])
    return Line(remark["line"], remark["column"], remark["value"], reason)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What there is to say of the cells of a file that was imported, one kind at a time."""

    kinds: list[Kind]
    kind: Kind | None
    page: Page[Remark]

    @property
    def has_refused(self) -> bool:
        return any(kind.code == REFUSED for kind in self.kinds)


def outcome(run: Run, *, kind: str, number: Any) -> Outcome:
    """`kind` is "refused", or the code of the warnings to list; without one the first that there is."""
    grouped = run.remarks.order_by().values_list("kind", "code").annotate(number=Count("pk"))
    counts: Counter[str] = Counter()
    for of_kind, code, count in grouped:
        counts[REFUSED if of_kind == Remark.Kind.REFUSED else code] += count
    kinds = [Kind(code, KINDS.get(code, OTHER), counts[code]) for code in sorted(counts, key=_refused_first)]
    chosen = next((k for k in kinds if k.code == kind), kinds[0] if kinds else None)
    remarks = run.remarks.none()
    if chosen is not None and chosen.code == REFUSED:
        remarks = run.remarks.filter(kind=Remark.Kind.REFUSED)
    elif chosen is not None:
        remarks = run.remarks.filter(kind=Remark.Kind.WARNING, code=chosen.code)
    return Outcome(kinds, chosen, Paginator(remarks, PAGE).get_page(number))


def _refused_first(code: str) -> tuple[bool, str]:
    return code != REFUSED, code


# ---------------------------------------------------------------- possible duplicates


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of a held row beside the same field of somebody known."""

    name: str
    label: Any
    in_file: str
    in_haven: str
    differs: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A held row and whom it may be; `person` is None while that one's own row is refused."""

    pk: int
    number: str
    other_number: str
    numbers: str  # under which the known person came in
    file_name: str
    line: int
    ground: str
    is_sound: bool
    takes_email: bool  # as another person they would have to do without it
    person: Person | None
    fields: list[Compared]

    @property
    def shown(self) -> list[Compared]:
        """What a decision is made by: who it is, and what differs; all of it where nobody is known."""
        return [f for f in self.fields if f.differs or f.name in IDENTITY or self.person is None]

    @property
    def alike(self) -> list[Compared]:
        """The rest, as far as anything is known."""
        return [f for f in self.fields if f not in self.shown and f.in_file]


def duplicates(number: Any) -> tuple[Page[PossibleDuplicate], list[Held]]:
    """The held rows of nobody's decision yet, the oldest first."""
    stays = Prefetch("affiliations", Affiliation.objects.select_related("campus", "faculty").order_by("pk"))
    rows = PossibleDuplicate.objects.filter(decision="").select_related("run").order_by("created_at", "pk")
    page = Paginator(rows, PAGE).get_page(number)
    whose = _people_of(list(page.object_list))
    people = Person.objects.prefetch_related(stays, "sources").in_bulk([pk for pk in whose.values() if pk])
    words = Words()
    return page, [_held(row, people.get(whose[row.pk] or 0), words) for row in page.object_list]


def _people_of(rows: list[PossibleDuplicate]) -> dict[int, int | None]:
    """Held row -> whom it may be; also where that one's own row was refused at first and imported later."""
    open_numbers = {row.other_number for row in rows if row.person_id is None}
    records = SourceRecord.objects.filter(number__in=open_numbers)
    later = {(r.source, r.number): r.person_id for r in records}
    return {row.pk: row.person_id or later.get((row.source, row.other_number)) for row in rows}


def _held(row: PossibleDuplicate, person: Person | None, words: "Words") -> Held:
    stay = list(person.affiliations.all())[-1] if person and person.affiliations.all() else None
    email = row.values.get("email")
    return Held(
        pk=row.pk,
        number=row.number,
        other_number=row.other_number,
        numbers=", ".join(source.number for source in person.sources.all()) if person else row.other_number,
        file_name=row.run.file_name if row.run else "",
        line=row.line,
        ground=row.get_ground_display(),
        is_sound=row.is_sound,
        takes_email=bool(email and person and (person.email or "").lower() == email),
        person=person,
        fields=[_compared(name, row, person, stay, words) for name in BY_NAME if name in row.values],
    )


def _compared(
    name: str, row: PossibleDuplicate, person: Person | None, stay: Affiliation | None, words: "Words"
) -> Compared:
    said, held = row.values.get(name) or "", ""
    if name == "number":
        held = ", ".join(source.number for source in person.sources.all()) if person else ""
    elif person and (stay or name in PERSON_FIELDS):
        held = held_value(person, stay or Affiliation(), name) or ""
    return Compared(
        name, BY_NAME[name].label, words.of(name, said), words.of(name, held), bool(person) and said != held
    )


class Words:
    """Stored values as the reader reads them."""

    def __init__(self) -> None:
        self.campuses = {campus.code: campus.name for campus in Campus.objects.all()}
        self.units = {unit.code: unit.name for unit in Unit.objects.all()}

    def of(self, name: str, value: str) -> str:
        if not value:
            return ""
        if name in DATES:
            return date_format(date.fromisoformat(value), "j F Y")
        tables: dict[str, dict[str, Any]] = {
            "campus": self.campuses,
            "faculty": self.units,
            "status": dict(Status.choices),
            "gender": dict(Gender.choices),
            "dutch_level": dict(Level.choices),
            "nationality": {value: country_name(value, current())},
            "mother_tongue": {value: language_name(value, current())},
        }
        return str(tables.get(name, {}).get(value, value))


# ---------------------------------------------------------------- missing people


@dataclass(frozen=True, slots=True)
class Source:
    """Where files come from, in words, with how many of its people are missing."""

    name: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Missing:
    sources: list[Source]
    source: str
    page: Page[SourceRecord]


def missing(source: str, number: Any) -> Missing:
    """Those missing from the last file of one source: the one asked for, or the first."""
    gone = SourceRecord.objects.filter(state=SourceRecord.State.MISSING)
    counts = dict(gone.values_list("source").annotate(number=Count("pk")).order_by("source"))
    labels = source_labels(counts)
    chosen = source if source in counts else next(iter(counts), "")
    rows = missing_people(chosen).select_related("person", "affiliation__campus")
    return Missing(
        sources=[Source(name, labels[name], count) for name, count in counts.items()],
        source=chosen,
        page=Paginator(rows.order_by("person__sort_name", "pk"), PAGE).get_page(number),
    )


def source_labels(sources: Iterable[str]) -> dict[str, str]:
    """A source's name for its readers: that of its columns, or of its last file."""
    labels = {source: source for source in sources}
    runs = Run.objects.filter(kind=policy.KIND, source__in=list(labels)).order_by("pk")
    for source, mapping, file_name in runs.values_list("source", "mapping_name", "file_name"):
        labels[source] = mapping or file_name
    return labels


def missing_ids(source: str) -> list[int]:
    """Everybody who is missing from this source's last file."""
    return list(missing_people(source).values_list("pk", flat=True))
