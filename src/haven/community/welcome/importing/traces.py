"""What is left of one person in what imports keep: refused rows, remarks, examples, rows held back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from haven.commons.people.models import Person, SourceRecord
from haven.community.welcome.models import PossibleDuplicate
from haven.community.welcome.policy import KIND
from haven.core.imports.dates import parse_date
from haven.core.imports.models import RefusedRow, Remark, Run
from haven.core.imports.values import BadValue
from haven.core.privacy.subjects import Subject
from haven.core.search.folding import fold


@dataclass(frozen=True, slots=True)
class Traces:
    """What files call somebody, as Haven holds it now and as the files said it."""

    numbers: frozenset[tuple[str, str]]  # source and number
    emails: frozenset[str]  # in lower case
    names: frozenset[tuple[str, str]]  # family name and given name, folded
    births: frozenset[date]

    def says(self, cell: str, source: str, *, of_birth: bool = False) -> bool:
        """Whether a cell by itself names this person: by number, address, or any part of the name."""
        folded = fold(cell)
        parts = {
            part for pair in self.names for part in (*pair, " ".join(pair), " ".join(pair[::-1])) if part
        }
        if (source, cell.strip()) in self.numbers or cell.strip().lower() in self.emails or folded in parts:
            return True
        return of_birth and _birth(cell) in self.births

    def is_row(self, cells: Sequence[str], source: str, births: Iterable[str], *, surely: bool) -> bool:
        """Whether a row is theirs: by its number, by the address, or by name and date of birth.

        An address alone may be that of two people: it does not do when it must be `surely` theirs. A date
        that cannot be read, which a row is often refused for, does not speak against the name.
        """
        texts = {cell.strip() for cell in cells}
        if any((source, text) in self.numbers for text in texts):
            return True
        if not surely and not self.emails.isdisjoint(text.lower() for text in texts):
            return True
        if not self._is_named({fold(text) for text in texts}):
            return False
        read = {found for cell in births if (found := _birth(cell)) is not None}
        return not read.isdisjoint(self.births) if read and self.births else not surely

    def _is_named(self, folded: set[str]) -> bool:
        return any(
            {family, given} - {""} <= folded or f"{family} {given}" in folded or f"{given} {family}" in folded
            for family, given in self.names
        )


def _birth(cell: str) -> date | None:
    try:
        return parse_date(cell, kind="birth", today=timezone.localdate())
    except BadValue:
        return None


def traces_of(subject: Subject) -> Traces:
    """From the person and from what each source said last. Two queries."""
    person = Person.objects.filter(pk__in=_ids([subject])).first()
    records = list(SourceRecord.objects.filter(person=person)) if person else []
    said = [record.values for record in records]
    names = {(person.family_name, person.given_name)} if person else set()
    names |= {(values.get("family_name") or "", values.get("given_name") or "") for values in said}
    births = {date.fromisoformat(values["birth_date"]) for values in said if values.get("birth_date")}
    return Traces(
        numbers=frozenset((record.source, record.number) for record in records),
        emails=subject.emails | {values["email"].lower() for values in said if values.get("email")},
        names=frozenset((fold(family), fold(given)) for family, given in names if family or given),
        births=frozenset(births | ({person.birth_date} if person and person.birth_date else set())),
    )


def _ids(subjects: Sequence[Subject]) -> list[int]:
    return [subject.person_id for subject in subjects if subject.person_id is not None]


# ---------------------------------------------------------------- rows


def refused_rows(subjects: Sequence[Subject]) -> QuerySet[Any]:
    return RefusedRow.objects.filter(pk__in=[row.pk for row in _refused(subjects, surely=False)])


def surely_refused(subjects: Sequence[Subject]) -> QuerySet[Any]:
    return RefusedRow.objects.filter(pk__in=[row.pk for row in _refused(subjects, surely=True)])


def _refused(subjects: Sequence[Subject], *, surely: bool) -> list[RefusedRow]:
    everybody = [traces_of(subject) for subject in subjects]
    runs = Run.objects.filter(kind=KIND).defer("counts").in_bulk()
    rows = RefusedRow.objects.filter(run__in=runs).iterator(chunk_size=2000)
    return [
        row
        for row in rows
        if any(
            traces.is_row(row.cells, runs[row.run_id].source, _births(runs[row.run_id], row), surely=surely)
            for traces in everybody
        )
    ]


def _births(run: Run, row: RefusedRow) -> list[str]:
    """The cells of a row that hold a date of birth."""
    headings = run.preview.get("headings", [])
    pairs = zip(headings, row.cells, strict=False)
    return [cell for heading, cell in pairs if run.columns.get(heading) == "birth_date"]


def remarks(subjects: Sequence[Subject]) -> QuerySet[Any]:
    """All that was said of a row that is theirs, or of a cell that names them."""
    return _remarks(subjects, _refused(subjects, surely=False), cells=True)


def surely_remarks(subjects: Sequence[Subject]) -> QuerySet[Any]:
    return _remarks(subjects, _refused(subjects, surely=True), cells=False)


def _remarks(subjects: Sequence[Subject], refused: list[RefusedRow], *, cells: bool) -> QuerySet[Any]:
    lines = {(row.run_id, row.line) for row in refused}
    everybody = [traces_of(subject) for subject in subjects] if cells else []
    found = Remark.objects.filter(run__kind=KIND).values_list("pk", "run_id", "line", "value", "run__source")
    rows = list(found.iterator(chunk_size=2000)) if everybody or lines else []
    for _pk, run_id, line, value, source in rows:
        if any(traces.says(value, source) for traces in everybody):
            lines.add((run_id, line))
    return Remark.objects.filter(pk__in=[pk for pk, run_id, line, _v, _s in rows if (run_id, line) in lines])


# ---------------------------------------------------------------- rows held back


def held_rows(subjects: Sequence[Subject]) -> QuerySet[Any]:
    """Rows that are or were held as perhaps these people, or that came in under their numbers."""
    ids = _ids(subjects)
    return PossibleDuplicate.objects.filter(Q(person_id__in=ids) | Q(pk__in=_numbered(ids)))


def surely_held_rows(subjects: Sequence[Subject]) -> QuerySet[Any]:
    """Without rows that are somebody else's, or of whom nobody knows yet."""
    ids = _ids(subjects)
    same = Q(person_id__in=ids, decision=PossibleDuplicate.Decision.SAME)
    return PossibleDuplicate.objects.filter(same | Q(pk__in=_numbered(ids)))


