"""Small matching problems of every kind, and slow solvers that are surely right."""

import itertools
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

Problem = tuple[NDArray[Any], NDArray[np.int64]]
BARRED = 10_000  # above all points: what scipy is told that a barred pair costs


@st.composite
def problems(draw: st.DrawFn, most: int = 12) -> Problem:
    """Scores with ties and bars, and capacities, some of them 0."""
    rows, columns = draw(st.integers(0, most)), draw(st.integers(0, most))
    greatest = draw(st.sampled_from([0, 1, 3, 100, 9_999]))
    kind = draw(st.sampled_from([np.int16, np.int32]))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    scores = random.integers(0, greatest + 1, (rows, columns)).astype(kind)
    scores[random.random((rows, columns)) < draw(st.sampled_from([0, 0.3, 0.7, 0.95]))] = -1
    return scores, random.integers(0, draw(st.integers(1, 4)), columns).astype(np.int64)


def large(seed: int, rows: int = 700, columns: int = 400, *, ties: bool = False) -> Problem:
    """Too many pairs to look at all at once."""
    random = np.random.default_rng(seed)
    taste = random.random((rows, 4)) @ random.random((4, columns)) / 4
    scores = (10_000 * (0.8 * taste + 0.2 * random.random((rows, columns)))).astype(np.int16)
    if ties:
        scores = (scores // 1_500 * 1_500).astype(np.int16)
    scores[random.random(scores.shape) < 0.4] = -1
    scores[::17] = np.where(np.arange(columns) % 29 == 0, scores[::17], -1)  # some with hardly any choice
    return scores, random.integers(0, 3, columns).astype(np.int64)


def scipy_best(scores: NDArray[Any], capacity: NDArray[np.int64]) -> tuple[int, int]:
    """Most newcomers, and the greatest total of those matches."""
    from scipy.optimize import linear_sum_assignment

    places = np.repeat(np.arange(len(capacity)), np.minimum(capacity, len(scores)))
    if not len(places) or not len(scores):
        return 0, 0
    worth = np.where(scores >= 0, scores.astype(np.float64) + 1e9, 0)[:, places]
    rows, columns = linear_sum_assignment(worth, maximize=True)
    own = scores[rows, places[columns]]
    return int((own >= 0).sum()), int(own[own >= 0].sum(dtype=np.int64))


def every_match(scores: NDArray[Any], capacity: NDArray[np.int64]) -> Any:
    """All matches, as tuples of each newcomer's buddy or -1."""
    choices = [[-1, *np.flatnonzero(row >= 0).tolist()] for row in scores]
    for chosen in itertools.product(*choices):
        load = np.bincount([one for one in chosen if one >= 0], minlength=len(capacity))
        if (load <= capacity).all():
            yield chosen


def fair_best(scores: NDArray[Any], capacity: NDArray[np.int64], order: list[int]) -> tuple[Any, ...]:
    """By brute force: who is covered, the worst pair, the total."""

    def value(chosen: tuple[int, ...]) -> tuple[Any, ...]:
        own = [int(scores[row, column]) for row, column in enumerate(chosen) if column >= 0]
        covered = tuple(chosen[row] >= 0 for row in order)
        return len(own), covered, min(own, default=0), sum(own)

    return max(value(chosen) for chosen in every_match(scores, capacity))
