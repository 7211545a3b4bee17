"""A run from beginning to end: batch by batch, each kept whole, so that a killed worker can go on."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from haven.commons.pathways.models import Pathway, Step
from haven.commons.people.models import Affiliation, Person, SourceRecord
from haven.community.welcome.importing.columns import KNOWN_HEADINGS, missing_fields, propose, source_of
from haven.community.welcome.importing.deciding import Decision, Verdict, decide, tally
from haven.community.welcome.importing.refused import REASON_HEADING, is_corrections, restored
from haven.community.welcome.importing.rows import Places, Reader
from haven.community.welcome.importing.sorting import Sorted, Sorter
from haven.community.welcome.importing.writing import Said, Writer, remarks, said
from haven.community.welcome.policy import KIND
from haven.core.access import Actor
from haven.core.audit.record import Fact, record, record_many
from haven.core.imports.models import Mapping, Run
from haven.core.imports.tables import Table, UnreadableFile, open_table
from haven.core.rows import look_again
from haven.core.search.folding import fold

BATCH = 500
COUNTS = (
    "rows", "created", "updated", "unchanged", "missing", "merged", "possible_duplicates", "pathways",
    "refused",
)  # fmt: skip
GROWN = (Person, Affiliation, SourceRecord, Pathway, Step)
UPLOADS = "files/imports"  # below HAVEN_HOME
_SAMPLES = 3
BROKEN = _(
    "Something went wrong in Haven itself. Import the same file again: what was imported stays, "
    "and nothing comes twice."
)
Progress = Callable[[int, int], None]


class Superseded(Exception):
    """Another process is at this run: this one stops without a trace."""


@dataclass
class Report:
    """What a check found, without anything written."""

    counts: dict[str, int]
    known: int = 0  # how many people this source had in its last file
    codes: Counter[str] = field(default_factory=Counter)  # how many remarks, by kind and code
    remarks: list[Said] = field(default_factory=list)


def path_of(run: Run) -> Path:
    return Path(settings.HAVEN_HOME, run.file)


def table_of(path: Path) -> Table:
    """The file as a table; raises UnreadableFile with a sentence for its reader."""
    return open_table(path, known_headings=KNOWN_HEADINGS)


def draft(file: str, *, file_name: str = "", mapping: str = "") -> tuple[Run, Table]:
    """A run for this file, unsaved, with proposed columns. Raises UnreadableFile, and OSError.

    `file` is a path below HAVEN_HOME, or an absolute one; `mapping` a name, remembered or new.
    """
    table = table_of(Path(settings.HAVEN_HOME, file))
    mapping = mapping or _mapping_of_origin(table.headers) or _mapping_of_these(table.headers)
    remembered = Mapping.objects.filter(kind=KIND, name=mapping).first()
    run = Run(
        kind=KIND,
        source=source_named(mapping, table.headers),
        mapping_name=mapping,
        columns=propose(table.headers, remembered.columns if remembered else None),
        is_complete=not is_corrections(table.headers),
        file=file,
        file_name=file_name[-255:],
        total=table.row_count,
        preview={"headings": table.headers, "samples": _samples(table)},
    )
    return run, table


def _mapping_of_these(headings: Iterable[str]) -> str:
    """The one mapping remembered for exactly these headings; empty where there is none, or several."""
    wanted = {fold(heading) for heading in headings if heading}
    names = [m.name for m in Mapping.objects.filter(kind=KIND) if set(m.columns) - {""} == wanted]
    return names[0] if len(names) == 1 else ""


def source_named(mapping: str, headings: Iterable[str]) -> str:
    """Files under one name, or with the same headings, come from one source."""
    return mapping or source_of([h for h in headings if not h.startswith(REASON_HEADING)])


def _mapping_of_origin(headings: list[str]) -> str:
    """Under what name the file was imported that these refused rows come from."""
    if not is_corrections(headings):
        return ""
    own = [heading for heading in headings if not heading.startswith(REASON_HEADING)]
    runs = Run.objects.filter(kind=KIND, state=Run.State.DONE).order_by("-pk")
    named = runs.values_list("mapping_name", "preview__headings")[:100]
    return next((name for name, theirs in named if theirs == own), "")


def _samples(table: Table) -> list[list[str]]:
    """For each heading a few different values, so that a reader sees what the column holds."""
    found: list[dict[str, None]] = [{} for _heading in table.headers]
    for row in islice(table.rows(), 200):
        for values, cell in zip(found, row.cells, strict=True):
            if cell and len(values) < _SAMPLES:
                values[cell[:80]] = None
    return [list(values) for values in found]


def check_columns(columns: dict[str, str]) -> None:
    """Refuse to begin without the columns that nobody can be recognised or guided without."""
    missing = missing_fields(columns)
    if missing:
        names = ", ".join(f"“{said(f.label, 'en')}”" for f in missing)
        namen = ", ".join(f"“{said(f.label, 'nl')}”" for f in missing)
        raise MissingColumns(names, namen)


class MissingColumns(UnreadableFile):
    """Names the missing columns in both languages."""

    def __init__(self, english: str, dutch: str) -> None:
        sentence = _(
            "This file has no column for %(columns)s. Add the column, or say which of the headings it is."
        )
        super().__init__("column_missing", sentence)
        self.texts = {
            "en": said(sentence, "en") % {"columns": english},
            "nl": said(sentence, "nl") % {"columns": dutch},
        }


def sentences(error: UnreadableFile) -> dict[str, str]:
    """An unreadable file's sentence in both languages."""
    if isinstance(error, MissingColumns):
        return error.texts
    return {language: said(error.sentence, language) for language in ("nl", "en")}


