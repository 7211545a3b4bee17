"""Prose told apart from headings, lists, tables, code, notes and references."""

import pytest
from hypothesis import given

from haven.engines.reading.layout import (
    CODE,
    HEADING,
    LIST,
    NOTE,
    PROSE,
    REFERENCE,
    TABLE,
    Block,
    kind_of,
    layout,
    too_little,
)
from tests.engines.reading.samples import ANY_TEXT

KINDS = {PROSE, HEADING, LIST, TABLE, CODE, NOTE, REFERENCE}


@pytest.mark.parametrize(
    ("paragraph", "kind"),
    [
        ("Wij gaan naar huis.", PROSE),
        ("Kom je?", PROSE),
        ("Zij zei: “Kom maar.”", PROSE),
        ("Een lange regel van meer dan tien woorden zonder punt aan het einde ervan", PROSE),
        ("Op 3 mei 2027 betaal je 150 euro, of je belt naar 09 264 33 33.", PROSE),
        ("Dit kost 20 % meer (zie de tabel) dan in 2026.", PROSE),
        ("Openingsuren", HEADING),
        ("Hoofdstuk 2 De taal van de wet", HEADING),
        ("- brood", LIST),
        ("• een paspoort", LIST),
        ("a) ja", LIST),
        ("1. je naam", LIST),
        ("iv. je adres", LIST),
        ("- Breng altijd je paspoort mee als je komt.", PROSE),
        ("- een bewijs dat je bij een universiteit in een ander land bent ingeschreven voor dit jaar", PROSE),
        ("Naam\tVak\tPunten", TABLE),
        ("| An | wiskunde | 12 |", TABLE),
        ("12 14 15 16 18 19 20 11 12", TABLE),
        ('found[line.strip()] = int(line[0]) + {"a": [1, 2]}', CODE),
        ("for (int i = 0; i < n; i++) { total += a[i]; }", CODE),
        ("Janssens, A. (2019). De taal van de wet. Gent: Uitgeverij.", REFERENCE),
        ("[12] Peeters en Maes, Taal en recht, 2014.", REFERENCE),
        ("https://www.example.org/een/pagina", REFERENCE),
    ],
)
def test_kinds(paragraph: str, kind: str) -> None:
    assert kind_of(paragraph) == kind


def test_what_the_document_says_goes_before_guessing() -> None:
    text = "Een titel.\n\nEerste alinea. Tweede zin.\n\nNog een."
    blocks = [*layout(text, [(0, 10, HEADING), (12, len(text), NOTE)])]
    assert [(text[block.start : block.end], block.kind) for block in blocks] == [
        ("Een titel.", HEADING),
        ("Eerste alinea. Tweede zin.", NOTE),
        ("Nog een.", NOTE),
    ]


def test_without_a_document_the_kind_is_left_open() -> None:
    assert [*layout("Een.\n\nTwee")] == [Block(0, 4, ""), Block(6, 10, "")]


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ({PROSE: 40}, None),
        ({PROSE: 40, LIST: 400}, None),
        ({PROSE: 39}, "short"),
        ({}, "short"),
        ({PROSE: 10, HEADING: 60}, "short"),
        ({PROSE: 10, LIST: 60}, LIST),
        ({PROSE: 10, LIST: 10}, "short"),
        ({TABLE: 60, CODE: 20, LIST: 5}, TABLE),
        ({CODE: 2}, CODE),
    ],
)
def test_why_no_level_is_given(words: dict[str, int], reason: str | None) -> None:
    assert too_little(words, 40) == reason


@given(ANY_TEXT)
def test_every_paragraph_is_of_a_kind(text: str) -> None:
    assert kind_of(text) in KINDS


@pytest.mark.parametrize("sign", [".", ").", "1", "- ", "|", "[1", "A, ", "\t", "{", "https://"])
def test_no_paragraph_takes_longer_than_it_is_long(sign: str) -> None:
    assert kind_of(sign * 100_000) in KINDS
