"""The watched folder: each file that lies there whole is imported as the shell does it, and moved aside.

A file goes through four steps. Each finds what the one before left, so that a killed process goes on:

    copied into HAVEN_HOME -> run and Delivery in one transaction -> imported by batches -> moved
"""

import errno
import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import structlog
from django.conf import settings
from django.db import OperationalError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from haven.community.welcome import policy
from haven.community.welcome.importing import actions, runs
from haven.community.welcome.importing.refused import as_csv
from haven.community.welcome.importing.writing import said
from haven.core.access import Actor, require
from haven.core.imports import folders
from haven.core.imports.folders import DONE, FAILED, Fault, Found, Look
from haven.core.imports.models import Delivery, Mapping, Run
from haven.core.imports.reasons import Sentence, sentence
from haven.core.imports.tables import Table, UnreadableFile
from haven.core.search.folding import fold

log = structlog.get_logger(__name__)
State = Delivery.State
_COPY = "watched-"
_BLOCK = 1024 * 1024

NOT_SET = _("No folder is watched. Name one in HAVEN_WATCHED_FOLDER.")
BUSY = _("Another process is taking files from the watched folder just now. Try again later.")
_NOT_ABSOLUTE = _("HAVEN_WATCHED_FOLDER must be a whole path, from the root on: {folder} is none.")
_OWN_HOME = _(
    "The watched folder must not hold Haven’s own files (HAVEN_HOME). Name another folder than {folder}."
)
_NO_MAPPING = _(
    "{file} stays where it is: no columns are remembered under the name “{name}”. Load one such file by hand "
    "under Files and remember its columns under this name, or move the file into another folder."
)
_UNREADABLE = _("{file} cannot be opened ({reason}). Give Haven’s user the right to read it.")
_NO_ROOM = _(
    "There is no room for {file} where Haven keeps its own files ({reason}). Make room on that disk."
)
_DATABASE = _(
    "The database could not be written while {file} was imported. Haven goes on with it the next time."
)
_NOT_MOVED = _("{file} is dealt with, but could not be moved: {reason} It is not imported again.")


class Busy(Exception):
    """Another process is at the folder."""


@dataclass
class Pass:
    """One look at the folder: what was dealt with, what is still being written, what is wrong."""

    deliveries: list[Delivery] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    faults: list[Sentence] = field(default_factory=list)


# ---------------------------------------------------------------- the folder


def root() -> Path | None:
    """The watched folder, if there is one. Raises Fault when it is none that can be watched."""
    if not settings.WATCHED_FOLDER:
        return None
    folder = Path(settings.WATCHED_FOLDER).expanduser()
    if not folder.is_absolute():
        raise Fault(sentence(_NOT_ABSOLUTE, folder=folder))
    folder = Path(os.path.realpath(folder))
    home = Path(os.path.realpath(settings.HAVEN_HOME))
    if home.is_relative_to(folder) or folder.is_relative_to(home / "files"):
        raise Fault(sentence(_OWN_HOME, folder=folder))
    return folder


def look() -> Look:
    """What lies in the watched folder; with a fault and no file where there is none."""
    try:
        folder = root()
    except Fault as fault:
        return Look(Path(settings.WATCHED_FOLDER), faults=[fault.sentence])
    if folder is None:
        return Look(Path(), faults=[NOT_SET])
    return folders.look_into(folder, quiet=settings.WATCHED_QUIET, most=settings.UPLOAD_LIMIT)


