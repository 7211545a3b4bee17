"""An environment of their own for what others have made, kept in the system's folder of temporary files."""

import functools
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.processes import run
from tests.bench.reading_pace import ONE_THREAD
from tests.bench.reading_texts import write_lines
from tests.bench.registry import Skipped

PACKAGES = ("lint-ii==0.1.3", "textstat==0.7.13")
SCRIPT = Path(__file__).with_name("peers_once.py")


def ask(home: Path, command: str, texts: Sequence[str]) -> dict[str, Any]:
    """What `peers_once.py` says of the texts, in one thread."""
    with tempfile.TemporaryDirectory(prefix="haven-peers-") as folder:
        given = write_lines(Path(folder, "texts.jsonl"), texts)
        done = run([_python(home), "-I", SCRIPT, command, given, home], os.environ | ONE_THREAD)
    found: dict[str, Any] = json.loads(done.output.splitlines()[-1])
    return found


@functools.cache
def peers(treebank: Path) -> Path:
    """The folder with their environment and the model; built the first time, which takes some minutes.
    Skipped where the packages cannot be had."""
    home = _home()
    if not (home / "ready").exists():
        try:
            _build(home, treebank)
        except (subprocess.CalledProcessError, RuntimeError) as error:
            shutil.rmtree(home, ignore_errors=True)
            raise Skipped(f"{' and '.join(PACKAGES)} cannot be made ready here: {_said(error)}") from error
    return home


def _home() -> Path:
    """Named after all that it is made from. Skipped where somebody else owns a folder of that name."""
    made_from = (*PACKAGES, sys.version, SCRIPT.read_text(encoding="utf-8"))
    digest = hashlib.sha256("\0".join(made_from).encode()).hexdigest()[:12]
    home = Path(tempfile.gettempdir(), f"haven-peers-{os.getuid()}-{digest}")
    home.mkdir(mode=0o700, exist_ok=True)
    if home.is_symlink() or home.stat().st_uid != os.getuid():
        raise Skipped(f"{home} belongs to somebody else")
    return home


def _build(home: Path, treebank: Path) -> None:
    commands: list[list[str | Path]] = [
        [sys.executable, "-m", "venv", "--clear", home / "environment"],
        [_python(home), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES],
        [_python(home), "-I", SCRIPT, "train", treebank, home],
    ]
    for command in commands:
        subprocess.run(command, check=True, capture_output=True, text=True)
    (home / "ready").touch()


def _python(home: Path) -> Path:
    return home / "environment" / "bin" / "python"


def _said(error: Exception) -> str:
    lines = str(getattr(error, "stderr", "") or error).strip().splitlines()
    return lines[-1] if lines else type(error).__name__
