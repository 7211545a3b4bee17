"""What commands show in a terminal: a progress bar, and a result in lines."""

import sys
from typing import Any

import click


class Bar:
    """A progress bar on standard error."""

    def __init__(self, label: str = "rows") -> None:
        self.label = label

    def __enter__(self) -> "Bar":
        self.bar: Any = None
        return self

    def __call__(self, position: int, total: int) -> None:
        if self.bar is None:
            self.bar = click.progressbar(length=total, label=self.label, file=sys.stderr)
            self.bar.__enter__()
        self.bar.update(position - self.bar.pos)

    def __exit__(self, *exception: object) -> None:
        if self.bar is not None:
            self.bar.__exit__(None, None, None)


def print_result(result: dict[str, Any]) -> None:
    for name, value in result.items():
        if isinstance(value, int):
            click.echo(f"{name.replace('_', ' '):20} {value}")
    for kind in ("refused", "warnings"):
        for remark in result[kind]:
            where = f"row {remark['row']}, {remark['column']}" if remark["column"] else f"row {remark['row']}"
            click.echo(f"{kind}: {where}: {remark['value']!r}: {remark['reason']}")


def print_taken(result: dict[str, Any]) -> None:
    for entry in result["files"]:
        click.echo(f"{entry['file']}: {entry['state']}")
        if "error" in entry:
            click.echo(entry["error"])
        elif "rows" in entry:
            print_result({name: value for name, value in entry.items() if name != "run"})
    for name in result["waiting"]:
        click.echo(f"{name}: still being written")
    for problem in result["problems"]:
        click.echo(problem)
    if not any(result.values()):
        click.echo("No file.")