def mapping_of(file: Found) -> str:
    """The name that this subfolder's columns are remembered under. Raises Fault where there is none."""
    if not file.sender:
        return ""
    names = list(Mapping.objects.filter(kind=policy.KIND).values_list("name", flat=True))
    alike = [name for name in names if fold(name) == fold(file.sender)]
    if file.sender in names:
        return file.sender
    if len(alike) == 1:
        return alike[0]
    raise Fault(sentence(_NO_MAPPING, file=file.shown, name=folders.printable(file.sender)))


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else takes files meanwhile; a killed process holds nothing. Raises Busy."""
    uploads = Path(settings.HAVEN_HOME, runs.UPLOADS)
    uploads.mkdir(parents=True, exist_ok=True, mode=0o700)
    with Path(uploads, ".watching").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy from None
        yield


def wrong_now() -> list[str]:
    """What is wrong with the folder at this moment, without anything being taken."""
    found = look()
    wrong = [str(fault) for fault in found.faults]
    if found.root.is_absolute() and found.root.is_dir():
        try:
            folders.check_writable(found.root, found.root)
        except Fault as fault:
            wrong.append(str(fault.sentence))
    for file in found.files:
        try:
            mapping_of(file)
            folders.check_writable(found.root, file.path.parent)
        except Fault as fault:
            wrong.append(str(fault.sentence))
    return list(dict.fromkeys(wrong))


# ---------------------------------------------------------------- one pass


def take(actor: Actor, progress: runs.Progress | None = None) -> Pass:
    """Go on with what was begun, then take every file that is whole. Raises Busy."""
    require(policy.can_import(actor))
    with alone():
        _sweep()
        found = look()
        done = Pass(faults=list(found.faults))
        begun = list(Delivery.objects.filter(moved_at=None).select_related("run").order_by("pk"))
        for delivery in begun:
            _go_on(actor, done, found, delivery, progress)
        known = {(delivery.path, delivery.signature) for delivery in begun}
        for file in found.files:
            if (file.shown, file.signature) not in known:
                _take(actor, done, found, file, progress)
    return done


def _go_on(actor: Actor, done: Pass, found: Look, delivery: Delivery, progress: runs.Progress | None) -> None:
    """Bring a file that was begun to its end."""
    before = delivery.state
    if delivery.state == State.TAKEN:
        _process(actor, done, delivery, progress)
    file = found.find(delivery.path, delivery.signature)
    if delivery.state != State.TAKEN:
        _put_away(actor, done, found, delivery, file)
    if before == State.TAKEN or delivery.moved_at:
        done.deliveries.append(delivery)


def _take(actor: Actor, done: Pass, found: Look, file: Found, progress: runs.Progress | None) -> None:
    if not file.whole:
        done.waiting.append(file.shown)
        return
    try:
        folders.check_writable(found.root, file.path.parent)
        delivery = _receive(actor, file)
    except Fault as fault:
        if str(fault.sentence) not in map(str, done.faults):
            done.faults.append(fault.sentence)
        return
    if delivery is None:
        done.waiting.append(file.shown)
        return
    if delivery.state == State.TAKEN:
        _process(actor, done, delivery, progress)
    if delivery.state != State.TAKEN:
        _put_away(actor, done, found, delivery, file)
    done.deliveries.append(delivery)


# ---------------------------------------------------------------- taking


def _receive(actor: Actor, file: Found) -> Delivery | None:
    """Look into a file and put down what is to become of it. None when it was changed meanwhile."""
    if file.refused:
        return _refuse(file, {language: said(file.refused, language) for language in ("nl", "en")})
    mapping = mapping_of(file)
    copy, digest = _copy(file)
    if not folders.is_same(file):
        copy.unlink()
        return None
    below = str(copy.relative_to(settings.HAVEN_HOME))
    try:
        run, table = runs.draft(below, file_name=folders.printable(file.path.name), mapping=mapping)
    except UnreadableFile as error:
        copy.unlink()
        return _fail(actor, file, _unread(file, mapping, digest), runs.sentences(error))
    run.is_watched, run.sha256 = True, digest
    last = same_as_last(run)
    if last is not None:
        copy.unlink()
        return _deliver(file, State.SAME, last)
    try:
        return _begin(actor, file, run, mapping, table)
    except UnreadableFile as error:  # its columns are not known: an officer can say which they are
        return _fail(actor, file, run, runs.sentences(error))


def same_as_last(run: Run) -> Run | None:
    """The last imported file of this source, if it had the same content."""
    of_source = Run.objects.filter(kind=policy.KIND, source=run.source, state=Run.State.DONE)
    last = of_source.order_by("-finished_at", "-pk").first()
    return last if last is not None and last.sha256 == run.sha256 else None


@transaction.atomic
def _begin(actor: Actor, file: Found, run: Run, mapping: str, table: Table) -> Delivery:
    actions.begin(actor, run, mapping=mapping, headings=table.headers)
    return _deliver(file, State.TAKEN, run)


def _unread(file: Found, mapping: str, digest: str) -> Run:
    """A run for a file without a table."""
    return Run(
        kind=policy.KIND,
        source=mapping,
        mapping_name=mapping,
        file_name=folders.printable(file.path.name)[-255:],
        is_watched=True,
        sha256=digest,
        preview={"headings": [], "samples": []},
    )


@transaction.atomic
def _fail(actor: Actor, file: Found, run: Run, texts: dict[str, str]) -> Delivery:
    actions.keep_failed(actor, run, texts)
    return _refuse(file, texts, run)


def _refuse(file: Found, texts: dict[str, str], run: Run | None = None) -> Delivery:
    return _deliver(file, State.FAILED, run, error_nl=texts["nl"], error_en=texts["en"])


def _deliver(file: Found, state: str, run: Run | None = None, **values: str) -> Delivery:
    return Delivery.objects.create(path=file.shown, signature=file.signature, state=state, run=run, **values)


def _copy(file: Found) -> tuple[Path, str]:
    """A copy of Haven's own, which nobody else changes, and its digest. Raises Fault."""
    mark = hashlib.sha256(f"{file.shown} {file.signature}".encode()).hexdigest()[:32]
    copy = Path(settings.HAVEN_HOME, runs.UPLOADS, f"{_COPY}{mark}")
    digest = hashlib.sha256()
    try:
        source = os.open(file.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise cannot_open(file, error) from error
    try:
        with os.fdopen(source, "rb") as read, copy.open("wb") as written:
            copy.chmod(0o600)
            while block := read.read(_BLOCK):
                digest.update(block)
                written.write(block)
    except OSError as error:
        copy.unlink(missing_ok=True)
        raise cannot_open(file, error) from error
    return copy, digest.hexdigest()


def cannot_open(file: Found, error: OSError) -> Fault:
    """Why a file was not even copied: it may not be read, or there is no room for it."""
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    reason = error.strerror or str(error)
    return Fault(sentence(_NO_ROOM if full else _UNREADABLE, file=file.shown, reason=reason))


def _sweep() -> None:
    """Remove copies that a killed process left before or after they were needed."""
    uploads = Path(settings.HAVEN_HOME, runs.UPLOADS)
    over = (Run.State.DONE, Run.State.CANCELLED)
    needed = set(Run.objects.filter(is_watched=True).exclude(state__in=over).values_list("file", flat=True))
    for copy in uploads.glob(f"{_COPY}*"):
        if str(copy.relative_to(settings.HAVEN_HOME)) not in needed:
            copy.unlink()


# ---------------------------------------------------------------- importing


def _process(actor: Actor, done: Pass, delivery: Delivery, progress: runs.Progress | None) -> None:
    """Import the file, or the rest of it, and put down how it ended."""
    run = delivery.run
    if run is not None and run.state == Run.State.RUNNING:
        try:
            _run(actor, run, progress)
        except OperationalError as error:
            log.warning("watched file not imported", file=delivery.path, error=str(error))
            done.faults.append(sentence(_DATABASE, file=delivery.path))
            return
        run.refresh_from_db()
    _settle(delivery, run)


def _run(actor: Actor, run: Run, progress: runs.Progress | None) -> None:
    try:
        runs.process(actor, run, progress)
    except runs.Superseded:  # an officer told Haven to go on with it: that process brings it to its end
        return
    except UnreadableFile as error:
        runs.fail(run, runs.sentences(error))
    except OperationalError:
        raise
    except Exception:
        # The other files are not to wait for this one; what was wrong stands in the log.
        log.exception("watched file broke the import", run=run.pk)
        runs.fail_broken(run)


def _settle(delivery: Delivery, run: Run | None) -> None:
    if run is not None and run.state == Run.State.RUNNING:
        return
    if run is not None and run.state == Run.State.DONE:
        delivery.state = State.IMPORTED
    else:
        delivery.state = State.FAILED
        delivery.error_nl, delivery.error_en = (run.error_nl, run.error_en) if run else ("", "")
    delivery.save(update_fields=["state", "error_nl", "error_en"])


# ---------------------------------------------------------------- moving


def _put_away(actor: Actor, done: Pass, found: Look, delivery: Delivery, file: Found | None) -> None:
    """Move the file to where files go that are done, or failed."""
    if not found.root.is_dir():
        return  # perhaps the file is there when the folder comes back
    if file is not None and folders.is_same(file):
        try:
            _move(actor, found.root, delivery, file)
        except Fault as fault:
            done.faults.append(sentence(_NOT_MOVED, file=delivery.path, reason=fault.sentence))
            return
    elif not (found.root / delivery.moved_to).is_file():
        delivery.moved_to = ""  # somebody took the file away, or put another one in its place
        if file is not None and file.path.exists():
            done.waiting.append(delivery.path)
    delivery.moved_at = timezone.now()
    delivery.save(update_fields=["moved_at", "moved_to"])


def _move(actor: Actor, root: Path, delivery: Delivery, file: Found) -> None:
    to = FAILED if delivery.state == State.FAILED else DONE
    refused = _refused_rows(actor, delivery)
    remember = partial(_remember, delivery)
    day = timezone.localdate()
    folders.move(root, file, to, day, remembered=delivery.moved_to, remember=remember, refused=refused)


def _remember(delivery: Delivery, place: str) -> None:
    delivery.moved_to = place
    delivery.save(update_fields=["moved_to"])


def _refused_rows(actor: Actor, delivery: Delivery) -> Iterable[str]:
    run = delivery.run
    if run is None or delivery.state != State.IMPORTED or not run.counts.get("refused"):
        return []
    with translation.override(settings.LANGUAGE_CODE):
        rows = actions.hand_out_refused(actor, run_id=run.pk)
        return list(as_csv(rows.headings, rows.rows))
