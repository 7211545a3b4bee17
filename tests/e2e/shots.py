"""`make shots`: a picture of every page, language and width in `var/shots/`."""

import argparse
import contextlib
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Browser

from tests.e2e.pages import VIEWS, View, show, sign_in
from tests.support import browser as chrome
from tests.support.servers import installation, server, worker

SHOTS = Path(__file__).resolve().parents[2] / "var" / "shots"


def picture(found: Browser, url: str, view: View, *, language: str, width: int, dark: bool) -> Path:
    """Take it and say where it is."""
    with contextlib.closing(chrome.context(found, url, width=width, language=language, dark=dark)) as person:
        page = person.new_page()
        sign_in(page, view.role)
        show(page, view)
        name = f"{view.name}-{language}-{width}{'-dark' if dark else ''}.png"
        return chrome.shot(page, SHOTS / name)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="pages whose name begins so")
    only = parser.parse_args().only
    views = [view for view in VIEWS if view.name.startswith(only)]
    if chrome.chromium() is None:
        print(f"No pictures: {chrome.MISSING}.", file=sys.stderr)
        return 1
    if not only:
        shutil.rmtree(SHOTS, ignore_errors=True)
    looks = [(view, language, width, False) for view in views for language in chrome.LANGUAGES
             for width in chrome.WIDTHS]  # fmt: skip
    looks += [(view, "nl", chrome.PHONE, True) for view in views]
    with installation(demo=True) as home, worker(home), server(home) as there, chrome.browser() as found:
        for view, language, width, dark in looks:
            print(picture(found, there.url, view, language=language, width=width, dark=dark), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
