"""Surveys as readable files, checked before anything is written. See docs/developer/content.md."""

import hashlib
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from haven.commons.surveys.models import Question

A_YEAR = 2023  # without a 29 February, which most years do not have


class SurveyError(ValueError):
    """A file is wrong; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class SurveyContent:
    """Columns of the models, as the file says them."""

    key: str
    values: dict[str, Any]
    waves: tuple[dict[str, Any], ...]
    questions: tuple[dict[str, Any], ...]

    @property
    def digest(self) -> str:
        """Changes when any question does."""
        return hashlib.sha256(json.dumps(self.questions, sort_keys=True).encode()).hexdigest()


def read_folder(folder: Path) -> list[SurveyContent]:
    return [read(path) for path in sorted(folder.glob("*.toml"))]


def read(path: Path) -> SurveyContent:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return SurveyContent(
            key=table["key"],
            values={
                **_texts(table, "title", "intro"),
                "open_days": int(table["open_days"]),
                "periods": _periods(table["periods"]),
            },
            waves=tuple(_wave(row) for row in table["wave"]),
            questions=tuple(_question(row, at) for at, row in enumerate(table["question"])),
        )
    except KeyError as error:
        raise SurveyError(f"{path.name}: {error} is missing.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, ValueError) as error:
        raise SurveyError(f"{path.name}: {error}") from error


def _wave(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"key": row["key"], "days": int(row["days"]), **_texts(row, "title")}


def _texts(row: Mapping[str, Any], *names: str) -> dict[str, str]:
    return {f"{name}_{lang}": row[name][lang] for name in names for lang in ("nl", "en")}


def _periods(days: list[str]) -> list[str]:
    for day in days:
        date.fromisoformat(f"{A_YEAR}-{day}")
    if not days:
        raise ValueError("“periods” names no day. Write at least one, such as “09-01”.")
    return sorted(days)


def _question(row: Mapping[str, Any], position: int) -> dict[str, Any]:
    kind = Question.Kind(row["kind"])
    ends = _texts(row, "low", "high") if kind == Question.Kind.SCALE else {}
    options = [{"key": one["key"], "nl": one["nl"], "en": one["en"]} for one in row.get("options", [])]
    if bool(options) != (kind == Question.Kind.CHOICE):
        raise ValueError(f"question “{row['key']}”: a choice needs “options”, other kinds have none.")
    named = {"key": row["key"], "kind": kind.value, "position": position}
    return {**named, **_texts(row, "title"), **ends, "options": options}
