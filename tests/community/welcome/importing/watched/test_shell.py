"""`haven watch --once`, and what `haven doctor` and the page "Files" say of the watched folder."""

import errno
import json
import os
import tempfile
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.test import Client
from django.urls import reverse

from haven.cli import main
from haven.commons.organisation.models import RoleGrant
from haven.config.doctor import findings
from haven.core.accounts.models import User
from haven.core.imports.models import Run
from haven.core.mail.models import Letter
from tests.community.welcome.importing.exports import people, person, sizes, write
from tests.community.welcome.importing.watched.test_taking import files
from tests.community.welcome.making import AsRole

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["watch", *arguments])


def answer(*arguments: str, code: int = 0) -> dict[str, Any]:
    result = run("--once", "--json", *arguments)
    assert result.exit_code == code, result.output
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_one_object_with_an_entry_for_each_file(inbox: Path) -> None:
    write(inbox / "registrar" / "export.csv", [person(1), person(2, arrival="31/02/2026")])
    found = answer()
    (entry,) = found["files"]
    assert set(found) == {"files", "waiting", "problems"}
    assert (entry["file"], entry["state"], entry["created"]) == ("registrar/export.csv", "imported", 1)
    assert [(e["row"], e["column"]) for e in entry["refused"]] == [(3, "Aankomst")]
    assert entry["moved_to"].startswith("registrar/done/")
    assert entry["run"] == Run.objects.get().pk
    assert Letter.objects.count() == 2
    assert answer() == {"files": [], "waiting": [], "problems": []}


def test_dry_run_foretells_and_leaves_everything(inbox: Path) -> None:
    write(inbox / "registrar" / "export.csv", [*people(range(3)), person(9, arrival="31/02/2026")])
    (inbox / "paper.csv").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    before = sizes(), files(inbox)
    foretold = answer("--dry-run", code=2)
    assert (sizes(), files(inbox)) == before
    by_name = {entry["file"]: entry for entry in foretold["files"]}
    assert "PDF" in by_name["paper.csv"]["error"]
    done = {entry["file"]: entry for entry in answer(code=2)["files"]}["registrar/export.csv"]
    assert {n: v for n, v in done.items() if n not in ("run", "moved_to")} == by_name["registrar/export.csv"]
    write(inbox / "registrar" / "again.csv", [*people(range(3)), person(9, arrival="31/02/2026")])
    assert answer("--dry-run")["files"] == [{"file": "registrar/again.csv", "state": "same"}]


@pytest.mark.parametrize("dry", [[], ["--dry-run"]])
def test_folder_that_is_not_there(inbox: Path, settings: Any, dry: list[str]) -> None:
    settings.WATCHED_FOLDER = str(inbox / "nowhere")
    assert "There is no folder" in answer(*dry, code=2)["problems"][0]
    settings.WATCHED_FOLDER = ""
    assert "HAVEN_WATCHED_FOLDER" in answer(*dry, code=2)["error"]


def test_words_for_people(inbox: Path, settings: Any) -> None:
    assert run("--once").stdout == "No file.\n"
    write(inbox / "export.csv", people([1]))
    settings.WATCHED_QUIET = 3600
    assert run("--once").stdout == "export.csv: still being written\n"
    assert Letter.objects.count() == 0
    settings.WATCHED_QUIET = 0
    result = run("--once")
    assert result.stdout.startswith("export.csv: imported\nrows                 1\n")
    assert result.exit_code == 0


def test_it_does_not_stay(inbox: Path) -> None:
    result = run()
    assert result.exit_code == 2
    assert "haven watch --once" in result.stderr


# ---------------------------------------------------------------- doctor


def said() -> dict[str, bool]:
    return {f.text: f.good for f in findings() if f.text.startswith("watched folder")}


def test_doctor_is_content(inbox: Path, settings: Any) -> None:
    assert said() == {f"watched folder: {inbox}, at 03:00": True}
    assert files(inbox) == []
    settings.WATCHED_FOLDER = ""
    assert said() == {"watched folder: none": True}


def test_doctor_says_what_is_wrong(inbox: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    RoleGrant.objects.all().delete()
    assert any("Nobody reads its reports" in text for text in said())

    def refuse(*_args: object, **_options: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(tempfile, "mkstemp", refuse)
    assert any("Read-only file system" in text for text, good in said().items() if not good)
    settings.WATCHED_FOLDER = str(inbox / "nowhere")
    assert any("There is no folder" in text for text in said())


def test_doctor_tells_what_was_wrong_last_night(inbox: Path) -> None:
    (inbox / "typo").mkdir()
    write(inbox / "typo" / "export.csv", people([1]))
    answer(code=2)
    (inbox / "typo" / "export.csv").unlink()
    assert any(text.endswith("(haven watch --once looks again)") for text in said())
    answer()
    assert said() == {f"watched folder: {inbox}, at 03:00": True}


# ---------------------------------------------------------------- the page


def test_files_says_where_it_came_from(inbox: Path, client: Client, as_role: AsRole) -> None:
    write(inbox / "export.csv", people([1]))
    (inbox / "paper.csv").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    answer(code=2)
    user: User = as_role("officer")
    assert user.language == "en"
    page = client.get(reverse("welcome:imports")).content.decode()
    assert page.count("watched folder") == 2
    assert "the shell" not in page
    done, failed = Run.objects.get(state="done"), Run.objects.get(state="failed")
    assert "watched folder" in client.get(reverse("welcome:import_run", args=[done.pk])).content.decode()
    text = client.get(reverse("welcome:import_run", args=[failed.pk])).content.decode()
    assert "This is a PDF" in text
    assert "Look at the columns" not in text
    columns = client.get(reverse("welcome:import_columns", args=[failed.pk]))
    assert columns["Location"] == reverse("welcome:import_run", args=[failed.pk])
