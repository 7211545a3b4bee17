"""What officers do with files of people. Every verb: one transaction, policy, change, record."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from haven.commons.pathways.models import Pathway
from haven.commons.pathways.planning import Newcomer, start_many
from haven.commons.people.models import Affiliation, Person, SourceRecord
from haven.community.welcome import policy, tasks
from haven.community.welcome.importing import runs
from haven.community.welcome.importing.refused import REASON_HEADING, RefusedRows
from haven.community.welcome.importing.rows import Places
from haven.community.welcome.importing.writing import Writer, join_accounts, new_person
from haven.community.welcome.models import PossibleDuplicate
from haven.core.access import Actor, Refused, require
from haven.core.audit.record import Fact, record, record_many, record_read
from haven.core.imports.models import Mapping, Run
from haven.core.search.folding import fold

Decision = PossibleDuplicate.Decision


def receive(actor: Actor, *, name: str, chunks: Iterable[bytes], mapping: str = "") -> Run:
    """Keep an uploaded file and look into it. Raises UnreadableFile; nothing is kept then."""
    require(policy.can_import(actor))
    path = Path(settings.HAVEN_HOME, runs.UPLOADS, f"{uuid4().hex}{Path(name).suffix[:8]}")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with path.open("xb") as target:
            path.chmod(0o600)
            for chunk in chunks:
                target.write(chunk)
        below = str(path.relative_to(settings.HAVEN_HOME))
        return open_run(actor, file=below, file_name=name, mapping=mapping)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


@transaction.atomic
def open_run(actor: Actor, *, file: str, file_name: str, mapping: str = "") -> Run:
    """Look into a file: find its table, propose its columns. Raises UnreadableFile; nothing is kept then."""
    require(policy.can_import(actor))
    run, _table = runs.draft(file, file_name=file_name, mapping=mapping)
    return _opened(actor, run)


def _opened(actor: Actor, run: Run) -> Run:
    run.started_by_id = actor.user_id
    run.sha256 = run.sha256 or sha256_of(runs.path_of(run))
    run.save()
    record(actor, "file_opened", run, file_name=run.file_name, sha256=run.sha256)
    return run


def sha256_of(path: Path) -> str:
    """The digest of a file's content."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@transaction.atomic
def remember_mapping(actor: Actor, *, name: str, columns: dict[str, str], headings: Iterable[str]) -> Mapping:
    """Keep which heading means what under a name; headings left out are remembered as left out."""
    require(policy.can_import(actor))
    own = [heading for heading in headings if heading and not heading.startswith(REASON_HEADING)]
    kept = {fold(heading): columns.get(heading, "") for heading in own}
    before = Mapping.objects.filter(kind=policy.KIND, name=name).first()
    if before is not None and before.columns == kept:
        return before
    mapping, _new = Mapping.objects.update_or_create(kind=policy.KIND, name=name, defaults={"columns": kept})
    record(actor, "mapping_remembered", mapping, name=name, columns=kept)
    return mapping


@transaction.atomic
def forget_mapping(actor: Actor, *, mapping_id: int) -> str:
    """Forget which heading means what under a name; return the name. What was imported stays."""
    require(policy.can_import(actor))
    mapping = Mapping.objects.select_for_update().get(pk=mapping_id, kind=policy.KIND)
    record(actor, "mapping_forgotten", mapping, name=mapping.name)
    mapping.delete()
    return mapping.name


@transaction.atomic
def set_columns(
    actor: Actor, *, run_id: int, columns: dict[str, str], headings: list[str], name: str, is_complete: bool
) -> Run:
    """Say which column is which, and have the file checked. Raises UnreadableFile when one is missing."""
    run = _locked(actor, run_id, Run.State.UPLOADED, Run.State.READY, Run.State.FAILED)
    runs.check_columns(columns)
    if name:
        remember_mapping(actor, name=name, columns=columns, headings=headings)
    run.columns, run.mapping_name, run.is_complete = columns, name, is_complete
    run.source = runs.source_named(name, headings)
    run.state, run.position, run.error_nl, run.error_en = Run.State.CHECKING, 0, "", ""
    run.finished_at = None
    run.save()
    tasks.check_run.enqueue(run.pk)
    return run


