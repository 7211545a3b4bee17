"""From the text of a cell to a value, or to a reason why not."""

from datetime import date, timedelta

import pytest
from django.utils.translation import override
from email_validator import EmailNotValidError, validate_email
from hypothesis import assume, given
from hypothesis import strategies as st

from haven.core.imports.values import (
    BadValue,
    destroyed,
    parse_cefr,
    parse_choice,
    parse_date,
    parse_email,
    parse_gender,
    starts_formula,
    unknown,
)

TODAY = date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


def refusal(parse, *args, **named):
    with pytest.raises(BadValue) as caught:
        parse(*args, **named)
    assert str(caught.value).endswith(".")
    return caught.value


# ---------------------------------------------------------------- unknown, destroyed, formulas


@pytest.mark.parametrize(
    "cell",
    [
        "",
        " ",
        "-",
        "--",
        "–",
        "—",
        "/",
        ".",
        "n.v.t.",
        "N.V.T.",
        "nvt",
        "n/a",
        "N/A",
        "#N/A",
        "NA",
        "onbekend",
        "Onbekend",
        "unknown",
        "?",
        "??",
        "null",
        "TBD",
        "nog niet bekend",
        "nog te bepalen",
        "\u00a0",
    ],
)
def test_nothing_known(cell):
    assert unknown(cell)


@pytest.mark.parametrize("cell", ["0", "x", "Nanterre", "none of your business", "-5", "14/09/2026", "?a"])
def test_something_known(cell):
    assert not unknown(cell)


def test_names_and_countries_that_look_like_nothing():
    assert not any(unknown(cell, column="name") for cell in ("Na", "NA", "Null", "None", "?", "??", "Tba"))
    assert all(unknown(cell, column="name") for cell in ("", "-", "n.v.t.", "onbekend", "unknown"))
    assert not unknown("NA", column="country")  # Namibia
    assert unknown("n/a", column="country")
    assert unknown("-", column="country")
    assert unknown("?", column="country")


@pytest.mark.parametrize(
    "name", ["?", "???", "?? ????", "Ku?erová", "Nguy\N{REPLACEMENT CHARACTER}n", "KuÄ\u008derovÃ¡"]
)
def test_destroyed_names(name):
    assert destroyed(name)


@pytest.mark.parametrize(
    "name",
    ["", "Kučerová", "Çelik", "Ñandú", "Ørsted", "Åse", "Ægir", "김", "O'Brien", "Müller-Thurgau"],
)
def test_sound_names(name):
    assert not destroyed(name)


@given(st.text(st.characters(min_codepoint=0xC0, max_codepoint=0x17F, categories=["L"]), min_size=1))
def test_utf8_read_as_cp1252_is_seen(name):
    try:
        garbled = name.encode().decode("cp1252")
    except UnicodeDecodeError:
        garbled = name.encode().decode("latin-1")
    assert destroyed(garbled)


@pytest.mark.parametrize(
    "cell", ['=HYPERLINK("x";"y")', "=1+1", "@SUM(A1)", "+cmd|x", "-2+3+cmd", "＝1", "\t=1", "-a"]
)
def test_formulas(cell):
    assert starts_formula(cell)


@pytest.mark.parametrize(
    "cell", ["", "-", "=", "-5", "+32 16 12 34 56", "-1.234,50", "Jan", "a=1", "+32(0)16/12.34.56"]
)
def test_no_formulas(cell):
    assert not starts_formula(cell)


# ---------------------------------------------------------------- dates


@pytest.mark.parametrize(
    "cell",
    [
        "14/09/2026",
        "14/9/2026",
        "14-09-2026",
        "14.09.2026",
        "14 09 2026",
        "14-09-26",
        "14/9/26",
        "2026-09-14",
        "2026/09/14",
        "2026.9.14",
        "2026-09-14T00:00:00",
        "2026-09-14 10:30",
        "2026-09-14T10:30:00.000Z",
        "2026-09-14 00:00:00+02:00",
        "14/09/2026 10:30:15",
        "46279",
        "46279.0",
        "46279,5",
        "20260914",
        "14092026",
        "14 september 2026",
        "14 sep 2026",
        "14 Sept. 2026",
        "14-sep-26",
        "14sep2026",
        "September 14, 2026",
        "14th September 2026",
        "14 septembre 2026",
        "14. September 2026",
        " 14/09/2026 ",
    ],
)
def test_dates_in_many_forms(cell):
    assert parse_date(cell, kind="other", today=TODAY) == date(2026, 9, 14)


