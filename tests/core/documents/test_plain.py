"""Plain text: paragraphs from lines, and what they are from how they look."""

import pytest

from haven.core.documents.lines import Joined, goes_on, hyphenated, usual_width

WRAPPED = """\
Inleiding

Dit is een tekst die op een vaste breedte is afgebroken, zodat elke regel
ongeveer even lang is. Dat zie je vaak in mails en in oude bestanden. De
woorden worden soms gesplitst met een koppel-
teken. Ook in- en uitvoer blijft staan.

DOELEN
De student kan een tekst schrijven die begrijpelijk is voor wie hem leest en
die nergens te lang is.

1. eerste punt dat zo lang is dat het op de volgende regel moet doorlopen
   want het past niet
2. tweede punt
  a) dieper

Naam\tPunten
Jan\t12

Jan Peeters
Kerkstraat 12
3000 Leuven

2.1 Literatuur
--------------

Peeters, J. (2020). Lezen. Leuven: Acco.
"""


def test_a_text_that_was_wrapped(told):
    blocks = told(WRAPPED, "les.txt")
    assert blocks[1][1].startswith(
        "Dit is een tekst die op een vaste breedte is afgebroken, zodat elke regel"
    )
    assert blocks[1][1].endswith("gesplitst met een koppelteken. Ook in- en uitvoer blijft staan.")
    assert [(kind, text[-23:], level) for kind, text, level in blocks] == [
        ("heading", "Inleiding", 1),
        ("prose", "n uitvoer blijft staan.", 0),
        ("heading", "DOELEN", 1),
        ("prose", "die nergens te lang is.", 0),
        ("list", "open want het past niet", 1),
        ("list", "tweede punt", 1),
        ("list", "dieper", 2),
        ("table", "Naam | Punten\nJan | 12", 0),
        ("prose", "Jan Peeters", 0),
        ("prose", "Kerkstraat 12", 0),
        ("prose", "3000 Leuven", 0),
        ("heading", "2.1 Literatuur", 2),
        ("reference", "). Lezen. Leuven: Acco.", 0),
    ]


def test_a_text_with_a_paragraph_on_each_line(told):
    long = "Dit is een alinea die op een enkele regel staat, zoals een tekstverwerker haar bewaart. " * 3
    text = f"1.2 De les\n{long}\n{long}\n# Nog een kop\nKort."
    assert told(text) == [
        ("heading", "1.2 De les", 2),
        ("prose", long.strip(), 0),
        ("prose", long.strip(), 0),
        ("heading", "Nog een kop", 1),
        ("prose", "Kort.", 0),
    ]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("| a | b |\n|---|---|\n| 1 | 2 |", ["table"]),
        ("Naam      Punten\nAn            12\nJan           13", ["table"]),
        ("Een zin   met witte ruimte.\nEn nog een zin.", ["prose", "prose"]),
        ("• een\n• twee\n– drie", ["list", "list", "list"]),
        ("J. Peeters schreef dit.", ["prose"]),
        ("=====\nTekst.\n*****", ["prose"]),
        ("Tabel 2. Punten per groep", ["caption"]),
        ("Tabel 2 toont de punten.", ["prose"]),
        ("Bronnen:\nPeeters 2020.", ["heading", "reference"]),
    ],
)
def test_guesses(told, text, kinds):
    assert [kind for kind, _text, _level in told(text)] == kinds


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("caf\xe9".encode(), "café"),
        ("caf\xe9 \x93ja\x94".encode("latin-1"), "café “ja”"),
        ("caf\xe9".encode("utf-16"), "café"),
        ("caf\xe9 in de stad".encode("utf-16-le"), "café in de stad"),
        ("\ufeffcaf\xe9".encode(), "café"),
    ],
)
def test_encodings(read, content, text):
    assert read(content).text() == text


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("het koppel-", "teken is", "het koppelteken is"),
        ("in-", "en uitvoer", "in- en uitvoer"),
        ("de niet-", "gouvernementele", "de niet-gouvernementele"),
        ("een e-", "mail", "een e-mail"),
        ("de EU-", "landen", "de EU-landen"),
        ("Noord-", "Brabant", "Noord-Brabant"),
        ("van zuid-", "oost naar", "van zuid-oost naar"),
        ("1990-", "2000", "1990-2000"),
        ("een gedachte -", "streepje", "een gedachte - streepje"),
        ("gewoon", "verder", "gewoon verder"),
    ],
)
def test_words_that_were_parted(before, after, whole):
    joined = Joined(before, hyphenated("wind uit zuid-oost"))
    joined.add(after)
    assert str(joined) == whole


def test_widths():
    assert usual_width([]) == 0
    assert usual_width([10, 12]) == 40
    assert usual_width([70] * 90 + [75] * 10) == 75
    assert usual_width([400, 500, 20]) == 0
    assert goes_on("x" * 70, "woord", 72)
    assert not goes_on("x" * 60, "Woord", 72)
    assert goes_on("x" * 60, "woord", 72)
    assert not goes_on("x" * 59 + ".", "woord", 72)
    assert not goes_on("x" * 500, "woord", 0)
