"""What holds for every page, in both languages, on a phone and on a desk, in the light and in the dark."""

import pytest
from playwright.sync_api import Page

from tests.e2e.conftest import OpenPage
from tests.e2e.pages import VIEWS, View, show, sign_in
from tests.support.browser import HEIGHTS, LANGUAGES, PHONE, WIDTHS, axe, overflow, small_targets


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_anybody_can_use_it(open_page: OpenPage, view: View, language: str) -> None:
    page = open_page(width=PHONE, language=language)
    sign_in(page, view.role)
    show(page, view)
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("h1").count() == 1
    assert small_targets(page) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        assert (width, violations(page), overflow(page)) == (width, [], 0)


@pytest.mark.parametrize("view", VIEWS, ids=str)
def test_it_holds_in_the_dark_and_without_javascript(open_page: OpenPage, view: View) -> None:
    page = open_page(width=PHONE, dark=True)
    sign_in(page, view.role)
    show(page, view)
    assert violations(page) == []
    plain = open_page(width=PHONE, java_script_enabled=False)
    sign_in(plain, view.role)
    show(plain, view)
    assert plain.locator("h1").is_visible()


def violations(page: Page) -> list[str]:
    return [str(found) for found in axe(page)]
