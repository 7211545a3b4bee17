"""A folder that others drop files into: what lies there whole, and where it goes afterwards.

    look = look_into(Path("/srv/haven/in"), quiet=60, most=200_000_000)
    move(look.root, look.files[0], DONE, date(2026, 11, 25), remember=…)

Looks at names, sizes and times only. Whatever is wrong is a sentence for the one who looks after the folder.
"""

import errno
import os
import stat
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from haven.core.imports.reasons import Sentence, sentence

DONE, FAILED = "done", "failed"
_RESERVED = {DONE, FAILED}
# What programs call a file that they are still writing.
_UNFINISHED = (".part", ".partial", ".filepart", ".crdownload", ".tmp", ".temp", "~")
_HIDDEN = (".", "~$")
_PROBE = 4096  # bytes: a file without content has room on a full disk too


class Fault(Exception):
    """What is wrong with the folder, or with a file that stays where it is; the sentence says what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Found:
    """A file in the folder. `sender` is the subfolder that it lies in, empty for the folder itself."""

    path: Path
    sender: str
    shown: str  # its place below the folder, as it can be printed and kept
    size: int
    signature: str  # another one as soon as another file has this name
    whole: bool = True
    refused: Sentence = ""  # why it is not even opened


@dataclass
class Look:
    """What lies in the folder, the oldest first."""

    root: Path
    files: list[Found] = field(default_factory=list)
    faults: list[Sentence] = field(default_factory=list)

    def find(self, shown: str, signature: str) -> Found | None:
        return next((f for f in self.files if (f.shown, f.signature) == (shown, signature)), None)


def printable(name: str) -> str:
    """A file's name as it can be printed, mailed and kept, whatever bytes it is made of."""
    text = os.fsencode(name).decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in text)


# ---------------------------------------------------------------- looking


def look_into(root: Path, *, quiet: float, most: int, now: float | None = None) -> Look:
    """The files in this folder and in its subfolders. Whole is what has not changed for `quiet` seconds.

    `root` has no link in it. Whoever drops files may be anybody's machine: no link is followed.
    """
    look = Look(root)
    moment = time.time() if now is None else now
    found: list[tuple[int, Found]] = []
    try:
        for entry, sender in _entries(look):
            with suppress(FileNotFoundError):  # gone since its name was read
                found.extend(_found(look, entry, sender, since=moment - quiet, most=most))
    except Fault as fault:
        look.faults.append(fault.sentence)
    look.files = [file for _mtime, file in sorted(found, key=lambda pair: (pair[0], pair[1].shown))]
    return look


def _entries(look: Look) -> Iterator[tuple[os.DirEntry[str], str]]:
    for entry in _listed(look.root, str(look.root)):
        if not entry.is_dir(follow_symlinks=False):
            yield entry, ""
        elif entry.name not in _RESERVED:
            try:
                yield from ((inner, entry.name) for inner in _listed(Path(entry.path), printable(entry.name)))
            except Fault as fault:
                look.faults.append(fault.sentence)


