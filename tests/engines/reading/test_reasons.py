"""Why a sentence is hard: for each reason a sentence that has it, and one that nearly has."""

from itertools import pairwise

import numpy as np
import pytest

from haven.engines.reading import LEVELS, Reason, read
from haven.engines.reading.features import ADDED, AT
from haven.engines.reading.levels import model
from haven.engines.reading.reasons import MEASURES, measures, reasons

CODES = {*MEASURES, "passive"}
# What no sentence below has too much of.
LIMITS = dict.fromkeys(MEASURES, 1000.0)


def _reasons(sentence: str, target: str = "B1") -> dict[str, Reason]:
    (one,) = read(sentence, target=target).sentences
    return {reason.code: reason for reason in one.reasons}


def _counts(**values: float) -> np.ndarray:
    found = np.zeros((1, len(ADDED)))
    for name, value in values.items():
        found[0, AT[name]] = value
    return found


# ---------------------------------------------------------------- sentences


@pytest.mark.parametrize(
    ("code", "value", "sentence", "near_miss"),
    [
        ("length", 19,
         "De student leest elke dag een boek en hij gaat dan met zijn vriend naar de zee en eet.",
         "De student leest elke dag een boek en hij gaat dan met zijn vriend naar zee en eet."),
        ("depth", 5,
         "De deur van het huis van de vriend van mijn broer is open.",
         "De deur van het huis is open."),
        ("distance", 7,
         "De student uit het verre land aan de zee belt.",
         "De student uit het land belt."),
        ("clauses", 3,
         "Ik weet dat hij zegt dat zij komt omdat het regent.",
         "Ik weet dat hij komt."),
        ("density", 9,
         "De studenten die in de stad wonen en die elke dag met de fiets naar les komen krijgen geld.",
         "De stad biedt studenten lessen."),
        ("nominalisation", 2,
         "De vaststelling en de goedkeuring volgen later.",
         "De vaststelling volgt later."),
        ("bracket", 6,
         "Zij heeft gisteren met haar broer een boek gelezen.",
         "Zij heeft een boek gelezen."),
        ("passive", 1,
         "Het boek wordt gelezen.",
         "Het boek is gelezen."),
    ],
    ids=["length", "depth", "distance", "clauses", "density", "nominalisation", "bracket", "passive"],
)  # fmt: skip
def test_each_reason(code: str, value: float, sentence: str, near_miss: str) -> None:
    found = _reasons(sentence)
    assert code in found
    assert found[code].value == value > found[code].limit
    assert code not in _reasons(near_miss)


def test_every_reason_has_its_sentence() -> None:
    marks = test_each_reason.pytestmark  # type: ignore[attr-defined]
    assert {case[0] for case in marks[0].args[1]} == CODES


def test_the_length_is_that_of_the_words_not_of_marks_and_numbers() -> None:
    long = " ".join(["boek"] * 18)
    assert "length" not in _reasons(f"De {long[5:]} (12, 14, 16) …!")
    assert "length" in _reasons(f"De {long}.")


def test_becoming_is_no_passive() -> None:
    assert "passive" not in _reasons("Zij wordt morgen twintig jaar.")
    assert "passive" not in _reasons("Hij werd dokter.")


def test_a_plain_sentence_has_no_reasons() -> None:
    assert _reasons("Je krijgt morgen een brief van de school.") == {}


def test_an_easier_target_has_more_reasons() -> None:
    sentence = "De vaststelling van de datum en de goedkeuring volgen later op de dag van het overleg."
    found = [set(_reasons(sentence, target)) for target in LEVELS]
    assert all(easier >= harder for easier, harder in pairwise(found))
    assert found[0] > found[-1]


# ---------------------------------------------------------------- measures and limits


@pytest.mark.parametrize(
    ("code", "counts", "least"),
    [
        ("length", {"words": 1}, 12),
        ("depth", {"depth": 1}, 4),
        ("distance", {"subject": 1}, 4),
        ("clauses", {"clauses": 1}, 1),
        ("density", {"content": 1}, 5),
        ("nominalisation", {"nominal": 1}, 1),
        ("bracket", {"bracket": 1}, 4),
    ],
)
def test_only_what_is_above_the_limit_is_a_reason(code: str, counts: dict[str, float], least: float) -> None:
    name = next(iter(counts))
    assert reasons(_counts(**{name: 30}), LIMITS | {code: 30.0}) == [()]
    assert reasons(_counts(**{name: 31}), LIMITS | {code: 30.0}) == [(Reason(code, 31.0, 30.0),)]
    # What is common in any Dutch is never a reason, though easy texts have less of it.
    assert reasons(_counts(**{name: least}), LIMITS | {code: 0.0}) == [()]
    assert reasons(_counts(**{name: least + 1}), LIMITS | {code: 0.0}) == [(Reason(code, least + 1, least),)]


def test_density_is_by_finite_verb_and_a_sentence_without_counts_as_one() -> None:
    assert measures(_counts(content=12, finite=2))["density"].tolist() == [6]
    assert measures(_counts(content=12))["density"].tolist() == [12]


def test_passives_are_counted_without_a_limit() -> None:
    assert reasons(_counts(passive=2), LIMITS) == [(Reason("passive", 2.0, 0.0),)]


def test_each_sentence_has_its_own_reasons() -> None:
    both = np.vstack([_counts(words=31), _counts(), _counts(words=40, passive=1)])
    assert [[reason.code for reason in one] for one in reasons(both, LIMITS | {"length": 30.0})] == [
        ["length"], [], ["length", "passive"],
    ]  # fmt: skip
    assert reasons(np.zeros((0, len(ADDED))), LIMITS) == []


@pytest.mark.parametrize("target", LEVELS)
def test_every_target_has_a_limit_for_every_measure(target: str) -> None:
    assert set(model().limits[target]) == set(MEASURES)
    assert reasons(np.full((1, len(ADDED)), 500.0), model().limits[target])[0][-1].code == "passive"