def _stored_table(run: Run) -> Table:
    try:
        return table_of(path_of(run))
    except FileNotFoundError:
        raise UnreadableFile("gone", _("The file is no longer there. Load it again.")) from None


class Pass:
    """One reading of a run's file, in batches of rows that have been sorted."""

    def __init__(self, run: Run, table: Table | None = None) -> None:
        check_columns(run.columns)
        self.table = table or _stored_table(run)
        self.places = Places()
        self.sorter = Sorter()
        reader = Reader(self.table.headers, run.columns, self.places, timezone.localdate())
        rows = self.table.rows()
        if is_corrections(self.table.headers):
            rows = map(restored, rows)
        self.rows = self.sorter.sort(map(reader.understand, rows))

    def batches(self, skip: int = 0) -> Iterator[list[Sorted]]:
        for _row in islice(self.rows, skip):
            pass  # read again, so that its likenesses are known
        while batch := list(islice(self.rows, BATCH)):
            yield batch


def check(
    run: Run, progress: Progress | None = None, *, table: Table | None = None, most: int | None = None
) -> Report:
    """What importing this file would do. Reads only; keeps at most `most` remarks of each kind and code."""
    reading = Pass(run, table)
    report = Report(dict.fromkeys(COUNTS, 0))
    headings = {field: heading for heading, field in run.columns.items()}
    for batch in reading.batches():
        decisions = decide(run.source, batch)
        _add(report.counts, decisions, pathways=sum(d.verdict is Verdict.CREATE for d in decisions))
        _note(report, remarks(decisions, headings), most)
        if progress:
            progress(report.counts["rows"], reading.table.row_count)
    report.known, gone = _would_miss(run.source, reading.sorter.numbers)
    report.counts["missing"] = gone if run.is_complete else 0
    return report


def _note(report: Report, found: list[Said], most: int | None) -> None:
    for remark in found:
        key = f"{remark.kind}:{remark.code}"
        report.codes[key] += 1
        if most is None or report.codes[key] <= most:
            report.remarks.append(remark)


def _would_miss(source: str, numbers: Iterable[str]) -> tuple[int, int]:
    """How many people this source knows, and how many of them the file has under none of their numbers."""
    there = set(numbers)
    states = (SourceRecord.State.PRESENT, SourceRecord.State.MISSING)
    held = SourceRecord.objects.filter(source=source, state__in=states).values_list("person_id", "number")
    people, seen = set(), set()
    for person_id, number in held.iterator():
        people.add(person_id)
        if number in there:
            seen.add(person_id)
    return len(people), len(people - seen)


def _add(counts: dict[str, int], decisions: list[Decision], pathways: int) -> None:
    counts["rows"] += len(decisions)
    counts["pathways"] += pathways
    for name, number in tally(decisions).items():
        counts[name] += number


# ---------------------------------------------------------------- writing


