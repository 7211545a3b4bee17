"""An independent check of a match and its certificate, in numpy alone: it shares no code with the solver.

What it shows, and why that is a proof, is in docs/methods/matching.md.
"""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

BLOCK = 512  # rows at a time


def verify(scores: NDArray[Any], capacity: ArrayLike, matching: Any) -> bool:
    """Whether the match keeps to the rules and no other is better by its objective. Never raises; False for
    any damaged result, and for one that is only within a tolerance when it says that it is exact."""
    try:
        return _verified(np.asarray(scores), np.asarray(capacity), matching)
    except Exception:  # a damaged result may hold anything at all
        return False


def _verified(scores: NDArray[Any], capacity: NDArray[Any], matching: Any) -> bool:
    proof = matching.certificate
    given = (matching.assigned, proof.newcomer_prices, proof.buddy_prices, proof.priority, proof.contested)
    assigned, u, v, priority, contested = map(np.asarray, given)
    rows, columns = scores.shape
    shapes = [(rows,), (rows,), (columns,), (rows,), (rows,), (columns,)]
    arrays = (assigned, u, v, priority, contested, capacity)
    kinds = ["iiiibi"[at] for at in range(6)]
    if [one.shape for one in arrays] != shapes or [one.dtype.kind for one in arrays] != kinds:
        return False
    if proof.objective not in {"total", "fair"} or not _is_sound(scores, capacity, matching, assigned):
        return False
    free = np.ones(rows, dtype=bool)
    left = capacity.astype(np.int64)
    for newcomer, buddy in proof.fixed:
        free[newcomer] = False
        left[buddy] -= 1
    taking_part, floor = free, 0
    if proof.objective == "fair":
        taking_part, floor = free & (assigned >= 0), proof.minimum
        if not _is_fair(scores, left, np.where(free, assigned, -1), free, proof):
            return False
    return _is_best(scores, left, assigned, taking_part, floor, proof)


def _is_sound(scores: NDArray[Any], capacity: NDArray[Any], matching: Any, assigned: NDArray[Any]) -> bool:
    """Pairs that may be made, within capacity, fixed ones among them, and sums that add up."""
    on = np.flatnonzero(assigned >= 0)
    if (assigned < -1).any() or (assigned >= scores.shape[1]).any():
        return False
    own = scores[on, assigned[on]].astype(np.int64)
    if (own < 0).any() or (np.bincount(assigned[on], minlength=len(capacity)) > capacity).any():
        return False
    fixed = matching.certificate.fixed
    if len({newcomer for newcomer, _ in fixed}) != len(fixed):
        return False
    if any(newcomer < 0 or assigned[newcomer] != buddy for newcomer, buddy in fixed):
        return False
    proof = matching.certificate
    sums = (matching.total, matching.coverage, proof.coverage_bound, proof.total_bound)
    return bool(sums == (own.sum(), len(on), len(on), own.sum() + proof.gap) and proof.gap >= 0)


def _is_best(
    scores: NDArray[Any],
    left: NDArray[Any],
    assigned: NDArray[Any],
    rows: NDArray[Any],
    floor: int,
    proof: Any,
) -> bool:
    """The prices bound every match of these rows, and the bound is met but for the gap."""
    u, v = proof.newcomer_prices, proof.buddy_prices
    if (u < 0).any() or (v < 0).any() or u[~rows].any():
        return False
    most = min(len(scores), int(np.minimum(left, len(scores)).sum()))
    if proof.covering <= int(scores.max(initial=0)) * most:
        return False
    for start in range(0, len(scores), BLOCK):
        block = scores[start : start + BLOCK].astype(np.int64)
        worth = np.where((block >= floor) & (left > 0), block + proof.covering - v, -1)
        if (worth.max(axis=1, initial=-1) > u[start : start + BLOCK])[rows[start : start + BLOCK]].any():
            return False
    on = np.flatnonzero(rows & (assigned >= 0))
    value = int(scores[on, assigned[on]].sum(dtype=np.int64)) + len(on) * int(proof.covering)
    bound = sum(u.tolist()) + sum(
        price * places for price, places in zip(v.tolist(), left.tolist(), strict=True)
    )
    return bool(bound - value == proof.gap)


def _is_fair(
    scores: NDArray[Any], left: NDArray[Any], assigned: NDArray[Any], free: NDArray[Any], proof: Any
) -> bool:
    """The right newcomers are covered, and their worst pair is as good as can be."""
    lots = np.random.default_rng(proof.seed).permutation(len(scores))
    place = np.empty(len(scores), dtype=np.int64)
    place[np.lexsort((lots, proof.priority))] = np.arange(len(scores))
    on = np.flatnonzero(assigned >= 0)
    if not len(on):
        return proof.minimum == 0 and _nobody_could_be(scores, left, assigned, free, place)
    if proof.minimum != scores[on, assigned[on]].min():
        return False
    competing = np.flatnonzero(proof.contested)
    if not len(competing) or (assigned[competing] < 0).any():
        return False
    above = np.zeros(scores.shape[1], dtype=bool)
    for start in range(0, len(competing), BLOCK):
        above |= (scores[competing[start : start + BLOCK]] > proof.minimum).any(axis=0)
    if left[above].sum() >= len(competing):
        return False
    return _nobody_could_be(scores, left, assigned, free, place)


def _nobody_could_be(
    scores: NDArray[Any], left: NDArray[Any], assigned: NDArray[Any], free: NDArray[Any], place: NDArray[Any]
) -> bool:
    """From nobody who is not covered does a chain of changes lead to a free place, or to somebody covered who
    comes later. Each newcomer and buddy is looked at once, from the first in the order who reaches them."""
    load = np.bincount(assigned[assigned >= 0], minlength=len(left))
    reached = left <= 0
    uncovered = np.flatnonzero(free & (assigned < 0))
    for start in uncovered[np.argsort(place[uncovered])]:
        front = np.array([start])
        while len(front):
            new = (scores[front] >= 0).any(axis=0) & ~reached
            if (load[new] < left[new]).any():
                return False
            reached |= new
            if not new.any():
                break
            front = np.flatnonzero((assigned >= 0) & new[assigned])
            if (place[front] > place[start]).any():
                return False
    return True
