"""What people write is shown, and nothing of it runs."""

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from haven.ui.markdown import TAGS, render

HARMFUL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[go](javascript:alert(1))",
    "[go](data:text/html;base64,PHNjcmlwdD4=)",
    "![picture](https://tracker.example/a.png)",
    '<a href="https://a.example" onclick="x()" style="color:red">a</a>',
    "<iframe src=https://a.example></iframe>",
    "[a](https://a.example 'title\" onmouseover=\"x')",
]


def elements(html: str) -> list[tuple[str, dict[str, str]]]:
    return [(tag.name, dict(tag.attrs)) for tag in BeautifulSoup(html, "html.parser").find_all(True)]


@pytest.mark.parametrize("text", HARMFUL)
def test_no_harm_passes(text: str) -> None:
    for name, attributes in elements(render(text)):
        assert name in TAGS
        assert set(attributes) <= {"href", "rel", "start"}
        assert attributes.get("href", "https:").split(":")[0] in {"http", "https", "mailto", "tel"}


@given(
    text=st.text(max_size=200) | st.lists(st.sampled_from([*HARMFUL, "# ", "\n\n", "* ", "`"])).map("".join)
)
def test_no_harm_passes_whatever_is_written(text: str) -> None:
    for name, attributes in elements(render(text)):
        assert name in TAGS
        assert set(attributes) <= {"href", "rel", "start"}


def test_raw_html_is_shown_as_text() -> None:
    assert "&lt;b&gt;bold&lt;/b&gt;" in render("<b>bold</b>")


def test_links_give_nothing_away() -> None:
    [(_p, _none), (name, attributes)] = elements(render("[city](https://city.example)"))
    assert (name, attributes["href"]) == ("a", "https://city.example")
    assert "noopener" in attributes["rel"]


def test_headings_continue_the_outline_of_the_page() -> None:
    assert [name for name, _ in elements(render("## A\n\n#### B\n\n## C"))] == ["h3", "h4", "h3"]
    assert [name for name, _ in elements(render("# A"))] == ["h3"]


def test_lists_and_tables_are_kept() -> None:
    names = {name for name, _ in elements(render("1. a\n2. b\n\n| x | y |\n|---|---|\n| 1 | 2 |"))}
    assert {"ol", "li", "table", "th", "td"} <= names


def test_filter_is_safe_and_takes_nothing() -> None:
    page = Template("{% load haven %}{{ text|markdown }}")
    assert page.render(Context({"text": "**a** & b"})) == "<p><strong>a</strong> &amp; b</p>\n"
    assert page.render(Context({"text": None})) == ""
