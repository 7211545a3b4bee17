"""Known scores, against what one reckons by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haven.engines.reading import Reader, read
from haven.engines.reading.features import ADDED, AT
from haven.engines.reading.formulas import Floats, douma, lint
from tests.engines.reading.samples import ACADEMIC, EVERYDAY, PLAIN


def _counts(**values: float) -> Floats:
    found = np.zeros(len(ADDED))
    for name, value in values.items():
        found[AT[name]] = value
    return found


# ---------------------------------------------------------------- Flesch-Douma


@pytest.mark.parametrize(
    ("counts", "score"),
    [
        # 206.84 - 0.93 × 10 - 77 × 1.5
        ({"sentences": 2, "words": 20, "read": 20, "syllables": 30}, 82.0),
        # 206.84 - 0.93 × 25 - 77 × 2
        ({"sentences": 1, "words": 25, "read": 20, "syllables": 40}, 29.6),
        # 206.84 - 0.93 - 77: a sentence of one word
        ({"sentences": 1, "words": 1, "read": 1, "syllables": 1}, 128.9),
    ],
)
def test_douma(counts: dict[str, float], score: float) -> None:
    assert douma(_counts(**counts)) == score


def test_douma_of_sentences() -> None:
    """Ik woon in Gent: 4 words, 4 syllables. Mijn moe-der werkt: 3 words, 4 syllables."""
    score = round(206.84 - 0.93 * 7 / 2 - 77 * 8 / 7, 1)
    assert read("Ik woon in Gent. Mijn moeder werkt.").formulas["douma"] == score


@pytest.mark.parametrize("counts", [{}, {"sentences": 1}, {"sentences": 1, "words": 3}])
def test_without_words_there_is_no_douma(counts: dict[str, float]) -> None:
    assert douma(_counts(**counts)) is None


# ---------------------------------------------------------------- LiNT-II


BASE = {"sentences": 2, "content": 10, "finite": 2, "nouns": 4, "zipf": 45, "farthest": 10, "concrete": 1}


@pytest.mark.parametrize(
    ("changed", "score"),
    [
        # 100 - (-4.2078 + 17.2837 × 4.5 - 1.6244 × 4 - 2.5368 × 5 + 16.0012 × 0.25)
        ({}, 41.6),
        # all nouns concrete: 16.0012 × 0.75 easier
        ({"concrete": 4}, 29.6),
        # a verb for each five content words more: 2.5368 × 2.5 easier
        ({"finite": 4}, 35.3),
        # words ten times as common: 17.2837 easier
        ({"zipf": 55}, 24.3),
        # each word beside its head: none between
        ({"farthest": 2}, 35.1),
        # nearer than beside one another cannot be
        ({"farthest": 0}, 35.1),
        ({"zipf": 200}, 0.0),
        ({"zipf": 0}, 100.0),
    ],
)
def test_lint(changed: dict[str, float], score: float) -> None:
    assert lint(_counts(**(BASE | changed))) == score


@pytest.mark.parametrize("missing", ["sentences", "content", "finite", "nouns"])
def test_without_what_it_divides_by_there_is_no_lint(missing: str) -> None:
    assert lint(_counts(**(BASE | {missing: 0}))) is None


@given(st.lists(st.integers(0, 10**6), min_size=len(ADDED), max_size=len(ADDED)).map(np.array))
def test_lint_lies_between_nought_and_a_hundred(counts: Floats) -> None:
    score = lint(counts)
    assert score is None or 0 <= score <= 100


def test_both_tell_easy_from_hard() -> None:
    easy, middle, hard = (read(text).formulas for text in (PLAIN, EVERYDAY, ACADEMIC))
    assert easy["lint"] < middle["lint"] < hard["lint"]
    assert easy["douma"] > middle["douma"] > hard["douma"]


def test_scores_are_of_the_prose_and_of_all_where_there_is_none() -> None:
    assert read(f"{EVERYDAY}\n\n- brood\n- kaas en wijn").formulas == read(EVERYDAY).formulas
    assert "douma" in read("- brood en kaas").formulas


def test_counts_of_a_text_are_those_of_its_sentences() -> None:
    one, other = Reader().prose_counts(PLAIN), Reader().prose_counts(EVERYDAY)
    both = Reader().prose_counts(f"{PLAIN}\n\n{EVERYDAY}")
    assert both.sum(0) == pytest.approx(one.sum(0) + other.sum(0))
    assert lint(both.sum(0)) != lint(one.sum(0))
