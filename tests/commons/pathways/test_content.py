"""A template file that is wrong is refused with the place and the reason, and nothing is written."""

from pathlib import Path

import pytest

from haven.commons.pathways.actions import load_templates
from haven.commons.pathways.content import ContentError, read_folder
from haven.commons.pathways.models import Template, TemplateVersion
from haven.core.access import SYSTEM

STEP = """
[[step]]
key = "{key}"
theme = "start"
anchor = "{anchor}"
offset = 2
unit = "{unit}"
owner = "{owner}"
after = {after}
when = {when}
source = "Own practice"
to_check = true
[step.title]
nl = "Titel"
en = "Title"
[step.why]
nl = "Waarom"
en = "{why_en}"
"""
TEMPLATE = """
key = "everybody"
when = {{}}
steps = {steps}
[title]
nl = "Iedereen"
en = "Everybody"
[summary]
nl = "Voor iedereen."
en = "For everybody."
"""


def step(key: str = "one", **values: str) -> str:
    texts = {"anchor": "arrived", "unit": "weeks", "owner": "newcomer", "after": "[]", "when": "{}"}
    return STEP.format(key=key, **(texts | {"why_en": "Why"} | values))


def folder(path: Path, steps: str, names: str = '["one"]') -> Path:
    (path / "steps").mkdir(exist_ok=True)
    (path / "templates").mkdir(exist_ok=True)
    (path / "steps" / "all.toml").write_text(steps, encoding="utf-8")
    (path / "templates" / "everybody.toml").write_text(TEMPLATE.format(steps=names), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("steps", "names", "said"),
    [
        (step(anchor="moon"), '["one"]', "moon"),
        (step(unit="fortnights"), '["one"]', "fortnights"),
        (step(owner="nobody"), '["one"]', "nobody"),
        (step(when="{ shoes = true }"), '["one"]', "shoes"),
        (step(why_en=""), '["one"]', "both languages"),
        (step() + step(), '["one"]', "twice"),
        (step(), '["one", "two"]', "two"),
        (
            step("one", anchor="step:two") + step("two", after='["one"]'),
            '["one", "two"]',
            "one → two",
        ),
        ("[[step]\n", '["one"]', "cannot be read"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, steps: str, names: str, said: str) -> None:
    with pytest.raises(ContentError, match=said):
        read_folder(folder(tmp_path, steps, names))


@pytest.mark.django_db
def test_loading_twice_makes_one_version_and_a_change_makes_the_next(tmp_path: Path) -> None:
    assert load_templates(SYSTEM, folder=folder(tmp_path, step())) == 1
    assert load_templates(SYSTEM, folder=tmp_path) == 0
    assert load_templates(SYSTEM, folder=folder(tmp_path, step(why_en="Because"))) == 1
    template = Template.objects.get()
    assert template.current is not None
    assert (TemplateVersion.objects.count(), template.current.number) == (2, 2)
    assert TemplateVersion.objects.get(number=1).steps.get().why_en == "Why"


@pytest.mark.django_db
def test_one_wrong_file_leaves_everything_as_it_was(tmp_path: Path) -> None:
    load_templates(SYSTEM, folder=folder(tmp_path, step()))
    with pytest.raises(ContentError):
        load_templates(SYSTEM, folder=folder(tmp_path, step(owner="nobody")))
    assert TemplateVersion.objects.count() == 1
