"""The whole way in a real browser: two exports, a refused row put right, and a newcomer on a phone."""

import csv
import re
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.pages import NEWCOMER, OFFICER, sign_in
from tests.support.browser import PHONE
from tests.support.servers import Installation
from tests.support.waiting import until

DUTCH = [
    "Stamnr", "Familienaam", "Voornaam", "Geb. datum", "Nationaliteit", "E-mailadres", "Statuut", "Campus",
    "Aankomst", "Begin", "Einde",
]  # fmt: skip
ENGLISH = [
    "Student/Staff No.", "Last name", "First name", "Date of birth", "Nationality", "Email", "Status",
    "Campus", "Arrival date", "Start", "End",
]  # fmt: skip


def row(
    number: int, family: str, given: str, arrival: str = "07/09/2026", status: str = "masterstudent"
) -> list[str]:
    return [
        f"j{number}", family, given, "12/07/1997", "Zuid-Korea", f"j{number}@students.example", status, "BXL",
        arrival, "21/09/2026", "47586",
    ]  # fmt: skip


@pytest.fixture
def export_a(tmp_path: Path) -> Path:
    """As a registrar sends it: cp1252, semicolons, a title above, a total below, one impossible date."""
    path = tmp_path / "instroom.csv"
    rows = [row(1, "Müller", "Käthe"), row(2, "Ibáñez", "Íñigo", "31/02/2026"), row(3, "=SUM(A1)", "Kim")]
    with path.open("w", encoding="cp1252", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerows([["Instroom internationaal"], [], DUTCH, *rows, rows[0], ["Totaal", "4"]])
    return path


@pytest.fixture
def export_b(tmp_path: Path) -> Path:
    path = tmp_path / "staff.xlsx"
    book = openpyxl.Workbook()
    for cells in [["International staff"], [], ENGLISH, row(11, "Ọlátúnjí", "Ṣeun", status="postdoc")]:
        book.active.append(cells)
    book.save(path)
    return path


def load(page: Page, path: Path) -> None:
    """Upload, check, look at the preview, import; until it says what it did."""
    page.goto("/welcome/imports/new/")
    page.locator("input[type=file]").set_input_files(path)
    page.locator("main form button").first.click()
    page.get_by_role("button", name="Check the file").click()
    page.get_by_role("button", name="Import", exact=True).click(timeout=60_000)
    expect(page.get_by_role("heading", name="What this file did")).to_be_visible(timeout=60_000)


def corrected(refused: Path, target: Path) -> Path:
    """The file of refused rows as an officer saves it again, with the right date."""
    text = refused.read_text(encoding="utf-8-sig")
    assert "31/02/2026" in text
    target.write_text(text.replace("31/02/2026", "28/02/2026"), encoding="utf-8-sig")
    return target


def test_from_two_exports_to_a_ticked_step(
    open_page: OpenPage, haven_home: Installation, export_a: Path, export_b: Path, tmp_path: Path
) -> None:
    desk = open_page()
    sign_in(desk, OFFICER)
    load(desk, export_a)
    expect(desk.locator("main")).to_contain_text("31/02/2026")
    with desk.expect_download() as download:
        desk.get_by_role("link", name="Download as CSV").click()
    download.value.save_as(tmp_path / "refused.csv")
    load(desk, export_b)
    load(desk, corrected(tmp_path / "refused.csv", tmp_path / "corrected.csv"))
    desk.goto("/welcome/people/?q=ibanez")
    expect(desk.get_by_role("link", name="Ibáñez, Íñigo")).to_be_visible()
    desk.goto("/welcome/people/?q=olatunji")
    expect(desk.get_by_role("link", name="Ọlátúnjí, Ṣeun")).to_be_visible()

    phone = open_page(width=PHONE)
    sign_in_by_code(phone, haven_home, "j2@students.example")
    expect(phone.locator("h1")).to_contain_text("Íñigo")
    tell_the_municipality(phone, "Ixelles")
    tick_the_first_step(phone)


def sign_in_by_code(page: Page, home: Installation, address: str) -> None:
    page.goto("/account/login/code/")
    page.locator("input[type=email]").fill(address)
    page.locator("main form button").first.click()
    page.locator("input[name=code]").fill(code_for(home, address))
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile(r"/welcome/"))


def code_for(home: Installation, address: str) -> str:
    """The code in the letter that the worker sent to this address."""
    code = re.compile(r"^([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", re.M)

    def arrived() -> str | None:
        for path in (home.folder / "mail").glob("*.log"):
            text = path.read_text(encoding="utf-8")
            if f"To: {address}" in text and (found := code.search(text)):
                return found[1]
        return None

    return until(arrived, seconds=30, what=f"no letter to {address}")


def tell_the_municipality(page: Page, town: str) -> None:
    page.goto("/welcome/questions/")
    for unknown in page.get_by_role("radio", name="I do not know yet").all():
        unknown.check()
    page.locator("input[name=municipality]").fill(town)
    page.get_by_role("button", name="Keep my answers").click()
    page.wait_for_url("**/welcome/")
    page.goto("/welcome/questions/")
    expect(page.locator("input[name=municipality]")).to_have_value("Elsene")


def tick_the_first_step(page: Page) -> None:
    page.goto("/welcome/")
    title = page.locator("section.now h2").inner_text()
    page.locator("section.now form button").first.click()
    expect(page.locator("body")).to_contain_text(title)
    expect(page.locator("section.now h2")).not_to_have_text(title)
    # Done in haste: it can be undone.
    page.get_by_role("button", name="Undo").first.click()
    expect(page.locator("section.now h2")).to_have_text(title)


def test_a_newcomer_says_what_they_cannot_do_and_staff_answer(open_page: OpenPage) -> None:
    phone = open_page(width=PHONE)
    sign_in(phone, NEWCOMER)
    phone.locator('main a[href$="/cannot/"]').first.click()
    phone.locator("textarea").fill("The office is closed until Monday.")
    phone.locator("main form button").first.click()
    phone.wait_for_url("**/welcome/**")
    desk = open_page()
    sign_in(desk, OFFICER)
    desk.goto("/welcome/obstacles/")
    expect(desk.locator("main")).to_contain_text("The office is closed until Monday.")
