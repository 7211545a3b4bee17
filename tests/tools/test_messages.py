"""What is extracted is exactly what Django asks for, and merging loses no translation."""

from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Engine
from django.utils import translation

from tools.messages import Message, extracted, in_python, in_template, merged, read_catalogue, update

TEMPLATE = """{% load i18n %}<p title="{% translate "100% so" %}">{% translate 'May' context "month" %}</p>
{% blocktranslate trimmed with name=person.name %}
  Dear {{ name }},
  it's "nice" \\ 5% off
{% endblocktranslate %}
{% blocktranslate count n=3 context "people" %}one {{ n }}{% plural %}many {{ n }}
{% endblocktranslate %}
{{ nothing|default:_("none, 0%") }} {{ _("It's here") }} {% firstof nothing _('a "quoted" one') %}
{% translate "Kept" as kept %}{{ kept }} {# {% translate "comment" %} #}
{% comment %}{% translate "hidden" %}{% endcomment %}
"""


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> set[Message]:
    """Every text that Django looks up while a template is rendered."""
    seen: set[Message] = set()

    def record(name: str, build: Any) -> None:
        original = getattr(translation._trans, name)

        def lookup(*arguments: Any) -> str:
            seen.add(build(*arguments))
            return str(original(*arguments))

        monkeypatch.setattr(translation._trans, name, lookup)

    record("gettext", Message)
    record("ngettext", lambda text, plural, count: Message(text, plural))
    record("pgettext", lambda context, text: Message(text, "", context))
    record("npgettext", lambda context, text, plural, count: Message(text, plural, context))
    return seen


def test_a_templates_texts_are_those_that_django_looks_up(asked: set[Message]) -> None:
    engine = Engine(libraries={"i18n": "django.templatetags.i18n"})
    with translation.override("nl"):
        engine.from_string(TEMPLATE).render(Context({"person": {"name": "Ada"}, "nothing": ""}))
    assert {found.message for found in in_template(TEMPLATE)} == asked
    assert Message('Dear %(name)s, it\'s "nice" \\ 5%% off') in asked
    assert Message("one %(n)s", "many %(n)s\n", "people") in asked


def test_lines_of_a_template_are_kept() -> None:
    lines = {found.message.text: found.line for found in in_template(TEMPLATE)}
    assert (lines["May"], lines["none, 0%%"], lines["Kept"]) == (1, 8, 9)


def test_python_calls_are_found_with_plural_context_and_comment() -> None:
    source = """
from django.utils.translation import gettext_lazy as _, ngettext, npgettext_lazy
row, _unused = 1, 2
# Translators: on a button
a = _("Save "
      "this")
b = ngettext("%(count)d day", "%(count)d days", 3)
c = npgettext_lazy("people", "one", "many", 2)
d = print("not a text")
"""
    found = list(in_python(source))
    assert [one.message for one in found] == [
        Message("Save this"),
        Message("%(count)d day", "%(count)d days"),
        Message("one", "many", "people"),
    ]
    assert found[0].comments == ("Translators: on a button",)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "src" / "templates"
    folder.mkdir(parents=True)
    folder.joinpath("page.html").write_text(
        '{% load i18n %}{% translate "Hello" %}'
        "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}"
    )
    tmp_path.joinpath("src", "views.py").write_text(
        'from x import _\nA = _("Gone tomorrow")\nB = _("Hello")\n'
    )
    return tmp_path


def test_merging_keeps_translations_and_drops_what_is_gone(project: Path) -> None:
    catalogue = project / "django.po"
    sentence = update(project / "src", catalogue, project)
    assert sentence == "django.po: 3 texts, 3 new, 0 gone, 3 still to translate."
    text = catalogue.read_text()
    catalogue.write_text(text.replace('msgid "Hello"\nmsgstr ""', 'msgid "Hello"\nmsgstr "Dag"'))
    project.joinpath("src", "views.py").write_text('from x import _\nA = _("New today")\n')

    sentence = update(project / "src", catalogue, project)

    assert sentence == "django.po: 3 texts, 1 new, 1 gone, 2 still to translate."
    text = catalogue.read_text()
    assert 'msgid "Hello"\nmsgstr "Dag"' in text
    assert "Gone tomorrow" not in text
    assert 'msgid_plural "%(n)s days"\nmsgstr[0] ""\nmsgstr[1] ""' in text
    assert "Plural-Forms: nplurals=2; plural=(n != 1);" in text


def test_the_catalogue_is_stable(project: Path) -> None:
    """No dates, no line numbers, one order: the same texts give the same bytes."""
    catalogue = project / "django.po"
    update(project / "src", catalogue, project)
    first = catalogue.read_text()
    views = project / "src" / "views.py"
    views.write_text("\n\n\n" + views.read_text())
    update(project / "src", catalogue, project)
    assert catalogue.read_text() == first
    assert "Creation-Date" not in first
    assert "#: src/templates/page.html src/views.py\n" in first


def test_a_singular_that_became_plural_is_translated_anew(project: Path) -> None:
    catalogue = project / "django.po"
    update(project / "src", catalogue, project)
    old = read_catalogue(catalogue)
    message = old.get("Hello")
    assert message is not None
    message.string = "Dag"
    views = project / "src" / "views.py"
    views.write_text('from x import ngettext\nA = ngettext("Hello", "Hellos", 2)\n')
    project.joinpath("src", "templates", "page.html").write_text("")
    new = merged(old, extracted(project / "src"), project)
    assert new.get("Hello").string == ("", "")  # type: ignore[union-attr]
