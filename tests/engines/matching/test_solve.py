"""`solve` against independent solvers and brute force, by both rules and with both sets of loops."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haven.engines.matching import MatchingError, plain, solve, verify
from haven.engines.matching.edges import Edges, Problem, every_pair
from haven.engines.matching.flow import best_of
from haven.engines.matching.objectives import order_of
from tests.engines.matching.problems import fair_best, large, problems, scipy_best

EACH = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
SMALL = problems(most=5)


def value(matching: Any) -> tuple[int, int]:
    return matching.coverage, matching.total


@EACH
@given(problems())
def test_total_is_what_scipy_finds_and_is_proved(loops: str, problem: Any) -> None:
    scores, capacity = problem
    found = solve(scores, capacity, objective="total")
    assert value(found) == scipy_best(scores, capacity)
    assert found.certificate.gap == 0
    assert verify(scores, capacity, found)


@EACH
@given(problems())
def test_so_it_is_when_it_begins_with_few_pairs(loops: str, few_pairs: None, problem: Any) -> None:
    scores, capacity = problem
    found = solve(scores, capacity, objective="total")
    assert value(found) == scipy_best(scores, capacity)
    assert verify(scores, capacity, found)


@EACH
@given(SMALL, st.integers(0, 99), st.lists(st.integers(-2, 2), min_size=5, max_size=5))
def test_fair_is_what_brute_force_finds(loops: str, problem: Any, seed: int, tiers: list[int]) -> None:
    scores, capacity = problem
    priority = tiers[: len(scores)]
    found = solve(scores, capacity, priority=priority, seed=seed)
    order = order_of(np.array(priority, dtype=np.int64), seed).tolist()
    own = [int(scores[row, column]) for row, column in enumerate(found.assigned) if column >= 0]
    covered = tuple(found.assigned[row] >= 0 for row in order)
    assert (len(own), covered, min(own, default=0), sum(own)) == fair_best(scores, capacity, order)
    assert verify(scores, capacity, found)


@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_many_pairs(loops: str, seed: int, ties: bool) -> None:
    scores, capacity = large(seed, ties=ties)
    exact = scipy_best(scores, capacity)
    total = solve(scores, capacity, objective="total")
    assert value(total) == exact
    assert verify(scores, capacity, total)
    fair = solve(scores, capacity, priority=np.arange(len(scores)) % 3, seed=seed)
    assert fair.coverage == exact[0]
    assert fair.total <= exact[1]
    assert verify(scores, capacity, fair)


def test_a_flow_over_all_pairs_agrees() -> None:
    scores, capacity = large(5)
    problem = Problem(scores, capacity, np.zeros(len(scores), dtype=np.bool_))
    flow = best_of(problem, Edges.of(problem, *every_pair(problem)))
    on = np.flatnonzero(flow >= 0)
    found = solve(scores, capacity, objective="total")
    assert value(found) == (len(on), int(scores[on, flow[on]].sum(dtype=np.int64)))


def test_scores_of_32_bits_may_be_large(loops: str) -> None:
    scores, capacity = large(1)
    wide = np.where(scores >= 0, scores.astype(np.int32) * 200_000, -1).astype(np.int32)
    found = solve(wide, capacity, objective="total")
    assert value(found) == (scipy_best(scores, capacity)[0], 200_000 * scipy_best(scores, capacity)[1])
    assert verify(wide, capacity, found)


@EACH
@given(problems(most=8), st.data())
def test_fixed_pairs_are_made_and_the_rest_is_the_best(loops: str, problem: Any, data: st.DataObject) -> None:
    scores, capacity = problem
    may = np.argwhere((scores >= 0) & (capacity > 0))
    if not len(may):
        return
    newcomer, buddy = may[data.draw(st.integers(0, len(may) - 1))].tolist()
    left = capacity.copy()
    left[buddy] -= 1
    others = np.delete(scores, newcomer, axis=0)
    for objective in ("total", "fair"):
        found = solve(scores, capacity, objective=objective, fixed=[(newcomer, buddy)])
        assert found.assigned[newcomer] == buddy
        assert found.coverage == scipy_best(others, left)[0] + 1
        assert verify(scores, capacity, found)
    found = solve(scores, capacity, objective="total", fixed=[(newcomer, buddy)])
    assert found.total == scipy_best(others, left)[1] + scores[newcomer, buddy]


def test_a_tolerance_says_how_far_it_may_be(loops: str) -> None:
    scores, capacity = large(2)
    exact = scipy_best(scores, capacity)
    for tolerance in (0, 500, 10**9):
        found = solve(scores, capacity, objective="total", tolerance=tolerance)
        assert found.coverage <= exact[0]
        assert found.certificate.gap <= tolerance
        assert verify(scores, capacity, found)
    assert value(solve(scores, capacity, objective="total")) == exact


def test_the_lottery_is_kept_and_changes_who_is_covered() -> None:
    scores, capacity = np.zeros((6, 1), dtype=np.int16), np.array([2])
    same = [solve(scores, capacity, seed=4).assigned.tolist() for _ in range(2)]
    assert same[0] == same[1]
    winners = {tuple(np.flatnonzero(solve(scores, capacity, seed=seed).assigned >= 0)) for seed in range(20)}
    assert len(winners) > 5
    first = solve(scores, capacity, priority=[1, 1, 0, 1, 0, 1], seed=3)
    assert np.flatnonzero(first.assigned >= 0).tolist() == [2, 4]


def test_both_sets_of_loops_agree_on_prices_of_a_match() -> None:
    """The least and the greatest prices are unique."""
    from haven.engines.matching import compiled
    from haven.engines.matching.solving import scores_of

    scores, capacity = large(3, 120, 70)
    problem = Problem(scores, capacity, np.zeros(len(scores), dtype=np.bool_))
    edges = Edges.of(problem, *every_pair(problem))
    match = best_of(problem, edges)
    own = scores_of(problem, match)
    assert (compiled.prices(problem, edges, match, own) == plain.prices(problem, edges, match, own)).all()


# ---------------------------------------------------------------- nothing much


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (1, 1)])
def test_nobody_or_one(loops: str, shape: tuple[int, int]) -> None:
    scores, capacity = np.zeros(shape, dtype=np.int16), np.ones(shape[1], dtype=np.int64)
    for objective in ("total", "fair"):
        found = solve(scores, capacity, objective=objective)
        assert found.coverage == min(shape)
        assert verify(scores, capacity, found)


@pytest.mark.parametrize(
    ("scores", "capacity"),
    [([[5, 6], [7, 8]], [0, 0]), ([[-1, -1], [-1, -1]], [3, 3])],
    ids=["no places", "all barred"],
)
def test_nobody_can_be_covered(loops: str, scores: Any, capacity: Any) -> None:
    table = np.array(scores, dtype=np.int16)
    for objective in ("total", "fair"):
        found = solve(table, capacity, objective=objective)
        assert found.assigned.tolist() == [-1, -1]
        assert verify(table, np.array(capacity), found)


# ---------------------------------------------------------------- what is wrong is named

TABLE = np.array([[5, -1], [3, 4]], dtype=np.int16)


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ({"scores": TABLE.astype(np.float64)}, "int16 or int32"),
        ({"scores": TABLE[0]}, "table of newcomers by buddies"),
        ({"scores": np.array([[5, -1], [-7, 4]], dtype=np.int16)}, "Newcomer 1 and buddy 0 have -7 points"),
        ({"capacity": [1]}, "each of the 2 buddies"),
        ({"capacity": [1.5, 1]}, "one whole number"),
        ({"capacity": [1, -2]}, "Buddy 1 has -2 places"),
        ({"priority": [1]}, "each of the 2 newcomers"),
        ({"objective": "best"}, "'best' is not total or fair"),
        ({"tolerance": -1}, "0 points or more"),
        ({"fixed": [(0, 1)]}, "newcomer 0 and buddy 1 is barred"),
        ({"fixed": [(0, 5)]}, "newcomer 0 and buddy 5 is not in the table"),
        ({"fixed": [(0, 0), (0, 0)]}, "Newcomer 0 is in two fixed pairs"),
        ({"fixed": [(0, 0), (1, 0)]}, "Buddy 0 has more fixed newcomers than the 1 places"),
    ],
)
def test_what_cannot_be_is_named(arguments: dict[str, Any], why: str) -> None:
    given_ = {"scores": TABLE, "capacity": [1, 1]} | arguments
    with pytest.raises(MatchingError, match=why):
        solve(given_.pop("scores"), given_.pop("capacity"), **given_)


# ---------------------------------------------------------------- damage shows


@EACH
@given(problems(most=8), st.sampled_from(["total", "fair"]), st.data())
def test_a_damaged_result_does_not_verify(problem: Any, objective: str, data: st.DataObject) -> None:
    scores, capacity = problem
    found = solve(scores, capacity, objective=objective, seed=1)
    assert verify(scores, capacity, found)
    if not found.coverage:
        return
    proof = found.certificate
    row = int(data.draw(st.sampled_from(np.flatnonzero(found.assigned >= 0).tolist())))
    fewer = found.assigned.copy()
    fewer[row] = -1
    own = int(scores[row, found.assigned[row]])
    lower = proof.newcomer_prices.copy()
    lower[row] -= 1
    damaged = [
        replace(found, total=found.total + 1),
        replace(found, coverage=found.coverage + 1),
        replace(found, assigned=fewer),
        replace(found, assigned=fewer, coverage=found.coverage - 1, total=found.total - own),
        replace(found, assigned=found.assigned[:-1]),
        replace(found, assigned=np.where(found.assigned >= 0, len(capacity), -1)),
        replace(found, assigned="nothing"),
        replace(found, certificate=replace(proof, newcomer_prices=lower)),
        replace(found, certificate=replace(proof, buddy_prices=-proof.buddy_prices - 1)),
        replace(found, certificate=replace(proof, gap=-1)),
        replace(found, certificate=replace(proof, objective="other")),
        replace(found, certificate=replace(proof, fixed=((row, int(found.assigned[row]) + 1),))),
        replace(found, certificate=replace(proof, covering=0)),
        replace(found, certificate=None),
        None,
    ]
    assert not any(verify(scores, capacity, one) for one in damaged)
    if objective == "fair":
        assert not verify(
            scores, capacity, replace(found, certificate=replace(proof, minimum=proof.minimum - 1))
        )
        empty = np.zeros_like(proof.contested)
        assert not verify(scores, capacity, replace(found, certificate=replace(proof, contested=empty)))


def test_a_worse_match_does_not_verify_whatever_its_prices() -> None:
    scores, capacity = np.array([[9, 8], [8, 1]], dtype=np.int16), np.array([1, 1])
    best = solve(scores, capacity, objective="total")
    assert best.assigned.tolist() == [1, 0]
    worse = replace(
        best, assigned=np.array([0, 1]), total=10, certificate=replace(best.certificate, total_bound=10)
    )
    assert not verify(scores, capacity, worse)


def test_the_wrong_people_covered_do_not_verify() -> None:
    scores, capacity = np.zeros((3, 1), dtype=np.int16), np.array([1])
    found = solve(scores, capacity, priority=[0, 1, 1])
    other = found.assigned[[1, 0, 2]]
    prices = found.certificate.newcomer_prices[[1, 0, 2]]
    contested = found.certificate.contested[[1, 0, 2]]
    swapped = replace(found.certificate, newcomer_prices=prices, contested=contested)
    assert not verify(scores, capacity, replace(found, assigned=other, certificate=swapped))