@pytest.mark.parametrize(
    ("cell", "month"),
    [
        ("1 maart 2026", 3),
        ("1 mrt 2026", 3),
        ("1 mei 2026", 5),
        ("1 okt. 2026", 10),
        ("1 october 2026", 10),
        ("1 augustus 2026", 8),
        ("1er août 2026", 8),
        ("1dec2026", 12),
        ("1 Dezember 2026", 12),
        ("1 June 2026", 6),
    ],
)
def test_names_of_months(cell, month):
    assert parse_date(cell, kind="other", today=TODAY) == date(2026, month, 1)


@pytest.mark.parametrize(
    ("cell", "birth", "other"),
    [
        ("01-05-98", date(1998, 5, 1), date(1998, 5, 1)),
        ("01-05-07", date(2007, 5, 1), date(2007, 5, 1)),
        ("20-11-26", date(2026, 11, 20), date(2026, 11, 20)),
        ("21-11-26", date(1926, 11, 21), date(2026, 11, 21)),
        ("13-04-30", date(1930, 4, 13), date(2030, 4, 13)),
    ],
)
def test_years_in_two_digits(cell, birth, other):
    assert parse_date(cell, kind="birth", today=TODAY) == birth
    assert parse_date(cell, kind="other", today=TODAY) == other


def test_an_end_date_as_a_spreadsheet_counts_it():
    assert parse_date("47586", kind="other", today=TODAY) == date(2030, 4, 13)
    assert parse_date("35916", kind="birth", today=TODAY) == date(1998, 5, 1)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("31/02/2026", "date_impossible"),
        ("31/11/2026", "date_impossible"),
        ("29/02/2027", "date_impossible"),
        ("45/09/2026", "date_impossible"),
        ("00/00/0000", "date_impossible"),
        ("2026-02-30", "date_impossible"),
        ("30 februari 2026", "date_impossible"),
        ("09/14/2026", "date_order"),
        ("2026-14-09", "date_order"),
        ("2026", "date_form"),
        ("volgende week", "date_form"),
        ("14 brumaire 2026", "date_form"),
        ("14/09", "date_form"),
        ("9999999999999", "date_form"),
        ("14/09/1826", "date_range"),
        ("14/09/2926", "date_range"),
        ("14/09/1985", "date_range"),
        ("{year}", "date_form"),
    ],
)
def test_dates_that_cannot_be(cell, code):
    assert refusal(parse_date, cell, kind="other", today=TODAY).code == code


def test_the_reason_names_what_is_wrong():
    assert "31/02/2026" in str(refusal(parse_date, "31/02/2026", kind="other", today=TODAY))
    assert "month 14" in str(refusal(parse_date, "09/14/2026", kind="other", today=TODAY))


@pytest.mark.parametrize("cell", ["21/11/2026", "01/01/1899", "2027-01-01", "47586"])
def test_births_that_cannot_be(cell):
    assert refusal(parse_date, cell, kind="birth", today=TODAY).code == "date_range"


_FORMS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d", "%Y/%m/%d", "%Y-%m-%dT%H:%M:%S", "%Y%m%d", "%d%m%Y"]


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.sampled_from(_FORMS))
def test_any_date_is_read_back(day, form):
    assert parse_date(day.strftime(form), kind="other", today=TODAY) == day


@given(st.dates(date(1977, 1, 1), date(2075, 12, 31)))
def test_any_near_date_is_read_back_from_two_digits(day):
    assume(day.year >= 1990)
    assert parse_date(day.strftime("%d-%m-%y"), kind="other", today=TODAY) == day