def _numbered(ids: Sequence[int]) -> list[int]:
    records = SourceRecord.objects.filter(person_id__in=ids).values_list("source", "number")
    own = set(records)
    numbers = {number for _source, number in own}
    held = PossibleDuplicate.objects.filter(number__in=numbers).values_list("pk", "source", "number")
    return [pk for pk, source, number in held if (source, number) in own]


def forget_number(subject: Subject, do: bool) -> int:
    """Take somebody's number out of rows of others that resemble theirs."""
    ids = _ids([subject])
    numbers = SourceRecord.objects.filter(person_id__in=ids).values_list("source", "number")
    count = 0
    for source, number in numbers:
        alike = PossibleDuplicate.objects.filter(source=source, other_number=number)
        others = alike.exclude(person_id__in=ids).exclude(pk__in=_numbered(ids))
        count += others.update(other_number="") if do else others.count()
    return count


# ---------------------------------------------------------------- examples of a file


def forget_examples(subject: Subject, do: bool) -> int:
    """Take somebody's cells out of what runs show of their files. Inside a transaction when it is done."""
    traces, touched = traces_of(subject), 0
    for run in Run.objects.filter(kind=KIND).order_by("pk").iterator(chunk_size=50):
        left = _without(run, traces)
        if left != run.preview:
            touched += 1
            if do:
                Run.objects.filter(pk=run.pk).update(preview=left)
    return touched


def _without(run: Run, traces: Traces) -> dict[str, Any]:
    preview = dict(run.preview)
    headings = preview.get("headings", [])
    if "samples" in preview:
        preview["samples"] = [
            [cell for cell in cells if not traces.says(cell, run.source, of_birth=_is_birth(run, heading))]
            for heading, cells in zip(headings, preview["samples"], strict=True)
        ]
    if "remarks" in preview:
        named = {one["line"] for one in preview["remarks"] if traces.says(one["value"], run.source)}
        preview["remarks"] = [one for one in preview["remarks"] if one["line"] not in named]
    return preview


def _is_birth(run: Run, heading: str) -> bool:
    return bool(run.columns.get(heading) == "birth_date")
