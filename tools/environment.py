"""Build `.venv` from the locks: `python3 tools/environment.py [--dev]`; a second run takes no time.

Runs before anything is installed, so it uses the standard library alone.
"""

import argparse
import hashlib
import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
RUN, DEV = "requirements.lock", "requirements-dev.lock"

SCRIPT = """\
#!{python}
import sys

from haven.cli import main

sys.exit(main())
"""
NO_VENV = (
    "This Python cannot make an environment: its 'venv' module is missing. Install it (on Debian and Ubuntu "
    "the package is called python3-venv), or name another Python: make up PYTHON=/path/to/python3"
)


def wanted(*, project: Path, dev: bool) -> dict[str, str]:
    """What the stamp of a finished environment says: where it stands, and which locks are in it."""
    # The development lock holds everything that the other one does.
    locks = [RUN, DEV] if dev else [RUN]
    digests = {name: hashlib.sha256((project / name).read_bytes()).hexdigest() for name in locks}
    return {"project": str(project), **digests}


def stamped(stamp: Path) -> dict[str, str]:
    try:
        return dict(json.loads(stamp.read_text()))
    except (OSError, ValueError):
        return {}


def up_to_date(folder: Path, wish: dict[str, str]) -> bool:
    return (folder / "bin/python").exists() and stamped(folder / ".stamp").items() >= wish.items()


def usable(folder: Path, project: Path) -> bool:
    """Whether there is an environment to build on: made here (not moved along), by a Python still there."""
    python = folder / "bin/python"
    if stamped(folder / ".stamp").get("project", str(project)) != str(project) or not python.exists():
        return False
    return subprocess.call([python, "-m", "pip", "--version"], stdout=subprocess.DEVNULL) == 0


def run(command: Sequence[str | Path], complaint: str) -> str:
    """Run quietly; when it fails, show all it printed under a sentence and stop."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{done.stdout}\n{complaint} The lines above say why.")
    return done.stdout


def make_venv(folder: Path) -> None:
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        sys.exit(NO_VENV)
    run(
        [sys.executable, "-m", "venv", "--clear", folder],
        f"Python could not make an environment in {folder}.",
    )


def install(python: Path, lock: Path) -> None:
    """Install exactly what the lock names; modules are compiled at first use, which is sooner done."""
    quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-compile"]
    command = [str(python), "-m", "pip", "install", *quiet, "--no-deps", "--require-hashes", "-r", str(lock)]
    run(command, f"The packages in {lock.name} could not be installed.")


def link_haven(folder: Path, project: Path) -> None:
    """Make `src/` importable and put the `haven` command beside Python, as an editable install would."""
    python = folder / "bin/python"
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = run([python, "-c", where], "The environment has no Python that works.").strip()
    Path(packages, "haven.pth").write_text(f"{project / 'src'}\n")
    script = folder / "bin/haven"
    script.write_text(SCRIPT.format(python=python))
    script.chmod(0o755)


def build(*, project: Path, dev: bool) -> None:
    folder = project / ".venv"
    wish = wanted(project=project, dev=dev)
    if up_to_date(folder, wish):
        return
    start = time.monotonic()
    lock = project / (DEV if dev else RUN)
    print(f"Installing the packages of {lock.name} into .venv …", flush=True)
    if not usable(folder, project):
        make_venv(folder)
    install(folder / "bin/python", lock)
    link_haven(folder, project)
    (folder / ".stamp").write_text(json.dumps(wish))
    print(f"Installed in {time.monotonic() - start:.1f} s.", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    build(project=PROJECT, dev=parser.parse_args().dev)


if __name__ == "__main__":
    main()