def process(actor: Actor, run: Run, progress: Progress | None = None, *, table: Table | None = None) -> Run:
    """Import the file from where the run was left; every batch is kept whole or not at all.

    Raises UnreadableFile before anything is written, Superseded when another process is at it.
    """
    reading = Pass(run, table)
    total = reading.table.row_count
    writer = Writer(actor, run, reading.places)
    if not run.counts:
        run.counts = dict.fromkeys(COUNTS, 0)
    for batch in reading.batches(skip=run.position):
        _write_batch(run, writer, batch, total)
        if progress:
            progress(run.position, total)
    _finish(actor, run)
    look_again(*GROWN)
    return run


@transaction.atomic
def _write_batch(run: Run, writer: Writer, batch: list[Sorted], total: int) -> None:
    _claim(run)
    decisions = decide(run.source, batch)
    counts = dict(run.counts)
    _add(counts, decisions, writer.write(decisions))
    run.counts, run.total, run.position = counts, total, run.position + len(batch)
    run.save(update_fields=["counts", "total", "position"])


def _claim(run: Run) -> None:
    """Lock the run; stop if somebody else has moved it on."""
    held = Run.objects.select_for_update().get(pk=run.pk)
    if (held.state, held.position) != (Run.State.RUNNING, run.position):
        raise Superseded


@transaction.atomic
def _finish(actor: Actor, run: Run) -> None:
    _claim(run)
    missing = 0
    if run.is_complete:
        _mark_missing(actor, run)
        missing = missing_people(run.source).values("person").distinct().count()
    run.counts = run.counts | {"missing": missing}
    run.state, run.finished_at = Run.State.DONE, timezone.now()
    run.save(update_fields=["counts", "state", "finished_at"])
    record(actor, "people_imported", run, **run.counts)
    transaction.on_commit(partial(discard_file, run))


def missing_people(source: str) -> QuerySet[SourceRecord]:
    """Those gone from the source's last complete file of whom nobody has decided yet."""
    return SourceRecord.objects.filter(source=source, state=SourceRecord.State.MISSING)


def _mark_missing(actor: Actor, run: Run) -> None:
    """Who was there last time and is not now; whoever is there under another number is not gone."""
    present = SourceRecord.objects.filter(source=run.source, state=SourceRecord.State.PRESENT)
    still = present.filter(person=OuterRef("person"), seen_in=run.pk)
    gone = present.exclude(seen_in=run.pk).exclude(Exists(still))
    rows = list(gone.values_list("pk", "person_id", "number"))
    now, data = timezone.now(), {"run": run.pk, "source": run.source}
    for start in range(0, len(rows), BATCH):
        part = rows[start : start + BATCH]
        records = SourceRecord.objects.filter(pk__in=[pk for pk, _person, _number in part])
        records.update(state=SourceRecord.State.MISSING, state_since=now)
        facts = [Fact("missing_from_import", "people.person", p, data | {"number": n}) for _pk, p, n in part]
        record_many(actor, facts)


def put_aside(run: Run) -> None:
    """Give a run up, and what it holds of people who are not imported. Call it inside a transaction."""
    run.state, run.finished_at, run.preview = Run.State.CANCELLED, timezone.now(), {}
    run.save(update_fields=["state", "finished_at", "preview"])
    forget_rows(run)
    transaction.on_commit(partial(discard_file, run))


def forget_rows(run: Run) -> None:
    """Remove what a run kept of single rows."""
    run.remarks.all().delete()
    run.refused_rows.all().delete()


def discard_file(run: Run) -> None:
    """Delete an uploaded file that is needed no more; a file that the shell read is its owner's."""
    path = path_of(run)
    if path.is_relative_to(Path(settings.HAVEN_HOME, UPLOADS)):
        path.unlink(missing_ok=True)


def fail(run: Run, texts: dict[str, str]) -> None:
    """Put down why a run could not go on."""
    Run.objects.filter(pk=run.pk).update(
        state=Run.State.FAILED, error_nl=texts["nl"], error_en=texts["en"], finished_at=timezone.now()
    )


def fail_broken(run: Run) -> None:
    """Put down that a run ended by a mistake of Haven itself."""
    fail(run, {language: said(BROKEN, language) for language in ("nl", "en")})
