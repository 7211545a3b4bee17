"""Whether both locks say the same and name no host: `python -m tools.check_locks`."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
_PIN = re.compile(r"^([\w.-]+)==(\S+)((?: ; [^\\]+)?)", re.MULTILINE)


def pins(lock: str) -> set[tuple[str, str, str]]:
    """Name, version and marker of every package in the text of a lock."""
    return {(name, version, marker.strip()) for name, version, marker in _PIN.findall(lock)}


def problems(run: str, development: str) -> Iterator[str]:
    """What people run is what tests ran on: the development lock holds every pin of the other."""
    there: dict[str, set[str]] = {}  # a package may have one version for each version of Python
    for name, version, _ in pins(development):
        there.setdefault(name, set()).add(version)
    for name, version, _ in sorted(pins(run)):
        if version not in there.get(name, set()):
            found = " and ".join(sorted(there.get(name, set()))) or "missing"
            yield f"requirements-dev.lock: {name} is {found}, requirements.lock has {version}"
    for file, text in (("requirements.lock", run), ("requirements-dev.lock", development)):
        if "--hash=sha256:" not in text or "://" in text:
            yield f"{file}: make it again with `make lock`: it has no hashes, or names a host"


def main() -> int:
    texts = [(PROJECT / name).read_text() for name in ("requirements.lock", "requirements-dev.lock")]
    found = list(problems(*texts))
    print("\n".join(found) if found else "The locks agree.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
