"""The frame of every page, and the rule that nothing in it is inline."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import translation

from haven.core.access import ANONYMOUS

SOURCE = Path(__file__).resolve().parents[2] / "src" / "haven"
# A file that people take home stands alone: it is downloaded, and no page of the site.
TAKEN_HOME = {SOURCE / "core/privacy/templates/privacy/held.html"}
TEMPLATES = sorted({*SOURCE.glob("**/templates/**/*.html")} - TAKEN_HOME)
# The site's Content-Security-Policy refuses all of these.
INLINE = re.compile(
    r"""\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*["']|javascript:|<script(?![^>]*(?:\ssrc=|type="application/json"))""",
    re.IGNORECASE,
)


def stranger(path: str = "/nowhere/") -> HttpRequest:
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    request.actor = ANONYMOUS  # type: ignore[attr-defined]
    return request


def draw(name: str, language: str = "en", **context: object) -> BeautifulSoup:
    with translation.override(language):
        return BeautifulSoup(render_to_string(name, context, stranger()), "html.parser")


@pytest.mark.parametrize("path", TEMPLATES, ids=[str(path.relative_to(SOURCE)) for path in TEMPLATES])
def test_nothing_is_inline(path: Path) -> None:
    assert INLINE.findall(path.read_text()) == []


@pytest.mark.parametrize(
    "harm",
    ['<p style="a">', "<style>", "<script>x</script>", "<b onclick='x'>", '<a href="javascript:x">'],
)
def test_what_is_inline_would_be_found(harm: str) -> None:
    assert INLINE.search(harm)


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "404.html", "429.html"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_error_pages_say_what_to_do(name: str, language: str) -> None:
    page = draw(name, language)
    assert page.html["lang"] == language
    assert len(page.select("h1")) == 1
    assert page.title.text.strip().endswith("· Haven")
    assert page.select_one("main a.btn")
    assert page.select_one("a.skip")["href"] == "#main"
    assert page.select_one("main")["id"] == "main"


def test_refusal_says_its_reason() -> None:
    assert "Not <your> campus." in draw("403.html", reason="Not <your> campus.").main.text
    assert "Not yours." in draw("403.html", exception="Not yours.").main.text


def test_the_page_for_our_own_mistakes_needs_nothing() -> None:
    template = Engine(dirs=[str(SOURCE / "ui" / "templates")]).get_template("500.html")
    page = BeautifulSoup(template.render(Context()), "html.parser")
    assert page.select_one("section[lang=nl]")
    assert "This is our mistake" in page.text
    assert "{" not in page.text


def test_language_is_a_form_that_leads_back_here() -> None:
    form = draw("404.html").select_one("form.language")
    assert form["method"] == "post"
    assert form["action"] == reverse("set_language")
    assert form.select_one("[name=next]")["value"] == "/nowhere/"
    assert [button["value"] for button in form.select("button")] == ["nl"]
    assert form.button["lang"] == "nl"


def test_navigation_marks_where_one_is() -> None:
    items = [
        {"label": "Steps", "url": "/a", "current": True, "count": 0},
        {"label": "Lists", "url": "/b", "current": False, "count": 7},
    ]
    nav = draw("404.html", navigation=items).select_one("nav.main-nav")
    assert [link.get("aria-current") for link in nav.select("a")] == ["page", None]
    assert [number.text for number in nav.select("b")] == ["7"]


@pytest.mark.django_db
def test_the_door_asks_one_thing_first(client: Client) -> None:
    page = BeautifulSoup(client.get(reverse("account_login") + "?next=/x/").content, "html.parser")
    first = page.select("main form")[0]
    assert first["action"].startswith(reverse("account_request_login_code"))
    assert [field["type"] for field in first.select("input:not([type=hidden])")] == ["email"]
    assert first.select_one("[name=next]")["value"] == "/x/"
    # Without JavaScript a passkey cannot work: its button waits for the script.
    assert page.select_one("#passkey_login").find_parent(attrs={"data-passkey": True}).has_attr("hidden")
    assert reverse("account_signup") not in {link["href"] for link in page.select("a[href]")}


@pytest.mark.django_db
def test_nobody_makes_an_account_at_the_door(client: Client) -> None:
    page = BeautifulSoup(client.get(reverse("account_signup")).content, "html.parser")
    assert page.select("main form") == []
    assert page.select_one("main a.btn")["href"] == reverse("account_login")
