"""Concreteness: clear nouns and compounds of them, plurals, what is no noun at all, and the table itself."""

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haven.engines.reading.concreteness import START, concreteness, keys, weights

LETTERS = st.text("abcdefghijklmnopqrstuvwxyzëïé'-^", max_size=30)


@pytest.mark.parametrize(
    "noun",
    [
        "tafel",
        "hond",
        "fiets",
        "huis",
        "student",
        "water",
        "brood",
        "straat",
        "arts",
        "tafels",
        "honden",
        "huizen",
    ],
)
def test_what_can_be_seen_is_concrete(noun: str) -> None:
    assert concreteness(noun) > 0.7


@pytest.mark.parametrize(
    "noun",
    [
        "idee", "vrijheid", "belang", "mogelijkheid", "beleid", "verantwoordelijkheid", "gevoel", "kennis",
        "ontwikkeling", "ideeën", "vrijheden", "mogelijkheden",
    ],
)  # fmt: skip
def test_what_can_only_be_thought_is_abstract(noun: str) -> None:
    assert concreteness(noun) < 0.3


@pytest.mark.parametrize("noun", ["school", "hart", "plaats"])
def test_what_can_be_either_is_not_counted_as_concrete(noun: str) -> None:
    assert concreteness(noun) < 0.5


@pytest.mark.parametrize("noun", ["keukentafel", "keukentafels", "jachthonden", "uitwisselingsstudent"])
def test_the_head_makes_a_compound_concrete(noun: str) -> None:
    assert START + noun not in weights()
    assert concreteness(noun) > 0.7


@pytest.mark.parametrize(
    "noun", ["taalbeleid", "studentenbelangen", "tafelidee", "huisvestingsmogelijkheden"]
)
def test_the_head_makes_a_compound_abstract(noun: str) -> None:
    assert START + noun not in weights()
    assert concreteness(noun) < 0.3


def test_the_head_counts_only_while_the_compound_is_not_known() -> None:
    assert START + "tafel" in keys("keukentafel", {START + "tafel"})
    assert START + "tafel" not in keys("keukentafel", {START + "tafel", START + "keukentafel"})


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("bomen", "boom"),
        ("ramen", "raam"),
        ("kamers", "kamer"),
        ("foto's", "foto"),
        ("zeeën", "zee"),
        ("vrijheden", "vrijheid"),
    ],
)
def test_a_plural_has_the_endings_of_its_singular(plural: str, singular: str) -> None:
    assert keys(plural, ()) == keys(singular, ())


@given(LETTERS)
def test_nothing_counts_twice(low: str) -> None:
    found = keys(low, {START + low})
    assert len(found) == len(set(found))


@pytest.mark.parametrize("unknown", ["", "0", "语言", "жжжж"])
def test_what_says_nothing_gets_what_the_model_starts_from(unknown: str) -> None:
    assert concreteness(unknown) == concreteness("")
    assert 0.2 < concreteness(unknown) < 0.8


@given(LETTERS)
def test_it_is_a_share(low: str) -> None:
    assert 0 <= concreteness(low) <= 1


def test_the_table_is_small_sorted_and_names_its_source() -> None:
    text = files("haven.engines.reading").joinpath("concreteness.tsv").read_text("utf-8")
    assert len(text.encode()) < 60_000
    assert "lint-ii" in text
    assert "EUPL 1.2" in text
    assert list(weights()) == sorted(weights())
