from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from haven.core.accounts.models import User
from haven.core.imports.models import Mapping
from tests.community.welcome.making import grant


@pytest.fixture(autouse=True)
def _commits(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for a commit happens, though a test never commits."""
    monkeypatch.setattr(transaction, "on_commit", lambda function, **_options: function())


@pytest.fixture
def inbox(tmp_path: Path, settings: Any, templates: int) -> Path:
    """The watched folder, with a subfolder for the registrar; whatever lies there counts as whole."""
    folder = tmp_path / "inbox"
    (folder / "registrar").mkdir(parents=True)
    settings.HAVEN_HOME = tmp_path / "home"
    settings.HAVEN_HOME.mkdir()
    settings.WATCHED_FOLDER = str(folder)
    settings.WATCHED_QUIET = 0
    settings.WATCHED_REPORT = []
    Mapping.objects.create(kind="people", name="Registrar")
    for name, language in (("Nel Nederlands", "nl"), ("Eve English", "en")):
        User.objects.filter(pk=grant("officer", name).pk).update(language=language)
    return folder
