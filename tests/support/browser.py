"""A real Chromium, from this machine: pages, pictures, accessibility."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

PHONE, DESK = 360, 1440  # widths that every page is looked at, in CSS pixels
WIDTHS = (PHONE, DESK)
HEIGHTS = {PHONE: 740, DESK: 900}
LANGUAGES = ("nl", "en")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MISSING = f"no Chromium on this machine (looked for {', '.join(NAMES)}); Debian: apt-get install chromium"
# A browser in a test speaks to the server under test and to nobody else.
QUIET = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-domain-reliability", "--no-pings",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
)  # fmt: skip
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@cache
def chromium() -> str | None:
    """Where Chromium is; None where there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium; call it only where `chromium()` is not None."""
    # Chromium's sandbox refuses to run as root.
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium(), args=[*QUIET, *sandbox])
        try:
            yield found
        finally:
            found.close()


def context(
    found: Browser, base_url: str, *, width: int = DESK, language: str = "en", dark: bool = False, **more: Any
) -> BrowserContext:
    """A person's own browser: no cookies of anybody else. Time out after ten seconds."""
    made = found.new_context(
        base_url=base_url,
        viewport={"width": width, "height": HEIGHTS.get(width, 900)},
        locale={"nl": "nl-BE", "en": "en-GB"}[language],
        timezone_id="Europe/Brussels",
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        has_touch=width <= PHONE,
        **more,
    )
    made.set_default_timeout(10_000)
    made.add_cookies([{"name": "haven_language", "value": language, "url": base_url}])
    return made


@dataclass(frozen=True, slots=True)
class Violation:
    """What axe found: its rule, why it matters, and the elements it holds for."""

    rule: str
    impact: str
    help: str
    elements: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.rule} ({self.impact}): {self.help}: {'; '.join(self.elements)}"


def axe(page: Page, *, without: tuple[str, ...] = ()) -> list[Violation]:
    """Accessibility violations of the page as it stands, WCAG 2.2 AA and good practice."""
    rules = {rule: {"enabled": False} for rule in without}
    options = {"runOnly": {"type": "tag", "values": TAGS}, "rules": rules, "resultTypes": ["violations"]}
    found = Axe().run(page, options=options).response["violations"]
    return [
        Violation(row["id"], row["impact"] or "", row["help"], tuple(node["html"] for node in row["nodes"]))
        for row in found
    ]


def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window: 0 on a page that needs no sideways scrolling."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


SMALL_TARGETS = """() => {
  const size = (e) => { const box = e.getBoundingClientRect(); return [box.width, box.height] }
  // A box to tick may be small where its label is large; a link in a sentence is as high as its line.
  const target = (e) => e.matches('[type=checkbox], [type=radio]') ? e.labels?.[0] ?? e : e
  const inLine = (e) => e.matches('a') && getComputedStyle(e).display === 'inline'
  return [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
    .filter((e) => e.checkVisibility({visibilityProperty: true}))
    .filter((e) => !e.closest('.visually-hidden, .skip') && !inLine(e))
    .map(target)
    .filter((e) => size(e).every(Boolean) && Math.min(...size(e)) < 43.5)
    .map((e) => `${e.outerHTML.slice(0, 120)} ${size(e).map(Math.round).join(' × ')}`)
}"""


def small_targets(page: Page) -> list[str]:
    """What a finger would miss: controls smaller than 44 pixels either way."""
    return [str(found) for found in page.evaluate(SMALL_TARGETS)]


def shot(page: Page, path: Path) -> Path:
    """A picture of the whole page."""
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, full_page=True, animations="disabled", caret="hide")
    return path


def authenticator(page: Page) -> CDPSession:
    """A passkey device in software that says yes to every question."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session
