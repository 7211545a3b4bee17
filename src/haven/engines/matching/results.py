"""What a match says, and what proves it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]
Scores = NDArray[np.int16] | NDArray[np.int32]


class MatchingError(ValueError):
    """What was asked cannot be matched; the message names the row and the rule."""


@dataclass(frozen=True, slots=True, eq=False)
class Certificate:
    """Proof that no other match is better by the same rule; `verify` checks it. Vectors are in the order of
    newcomers and buddies, in points.

    `newcomer_prices` u and `buddy_prices` v are at least 0, and u + v is at least score + `covering` for
    every pair that may be made; so no match is worth more than the sum of u and of capacity times v.
    `covering` is what one more newcomer counts for: more than all points together. For "fair" only `covered`
    newcomers take part, and only pairs of `minimum` points or more; the newcomers of `contested` compete,
    above the minimum, for fewer places than they are, so that the minimum cannot be higher.
    """

    objective: str
    coverage_bound: int
    total_bound: int
    gap: int  # total_bound less the total: 0 when it is exact
    covering: int
    newcomer_prices: Ints
    buddy_prices: Ints
    priority: Ints
    seed: int
    fixed: tuple[tuple[int, int], ...]
    minimum: int  # of the pairs that were not fixed; 0 where there is none
    contested: Flags


@dataclass(frozen=True, slots=True, eq=False)
class Matching:
    """`assigned` (int64) is each newcomer's buddy, -1 where none; `total` adds up the scores of the pairs and
    `coverage` counts them."""

    assigned: Ints
    total: int
    coverage: int
    certificate: Certificate
