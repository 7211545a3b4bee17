"""A passkey in a real browser: added, signed in with, removed."""

import re

from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.pages import NEWCOMER, sign_in
from tests.support.browser import PHONE, authenticator

DOOR = re.compile(r"/account/login/$")


def add_passkey(page: Page, name: str) -> None:
    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("A name for this device").fill(name)
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url(lambda address: not address.endswith("/add/"))


def sign_out(page: Page) -> None:
    page.context.clear_cookies(name="haven_session")
    page.goto("/account/login/")


def test_a_newcomer_signs_in_with_one_touch(open_page: OpenPage) -> None:
    page = open_page(width=PHONE)
    session = authenticator(page)
    sign_in(page, NEWCOMER)
    who = page.locator(".menu summary .who").text_content()
    add_passkey(page, "my phone")
    page.goto("/account/2fa/webauthn/")
    expect(page.get_by_role("heading", name=re.compile("my phone"))).to_be_visible()
    expect(page.get_by_text("signs in alone")).to_be_visible()

    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(lambda address: "/account/" not in address)
    assert page.locator(".menu summary .who").text_content() == who

    page.goto("/account/2fa/webauthn/")
    page.get_by_role("link", name=re.compile("^Remove")).first.click()
    # Removing a way in is dangerous: one is asked again who one is.
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Yes, remove").click()
    expect(page.get_by_text("You have no passkey yet")).to_be_visible()
    session.detach()


def test_a_device_that_refuses_is_said(open_page: OpenPage) -> None:
    page = open_page(width=PHONE)
    authenticator(page)  # which holds no passkey of anybody
    page.goto("/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("[data-passkey-said]")).to_contain_text("The passkey was not used.")
    expect(page).to_have_url(DOOR)
