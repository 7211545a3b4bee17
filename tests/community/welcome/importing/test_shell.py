"""`haven import people`: what it prints, what it returns, and what it leaves alone."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from haven.cli import main
from haven.commons.people.models import Person
from haven.core.imports.models import Mapping, Run
from tests.community.welcome.importing.exports import HEADINGS, people, person, sizes, write

pytestmark = pytest.mark.django_db
NUMBERS = {
    "rows", "created", "updated", "unchanged", "missing", "merged", "possible_duplicates", "pathways",
}  # fmt: skip


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["import", "people", *map(str, arguments)])


def answer(*arguments: str | Path) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_one_object_with_numbers_and_lists(templates: int, file: Path) -> None:
    write(file, [*people([1, 2], email=""), person(3, arrival="31/02/2026", email="no")])
    found = answer(file)
    assert set(found) == NUMBERS | {"refused", "warnings"}
    assert {name: found[name] for name in NUMBERS if found[name]} == {"rows": 3, "created": 2, "pathways": 2}
    assert [(entry["row"], entry["column"], entry["value"]) for entry in found["refused"]] == [
        (4, "E-mailadres", "no"),
        (4, "Aankomst", "31/02/2026"),
    ] or [(entry["row"], entry["column"]) for entry in found["refused"]] == [
        (4, "Aankomst"),
        (4, "E-mailadres"),
    ]
    assert {entry["row"] for entry in found["warnings"]} == {2, 3}
    assert set(found["warnings"][0]) == {"row", "column", "value", "reason"}


def test_progress_is_not_on_standard_output(templates: int, file: Path) -> None:
    result = run(write(file, people([1])), "--json")
    assert "rows" in result.stderr
    assert result.stdout.count("\n") == 1


def test_dry_run_says_the_same_and_writes_nothing(templates: int, file: Path) -> None:
    write(
        file, [*people(range(3)), person(1), person(9, email="?"), person(8, email="jana2@student.example")]
    )
    before = sizes()
    foretold = answer(file, "--dry-run", "--mapping", "New")
    assert sizes() == before
    assert answer(file, "--mapping", "New") == foretold


def test_columns_are_kept_under_a_new_name(templates: int, file: Path) -> None:
    answer(write(file, people([1])), "--mapping", "Registrar")
    assert Mapping.objects.get().name == "Registrar"
    assert Run.objects.get().source == "Registrar"


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_file_that_cannot_be_read_changes_nothing(templates: int, tmp_path: Path, dry: list[str]) -> None:
    without = {name: heading for name, heading in HEADINGS.items() if name != "campus"}
    files = {
        "no such file": tmp_path / "nowhere.csv",
        "a folder": tmp_path,
        "empty": tmp_path / "empty.csv",
        "PDF": tmp_path / "paper.csv",
        "“campus”": write(tmp_path / "column.csv", people([1]), headings=without),
    }
    files["empty"].touch()
    files["PDF"].write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    before = sizes()
    for word, path in files.items():
        result = run(path, "--json", "--mapping", "Registrar", *dry)
        assert result.exit_code == 2, word
        assert set(json.loads(result.stdout)) == {"error"}
        assert result.stderr.strip().endswith(".")
    assert sizes() == before


def test_words_for_people(templates: int, file: Path) -> None:
    result = run(write(file, [person(1), person(2, status="toerist")]))
    assert result.exit_code == 0
    assert "refused: row 3, Statuut: 'toerist': We do not know this value." in result.stdout
    assert Person.objects.count() == 1
