"""The house's pages in figures: queries, weight, accessibility, translation."""

import functools
import itertools
import json
import sys

from tests.bench.houses import SQLITE, ask, inhabited
from tests.bench.registry import Measured, Setting, Skipped, bench
from tests.bench.weight import weigh
from tests.e2e.pages import NEWCOMER, VIEWS, show, sign_in
from tests.support import browser as chrome
from tests.support.servers import installation, server, worker
from tools.check_translations import problems


@bench("house.queries.newcomer", unit="queries", bound="<= 10")
def queries_of_a_newcomer(setting: Setting) -> Measured:
    """A newcomer's first page, the same for 1, 3 and 50 steps."""
    return _same("newcomer", setting)


@bench("house.queries.people", unit="queries", bound="<= 15")
def queries_of_the_list(setting: Setting) -> Measured:
    """Staff's list of 4,000 people, the same for 1, 3 and 50 rows."""
    return _same("people", setting)


def _same(page: str, setting: Setting) -> Measured:
    counts = _queries(setting)[page]
    if len(set(counts.values())) != 1:
        raise RuntimeError(f"queries by rows: {counts}")
    return Measured(max(counts.values()), note=f"for {', '.join(counts)} rows")


@functools.cache
def _queries(setting: Setting) -> dict[str, dict[str, int]]:
    with inhabited(SQLITE, setting) as home:
        found: dict[str, dict[str, int]] = json.loads(ask(home, "count_queries"))
    return found


@bench("house.page.weight", unit="kB", bound="<= 60")
def weight_of_a_newcomers_page(setting: Setting) -> float:
    """Style sheets and scripts of a newcomer's first page, as they come over the wire."""
    with installation(demo=True) as home, server(home) as there:
        return weigh(there.port, NEWCOMER) / 1000


@bench("house.accessibility.violations", unit="violations", bound="== 0")
def accessibility(setting: Setting) -> Measured:
    """Axe on every page, in both languages, on a phone and on a desk."""
    if chrome.chromium() is None:
        raise Skipped(chrome.MISSING)
    looks = list(itertools.product(VIEWS, chrome.LANGUAGES, chrome.WIDTHS))
    found = 0
    with installation(demo=True) as home, worker(home), server(home) as there, chrome.browser() as opened:
        for view, language, width in looks:
            context = chrome.context(opened, there.url, width=width, language=language)
            page = context.new_page()
            sign_in(page, view.role)
            show(page, view)
            for violation in chrome.axe(page):
                print(f"{view} {language} {width}: {violation}", file=sys.stderr)
                found += 1
            context.close()
    return Measured(found, note=f"{len(looks)} looks at {len(VIEWS)} pages")


@bench("house.untranslated", unit="texts", bound="== 0")
def untranslated(setting: Setting) -> float:
    found = problems()
    print(*found, sep="\n", file=sys.stderr, end="\n" if found else "")
    return len(found)
