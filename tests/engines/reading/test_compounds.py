"""Compounds into parts: long words that are often easy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haven.engines.reading.compounds import split
from haven.engines.reading.frequency import zipf
from haven.engines.reading.lexicon import read_zipf

LETTERS = st.text("abcdefghijklmnopqrstuvwxyzëé'-", max_size=40)


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("fietsenstalling", ("fietsen", "stalling")),
        ("taalcursus", ("taal", "cursus")),
        ("keukentafel", ("keuken", "tafel")),
        ("studentenhuis", ("studenten", "huis")),
        ("verkeersregels", ("verkeer", "regels")),
        ("woonplaats", ("woon", "plaats")),
        ("ziekenhuisbed", ("ziekenhuis", "bed")),
    ],
)
def test_plain_compounds(word: str, parts: tuple[str, ...]) -> None:
    assert split(word) == parts


@pytest.mark.parametrize(
    "word",
    ["tafel", "universiteit", "vergadering", "verantwoorden", "tevredenheid", "mogelijkheden", "", "a"],
)
def test_what_is_no_compound_stays_whole(word: str) -> None:
    assert split(word) == (word,)


def test_a_compound_of_familiar_parts_is_nearly_as_easy_as_they_are() -> None:
    assert zipf("keukenraampje") < 1
    assert read_zipf("keukenraampje") > 3
    assert read_zipf("keuken") == zipf("keuken")


@given(LETTERS)
def test_the_parts_are_in_the_word_and_the_head_ends_it(word: str) -> None:
    parts = split(word)
    assert word.endswith(parts[-1])
    at = 0
    for part in parts:
        at = word.index(part, at) + len(part)
    assert len(parts) == 1 or all(len(part) >= 3 for part in parts)


@given(LETTERS)
def test_a_compound_is_never_rarer_than_it_is_as_a_word(word: str) -> None:
    assert read_zipf(word) >= zipf(word)


def test_a_word_without_end_is_no_compound() -> None:
    word = "taal" * 50_000
    assert split(word) == (word,)
