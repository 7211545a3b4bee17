"""What forcing a pair costs, how scarce a buddy is, and who competes for which places."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from haven.engines.matching import MatchingError, solve
from haven.engines.matching.explaining import (
    Cost,
    competitions,
    cost_at_least,
    cost_of,
    one_more_place,
    would_help,
)
from tests.engines.matching.people import buddies, newcomers, population, sets
from tests.engines.matching.problems import problems, scipy_best


@settings(max_examples=40)
@given(problems(most=7))
def test_the_prices_never_say_more_than_a_pair_costs(problem: Any) -> None:
    scores, capacity = problem
    found = solve(scores, capacity, objective="total")
    rows, columns = np.nonzero((scores >= 0) & (capacity > 0))
    least = cost_at_least(scores, found, rows, columns)
    covering = found.certificate.covering
    for row, column, bound in zip(rows.tolist(), columns.tolist(), least.tolist(), strict=True):
        cost = cost_of(scores, capacity, found, row, column)
        assert bound <= cost.people * covering + cost.points
        if found.assigned[row] == column:
            assert (bound, cost) == (0, Cost(0, 0))


def test_what_a_pair_costs_in_people_and_points() -> None:
    scores, capacity = np.array([[9, 5], [8, -1]], dtype=np.int16), np.array([1, 1])
    found = solve(scores, capacity, objective="total")
    assert found.assigned.tolist() == [1, 0]
    assert cost_of(scores, capacity, found, 0, 0) == Cost(1, 4)
    with pytest.raises(MatchingError, match="barred"):
        cost_of(scores, capacity, found, 1, 1)


def test_how_scarce_a_buddy_is() -> None:
    scores = np.array([[9, 1, -1], [7, 1, -1], [-1, -1, 5], [-1, -1, 4]], dtype=np.int16)
    capacity = np.array([1, 3, 1])
    found = solve(scores, capacity, objective="total")
    brings = [one_more_place(scores, capacity, found, buddy) for buddy in range(3)]
    assert brings == [Cost(0, 6), Cost(0, 0), Cost(1, 4)]


@settings(max_examples=60)
@given(problems(most=12))
def test_everybody_without_stands_in_one_competition(problem: Any) -> None:
    scores, capacity = problem
    for objective in ("total", "fair"):
        found = solve(scores, capacity, objective=objective)
        told = competitions(scores, capacity, found)
        without = sorted(row for one in told for row in one.without.tolist())
        assert without == np.flatnonzero(found.assigned < 0).tolist()
        seen: set[int] = set()
        for one in told:
            may = (scores[one.newcomers] >= 0).any(axis=0) & (capacity > 0)
            assert set(np.flatnonzero(may)) <= set(one.buddies.tolist())
            assert one.places == capacity[one.buddies].sum()
            assert one.count - one.places == len(one.without)
            assert seen.isdisjoint(one.newcomers.tolist())
            seen |= set(one.newcomers.tolist())
        # That many go without whatever the match: it is no more than the most that scipy can cover.
        assert len(scores) - len(without) == scipy_best(scores, capacity)[0]


def test_what_one_more_buddy_would_bring() -> None:
    mine = newcomers(
        3,
        languages=sets([1], [1, 2], [3]),
        faculty=np.int32([5, 5, 6]),
        faculty_only=np.array([True, False, False]),
        same_gender=np.array([False, True, False]),
        gender=np.int32([0, 1, 0]),
    )
    helps = would_help(population(mine, buddies(1)), np.array([0, 1, 2]))
    assert helps["language"].most_common(1) == [(1, 2)]
    assert helps["faculty"] == {5: 1}
    assert helps["gender"] == {1: 1}
