"""Tandems: people who offer a language and want another, in pairs, or in threes where each teaches the next.

People who offer and want the same are one kind. A linear programme over kinds says how many of each pair and
three; threes are too many to write down, so they come in by their price, as pairs do in `solving`. Rounded
down and filled up, it is whole; then people of a kind change places until nobody gains. It comes with its
bound.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from haven.engines.matching.edges import Problem
from haven.engines.matching.results import Flags, Ints, MatchingError
from haven.engines.matching.solving import optimum

MOST_KINDS = 700  # beyond, threes of all kinds are too many to look through
ADDED = 3_000  # threes that come in at a time
ROUNDS = 60
SWEEPS = 3
Ring = tuple[int, ...]  # kinds, or people, each of whom teaches the next, and the last the first


@dataclass(frozen=True, slots=True, eq=False)
class Tandems:
    """`rings` are people, two or three, each of whom teaches the next. `points` adds up those of all who
    teach. No tandems reach more people than `coverage_bound`."""

    rings: tuple[Ring, ...]
    coverage: int
    coverage_bound: int
    points: int

    @property
    def gap(self) -> int:
        """People who may be missing."""
        return self.coverage_bound - self.coverage


def tandems(
    offers: Flags, wants: Flags, *, points: NDArray[np.int32] | None = None, threes: bool = True
) -> Tandems:
    """`offers` and `wants` are (people × languages); `points` (people × people) say how well one would teach
    the other. Raises MatchingError when the tables do not fit each other."""
    if offers.ndim != 2 or offers.shape != wants.shape:
        raise MatchingError("Offers and wants are tables of the same people and languages.")
    if points is not None and points.shape != (len(offers),) * 2:
        raise MatchingError(f"Points are a table of {len(offers)} people by {len(offers)}.")
    wants = wants & ~offers  # nobody learns what they teach
    kinds, kind = np.unique(np.concatenate([offers, wants], axis=1), axis=0, return_inverse=True)
    kind = kind.reshape(-1)
    counts = np.bincount(kind, minlength=len(kinds))
    width = offers.shape[1]
    shared = kinds[:, :width].astype(np.float32) @ kinds[:, width:].T.astype(np.float32)
    teaches = shared > 0
    rings, amounts, bound = _amounts(teaches, counts, threes and len(kinds) <= MOST_KINDS)
    whole = _filled_up(rings, np.floor(amounts + 1e-9).astype(np.int64), counts)
    people = _people(rings, whole, kind)
    if points is not None:
        people = _improved(people, kind, points)
    reached = sum(len(ring) for ring in people)
    if threes and len(kinds) > MOST_KINDS:
        bound = _able(teaches, counts)
    total = 0 if points is None else sum(_worth(ring, points) for ring in people)
    return Tandems(tuple(people), reached, max(bound, reached), total)


# ---------------------------------------------------------------- how many of which


def _amounts(teaches: Flags, counts: Ints, threes: bool) -> tuple[list[Ring], NDArray[np.float64], int]:
    """Pairs and threes of kinds, how many of each, and how many people no more than can be reached."""
    a, b = np.nonzero(np.triu(teaches & teaches.T))
    rings: list[Ring] = [(int(i), int(j)) for i, j in zip(a, b, strict=True) if i != j or counts[i] > 1]
    known = set(rings)
    for _ in range(ROUNDS):
        amounts, prices, best = _solved(rings, counts)
        new = [ring for ring in _worthwhile(teaches, prices) if ring not in known] if threes else []
        if not new:
            return rings, amounts, int(np.floor(best + 1e-6))
        rings += new
        known.update(new)
    # Not to the end: what was found holds, but nothing is proved beyond who could be reached at all.
    return rings, _solved(rings, counts)[0], _able(teaches, counts)


def _able(teaches: Flags, counts: Ints) -> int:
    """People who could teach somebody and be taught by somebody."""
    return int(counts[np.asarray(teaches.any(axis=1) & teaches.any(axis=0))].sum())


def _solved(rings: list[Ring], counts: Ints) -> tuple[NDArray[np.float64], NDArray[np.float64], float]:
    """The linear programme: amounts of the rings, prices of the kinds, and people reached."""
    from ortools.linear_solver import pywraplp  # type: ignore[import-untyped]  # noqa: PLC0415 - slow

    solver = pywraplp.Solver.CreateSolver("GLOP")
    rows = [solver.Constraint(0, int(count)) for count in counts]
    aim = solver.Objective()
    aim.SetMaximization()
    columns = []
    for ring in rings:
        column = solver.NumVar(0, solver.infinity(), "")
        for one, times in Counter(ring).items():
            rows[one].SetCoefficient(column, times)
        aim.SetCoefficient(column, len(ring))
        columns.append(column)
    solver.Solve()
    return (
        np.array([column.solution_value() for column in columns]),
        np.array([row.dual_value() for row in rows]),
        aim.Value(),
    )


def _worthwhile(teaches: Flags, prices: NDArray[np.float64]) -> list[Ring]:
    """Threes of different kinds that reach more people than they cost, the best first."""
    found: list[tuple[float, Ring]] = []
    for first in range(len(prices)):
        second, third = np.nonzero(teaches[first][:, None] & teaches & teaches[:, first][None, :])
        # Each ring once: it begins with its least kind.
        may = (second > first) & (third > first) & (second != third)
        second, third = second[may], third[may]
        gain = 3 - prices[first] - prices[second] - prices[third]
        good = np.flatnonzero(gain > 1e-6)
        best = good[np.argsort(-gain[good])[: max(4, ADDED // len(prices))]]
        found += [(-float(gain[at]), (first, int(second[at]), int(third[at]))) for at in best]
    return [ring for _gain, ring in sorted(found)[:ADDED]]


def _filled_up(rings: list[Ring], amounts: Ints, counts: Ints) -> Ints:
    """Whole amounts, with rings put in as long as there are people for them; threes first, which reach
    more."""
    left = counts.copy()
    for ring, amount in zip(rings, amounts.tolist(), strict=True):
        for one in ring:
            left[one] -= amount
    for place in sorted(range(len(rings)), key=lambda place: -len(rings[place])):
        need = Counter(rings[place])
        more = min(int(left[one]) // times for one, times in need.items())
        if more > 0:
            amounts[place] += more
            for one, times in need.items():
                left[one] -= more * times
    return amounts


# ---------------------------------------------------------------- who


def _people(rings: list[Ring], amounts: Ints, kind: Ints) -> list[Ring]:
    waiting = [np.flatnonzero(kind == one).tolist()[::-1] for one in range(int(kind.max(initial=-1)) + 1)]
    return [
        tuple(waiting[one].pop() for one in ring)
        for ring, amount in zip(rings, amounts.tolist(), strict=True)
        for _ in range(amount)
    ]


def _improved(people: list[Ring], kind: Ints, points: NDArray[np.int32]) -> list[Ring]:
    """People of one kind change places among themselves, as is best while all others stay; some times
    over."""
    rings = [list(ring) for ring in people]
    places = [(ring, at) for ring in range(len(rings)) for at in range(len(rings[ring]))]
    for _ in range(SWEEPS):
        before = sum(_worth(tuple(ring), points) for ring in rings)
        for one in np.unique(kind):
            of_kind = [(ring, at) for ring, at in places if kind[rings[ring][at]] == one]
            alone = _one_a_ring(of_kind)
            _reseat(rings, alone, np.flatnonzero(kind == one), points)
        if sum(_worth(tuple(ring), points) for ring in rings) == before:
            break
    return [tuple(ring) for ring in rings]


def _one_a_ring(places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """At most one place of a ring, so that what a place is worth does not hang on another of them."""
    return list({ring: (ring, at) for ring, at in places}.values())


def _reseat(
    rings: list[list[int]], places: list[tuple[int, int]], of_kind: Ints, points: NDArray[np.int32]
) -> None:
    seated = {person for ring in rings for person in ring}
    mine = {rings[ring][at] for ring, at in places}
    people = [person for person in of_kind.tolist() if person in mine or person not in seated]
    if len(people) < 2 or not places:
        return
    before = np.array([rings[ring][at - 1] for ring, at in places])
    after = np.array([rings[ring][(at + 1) % len(rings[ring])] for ring, at in places])
    worth = np.ascontiguousarray(points[people][:, after] + points[before][:, people].T, dtype=np.int32)
    free = np.zeros(len(people), dtype=np.bool_)
    solved = optimum(Problem(np.maximum(worth, 0), np.ones(len(places), dtype=np.int64), free))
    for person, place in zip(people, solved.match.tolist(), strict=True):
        if place >= 0:
            ring, at = places[place]
            rings[ring][at] = person


def _worth(ring: Ring, points: NDArray[np.int32]) -> int:
    return sum(int(points[one, other]) for one, other in zip(ring, (*ring[1:], ring[0]), strict=True))
