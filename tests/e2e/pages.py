"""Every page that has a picture and is tested for accessibility: name, address, and who looks at it."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class View:
    """One page as one kind of person sees it. `prepare` brings it into the state to look at."""

    name: str
    path: str
    role: str = STRANGER
    prepare: Callable[[Page], None] | None = None

    def __str__(self) -> str:
        return self.name


def follow(selector: str) -> Callable[[Page], None]:
    """Go on to the first link of this kind: pages about somebody have no fixed address."""

    def go(page: Page) -> None:
        page.locator(selector).first.click()
        page.wait_for_load_state()

    return go


def arrive_too_early(page: Page) -> None:
    """Somebody's arrival so long ago that steps would be late: Haven asks first."""
    follow("main a[data-open]")(page)
    follow('a[href*="/welcome/stays/"]')(page)
    page.locator("input[name=arrives_on]").fill("2024-09-02")
    page.locator("main form button.btn").last.click()
    page.wait_for_load_state()


def choose_two(button: str) -> Callable[[Page], None]:
    """The first two steps of the desk, and what is done with them."""

    def go(page: Page) -> None:
        for box in page.locator("main td.pick input").all()[:2]:
            box.check()
        page.locator(f'.toolbar [data-key="{button}"]').click()
        page.wait_for_load_state()

    return go


NEWCOMER, CONTACT, OFFICER, ADMIN = "newcomer", "contact_person", "officer", "administrator"

VIEWS: list[View] = [
    View("sign-in", "/account/login/"),
    View("sign-in-code", "/account/login/code/"),
    View("demo", "/demo/"),
    View("not-found", "/nowhere/"),
    View("home", "/welcome/", NEWCOMER),
    View("step", "/welcome/", NEWCOMER, follow('main a[href*="/welcome/steps/"]')),
    View("cannot", "/welcome/", NEWCOMER, follow('main a[href$="/cannot/"]')),
    View("questions", "/welcome/questions/", NEWCOMER),
    View("arrival", "/welcome/arrival/", NEWCOMER),
    View("profile", "/welcome/profile/", NEWCOMER),
    View("letters", "/letters/", NEWCOMER),
    View("mfa", "/account/2fa/", NEWCOMER),
    View("refused", "/welcome/imports/", NEWCOMER),
    View("desk", "/welcome/desk/", CONTACT),
    View("desk-all", "/welcome/desk/?state=late", OFFICER),
    View("desk-done", "/welcome/desk/?owner=mine", OFFICER, choose_two("d")),
    View("desk-give", "/welcome/desk/?state=late", OFFICER, choose_two("r")),
    View("desk-weeks", "/welcome/desk/weeks/", OFFICER),
    View("people", "/welcome/people/", CONTACT),
    View("people-late", "/welcome/people/?state=late&q=an", CONTACT),
    View("person", "/welcome/people/", CONTACT, follow("main a[data-open]")),
    View("late-confirm", "/welcome/people/", CONTACT, arrive_too_early),
    View("moved", "/welcome/moved/?whose=all", CONTACT),
    View("person-moved", "/welcome/moved/?whose=all", CONTACT, follow("main a[data-open]")),
    View("obstacles", "/welcome/obstacles/", CONTACT),
    View("names", "/welcome/names/", OFFICER),
    View("imports", "/welcome/imports/", OFFICER),
    View("import-new", "/welcome/imports/new/", OFFICER),
    View("import-run", "/welcome/imports/1/", OFFICER),
    View("duplicates", "/welcome/imports/duplicates/", OFFICER),
    View("missing", "/welcome/imports/missing/", OFFICER),
    View("roles", "/roles/", ADMIN),
    View("role-grant", "/roles/", ADMIN, follow('main a[href*="/roles/give"], main a[href*="/roles/new"]')),
    View("role-change", "/roles/", ADMIN, follow("main td a.btn:not(.danger)")),
    View("role-end", "/roles/", ADMIN, follow("main td a.danger")),
    View("campuses", "/roles/campuses/", ADMIN),
    View("record", "/record/", ADMIN),
    View("personal-data", "/personal-data/", ADMIN),
    View("look-up", "/personal-data/people/", ADMIN),
    View("erase", "/personal-data/people/1/", ADMIN),
]
# Answers that are a refusal are pages too.
REFUSALS = {"not-found": 404, "refused": 403}


def sign_in(page: Page, role: str) -> None:
    """Sign in with one click as the demo's person of this role; a stranger stays one."""
    if role == STRANGER:
        return
    page.goto("/demo/")
    page.locator(f'[data-demo-role="{role}"]').first.click()
    page.wait_for_load_state()


def show(page: Page, view: View) -> None:
    """Bring this view on the screen, by somebody who is signed in."""
    response = page.goto(view.path)
    assert response is not None
    expected = REFUSALS.get(view.name, 200)
    assert response.status == expected, f"{view.path} answered {response.status}"
    if view.prepare is not None:
        view.prepare(page)
