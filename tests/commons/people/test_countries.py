"""Countries, nationalities and languages in the spellings of exports."""

from datetime import date
from timeit import timeit

import pytest
from django.utils.translation import override

from haven.commons.people import countries, languages
from haven.commons.people.countries import all_countries, country_name, country_of, is_eea
from haven.commons.people.languages import all_languages, language_name, language_of
from haven.core.imports.values import BadValue
from haven.core.search.folding import fold


@pytest.fixture(autouse=True)
def _in_english():
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("code", "cells"),
    {
        "BE": (
            "BE",
            "be",
            "BEL",
            "België",
            "Belgium",
            "Belgique",
            "Belgien",
            "Belg",
            "Belgische",
            "Belgian",
            "Kingdom of Belgium",
            "Koninkrijk België",
        ),
        "MK": ("FYROM", "Macedonia", "Macedonië", "Noord-Macedonië", "North Macedonia", "MK", "Macedonian"),
        "KR": (
            "Zuid-Korea",
            "South Korea",
            "Republic of Korea",
            "Korea (South)",
            "Korea, Republic of",
            "KOR",
        ),
        "KP": ("Noord-Korea", "North Korea", "Korea, Democratic People's Republic of"),
        "CD": (
            "Congo (Dem. Rep.)",
            "DR Congo",
            "Congo-Kinshasa",
            "Democratische Republiek Congo",
            "COD",
            "Congo, the Democratic Republic of the",
            "Zaïre",
        ),
        "CG": ("Congo-Brazzaville", "Republic of the Congo", "Congo (Republic)"),
        "IR": ("Iran", "Iran, Islamic Republic of", "Iran (Islamic Republic of)", "IR", "Iraanse"),
        "VN": ("Viet Nam", "Vietnam", "Vietnamese"),
        "GB": (
            "UK",
            "U.K.",
            "United Kingdom",
            "Verenigd Koninkrijk",
            "Great Britain",
            "England",
            "GB",
            "Brits",
        ),
        "US": (
            "USA",
            "U.S.A.",
            "United States",
            "Verenigde Staten",
            "United States of America",
            "VS",
            "American",
        ),
        "CZ": ("Czech Republic", "Czechia", "Tsjechië", "Tsjechische"),
        "TR": ("Turkije", "Turkey", "Türkiye", "Turks", "TUR"),
        "NL": ("Holland", "Nederland", "The Netherlands", "Dutch", "Nederlandse"),
        "SZ": ("Swaziland", "Eswatini"),
        "MM": ("Burma", "Myanmar", "Myanmar (Burma)", "Birma"),
        "CV": ("Cape Verde", "Cabo Verde", "Kaapverdië"),
        "CI": ("Ivory Coast", "Ivoorkust", "Côte d'Ivoire", "Côte d’Ivoire", "Cote dIvoire"),
        "TW": ("Taiwan", "Taiwan, Province of China", "Taiwan (ROC)", "Republic of China"),
        "CN": ("China", "Chinese", "Chinees", "People's Republic of China", "P.R. China"),
        "PS": ("Palestinian Territory", "Palestine, State of", "Palestina", "Palestijnse"),
        "XK": ("Kosovo", "XK", "XKX"),
        "IN": ("India", "Indian", "Indiase"),
        "NA": ("NA", "Namibia", "Namibië"),
        "DO": ("Dominican Republic", "Dominicaanse Republiek"),
        "DM": ("Dominica",),
        "VC": ("Saint Vincent and the Grenadines", "St. Vincent & Grenadines"),
        "KN": ("Saint Kitts and Nevis", "St Kitts & Nevis"),
        "BA": ("Bosnia and Herzegovina", "Bosnië-Herzegovina", "Bosnia"),
        "TZ": ("Tanzania, United Republic of", "Tanzania"),
        "BO": ("Bolivia (Plurinational State of)", "Bolivia"),
        "LA": ("Lao People's Democratic Republic", "Laos"),
        "RU": ("Russian Federation", "Rusland", "Russische"),
        "DE": ("Federal Republic of Germany", "Duitsland", "Deutschland", "German"),
        "HK": ("Hong Kong", "Hong Kong S.A.R.", "Hongkong"),
    }.items(),
)
def test_countries_in_many_spellings(code, cells):
    assert {cell: country_of(cell) for cell in cells} == dict.fromkeys(cells, code)


@pytest.mark.parametrize("language", ["nl", "en", "fr", "de"])
def test_every_country_is_found_by_its_name_and_code(language):
    for code, name in all_countries(language):
        assert country_of(name) == country_of(code) == country_of(code.lower()) == code
        assert country_name(code, language) == name


