"""The pieces that pages are made of."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from haven.ui.icons import SHAPES, icon

TODAY = date(2026, 9, 22)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def draw(template: str, **context: object) -> BeautifulSoup:
    return BeautifulSoup(Template("{% load haven %}" + template).render(Context(context)), "html.parser")


def pager(number: int, address: str, **options: object) -> BeautifulSoup:
    page = Paginator(range(2345), 50).page(number)
    return draw("{% pager page %}", page=page, request=RequestFactory().get(address), **options)


def test_pager_keeps_the_query() -> None:
    nav = pager(2, "/people?q=L%C3%A1n&campus=a&campus=b&page=2")
    previous, following = (link["href"] for link in nav.select("a"))
    assert previous == "?q=L%C3%A1n&campus=a&campus=b&page=1"
    assert following == "?q=L%C3%A1n&campus=a&campus=b&page=3"
    assert nav.select_one(".where").text == "51 to 100 of 2,345"


def test_pager_has_no_way_past_the_ends() -> None:
    assert [link["rel"] for link in pager(1, "/people").select("a")] == [["next"]]
    assert [link["rel"] for link in pager(47, "/people").select("a")] == [["prev"]]


def test_pager_of_one_page_is_nothing() -> None:
    page = Paginator(range(3), 50).page(1)
    request = RequestFactory().get("/people")
    assert str(draw("{% pager page %}", page=page, request=request)).strip() == ""


def test_status_says_a_word_beside_its_sign() -> None:
    tag = draw('{% status "late" "3 days late" %}').select_one(".tag.late")
    assert tag.text.strip() == "3 days late"
    assert tag.svg["aria-hidden"] == "true"
    assert draw('{% status "plain" "master" %}').svg is None


@pytest.mark.parametrize(("days", "kind", "text"), [(-2, "late", "2 days late"), (3, "soon", "in 3 days")])
def test_due_is_a_tag_in_words(days: int, kind: str, text: str) -> None:
    tag = draw("{% due d today %}", d=TODAY + timedelta(days), today=TODAY).select_one(".tag")
    assert kind in tag["class"]
    assert tag.text.strip() == text


def test_facts_leave_out_what_is_not_known() -> None:
    page = draw(
        '{% facts "Name" name "Phone" phone "Speaks" languages %}', name="<Lan>", languages=["fr", "vi"]
    )
    assert [term.text for term in page.select("dt")] == ["Name", "Speaks"]
    assert page.dd.text == "<Lan>"
    assert [item.text for item in page.select("li")] == ["fr", "vi"]
    assert str(draw('{% facts "Phone" phone %}')).strip() == ""


def test_breadcrumbs_end_where_one_is() -> None:
    page = draw('{% breadcrumbs "People" "/people" "Lan" %}')
    assert page.a["href"] == "/people"
    assert page.select_one("[aria-current=page]").text == "Lan"


def test_progress_says_how_far_in_words() -> None:
    page = draw('{% progress 1200 4000 label="Rows" %}')
    assert (page.progress["value"], page.progress["max"]) == ("1200", "4000")
    assert page.select_one(".small").text == "Rows: 1,200 of 4,000"
    assert page.progress["aria-label"] == "Rows"


def test_progress_without_a_total_only_shows_that_it_runs() -> None:
    assert "value" not in draw("{% progress 20 None %}").progress.attrs
    assert "20" in draw("{% progress 20 None %}").text
    assert "starting" in draw("{% progress None None %}").text


def test_empty_page_says_what_will_be_here() -> None:
    page = draw('{% empty "Nobody yet" %}<p>They come with {{ file }}.</p>{% endempty %}', file="<a.csv>")
    assert page.select_one(".title").text == "Nobody yet"
    assert page.select("p")[-1].text == "They come with <a.csv>."


def test_copyable_shows_its_text_without_javascript() -> None:
    page = draw("{% copyable key %}", key='A"B')
    assert page.code.text == 'A"B'
    assert page.button.has_attr("hidden")
    assert page.button["data-copy"] == 'A"B'


def test_breakable_address_stays_itself() -> None:
    page = draw("{{ address|breakable }}", address="<a>.b@c.example")
    assert page.text == "<a>.b@c.example"
    assert len(page.select("wbr")) == 3


def test_inline_svg_drops_the_declaration() -> None:
    assert draw("{{ svg|inline_svg }}", svg="<?xml version='1.0'?>\n<svg><path/></svg>").svg


@pytest.mark.parametrize("name", sorted(SHAPES))
def test_every_icon_is_one_unseen_picture(name: str) -> None:
    picture = BeautifulSoup(icon(name), "html.parser")
    assert [child.name for child in picture.find_all(recursive=False)] == ["svg"]
    assert picture.svg["aria-hidden"] == "true"
    assert picture.svg.find_all(True)


def test_an_unknown_icon_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        icon("dragon")
