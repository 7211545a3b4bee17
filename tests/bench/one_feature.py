"""What one known score would say of the levels, through the same cross-validation as the engine's model."""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from haven.engines.reading.formulas import douma, lint
from haven.engines.reading.levels import Linear, Model
from tools.reading import fitting
from tools.reading.fitting import CLASSES, Floats, Ints, Predictions, Texts

FORMULAS: dict[str, Callable[[Floats], float | None]] = {"Flesch-Douma": douma, "LiNT-II": lint}
_EMPTY = np.zeros(0)
_NOTHING = Linear((), _EMPTY, _EMPTY, _EMPTY, _EMPTY, _EMPTY, 0.0)


def values_of(texts: Texts, formula: Callable[[Floats], float | None]) -> Floats:
    """The score of each text; where it has none, the mean of the others."""
    values = np.array([_or_nan(formula(counts)) for counts in texts.summed()])
    return np.where(np.isnan(values), np.nanmean(values), values)


def _or_nan(value: float | None) -> float:
    return np.nan if value is None else value


def said(values: Floats, levels: Ints, folds: Ints) -> Predictions:
    """Each text as a straight line and steps say that were fitted without its fold."""
    scores = np.zeros(len(levels))
    shares = np.zeros((len(levels), CLASSES))
    for fold in np.unique(folds):
        apart = folds == fold
        slope, offset = np.polyfit(values[~apart], levels[~apart], 1)
        raw = offset + slope * values
        model = _model(raw[~apart], levels[~apart])
        scores[apart] = model.shown(raw[apart])
        shares[apart] = [list(model.probabilities(float(one), 1).values()) for one in raw[apart]]
    return Predictions(levels, scores, shares)


def _model(raw: Floats, levels: Ints) -> Model:
    """The engine's, with the score taken as it is."""
    steps, scale = fitting._steps(raw, levels)
    return Model(_NOTHING, _NOTHING, steps, scale, 0.0, {})


def source_folds(texts: Texts) -> Ints:
    folds: NDArray[np.intp] = np.unique(texts.sources, return_inverse=True)[1]
    return folds


def ten_folds(levels: Ints, times: int) -> Iterator[Ints]:
    """The draws that `fitting.ten_fold` makes."""
    for draw in range(times):
        random = np.random.default_rng(draw)
        folds = np.zeros(len(levels), dtype=np.intp)
        for level in range(CLASSES):
            own = np.flatnonzero(levels == level)
            random.shuffle(own)
            folds[own] = (np.arange(len(own)) + random.integers(10)) % 10
        yield folds
