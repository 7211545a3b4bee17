"""The check of translations fails for each thing that it promises to find."""

from pathlib import Path

import pytest

from tools.check_translations import problems

HEADER = 'msgid ""\nmsgstr ""\n"Language: nl\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n'
HELLO = 'msgid "Hello"\nmsgstr "Dag"\n'
STEP = 'msgid "Step %(step)s of {total}"\nmsgstr "Stap %(step)s van {total}"\n'
DAYS = (
    'msgid "%(n)s day"\nmsgid_plural "<b>%(n)s</b> days"\n'
    'msgstr[0] "één dag"\nmsgstr[1] "<b>%(n)s</b> dagen"\n'
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "src"
    folder.mkdir()
    folder.joinpath("views.py").write_text(
        'from x import _, ngettext\nA = _("Hello")\nB = _("Step %(step)s of {total}")\n'
        'C = ngettext("%(n)s day", "<b>%(n)s</b> days", 2)\n'
    )
    return tmp_path


def found(project: Path, *entries: str) -> list[str]:
    catalogue = project / "django.po"
    catalogue.write_text("\n".join([HEADER, *entries]), encoding="utf-8")
    return problems(project / "src", catalogue, project)


def test_a_whole_catalogue_passes(project: Path) -> None:
    assert found(project, HELLO, STEP, DAYS) == []


@pytest.mark.parametrize(
    ("entries", "problem"),
    [
        ([STEP, DAYS], "src/views.py:2: not in the catalogue: “Hello”"),
        ([HELLO.replace("Dag", ""), STEP, DAYS], "django.po: not translated: “Hello”"),
        ([HELLO, STEP, DAYS.replace("één dag", "")], "django.po: not translated: “%(n)s day”"),
        ([f"#, fuzzy\n{HELLO}", STEP, DAYS], "django.po: fuzzy: “Hello”"),
        ([HELLO, STEP, DAYS, 'msgid "Old"\nmsgstr "Oud"\n'], "django.po: no longer in the code: “Old”"),
        ([HELLO, STEP, DAYS, '#~ msgid "Older"\n#~ msgstr "Ouder"\n'], "django.po: obsolete: “Older”"),
        (
            [HELLO, STEP.replace("Stap %(step)s", "Stap %(stap)s"), DAYS],
            "django.po: placeholders ['step', 'total'] became ['stap', 'total']: “Step %(step)s of {total}”",
        ),
        (
            [HELLO, STEP.replace("van {total}", "van alles"), DAYS],
            "django.po: placeholders ['step', 'total'] became ['step']: “Step %(step)s of {total}”",
        ),
        (
            [HELLO, STEP, DAYS.replace("<b>%(n)s</b> dagen", "%(n)s dagen")],
            "django.po: markup differs: “%(n)s day”",
        ),
    ],
)
def test_each_lack_is_named(project: Path, entries: list[str], problem: str) -> None:
    assert found(project, *entries) == [problem]


def test_texts_without_translation_are_named_with_their_place(project: Path) -> None:
    templates = project / "src" / "templates"
    templates.mkdir()
    templates.joinpath("page.html").write_text("<h1>\nBare</h1>")
    templates.joinpath("letter.txt").write_text("Bare too")
    project.joinpath("src", "forms.py").write_text('raise ValidationError("Bare as well")')
    assert found(project, HELLO, STEP, DAYS) == [
        "src/forms.py:1: not marked for translation: “Bare as well”",
        "src/templates/letter.txt:1: not marked for translation: “Bare too”",
        "src/templates/page.html:2: not marked for translation: “Bare”",
    ]
