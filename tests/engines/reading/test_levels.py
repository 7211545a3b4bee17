"""From counts to a score, a level and their probabilities; and the file of coefficients that says how."""

import json
from dataclasses import replace
from importlib.resources import files
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from haven.engines.reading import LEVELS, Reader, read
from haven.engines.reading.features import ADDED, AT, FEATURES, features
from haven.engines.reading.levels import FULL, Linear, level_of, model
from haven.engines.reading.reasons import MEASURES
from tests.engines.reading.samples import ACADEMIC, EVERYDAY, OFFICIAL, PLAIN

RAW = st.floats(-50, 50)
# Counts of one text: whole numbers, and sums of logarithms.
COUNTS = st.lists(st.floats(0.5, 60), min_size=len(ADDED), max_size=len(ADDED)).map(np.array)


@pytest.fixture(scope="module")
def stored() -> dict[str, Any]:
    path = files("haven.engines.reading").joinpath("coefficients.json")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _counts(text: str) -> Any:
    return Reader().prose_counts(text)


# ---------------------------------------------------------------- the file


@pytest.mark.parametrize("part", ["text", "sentence"])
def test_a_number_for_each_feature(stored: dict[str, Any], part: str) -> None:
    names = stored[part]["names"]
    assert len(names) == len(set(names)) > 5
    assert set(names) <= set(FEATURES)
    for key in ("means", "trust", "centre", "spread", "weights"):
        assert len(stored[part][key]) == len(names), key
        assert np.isfinite(stored[part][key]).all(), key
    assert min(stored[part]["spread"]) > 0
    assert min(stored[part]["trust"]) >= 0


@pytest.mark.parametrize("part", ["text", "sentence"])
def test_no_feature_makes_a_text_easier_against_its_direction(stored: dict[str, Any], part: str) -> None:
    assert min(stored[part]["weights"]) >= 0
    assert max(stored[part]["weights"]) > 0


def test_steps_and_spreads(stored: dict[str, Any]) -> None:
    assert len(stored["steps"]) == len(LEVELS) - 1
    assert all(low < high for low, high in pairwise(stored["steps"]))
    assert stored["scale"] > 0
    assert stored["noise"] > 0
    assert stored["source"]


def test_an_easier_target_has_tighter_limits(stored: dict[str, Any]) -> None:
    assert list(stored["limits"]) == list(LEVELS)
    for measure in MEASURES:
        values = [stored["limits"][level][measure] for level in LEVELS]
        assert values == sorted(values), measure
    assert all(set(limits) == set(MEASURES) for limits in stored["limits"].values())


# ---------------------------------------------------------------- no length of the text


@given(COUNTS, st.integers(2, 1000))
def test_no_feature_knows_how_long_a_text_is(counts: Any, times: int) -> None:
    names, none = tuple(FEATURES), np.zeros(len(FEATURES))
    once = features(counts[None, :], names, none, none)
    assert features(counts[None, :] * times, names, none, none) == pytest.approx(once, rel=1e-6)


@pytest.mark.parametrize("text", [PLAIN, EVERYDAY, OFFICIAL, ACADEMIC])
def test_a_text_said_again_has_nearly_the_same_score(text: str) -> None:
    """Only how far a short text is drawn to the mean differs, a little."""
    once, often, more = (read(" ".join([text] * times)).score or 0 for times in (1, 4, 40))
    assert often == pytest.approx(once, abs=0.3)
    assert more == pytest.approx(often, abs=0.1)


def test_a_short_text_is_drawn_to_the_mean() -> None:
    of = model().text
    none = np.zeros((1, len(ADDED)))
    signs = np.array([FEATURES[name][2] for name in of.names])
    assert features(none, of.names, of.means, of.trust)[0] == pytest.approx(signs * of.means, rel=1e-6)


# ---------------------------------------------------------------- directions


@pytest.mark.parametrize("part", ["text", "sentence"])
def test_more_of_what_is_hard_never_lowers_the_score(part: str) -> None:
    of: Linear = getattr(model(), part)
    start = _counts(OFFICIAL).sum(0)[None, :]
    for name in of.names:
        count, _, sign = FEATURES[name]
        harder = start.copy()
        harder[0, AT[count]] += 2 * sign
        assert of.score(harder)[0] > of.score(start)[0], name


def test_texts_in_the_order_of_their_levels() -> None:
    found = [read(text) for text in (PLAIN, EVERYDAY, OFFICIAL, ACADEMIC)]
    assert all((easy.score or 0) < (hard.score or 0) for easy, hard in pairwise(found))
    assert all(
        LEVELS.index(str(easy.level)) <= LEVELS.index(str(hard.level)) for easy, hard in pairwise(found)
    )


@pytest.mark.parametrize(
    ("easy", "hard"),
    [
        ("De student leest een brief.", "De student analyseert een jurisprudentie."),
        ("Zij komt. Zij belt. Zij eet.", "Zij komt, omdat zij belt, terwijl zij eet en wacht."),
        ("De docent schrijft de brief.", "De brief wordt door de docent geschreven."),
    ],
    ids=["words", "clauses", "passive"],
)
def test_what_makes_a_sentence_harder(easy: str, hard: str) -> None:
    assert (read(easy).score or 0) < (read(hard).score or 0)


