"""Points by term, bars by rule, and that every way to work them out comes to the same."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from haven.engines.matching import MatchingError, scoring
from haven.engines.matching.explaining import barred_by, points_of
from haven.engines.matching.people import HARD, TERMS, Campus, Rules
from haven.engines.matching.scoring import scores_of
from tests.bench.matching_people import sample
from tests.engines.matching.people import RULES, WEIGHTS, buddies, newcomers, population, sets


def only(of: Any) -> Campus:
    return next(iter(of.campuses()))


def points(mine: dict[str, Any], theirs: dict[str, Any], rules: Rules = RULES) -> dict[str, int]:
    found = points_of(
        population(newcomers(1, **mine), buddies(1, **theirs), rules), np.array([0]), np.array([0])
    )
    return {name: value for name, value in zip(TERMS, found[0].tolist(), strict=True) if value}


@pytest.mark.parametrize(
    ("mine", "theirs", "term", "value"),
    [
        ({"interests": sets([1, 2])}, {"interests": sets([2, 3, 4])}, "interests", 1224),  # 1224.7
        ({"interests": sets([1])}, {"interests": sets([1])}, "interests", 3000),
        ({"interests": sets([1, 2])}, {"interests": sets([2, 3])}, "interests", 1500),
        ({"interests": sets([])}, {"interests": sets([])}, "interests", None),
        ({"languages": sets([0, 1])}, {"languages": sets([0, 1, 2])}, "languages", 1000),
        ({"languages": sets([0, 1, 2, 3])}, {"languages": sets([0, 1, 2, 3])}, "languages", 1500),
        ({"times": sets([0, 2])}, {"times": sets([0, 2])}, "times", 750),
        ({"faculty": [4]}, {"faculty": [4]}, "faculty", 1000),
        ({"faculty": [4]}, {"faculty": [5]}, "faculty", None),
        ({"faculty": [-1]}, {"faculty": [-1]}, "faculty", None),  # unknown on both sides is not the same
        ({"field": [4]}, {"field": [4]}, "field", 1500),
        ({"country": [3]}, {"countries": sets([3])}, "country", 1000),
        ({"country": [2]}, {"countries": sets([3])}, "country", None),
        ({"country": [-1]}, {"countries": sets([0])}, "country", None),
        ({"age": np.float32([22])}, {"age": np.float32([22])}, "age", 500),
        ({"age": np.float32([22])}, {"age": np.float32([25])}, "age", 400),
        ({"age": np.float32([22])}, {"age": np.float32([60])}, "age", None),
        ({"age": np.float32([22])}, {}, "age", None),
    ],
)
def test_points_of_a_term(mine: Any, theirs: Any, term: str, value: int | None) -> None:
    assert points(mine, theirs).get(term) == value


@pytest.mark.parametrize(
    ("mine", "theirs", "rule"),
    [
        ({"campus": [1]}, {}, "campus"),
        ({}, {"capacity": [0]}, "capacity"),
        ({"allowed": [0b10]}, {}, "role"),
        ({"minor": [True]}, {}, "vetting"),
        ({"same_gender": [True]}, {"gender": [1]}, "gender"),
        ({}, {"gender": [1], "same_gender": [True]}, "gender"),
        ({}, {"from_day": [11]}, "dates"),
        ({}, {"until_day": [37]}, "dates"),
        ({"faculty": [3], "faculty_only": [True]}, {"faculty": [4]}, "faculty"),
        ({"languages": sets([1])}, {"languages": sets([2])}, "language"),
    ],
)
def test_a_rule_bars_a_pair_and_is_named(mine: Any, theirs: Any, rule: str) -> None:
    of = population(newcomers(1, **mine), buddies(1, **theirs))
    assert barred_by(of, 0, 0) == [rule]
    if rule != "campus":
        assert scores_of(of, only(of)).tolist() == [[-1]]
    if rule not in {"campus", "capacity"}:
        relaxed = replace(of, rules=replace(RULES, bars=frozenset(HARD) - {rule}))
        assert scores_of(relaxed, only(relaxed))[0, 0] >= 0


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ({"minor": [True]}, {"vetted": [True]}),
        ({"same_gender": [True]}, {"same_gender": [True]}),
        ({}, {"from_day": [10], "until_day": [38]}),
        ({"faculty": [3], "faculty_only": [True]}, {"faculty": [3]}),
    ],
)
def test_a_rule_that_is_met_bars_nothing(mine: Any, theirs: Any) -> None:
    assert barred_by(population(newcomers(1, **mine), buddies(1, **theirs)), 0, 0) == []


def test_who_said_no_before_is_not_asked_again() -> None:
    of = population(newcomers(2), buddies(2), declined=[(0, 1)])
    assert (scores_of(of, only(of)) < 0).tolist() == [[False, True], [False, False]]
    assert barred_by(of, 0, 1) == ["declined"]


def test_numpy_numba_and_pairs_one_by_one_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    of = sample("S").population
    for campus in of.campuses():
        compiled = scores_of(of, campus).copy()
        with monkeypatch.context() as patched:
            patched.setattr(scoring, "has_numba", lambda: False)
            assert (scores_of(of, campus) == compiled).all()
        rows, columns = np.nonzero(compiled >= 0)
        by_term = points_of(of, campus.newcomers[rows], campus.buddies[columns])
        assert (by_term.sum(axis=1) == compiled[rows, columns]).all()
        for row, column in np.argwhere(compiled < 0)[::97].tolist():
            assert barred_by(of, int(campus.newcomers[row]), int(campus.buddies[column]))


def test_sets_of_more_than_64() -> None:
    wide = sets([70, 3], [70], size=80)
    of = population(newcomers(2, languages=wide), buddies(1, languages=sets([70], size=80)))
    assert (scores_of(of, only(of)) >= 0).all()
    assert points({"languages": wide[:1]}, {"languages": wide[:1]})["languages"] == 1000


def test_the_next_campus_takes_the_same_memory() -> None:
    of = sample("S").population
    memory = np.empty(200 * 150, dtype=np.int16)
    for campus in of.campuses():
        table = scores_of(of, campus, memory)
        assert np.shares_memory(table, memory)
        assert (table == scores_of(of, campus)).all()


def test_a_campus_that_is_too_large_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "MOST_BYTES", 7)
    of = population(newcomers(2), buddies(2))
    with pytest.raises(
        MatchingError, match="2 newcomers and 2 buddies on one campus are more pairs than fit"
    ):
        scores_of(of, only(of))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"weights": WEIGHTS | {"age": 400}}, "add up to 9,900; they have to add up to 10,000"),
        ({"weights": WEIGHTS | {"shoes": 0}}, "“shoes” is not a term"),
        ({"weights": WEIGHTS | {"age": -500, "times": 2500}}, "weight of age is -500"),
        ({"bars": frozenset(["shoes"])}, "“shoes” is not a rule"),
        ({"years": 0}, "years is 0"),
        ({"roles": {}}, "needs a table of roles"),
    ],
)
def test_rules_that_cannot_be(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(MatchingError, match=why):
        replace(RULES, **changes)