@transaction.atomic
def start_run(actor: Actor, *, run_id: int) -> Run:
    """Import what the preview showed. For a file that is being imported: go on, should nobody be at it."""
    run = _locked(actor, run_id, Run.State.READY, Run.State.RUNNING)
    if run.state == Run.State.READY:
        # What an attempt that failed had to say is said again.
        runs.forget_rows(run)
        run.state, run.position, run.counts = Run.State.RUNNING, 0, {}
        run.save(update_fields=["state", "position", "counts"])
        record(actor, "import_started", run)
    tasks.process_run.enqueue(run.pk)
    return run


@transaction.atomic
def cancel_run(actor: Actor, *, run_id: int) -> Run:
    """Put a file aside before anything of it was imported."""
    run = _locked(actor, run_id, Run.State.UPLOADED, Run.State.CHECKING, Run.State.READY)
    runs.put_aside(run)
    record(actor, "import_cancelled", run)
    return run


def _locked(actor: Actor, run_id: int, *states: str) -> Run:
    run = Run.objects.select_for_update().get(pk=run_id, kind=policy.KIND)
    require(policy.can_import(actor))
    require(policy.can_see_run(actor, run))
    if run.state not in states:
        raise Refused(
            _("The state of this file is now: %(state)s. Go back to the list of files.")
            % {"state": run.get_state_display()}
        )
    return run


def import_file(actor: Actor, *, path: Path, mapping: str = "", progress: runs.Progress | None = None) -> Run:
    """The whole way in one go, as the shell does it. Raises UnreadableFile before anything is written."""
    require(policy.can_import(actor))
    run, table = runs.draft(str(path.resolve()), file_name=path.name, mapping=mapping)
    begin(actor, run, mapping=mapping, headings=table.headers)
    return runs.process(actor, run, progress, table=table)


@transaction.atomic
def begin(actor: Actor, run: Run, *, mapping: str, headings: Iterable[str]) -> Run:
    """Have a drafted run imported without anybody looking first. Raises UnreadableFile; nothing is kept then.

    A mapping that was named keeps the columns; one that Haven found by itself stays as it is.
    """
    require(policy.can_import(actor))
    runs.check_columns(run.columns)
    run.state = Run.State.RUNNING
    _opened(actor, run)
    if mapping:
        remember_mapping(actor, name=mapping, columns=run.columns, headings=headings)
    return run


@transaction.atomic
def keep_failed(actor: Actor, run: Run, texts: dict[str, str]) -> Run:
    """Put a drafted run down as failed, so that an officer sees it and can say what its columns mean."""
    require(policy.can_import(actor))
    _opened(actor, run)
    runs.fail(run, texts)
    return run


@transaction.atomic
def hand_out_refused(actor: Actor, *, run_id: int) -> RefusedRows:
    """The refused rows to take along and correct; that somebody took them goes on the record."""
    require(policy.can_import(actor))
    run = Run.objects.get(pk=run_id, kind=policy.KIND)
    require(policy.can_see_run(actor, run))
    record_read(actor, "refused_rows_taken", run)
    return RefusedRows.of(run)


# ---------------------------------------------------------------- possible duplicates


@transaction.atomic
def decide_duplicate(actor: Actor, *, duplicate_id: int, same: bool) -> PossibleDuplicate:
    """An officer says whether a held row is somebody already known, or another person."""
    require(policy.can_decide(actor))
    held = PossibleDuplicate.objects.select_for_update().get(pk=duplicate_id)
    if held.decision:
        raise Refused(_("A colleague has decided this in the meantime."))
    if SourceRecord.objects.filter(source=held.source, number=held.number).exists():
        raise Refused(_("This number has been imported in the meantime. There is nothing left to decide."))
    if same:
        _add_number(actor, held)
    else:
        _create_apart(actor, held)
    held.decision = Decision.SAME if same else Decision.OTHER
    held.decided_by_id, held.decided_at = actor.user_id, timezone.now()
    held.save()
    return held