def _listed(folder: Path, shown: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted((e for e in entries if not e.name.startswith(_HIDDEN)), key=lambda e: e.name)
    except FileNotFoundError:
        raise Fault(sentence(_MISSING, folder=shown)) from None
    except NotADirectoryError:
        raise Fault(sentence(_NO_FOLDER, folder=shown)) from None
    except OSError as error:
        raise Fault(sentence(_UNREADABLE, folder=shown, reason=error.strerror)) from error


def _found(
    look: Look, entry: os.DirEntry[str], sender: str, *, since: float, most: int
) -> Iterator[tuple[int, Found]]:
    """This entry as a file to take, if it is one; what cannot be taken is said."""
    seen = entry.stat(follow_symlinks=False)
    shown = printable(f"{sender}/{entry.name}" if sender else entry.name)
    refused: Sentence = ""
    if entry.is_symlink():
        if Path(os.path.realpath(entry.path)).is_relative_to(os.path.realpath(look.root)):
            return  # what it points at is taken where it lies
        refused = _LINK
    elif entry.is_dir(follow_symlinks=False):
        if entry.name not in _RESERVED:
            look.faults.append(sentence(_TOO_DEEP, folder=shown))
        return
    elif not stat.S_ISREG(seen.st_mode) or entry.name.lower().endswith(_UNFINISHED):
        return
    elif seen.st_size > most:
        refused = sentence(_TOO_LARGE, limit=most // 1_000_000)
    yield (
        seen.st_mtime_ns,
        Found(
            Path(entry.path), sender, shown, seen.st_size, _signature(seen), _changed(seen) <= since, refused
        ),
    )


def _signature(seen: os.stat_result) -> str:
    return f"{seen.st_ino}-{seen.st_size}-{seen.st_mtime_ns}"


def _changed(seen: os.stat_result) -> float:
    """When anything of the file changed last, in seconds. Not its time of content, which anybody may set."""
    return seen.st_ctime


def is_same(file: Found) -> bool:
    """Whether the file that was found still lies there as it was, and no link has come into its path."""
    try:
        unlinked = os.path.realpath(file.path.parent) == str(file.path.parent)
        return unlinked and _signature(file.path.lstat()) == file.signature
    except OSError:
        return False


# ---------------------------------------------------------------- moving


def check_writable(root: Path, beside: Path) -> None:
    """Raise Fault unless files can be moved out of this folder later on: said before anything is taken."""
    for folder in (beside, beside / DONE, beside / FAILED):
        if folder.exists():
            with said_of(folder, root):
                handle, name = tempfile.mkstemp(prefix=".haven-", dir=folder)
                try:
                    os.write(handle, bytes(_PROBE))
                finally:
                    os.close(handle)
                    Path(name).unlink()


@contextmanager
def said_of(folder: Path, root: Path) -> Iterator[None]:
    """What goes wrong while writing there, as a Fault."""
    try:
        yield
    except OSError as error:
        shown = printable(str(folder.relative_to(root))) if folder != root else str(root)
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        template = _FULL if full else _READ_ONLY
        raise Fault(sentence(template, folder=shown, reason=error.strerror or str(error))) from error


def move(
    root: Path,
    file: Found,
    to: str,
    day: date,
    *,
    remembered: str,
    remember: Callable[[str], None],
    refused: Iterable[str] = (),
) -> None:
    """Move the file to `done/2026-11-25/` (or `failed/…`) beside it, never over another one. Raises Fault.

    `refused` are lines of a file that is put beside it first. `remember` keeps the new place before anything
    happens; whoever was killed passes it in again as `remembered`, and goes on where that one was.
    """
    beside = file.path.parent
    with said_of(beside, root):
        folder = _folder(beside / to, day)
        target = _free(root, folder, file.path.name, remembered)
        place = printable(str(target.relative_to(root)))
        remember(place)
        _write_refused(file, target, refused)
        # Holds the name: replacing is the only way of moving that every file system does in one go.
        target.touch(exist_ok=place == remembered)
        try:
            file.path.replace(target)
        except OSError:
            if target.stat().st_size == 0 and file.path.exists():
                target.unlink()
            raise


def refused_name(name: str) -> str:
    """What the file of a file's refused rows is called: "export.csv" -> "export.refused.csv"."""
    return f"{Path(name).stem}.refused.csv"


def _folder(kind: Path, day: date) -> Path:
    """The folder of a day; who may read the folder that it lies in may read it too."""
    folder = kind / day.isoformat()
    for each in (kind, folder):
        if each.is_symlink():
            raise NotADirectoryError(errno.ENOTDIR, f"{each.name}: link")
        if not each.is_dir():
            each.mkdir()
            each.chmod(stat.S_IMODE(each.parent.stat().st_mode))
    return folder


def _free(root: Path, folder: Path, name: str, remembered: str) -> Path:
    """A place where neither the file nor its refused rows would lie over another; or the one begun before."""
    stem, suffix = Path(name).stem, Path(name).suffix
    number = 1
    while True:
        target = folder / (name if number == 1 else f"{stem} ({number}){suffix}")
        taken = os.path.lexists(target)
        begun = printable(str(target.relative_to(root))) == remembered
        if begun and not (taken and target.stat().st_size):
            return target
        if not taken and not os.path.lexists(folder / refused_name(target.name)):
            return target
        number += 1


def _write_refused(file: Found, target: Path, lines: Iterable[str]) -> None:
    """The refused rows, whole or not at all."""
    unfinished = target.parent / f".{target.name}.refused.tmp"
    empty = True
    unfinished.unlink(missing_ok=True)
    try:
        with unfinished.open("x", encoding="utf-8", newline="") as out:
            for line in lines:
                empty = False
                out.write(line)
        if not empty:
            unfinished.chmod(stat.S_IMODE(file.path.lstat().st_mode) & 0o666)
            unfinished.replace(target.parent / refused_name(target.name))
    finally:
        unfinished.unlink(missing_ok=True)


_MISSING = _("There is no folder {folder}. Make it, or name another one in HAVEN_WATCHED_FOLDER.")
_NO_FOLDER = _("{folder} is a file, not a folder. Name a folder in HAVEN_WATCHED_FOLDER.")
_UNREADABLE = _(
    "Haven cannot look into the folder {folder} ({reason}). Give Haven’s user the right to read it."
)
_TOO_DEEP = _(
    "Haven does not look into {folder}: it takes files from the folder and its subfolders, not deeper. "
    "Move the files up."
)
_LINK = _("This is a link to a file outside the folder, and Haven follows none. Put the file itself there.")
_TOO_LARGE = _("This file is larger than {limit} MB. Split it into smaller files and load them one by one.")
_FULL = _("The disk of {folder} is full ({reason}). Make room: nothing is taken from there until then.")
_READ_ONLY = _(
    "Haven cannot write in the folder {folder} ({reason}), so it could not move files when they are done. "
    "Give Haven’s user the right to write there: nothing is taken from there until then."
)
