"""`make bench [ONLY=prefix] [DATA=folder]`: one JSON line for each thing that is promised in figures."""

import argparse
import importlib
import json
import pkgutil
import sys
import traceback
from pathlib import Path

from tests import bench
from tests.bench.registry import Bench, Setting, selected


def load() -> None:
    """Import every `bench_*.py` beside this file: importing registers."""
    for module in pkgutil.iter_modules(bench.__path__):
        if module.name.startswith("bench_"):
            importlib.import_module(f"{bench.__name__}.{module.name}")


def measure(one: Bench, setting: Setting) -> dict[str, object]:
    """A bench that breaks does not hold; the others still run."""
    try:
        return one.result(setting)
    except Exception as error:
        traceback.print_exc()
        line = {"name": one.name, "value": None, "unit": one.unit, "baseline": None, "bound": one.bound}
        return line | {"holds": False, "reason": f"{type(error).__name__}: {error}".splitlines()[0]}


def main() -> int:
    """Exit status 1 when something that was measured does not hold, 2 when nothing has that name."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", nargs="*", default=[], help="names that begin so")
    parser.add_argument("--data", type=Path, help="folder with sample files")
    arguments = parser.parse_args()
    load()
    benches = selected(arguments.only)
    if not benches:
        print(f"No bench is called {' or '.join(arguments.only) or 'anything'}…", file=sys.stderr)
        return 2
    good = True
    for one in benches:
        line = measure(one, Setting(arguments.data))
        print(json.dumps(line, ensure_ascii=False), flush=True)
        good = good and line["holds"] is not False
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
