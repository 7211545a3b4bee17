"""Groups: a buddy leads several newcomers, at least a few and at most some, or none at all.

That a buddy leads none or at least three is no flow, so the result is not proved the best: it comes with
bounds that no grouping can pass.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from haven.engines.matching.edges import Problem
from haven.engines.matching.objectives import TOTAL, solve
from haven.engines.matching.results import Ints, MatchingError
from haven.engines.matching.solving import optimum


@dataclass(frozen=True, slots=True, eq=False)
class Grouping:
    """`assigned` is each newcomer's leader, -1 where none. No grouping covers more than `coverage_bound`, and
    none that covers as many as that has more points than `total_bound`."""

    assigned: Ints
    total: int
    coverage: int
    coverage_bound: int
    total_bound: int

    @property
    def gap(self) -> tuple[int, int]:
        """Newcomers, and points, that may be missing."""
        return self.coverage_bound - self.coverage, max(0, self.total_bound - self.total)


def groups(scores: NDArray[Any], may_lead: ArrayLike, *, least: int = 3, most: int = 5) -> Grouping:
    """Newcomers in groups of `least` to `most`, each with one of the buddies who `may_lead`.

    `scores` as of `solve`. Raises MatchingError for sizes that make no group.
    """
    if not 1 <= least <= most:
        raise MatchingError(f"A group of {least} to {most} cannot be.")
    points = np.ascontiguousarray(scores)
    able = np.asarray(may_lead, dtype=np.bool_)
    relaxed = solve(points, np.where(able, most, 0), objective=TOTAL)
    leading = _first_leaders(relaxed.assigned, points, able, relaxed.coverage // least)
    match = _led(points, leading, least, most)
    while True:
        load = np.bincount(match[match >= 0], minlength=len(able))
        few = np.flatnonzero(leading & (load < least))
        if not len(few):
            break
        # The smallest group gives up, half of them at a time while there are many.
        leading[few[np.argsort(load[few], kind="stable")][: max(1, len(few) // 2)]] = False
        match = _led(points, leading, least, most)
    on = np.flatnonzero(match >= 0)
    return Grouping(
        match, int(points[on, match[on]].sum(dtype=np.int64)), len(on), relaxed.coverage, relaxed.total
    )


def _first_leaders(
    assigned: Ints, scores: NDArray[Any], able: NDArray[np.bool_], count: int
) -> NDArray[np.bool_]:
    """As many as could have a full group, those first whom the most newcomers would get if groups could be of
    any size, and of these those with the most points."""
    on = np.flatnonzero(assigned >= 0)
    load = np.bincount(assigned[on], minlength=len(able))
    own = np.bincount(assigned[on], weights=scores[on, assigned[on]], minlength=len(able))
    leading = np.zeros(len(able), dtype=np.bool_)
    leading[np.lexsort((-own, -load, ~able))[: min(count, int(able.sum()))]] = True
    return leading


def _led(scores: NDArray[Any], leading: NDArray[np.bool_], least: int, most: int) -> Ints:
    """The best match with these leaders, of those that fill the first `least` places of as many as can be: a
    place among the first counts for more than all points of a pair."""
    columns = np.flatnonzero(leading)
    if not len(columns):
        return np.full(len(scores), -1, dtype=np.int64)
    own = scores[:, columns].astype(np.int32)
    first = np.where(own >= 0, own + int(own.max(initial=0)) + 1, -1)
    capacity = np.repeat([least, most - least], len(columns)).astype(np.int64)
    both = np.ascontiguousarray(np.concatenate([first, own], axis=1).astype(np.int32))
    solved = optimum(Problem(both, capacity, np.zeros(len(scores), dtype=np.bool_)))
    return np.where(solved.match >= 0, columns[solved.match % len(columns)], -1)
