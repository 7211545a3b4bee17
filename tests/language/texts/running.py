"""Calling `haven read` as the shell does."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from haven.cli import main

HARD = "De xylofonist beoogt een analyse. Wij verstrekken informatie."
Texts = Callable[..., list[Path]]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["read", *map(str, arguments)])


def answers(*arguments: str | Path, status: int = 0) -> list[dict[str, Any]]:
    result = run(*arguments, "--json")
    assert result.exit_code == status, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


def written(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
