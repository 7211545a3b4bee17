"""Texts in files, and which of them are read."""

from pathlib import Path
from typing import Any

import pytest

from haven.language.texts import shell
from tests.language.texts.running import Texts


@pytest.fixture
def texts(tmp_path: Path) -> Texts:
    """Files of these texts, a.txt and so on."""

    def make(*contents: str) -> list[Path]:
        paths = [tmp_path / f"{letter}.txt" for letter in "abcdefghijkl"[: len(contents)]]
        for path, content in zip(paths, contents, strict=True):
            path.write_text(content, encoding="utf-8")
        return paths

    return make


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the files that are read, in the order in which they are."""
    names: list[str] = []
    real = shell.read_file

    def counting(path: Path, settings: shell.Settings) -> dict[str, Any]:
        names.append(path.name)
        return real(path, settings)

    monkeypatch.setattr(shell, "read_file", counting)
    return names
