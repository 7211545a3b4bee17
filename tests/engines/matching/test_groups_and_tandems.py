"""Groups and tandems keep to their sizes, and never to more than their bounds."""

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from haven.engines.matching import MatchingError
from haven.engines.matching import tandems as module
from haven.engines.matching.groups import groups
from haven.engines.matching.tandems import tandems
from tests.engines.matching.problems import large, problems


@settings(max_examples=40)
@given(problems(most=14), st.integers(1, 3), st.integers(0, 3))
def test_groups_are_of_the_sizes_asked_for(problem: Any, least: int, more: int) -> None:
    scores, capacity = problem
    found = groups(scores, capacity > 0, least=least, most=least + more)
    on = np.flatnonzero(found.assigned >= 0)
    load = np.bincount(found.assigned[on], minlength=len(capacity))
    assert set(load.tolist()) <= {0, *range(least, least + more + 1)}
    assert (capacity[load > 0] > 0).all()
    own = scores[on, found.assigned[on]]
    assert (own >= 0).all()
    assert (found.coverage, found.total) == (len(on), own.sum())
    people, points = found.gap
    assert people >= 0
    assert people > 0 or found.total <= found.total_bound
    assert points >= 0


def test_groups_of_many_are_near_their_bounds() -> None:
    scores, _capacity = large(1, 300, 150)
    scores[::17] = scores[1]
    found = groups(scores, np.ones(150), least=3, most=5)
    assert found.gap[0] == 0
    assert found.total >= 0.93 * found.total_bound


def test_sizes_that_make_no_group() -> None:
    with pytest.raises(MatchingError, match="A group of 3 to 2"):
        groups(np.zeros((3, 3), dtype=np.int16), [1, 1, 1], least=3, most=2)


def flags(rows: list[list[int]], languages: int = 4) -> Any:
    found = np.zeros((len(rows), languages), dtype=np.bool_)
    for row, members in enumerate(rows):
        found[row, members] = True
    return found


def test_three_who_cannot_be_pairs_make_a_ring() -> None:
    offers, wants = flags([[0], [1], [2]]), flags([[1], [2], [0]])
    assert tandems(offers, wants, threes=False).rings == ()
    found = tandems(offers, wants)
    assert found.coverage == found.coverage_bound == 3
    (ring,) = found.rings
    for teacher, pupil in zip(ring, (*ring[1:], ring[0]), strict=True):
        assert (offers[teacher] & wants[pupil]).any()


def test_a_search_that_is_cut_short_claims_no_more_than_it_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "ROUNDS", 1)
    offers, wants = flags([[0], [1], [2], [3]]), flags([[1], [2], [0], [0]])
    found = tandems(offers, wants)
    assert (found.coverage, found.coverage_bound) == (3, 3)  # nobody wants what the fourth offers


def most_covered(offers: Any, wants: Any) -> int:
    """By brute force, over sets of rings that share nobody."""
    count = len(offers)
    teaches = (offers.astype(int) @ (wants & ~offers).astype(int).T) > 0
    rings = [
        frozenset(ring)
        for size in (2, 3)
        for ring in itertools.permutations(range(count), size)
        if all(teaches[one, other] for one, other in zip(ring, (*ring[1:], ring[0]), strict=True))
    ]

    def best(left: frozenset[int]) -> int:
        if len(left) < 2:
            return 0
        first = min(left)
        found = best(left - {first})
        for ring in {one for one in rings if first in one and one <= left}:
            found = max(found, len(ring) + best(left - ring))
        return found

    return best(frozenset(range(count)))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 7))
def test_tandems_hold_and_are_never_above_their_bound(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    offers, wants = random.random((count, 4)) < 0.35, random.random((count, 4)) < 0.35
    points = random.integers(0, 100, (count, count)).astype(np.int32)
    found = tandems(offers, wants, points=points)
    people = [one for ring in found.rings for one in ring]
    assert len(set(people)) == len(people) == found.coverage
    worth = 0
    for ring in found.rings:
        for teacher, pupil in zip(ring, (*ring[1:], ring[0]), strict=True):
            assert (offers[teacher] & wants[pupil] & ~offers[pupil]).any()
            worth += points[teacher, pupil]
    assert worth == found.points
    assert found.coverage <= most_covered(offers, wants) <= found.coverage_bound


def test_people_of_a_kind_change_places_for_points() -> None:
    offers = flags([[0], [0], [0], [1], [1], [1]])
    wants = flags([[1], [1], [1], [0], [0], [0]])
    points = np.zeros((6, 6), dtype=np.int32)
    for one, other in ((0, 5), (1, 3), (2, 4)):
        points[one, other] = points[other, one] = 50
    found = tandems(offers, wants, points=points)
    assert found.points == 300
    assert sorted(tuple(sorted(ring)) for ring in found.rings) == [(0, 5), (1, 3), (2, 4)]


def test_tables_that_do_not_fit() -> None:
    with pytest.raises(MatchingError, match="same people and languages"):
        tandems(flags([[0]]), flags([[0], [1]]))
    with pytest.raises(MatchingError, match="1 people by 1"):
        tandems(flags([[0]]), flags([[1]]), points=np.zeros((2, 2), dtype=np.int32))


def test_nobody_at_all() -> None:
    assert tandems(flags([]), flags([])).rings == ()
