"""Texts that nobody can translate are found; everything else is left in peace."""

import pytest

from tools import python_texts, template_texts


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>Welcome</p>", "Welcome"),
        ("{% if a %}<p>\n  Save {{ b }} now\n</p>{% endif %}", "Save now"),
        ('<img src="a.png" alt="A campus">', "A campus"),
        ('<a title="{% if open %}Close it{% endif %}">×</a>', "Close it"),
        ('<button aria-label="Sluiten">×</button>', "Sluiten"),
        ('<input type="submit" value="Send">', "Send"),
        ('<input placeholder="name" disabled/>', "name"),
        ('<meta name="description" content="All about us">', "All about us"),
        ('<button data-confirm="Really delete this?">×</button>', "Really delete this?"),
        ('{% include "ui/card.html" with title="Your pathway" %}', "Your pathway"),
        ('{% card title="Steps" %}', "Steps"),
        ('<p>{{ name|default:"nobody" }}</p>', '|default:"nobody"'),
        ('<p>{{ done|yesno:"done,open" }}</p>', '|yesno:"done,open"'),
        ("<p>{{ n }} {% translate 'step' %}{{ n|pluralize:'s' }}</p>", "|pluralize:'s'"),
        ('<p translate="no">Universiteit <b>Zeven</b></p><p>after it</p>', "after it"),
        ('<style>p { color: red }</style><p lang="nl">Dag</p>', "Dag"),
        ("{% blocktranslate %}In{% endblocktranslate %} out", "out"),
    ],
)
def test_found_in_templates(source: str, text: str) -> None:
    assert [found for _, found in template_texts.untranslated(source)] == [text]


@pytest.mark.parametrize(
    "source",
    [
        '{% load i18n %}<p class="big card">{% translate "Welcome" %} · {{ name }} &nbsp; 2 × 3 €</p>',
        "{% blocktranslate trimmed %}Any {{ text }} <b>here</b>{% endblocktranslate %}",
        "{% comment %}For developers{% endcomment %}{# and this #}<!-- and that -->",
        "<script>let word = 'code'</script><style>p { margin: 0 }</style><kbd>Enter</kbd><code>up</code>",
        '<span translate="no">Universiteit <span>Zeven</span> Bruggen</span>',
        '<title>{% block title %}{% endblock %} · Haven</title><a lang="nl">Nederlands</a>',
        '<input type="hidden" name="next" value="some text"><input type="text" value="{{ value }}">',
        '<p class="{% if x %}open{% else %}shut{% endif %}" data-state="open" data-x="a b">{{ n }}</p>',
        '<main class="{% block main_class %}wide{% endblock %}"></main>',
        '{% include "ui/card.html" with title=_("Your pathway") kind="late" only %}',
        '{% if language == "Dutch or so" %}{% url "welcome:people list" %}{% endif %}{{ day|date:"j F Y" }}',
        '<html lang="en"><p>Sorry.</p><section lang="nl"><p>Excuseer.</p></section></html>',
        "<p>A1 {{ x|default:'–' }}</p>",
    ],
)
def test_not_found_in_templates(source: str) -> None:
    assert template_texts.untranslated(source) == []


def test_lines_in_templates() -> None:
    source = "{% blocktranslate %}\na\n{% endblocktranslate %}\n<p\n  class='x'>\n\n one\n two</p>"
    assert template_texts.untranslated(source) == [(7, "one"), (8, "two")]


def test_a_text_template_has_no_markup() -> None:
    source = '{% translate "Dear" %} {{ name }}\nBest wishes <b>'
    assert template_texts.untranslated(source, html=False) == [(2, "Best wishes <b>")]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ('messages.success(request, "Saved")', "Saved"),
        ('messages.add_message(request, messages.INFO, "Saved")', "Saved"),
        ('messages.error(request, f"Not {name} saved")', "f'Not {name} saved'"),
        ('messages.error(request, "%s saved" % name)', "%s saved"),
        ('messages.error(request, "{} saved".format(name))', "{} saved"),
        ('messages.info(request, _("Yes") if ok else "No way")', "No way"),
        ('raise ValidationError("Too long", code="long")', "Too long"),
        ('raise forms.ValidationError(["One thing", _("Another")])', "One thing"),
        ('return Denied("Only staff")', "Only staff"),
        ('name = forms.CharField(label="Name")', "Name"),
        ('name = models.CharField(help_text="As in the passport" + more)', "As in the passport"),
        ('name = ModelChoiceField(queryset, empty_label="Choose one")', "Choose one"),
        ('name = forms.CharField(error_messages={"required": "Fill this in"})', "Fill this in"),
        ('class State(models.TextChoices):\n    OPEN = "open", "Open"', "Open"),
        (
            'class State(TextChoices):\n    OPEN = "open"',
            "OPEN = 'open': a choice without a translated label",
        ),
        (
            '_(f"Hello {name}")',
            "_(f'Hello {name}'): gettext needs a plain literal, filled in afterwards",
        ),
        (
            'ngettext("day", plural, 2)',
            "ngettext('day', plural, 2): gettext needs a plain literal, filled in afterwards",
        ),
    ],
)
def test_found_in_python(source: str, text: str) -> None:
    assert [found for _, found in python_texts.untranslated(source)] == [text]


@pytest.mark.parametrize(
    "source",
    [
        'messages.success(request, _("Saved %(name)s") % {"name": name})',
        'messages.success(request, ngettext("%d row", "%d rows", n) % n)',
        'raise ValidationError(_("Too long"), code="too long")',
        'name = forms.CharField(label=_("Name"), initial="English", widget=TextInput({"type": "text"}))',
        'actor = Actor(label="system")',
        'log.info("a line for the operator")',
        'class Level(models.TextChoices):\n    A1 = "A1", "A1"\n    OPEN = "open", _("Open")',
        'class Plain(StrEnum):\n    OPEN = "open"',
        "row, _ = get(); _()",
    ],
)
def test_not_found_in_python(source: str) -> None:
    assert python_texts.untranslated(source) == []