# ---------------------------------------------------------------- one sentence or many


def test_of_one_sentence_the_model_of_sentences_speaks_and_from_four_on_that_of_texts() -> None:
    counts = _counts(OFFICIAL)
    assert len(counts) == FULL
    one, all_ = counts[:1], counts.sum(0)[None, :]
    assert model().raw(one) == pytest.approx(model().sentence.score(one))
    assert model().raw(all_) == pytest.approx(model().text.score(all_))
    two = counts[:2].sum(0)[None, :]
    share = 1 / (FULL - 1)
    between = share * model().text.score(two) + (1 - share) * model().sentence.score(two)
    assert model().raw(two) == pytest.approx(between)


# ---------------------------------------------------------------- scores as shown


def test_the_steps_lie_at_halves() -> None:
    assert model().shown(model().steps) == pytest.approx([1.5, 2.5, 3.5, 4.5])


@given(RAW, RAW)
def test_what_is_harder_is_shown_as_harder(one: float, other: float) -> None:
    low, high = model().shown(np.array(sorted([one, other])))
    assert 0 < low <= high < 6
    assert low < high or high - low == pytest.approx(abs(one - other), abs=1e-6)


@given(RAW)
def test_shown_alone_or_with_others_is_one_number(raw: float) -> None:
    assert model().shown(np.array([raw, 0.0, 9.0]))[0] == model().shown(np.array([raw]))[0]


def test_no_leap_where_the_scale_bends() -> None:
    line = np.linspace(-3, 8, 5_000)
    assert np.diff(model().shown(line)).max() < 0.005


@pytest.mark.parametrize(
    ("shown", "level"),
    [
        (0.0, "A1"), (1.49, "A1"), (1.5, "A2"), (2.499, "A2"), (2.5, "B1"), (3.5, "B2"), (4.499, "B2"),
        (4.5, "C"), (5.5, "C"), (6.0, "C"),
    ],
)  # fmt: skip
def test_level_of_a_score(shown: float, level: str) -> None:
    assert level_of(shown) == level


# ---------------------------------------------------------------- probabilities


@given(RAW, st.integers(0, 500))
def test_probabilities_are_of_all_levels_and_sum_to_one(raw: float, sentences: int) -> None:
    found = model().probabilities(raw, sentences)
    assert list(found) == list(LEVELS)
    assert sum(found.values()) == pytest.approx(1, abs=3e-4)
    assert min(found.values()) >= 0


@given(RAW, RAW, st.integers(1, 100))
def test_a_harder_text_is_less_likely_easy(one: float, other: float, sentences: int) -> None:
    easy, hard = (
        np.cumsum([*model().probabilities(raw, sentences).values()]) for raw in sorted([one, other])
    )
    assert (hard <= easy + 3e-4).all()


def test_in_the_middle_of_a_level_that_level_is_likeliest() -> None:
    steps = model().steps
    middles = [steps[0] - 1, *(steps[:-1] + steps[1:]) / 2, steps[-1] + 1]
    for level, raw in zip(LEVELS, middles, strict=True):
        found = model().probabilities(raw, 50)
        assert max(found, key=lambda name: found[name]) == level


def test_on_a_step_both_sides_are_as_likely() -> None:
    found = model().probabilities(float(model().steps[2]), 30)
    assert found["A1"] + found["A2"] + found["B1"] == pytest.approx(0.5, abs=2e-4)


def test_few_sentences_say_less() -> None:
    raw = float(model().steps[1] + model().steps[2]) / 2
    few, many = model().probabilities(raw, 2), model().probabilities(raw, 60)
    assert few["B1"] < many["B1"]
    assert few["A1"] > many["A1"]
    assert few["C"] > many["C"]


# ---------------------------------------------------------------- intervals


@given(RAW, st.integers(0, 500))
def test_the_interval_holds_the_score(raw: float, sentences: int) -> None:
    low, high = model().interval(raw, sentences)
    score = round(float(model().shown(np.array([raw]))[0]), 3)
    assert 0 <= low <= score <= high <= 6


@given(RAW, st.integers(1, 50), st.integers(1, 50))
def test_more_sentences_narrow_the_interval(raw: float, sentences: int, more: int) -> None:
    wide, narrow = model().interval(raw, sentences), model().interval(raw, sentences + more)
    assert wide[0] <= narrow[0] <= narrow[1] <= wide[1]


# ---------------------------------------------------------------- the target


def test_b1_is_the_target_unless_another_is_named() -> None:
    assert Reader().target == read(PLAIN).target == "B1"
    assert read(PLAIN, target="A2").target == "A2"


@pytest.mark.parametrize(("raw_above", "above"), [(-0.01, False), (0.01, True)])
def test_above_the_target_begins_at_the_step(raw_above: float, above: bool) -> None:
    found = replace(read(PLAIN), score=3.5 + raw_above)
    assert found.is_above == above
    assert (level_of(3.5 + raw_above) > found.target) == above
