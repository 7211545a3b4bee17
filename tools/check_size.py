"""Files that hold more than one thing, told by their length: `python -m tools.check_size`."""

import sys
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
# Lines. A file of tests may run on a little: it is read case by case.
LIMITS = {"src": 400, "tools": 400, "tests": 500}


def problems(project: Path = PROJECT, limits: dict[str, int] = LIMITS) -> Iterator[str]:
    for path in sorted(path for folder in limits for path in (project / folder).rglob("*.py")):
        limit = limits[path.relative_to(project).parts[0]]
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > limit and "migrations" not in path.parts:
            yield f"{path.relative_to(project)}: {lines} lines; split what is more than {limit}"


def main() -> int:
    found = list(problems())
    print("\n".join(found) if found else "No file is too long.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
