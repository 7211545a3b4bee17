"""Round after round: what was accepted stays, late arrivals join, places are held, campuses are left
alone."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from haven.engines.matching import MatchingError, verify
from haven.engines.matching.people import Newcomers
from haven.engines.matching.rounds import match, propose
from haven.engines.matching.scoring import scores_of, taken
from tests.bench.matching_people import sample
from tests.engines.matching.people import buddies, newcomers, population, sets


@pytest.fixture(scope="module")
def people() -> Any:
    return sample("S").population


def joined(one: Newcomers, other: Newcomers) -> Newcomers:
    return Newcomers(
        **{
            of.name: np.concatenate([getattr(one, of.name), getattr(other, of.name)])
            for of in fields(Newcomers)
        }
    )


@pytest.mark.parametrize("objective", ["total", "fair"])
def test_a_round_is_the_best_of_each_campus(people: Any, objective: str) -> None:
    told = []
    found = match(people, objective=objective, seed=2, progress=lambda at, of: told.append((at, of)))
    assert told[-1] == (200, 200)
    assert sum(one.matching.coverage for one in found.campuses.values()) == found.coverage
    for one in found.campuses.values():
        scores = scores_of(people, one.campus)
        assert verify(scores, people.buddies.capacity[one.campus.buddies], one.matching)
        own = found.assigned[one.campus.newcomers]
        assert (people.buddies.campus[own[own >= 0]] == one.campus.number).all()


def test_accepted_pairs_stay_and_declined_ones_are_not_made_again(people: Any) -> None:
    first = match(people)
    pairs = [(row, int(first.assigned[row])) for row in np.flatnonzero(first.assigned >= 0).tolist()]
    accepted, declined = pairs[::2], pairs[1::2]
    later = replace(people, declined=np.concatenate([people.declined, np.array(declined)]))
    second = match(later, accepted=accepted)
    assert all(second.assigned[newcomer] == buddy for newcomer, buddy in accepted)
    assert all(second.assigned[newcomer] != buddy for newcomer, buddy in declined)
    assert second.coverage > len(accepted)


def test_late_arrivals_join_and_only_touched_campuses_are_solved(people: Any) -> None:
    first = match(people)
    late = taken(people.newcomers, np.flatnonzero(people.newcomers.campus == 1)[:5])
    more = replace(people, newcomers=joined(people.newcomers, late))
    second = match(more, before=first, touched={1})
    assert second.campuses[0] is first.campuses[0]
    assert second.campuses[1] is not first.campuses[1]
    whole = match(more)
    assert (second.assigned == whole.assigned).all()
    assert len(second.assigned) == 205


def test_a_place_is_left_for_somebody_who_is_still_to_come() -> None:
    here = newcomers(1, interests=sets([1]), languages=sets([0]))
    theirs = buddies(2, interests=sets([1], [1, 2]), languages=sets([0, 1], [0]))
    to_come = newcomers(1, interests=sets([1]), languages=sets([1]))  # only the first speaks their language
    of = population(here, theirs)
    assert match(of).assigned.tolist() == [0]
    for objective in ("total", "fair"):
        ahead = match(of, objective=objective, expected=to_come)
        assert ahead.assigned.tolist() == [1]
        assert ahead.coverage == 1


def test_those_who_are_here_come_before_those_who_are_expected() -> None:
    of = population(newcomers(1), buddies(1))
    assert match(of, priority=[9], expected=newcomers(3)).assigned.tolist() == [0]


def test_a_pair_is_proposed_when_most_futures_have_it() -> None:
    here = newcomers(1, interests=sets([1]))
    theirs = buddies(2, interests=sets([1], [1, 2]), languages=sets([0, 1], [0]))
    special, plain = newcomers(1, languages=sets([1])), newcomers(1, languages=sets([5]))
    of = population(here, theirs)
    mostly_special = propose(of, [special, special, plain])
    assert mostly_special.assigned.tolist() == [1]
    assert mostly_special.support[0] == pytest.approx(2 / 3)
    assert propose(of, [special, plain], sure=0.9).assigned.tolist() == [-1]
    assert propose(of, []).assigned.tolist() == [0]


def test_what_is_wrong_with_a_round_is_named(people: Any) -> None:
    with pytest.raises(MatchingError, match="not there"):
        match(people, accepted=[(0, 999)])
    first, last = 0, len(people.buddies) - 1
    with pytest.raises(MatchingError, match="not on one campus"):
        match(people, accepted=[(first, last)])
    before = match(population(newcomers(1), buddies(1)))
    with pytest.raises(MatchingError, match="was not there before"):
        match(people, before=before, touched={0})


def test_a_campus_with_newcomers_and_no_buddies() -> None:
    of = population(newcomers(2, campus=np.int32([0, 7])), buddies(1))
    found = match(of)
    assert found.assigned.tolist() == [0, -1]
    assert [one.places for one in found.campuses[7].competitions] == [0]