@given(st.integers(0, 99 * 365).map(lambda days: TODAY - timedelta(days=days)))
def test_any_birth_is_read_back_from_two_digits(day):
    assert parse_date(day.strftime("%d/%m/%y"), kind="birth", today=TODAY) == day


@given(st.text(max_size=20), st.sampled_from(["birth", "other"]))
def test_any_text_is_a_date_or_a_reason(cell, kind):
    try:
        found = parse_date(cell, kind=kind, today=TODAY)
    except BadValue:
        return
    assert found.year in range(1900, 2101)


# ---------------------------------------------------------------- e-mail


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("jana@example.org", "jana@example.org"),
        (" Jana.K@Student.Example.ORG ", "Jana.K@student.example.org"),
        ("mailto:jana@example.org", "jana@example.org"),
        ("<jana@example.org>", "jana@example.org"),
        ('"Kučerová, Jana" <Jana@Example.org>', "Jana@example.org"),
        ("o'brien+haven@example.org", "o'brien+haven@example.org"),
        ("jana@bücher.example.org", "jana@bücher.example.org"),
    ],
)
def test_addresses(cell, address):
    assert parse_email(cell) == address


@pytest.mark.parametrize(
    "cell",
    [
        "n100199 at student.example.org",
        "jana",
        "jana@",
        "@example.org",
        "jana@example",
        "a@b@example.org",
        "jana@example..org",
        "jana@.example.org",
        ".jana@example.org",
        "jana.@example.org",
        "ja na@example.org",
        "a@example.org; b@example.org",
        "a@example.org, b@example.org",
        "jana@-example.org",
        "jana@localhost",
        "x" * 65 + "@example.org",
        "jana@" + "x" * 64 + ".org",
        "",
    ],
)
def test_broken_addresses(cell):
    assert refusal(parse_email, cell).code == "email"


@given(st.from_regex(r"[A-Za-z0-9._+'-]{1,70}@[A-Za-z0-9.-]{1,80}\.[A-Za-z]{2,12}", fullmatch=True))
def test_the_quick_way_agrees_with_the_validator(address):
    try:
        expected = validate_email(address, check_deliverability=False, strict=True).normalized
    except EmailNotValidError:
        expected = None
    try:
        found = parse_email(address)
    except BadValue:
        found = None
    assert found == expected


# ---------------------------------------------------------------- level, gender, choices


@pytest.mark.parametrize(
    ("cell", "level"),
    [
        ("A0", "A0"),
        ("a1", "A1"),
        (" B1 ", "B1"),
        ("B1+", "B1"),
        ("B2.1", "B2"),
        ("C2", "C2"),
        ("geen", "A0"),
        ("None", "A0"),
        ("0", "A0"),
        ("A2/B1", "A2"),
        ("B1 - B2", "B1"),
        ("moedertaal", "C2"),
        ("native", "C2"),
    ],
)
def test_levels(cell, level):
    assert parse_cefr(cell) == level


@pytest.mark.parametrize("cell", ["D1", "A3", "B", "goed", "B11", "fluent-ish", "A1A2", ""])
def test_no_levels(cell):
    assert refusal(parse_cefr, cell).code == "level"


@pytest.mark.parametrize(
    ("cells", "gender"),
    [
        (("M", "m", "man", "Male", "Mr.", "Dhr.", "mannelijk", "Männlich"), "m"),
        (("V", "F", "W", "vrouw", "Female", "mevr.", "Mme", "vrouwelijk"), "f"),
        (("X", "other", "anders", "non-binary", "Divers"), "x"),
    ],
)
def test_genders(cells, gender):
    assert {parse_gender(cell) for cell in cells} == {gender}


def test_no_gender():
    assert refusal(parse_gender, "yes").code == "gender"


def test_choices_by_folded_alias():
    campuses = {"bxl": "brussels", "sint katelijne waver": "skw"}
    assert parse_choice("BXL", campuses) == "brussels"
    assert parse_choice("St-Katelijne-Waver".replace("St", "Sint"), campuses) == "skw"
    assert "Brussel, Gent" in str(refusal(parse_choice, "Paris", campuses, expected="Brussel, Gent"))
    assert refusal(parse_choice, "", campuses).code == "choice"
