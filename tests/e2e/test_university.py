"""The university's own sign-in in a real browser, over a redirect to another address and back."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support import browser as chrome
from tests.support.oidc import CLIENT_ID, SECRET, University, university
from tests.support.servers import Server, installation, server

ADMINISTRATOR = {"sub": "u1", "email": "ahmed.elidrissi@zevenbruggen.example", "name": "Ahmed El Idrissi"}
STRANGER = {"sub": "u666", "email": "eve@evil.example", "name": "Eve"}


@pytest.fixture(scope="module")
def idp() -> Iterator[University]:
    with university() as found:
        yield found


@pytest.fixture(scope="module")
def own_server(idp: University) -> Iterator[Server]:
    """Configured as an operator does it, by the environment."""
    told = {
        "HAVEN_OIDC_URL": idp.url,
        "HAVEN_OIDC_NAME": "Zeven Bruggen",
        "HAVEN_OIDC_CLIENT_ID": CLIENT_ID,
        "HAVEN_OIDC_SECRET": SECRET,
    }
    with installation(demo=False, **told) as home:
        home.run("role", ADMINISTRATOR["email"], "administrator", "--name", ADMINISTRATOR["name"])
        with server(home, workers=1) as found:
            yield found


@pytest.fixture
def page(chromium: Browser, own_server: Server) -> Iterator[Page]:
    context = chrome.context(chromium, own_server.url)
    yield context.new_page()
    context.close()


def test_a_member_of_staff_comes_in(page: Page, idp: University) -> None:
    idp.person = ADMINISTRATOR
    page.goto("/account/login/")
    page.get_by_role("link", name="Sign in with Zeven Bruggen").click()
    expect(page.get_by_role("heading", name="Roles")).to_be_visible()


def test_a_stranger_is_told_what_to_do(page: Page, idp: University) -> None:
    idp.person = STRANGER
    page.goto("/account/login/")
    page.get_by_role("link", name="Sign in with Zeven Bruggen").click()
    expect(page.get_by_role("heading", name="You do not make an account yourself")).to_be_visible()


def test_connecting_another_account_is_a_form_that_may_leave(page: Page, idp: University) -> None:
    """Chromium holds a form's Content-Security-Policy against the address that it is led on to."""
    idp.person = ADMINISTRATOR
    page.goto("/account/login/")
    page.get_by_role("link", name="Sign in with Zeven Bruggen").click()
    idp.person = ADMINISTRATOR | {"sub": "u2", "email": "ahmed@private.example"}
    page.goto("/account/3rdparty/")
    page.get_by_role("link", name="Connect Zeven Bruggen").click()
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/account/3rdparty/")
    expect(page.locator("[name=account]")).to_have_count(2)