def test_all_iso_countries_and_kosovo_are_there():
    codes = [code for code, _name in all_countries("en")]
    assert len(codes) == 250
    assert {"XK", "PS", "TW", "EH"} <= set(codes)
    assert not {"EU", "UN", "ZZ", "XA", "AC"} & set(codes)


def test_countries_are_sorted_without_regard_to_accents():
    names = [name for _code, name in all_countries("nl")]
    assert names.index("Åland") == names.index("Albanië") - 1
    assert names == sorted(names, key=fold)


@pytest.mark.parametrize(
    ("cell", "code", "hint"),
    [
        ("Korea", "country_unclear", "South Korea"),
        ("Congo", "country_unclear", "Congo-Kinshasa"),
        ("Republic of Yugoslavia", "country_unclear", "Serbia"),
        ("staatloos", "stateless", "empty"),
        ("Narnia", "country", "code"),
        ("EU", "country", "code"),
        ("XX", "country", "code"),
        ("", "country", "code"),
    ],
)
def test_names_that_are_no_country(cell, code, hint):
    with pytest.raises(BadValue) as caught:
        country_of(cell)
    assert caught.value.code == code
    assert hint in str(caught.value)


def test_tables_of_names_are_folded_and_name_each_country_once():
    for table in (countries._NAMES, countries._PEOPLE):
        pairs = countries._listed(table)
        assert [name for _code, name in pairs if fold(name) != name] == []
        assert len({name for _code, name in pairs}) == len(pairs)
        assert {country_of(name) == code for code, name in pairs} == {True}


def test_the_eea_and_switzerland():
    inside = {code for code, _name in all_countries("en") if is_eea(code)}
    assert len(inside) == 27 + 3 + 1
    assert {"BE", "HR", "IS", "LI", "NO", "CH"} <= inside
    assert not {"GB", "TR", "UA", "MK", "US", "XK"} & inside
    assert not is_eea("")


@pytest.mark.parametrize(
    ("code", "day", "inside"),
    [
        ("GB", date(2020, 12, 31), True),
        ("GB", date(2021, 1, 1), False),
        ("HR", date(2013, 6, 30), False),
        ("HR", date(2013, 7, 1), True),
        ("PL", date(2004, 5, 1), True),
        ("CH", date(2002, 5, 31), False),
    ],
)
def test_membership_on_a_day(code, day, inside):
    assert is_eea(code, on=day) is inside


@pytest.mark.parametrize(
    ("code", "cells"),
    {
        "fa": ("Farsi", "Perzisch", "Persian", "fa", "fas", "per"),
        "zh": ("Mandarin", "Chinees", "Chinese", "Mandarin Chinese", "zho"),
        "mk": ("Macedonisch", "Macedonian"),
        "nl": ("Dutch", "Nederlands", "Flemish", "Vlaams", "néerlandais", "dut", "NL"),
        "en": ("Engels", "English", "anglais", "Englisch"),
        "uk": ("Oekraïens", "Ukrainian"),
        "tr": ("Turks", "Turkish"),
        "yue": ("Kantonees", "Cantonese"),
        "prs": ("Dari",),
        "ber": ("Berbers", "Amazigh", "Tamazight"),
        "ku": ("Koerdisch", "Kurdish", "Kurmanji"),
    }.items(),
)
def test_languages_in_many_spellings(code, cells):
    assert {cell: language_of(cell) for cell in cells} == dict.fromkeys(cells, code)


@pytest.mark.parametrize("ui_language", ["nl", "en"])
def test_every_language_is_found_by_its_name(ui_language):
    for code, name in all_languages(ui_language):
        assert language_of(name) == code
        assert language_name(code, ui_language) == name


def test_the_table_of_language_names_is_folded_and_known():
    for name, code in languages._listed().items():
        assert fold(name) == name
        assert language_name(code, "nl") != code


@pytest.mark.parametrize("cell", ["", "Klingonees", "Engels/Frans", "???"])
def test_texts_that_are_no_language(cell):
    with pytest.raises(BadValue) as caught:
        language_of(cell)
    assert caught.value.code == "language"


def test_names_of_what_does_not_exist_are_the_code():
    assert country_name("ZZ", "nl") == "ZZ"
    assert language_name("qqq", "en") == "qqq"


def test_many_cells_take_little_time():
    """4,000 rows of an export, both columns: well below what a page may take."""
    cells = ["Congo (Dem. Rep.)", "Zuid-Korea", "FYROM", "India"] * 1000
    country_of("BE")
    assert timeit(lambda: [country_of(cell) for cell in cells], number=1) < 0.1
