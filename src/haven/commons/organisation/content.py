"""The organisation as a readable file: campuses, units, terms, with every spelling that files use."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from haven.core.search.folding import fold

FOLDER = Path(__file__).parent / "content"


def read_organisation(path: Path = FOLDER / "organisation.toml") -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def municipalities() -> dict[str, str]:
    """Every spelling (folded) of the municipalities that Haven knows -> its Dutch name."""
    spellings: dict[str, str] = {}
    for row in _municipality_rows():
        for spelling in (row["name"], *row.get("aliases", [])):
            spellings.setdefault(fold(spelling), row["name"])
    return spellings


@lru_cache(maxsize=1)
def municipality_names() -> tuple[str, ...]:
    return tuple(sorted((row["name"] for row in _municipality_rows()), key=fold))


@lru_cache(maxsize=1)
def _municipality_rows() -> list[dict[str, Any]]:
    text = (FOLDER / "municipalities.toml").read_text(encoding="utf-8")
    return list(tomllib.loads(text)["municipality"])
