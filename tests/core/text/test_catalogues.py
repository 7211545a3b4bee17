"""Texts in two languages, and catalogues without a system tool."""

import gettext
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from haven.core.text import InReadersLanguage, current, pick
from haven.core.text.catalogues import compile_stale

PO = """\
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Sign in"
msgstr "{text}"

#, fuzzy
msgid "Sign out"
msgstr "Weg"
"""


@pytest.fixture
def po(tmp_path: Path) -> Path:
    path = tmp_path / "nl" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(PO.format(text="Meld je aan"))
    return path


def said(po: Path, text: str) -> str:
    with po.with_suffix(".mo").open("rb") as file:
        return gettext.GNUTranslations(file).gettext(text)


def test_a_catalogue_is_compiled_once(tmp_path: Path, po: Path) -> None:
    assert compile_stale([tmp_path]) == [po.with_suffix(".mo")]
    assert said(po, "Sign in") == "Meld je aan"
    assert compile_stale([tmp_path]) == []


def test_a_changed_catalogue_is_compiled_again(tmp_path: Path, po: Path) -> None:
    compile_stale([tmp_path])
    po.write_text(PO.format(text="Aanmelden"))
    made = po.with_suffix(".mo").stat().st_mtime
    os.utime(po, (made + 10, made + 10))
    assert compile_stale([tmp_path]) == [po.with_suffix(".mo")]
    assert said(po, "Sign in") == "Aanmelden"


def test_a_doubtful_translation_is_not_shown(tmp_path: Path, po: Path) -> None:
    compile_stale([tmp_path])
    assert said(po, "Sign out") == "Sign out"


def test_nothing_is_left_behind(tmp_path: Path, po: Path) -> None:
    compile_stale([tmp_path])
    assert sorted(path.name for path in po.parent.iterdir()) == ["django.mo", "django.po"]


def test_a_folder_that_cannot_be_written_is_left(
    tmp_path: Path, po: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise PermissionError

    monkeypatch.setattr("haven.core.text.catalogues.tempfile.mkstemp", refuse)
    assert compile_stale([tmp_path]) == []


def test_the_shipped_catalogues_compile(tmp_path: Path) -> None:
    shipped = [po for folder in settings.LOCALE_PATHS for po in Path(folder).glob("*/LC_MESSAGES/*.po")]
    assert shipped
    for po in shipped:
        copy = tmp_path / po.parts[-3] / "LC_MESSAGES" / po.name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(po.read_bytes())
    assert len(compile_stale([tmp_path])) == len(shipped)


@pytest.mark.parametrize(
    ("language", "expected"), [("nl", "nl"), ("nl-be", "nl"), ("en", "en"), ("en-gb", "en")]
)
def test_every_reader_reads_one_of_the_two(language: str, expected: str) -> None:
    with translation.override(language):
        assert current() == expected


def test_a_missing_text_is_read_in_the_other_language() -> None:
    assert pick("huis", "house", "en") == "house"
    assert pick("huis", "", "en") == "huis"
    assert pick("", "house", "nl") == "house"


def test_a_text_is_read_from_the_columns_beside_it() -> None:
    class Step:
        title = InReadersLanguage()
        title_nl, title_en = "Stap", "Step"

    with translation.override("nl"):
        assert Step().title == "Stap"
    with translation.override("en"):
        assert Step().title == "Step"
    assert isinstance(Step.title, InReadersLanguage)
