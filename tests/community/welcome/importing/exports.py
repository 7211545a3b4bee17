"""Registrars' exports, made on the spot: headings, people, files, and what came of them."""

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from django.apps import apps

from haven.commons.people.models import Affiliation, Person, SourceRecord
from haven.community.welcome.importing import actions
from haven.core.access import SYSTEM
from haven.core.imports.models import Remark, Run

HEADINGS = {
    "number": "Stamnr",
    "family": "Familienaam",
    "given": "Voornaam",
    "birth": "Geb. datum",
    "gender": "Gesl.",
    "nation": "Nationaliteit",
    "email": "E-mailadres",
    "status": "Statuut",
    "faculty": "Faculteit",
    "campus": "Campus",
    "arrival": "Aankomst",
    "start": "Begin",
    "end": "Einde",
    "tongue": "Moedertaal",
    "dutch": "Niv. NL",
}
Cells = dict[str, str]


def person(number: int, /, **cells: str) -> Cells:
    """Somebody without any mistake, unlike every other number; `cells` say what is different."""
    return {
        "number": f"r{number:04}",
        "family": f"Nováková{number}",
        "given": "Jana",
        "birth": f"{1 + number % 28:02}/0{1 + number // 28 % 9}/1999",
        "gender": "V",
        "nation": "Tsjechië",
        "email": f"jana{number}@student.example",
        "status": "uitwisselingsstudent",
        "faculty": "Faculteit Letteren",
        "campus": "Leuven",
        "arrival": "07/09/2026",
        "start": "21/09/2026",
        "end": "08/02/2027",
        "tongue": "Tsjechisch",
        "dutch": "A1",
    } | cells


def people(numbers: Iterable[int], **cells: str) -> list[Cells]:
    return [person(number, **cells) for number in numbers]


def write(
    path: Path, rows: Iterable[Cells], *, headings: Mapping[str, str] = HEADINGS, extra: Iterable[str] = ()
) -> Path:
    """A file with semicolons: headings in line 1, the first row in line 2. `extra` ends each row."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(headings.values())
        writer.writerows([*(row[name] for name in headings), *extra] for row in rows)
    return path


def load(path: Path, rows: Iterable[Cells] | None = None, **options: Any) -> Run:
    """Import a file from the shell's side; with `rows` it is written first."""
    if rows is not None:
        write(path, rows)
    return actions.import_file(SYSTEM, path=path, **options)


def known(number: int) -> Person:
    """The person under this number."""
    return SourceRecord.objects.select_related("person").get(number=f"r{number:04}").person


def stay(number: int) -> Affiliation:
    return SourceRecord.objects.select_related("affiliation").get(number=f"r{number:04}").affiliation


def state(number: int) -> str:
    return SourceRecord.objects.get(number=f"r{number:04}").state


def counted(run: Run) -> dict[str, int]:
    """The counts that are not 0."""
    return {name: count for name, count in run.counts.items() if count}


def remarks(run: Run, kind: str) -> list[tuple[int, str, str, str]]:
    """Line, heading, value and code of each remark."""
    found = Remark.objects.filter(run=run, kind=kind).order_by("line", "column")
    return list(found.values_list("line", "column", "value", "code"))


def sizes() -> dict[str, int]:
    """How many rows every table holds."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}
