"""Files that hold more than one thing, told by their length: `python -m tools.check_size`."""

import sys
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
FOLDERS = ("src", "tools", "tests")
LIMIT = 400  # lines


def problems(project: Path = PROJECT, limit: int = LIMIT) -> Iterator[str]:
    for path in sorted(path for folder in FOLDERS for path in (project / folder).rglob("*.py")):
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > limit and "migrations" not in path.parts:
            yield f"{path.relative_to(project)}: {lines} lines; split what is more than {limit}"


def main() -> int:
    found = list(problems())
    print("\n".join(found) if found else f"No file is longer than {LIMIT} lines.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
