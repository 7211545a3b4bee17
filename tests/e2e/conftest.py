"""Browser tests: Haven runs as real processes on an installation of its own, one for each test process."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.support import browser as chrome
from tests.support.postgres import make_database
from tests.support.servers import Installation, Server, installation, server, worker

HERE = Path(__file__).parent
OpenPage = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder drives a browser: it says so, and is skipped where there is none."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            if chrome.chromium() is None:
                item.add_marker(pytest.mark.skip(reason=chrome.MISSING))


@pytest.fixture(scope="session")
def haven_home(worker_id: str) -> Iterator[Installation]:
    """A demo university; on PostgreSQL where DATABASE_URL says so, in a database of its own."""
    url = os.environ.get("DATABASE_URL", "")
    own = make_database(url, f"haven_e2e_{worker_id}") if url.startswith("postgres") else ""
    with installation(demo=True, database_url=own) as home:
        yield home


@pytest.fixture(scope="session")
def haven_server(haven_home: Installation) -> Iterator[Server]:
    """`haven serve` and `haven worker`, running; `.url` is where."""
    with worker(haven_home), server(haven_home, workers=1) as found:
        yield found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, so Django would refuse its database to later tests.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with chrome.browser() as found:
        yield found
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def open_page(chromium: Browser, haven_server: Server) -> Iterator[OpenPage]:
    """`open_page(width=360, language="nl")`: somebody's own browser, signed in as nobody.

    A script that fails, or that the Content-Security-Policy refuses, fails the test.
    """
    opened: list[BrowserContext] = []
    errors: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            errors.append(message.text)

    def open_one(**options: object) -> Page:
        context = chrome.context(chromium, haven_server.url, **options)  # type: ignore[arg-type]
        opened.append(context)
        page = context.new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: errors.append(str(error)))
        return page

    yield open_one
    for context in opened:
        context.close()
    assert errors == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A desk-wide English one."""
    return open_page()