def known_person(held: PossibleDuplicate) -> Person | None:
    """Whom a held row may be; also where that person's own row was refused at first and imported later."""
    if held.person is not None:
        return held.person
    other = SourceRecord.objects.filter(source=held.source, number=held.other_number)
    found = other.select_related("person").first()
    return found.person if found else None


def _add_number(actor: Actor, held: PossibleDuplicate) -> None:
    person = known_person(held)
    if person is None:
        raise Refused(_("The other row was refused. Correct it first; then this row can be joined to it."))
    affiliation = person.affiliations.order_by("pk").last()
    if affiliation is None:
        raise Refused(_("This person has no stay to add a number to."))
    held.person = person
    _new_record(held, person, affiliation)
    record(actor, "number_added", person, source=held.source, number=held.number)
    # Whoever is in the file under a new number is not missing under the old one.
    old = SourceRecord.objects.filter(person=person, source=held.source, state=SourceRecord.State.MISSING)
    old.update(state=SourceRecord.State.KEPT, state_since=timezone.now())


def _create_apart(actor: Actor, held: PossibleDuplicate) -> None:
    if not held.is_sound:
        raise Refused(_("This row has a mistake in it. Correct it in the file and load it again."))
    values = dict(held.values)
    if values.get("email") and Person.objects.filter(email__iexact=values["email"]).exists():
        values["email"] = None  # two people cannot sign in with one address
    person = new_person(values)
    join_accounts([person])
    person.save()
    writer = Writer(actor, Run(columns={}, source=held.source), Places())
    campus, faculty = writer.place(values)
    affiliation = Affiliation.objects.create(
        person=person, campus=campus, faculty=faculty, **writer.stay(values)
    )
    _new_record(held, person, affiliation)
    start_many([Newcomer(person, affiliation, campus.code)])
    record(actor, "imported", person, source=held.source, number=held.number)


def _new_record(held: PossibleDuplicate, person: Person, affiliation: Affiliation) -> None:
    SourceRecord.objects.create(
        person=person,
        affiliation=affiliation,
        source=held.source,
        number=held.number,
        values=held.values,
        seen_in=held.run_id,
    )


# ---------------------------------------------------------------- missing people


@transaction.atomic
def settle_missing(actor: Actor, *, record_ids: Iterable[int], withdraw: bool) -> int:
    """Withdraw, or keep, people who were gone from their source's last file. Return how many."""
    require(policy.can_decide(actor))
    ids = list(record_ids)
    return sum(_settle(actor, ids[start : start + 500], withdraw) for start in range(0, len(ids), 500))


def _settle(actor: Actor, ids: list[int], withdraw: bool) -> int:
    locked = SourceRecord.objects.select_for_update(of=("self",))
    rows = list(locked.filter(pk__in=ids, state=SourceRecord.State.MISSING))
    for row in rows:
        row.state = SourceRecord.State.WITHDRAWN if withdraw else SourceRecord.State.KEPT
        row.state_since = timezone.now()
    SourceRecord.objects.bulk_update(rows, ["state", "state_since"], batch_size=200)
    if withdraw:
        _withdraw({row.affiliation_id for row in rows})
    verb = "withdrawn" if withdraw else "kept"
    facts = [
        Fact(verb, "people.person", row.person_id, {"source": row.source, "number": row.number})
        for row in rows
    ]
    record_many(actor, facts)
    return len(rows)


def _withdraw(affiliations: set[int]) -> None:
    """Withdraw these stays, but for those that are still in another file: of HR, or under another number."""
    present = SourceRecord.objects.filter(affiliation__in=affiliations, state=SourceRecord.State.PRESENT)
    gone = affiliations - set(present.values_list("affiliation_id", flat=True))
    Affiliation.objects.filter(pk__in=gone).update(withdrawn_at=timezone.now())
    Pathway.objects.filter(affiliation__in=gone).update(state=Pathway.State.WITHDRAWN)
