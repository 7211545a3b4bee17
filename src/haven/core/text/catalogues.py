"""Compile gettext catalogues without any system tool: .po files are kept, .mo files are made."""

import contextlib
import os
import tempfile
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_stale(folders: list[Path]) -> list[Path]:
    """Write each .mo that is missing or older than its .po; return what was written.

    A folder that cannot be written (a packaged installation) is left as it is.
    """
    written = []
    for po in (po for folder in folders for po in sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        with contextlib.suppress(PermissionError):
            _compile(po, mo)
            written.append(mo)
    return written


def _compile(po: Path, mo: Path) -> None:
    # By way of a file beside it: two processes may start at once, and a reader never sees half a catalogue.
    with po.open("rb") as source:
        catalogue = read_po(source, locale=po.parts[-3])
    handle, name = tempfile.mkstemp(dir=mo.parent)
    with os.fdopen(handle, "wb") as target:
        write_mo(target, catalogue, use_fuzzy=False)
    Path(name).replace(mo)
