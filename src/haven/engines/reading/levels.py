"""From counts to a score, a level, a probability for each level, and an interval.

Two linear models share one scale: one for texts, one for single sentences, which have no averages to speak
of. Between one sentence and four the text's model takes over. Coefficients: `tools/reading/fit_level.py`.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haven.engines.reading.features import AT, features
from haven.engines.reading.results import LEVELS

Floats = NDArray[np.float64]

FULL = 4  # sentences from which the text's model speaks alone
_NINE_IN_TEN = 1.645  # standard deviations on either side
_LOGISTIC = np.pi / np.sqrt(3)  # standard deviation of a logistic of scale 1


@dataclass(frozen=True, slots=True)
class Linear:
    """`score = intercept + weights · (features - centre) / spread`."""

    names: tuple[str, ...]
    means: Floats
    trust: Floats
    centre: Floats
    spread: Floats
    weights: Floats
    intercept: float

    def score(self, counts: Floats) -> Floats:
        values = features(counts, self.names, self.means, self.trust)
        return self.intercept + (values - self.centre) / self.spread @ self.weights

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Linear":
        arrays = {
            key: np.array(stored[key], dtype=float)
            for key in ("means", "trust", "centre", "spread", "weights")
        }
        return cls(names=tuple(stored["names"]), intercept=float(stored["intercept"]), **arrays)


@dataclass(frozen=True, slots=True)
class Model:
    text: Linear
    sentence: Linear
    steps: Floats  # scores between the levels
    scale: float  # of the logistic around a step
    noise: float  # standard deviation of one sentence around its text
    limits: Mapping[str, Mapping[str, float]]  # per target and measure, what nine sentences in ten stay below

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Model":
        return cls(
            text=Linear.read(stored["text"]),
            sentence=Linear.read(stored["sentence"]),
            steps=np.array(stored["steps"], dtype=float),
            scale=float(stored["scale"]),
            noise=float(stored["noise"]),
            limits=stored["limits"],
        )

    def raw(self, counts: Floats) -> Floats:
        """Scores of texts by their summed counts, (texts × ADDED), on the fitted scale."""
        share = np.clip((counts[:, AT["sentences"]] - 1) / (FULL - 1), 0, 1)
        return share * self.text.score(counts) + (1 - share) * self.sentence.score(counts)

    def shown(self, raw: Floats) -> Floats:
        """Scores as they are shown: the steps between the levels lie at 1.5, 2.5, 3.5 and 4.5; what is easier
        than all or harder than all nears 0 and 6 without reaching them."""
        gaps = np.diff(self.steps)
        shown: Floats = np.interp(raw, self.steps, np.arange(len(self.steps)) + 1.5)
        under = np.maximum(self.steps[0] - 0.5 * gaps[0] - raw, 0) / gaps[0]
        over = np.maximum(raw - self.steps[-1] - 0.5 * gaps[-1], 0) / gaps[-1]
        shown -= np.clip(self.steps[0] - raw, 0, 0.5 * gaps[0]) / gaps[0] + under / (1 + under)
        shown += np.clip(raw - self.steps[-1], 0, 0.5 * gaps[-1]) / gaps[-1] + over / (1 + over)
        return shown

    def probabilities(self, raw: float, sentences: float) -> dict[str, float]:
        """Of each level: wider when few sentences were read."""
        scale = float(np.hypot(self.scale, self.noise / np.sqrt(max(sentences, 1)) / _LOGISTIC))
        below = 1 / (1 + np.exp(-np.clip((self.steps - raw) / scale, -60, 60)))
        shares = np.diff(np.concatenate([[0.0], below, [1.0]]))
        return dict(zip(LEVELS, (round(float(share), 4) for share in shares), strict=True))

    def interval(self, raw: float, sentences: float) -> tuple[float, float]:
        """Nine texts in ten with this score were given a level within it."""
        sd = np.hypot(self.scale * _LOGISTIC, self.noise / np.sqrt(max(sentences, 1)))
        low, high = self.shown(np.array([raw - _NINE_IN_TEN * sd, raw + _NINE_IN_TEN * sd]))
        # To as many decimals as the score has, or a narrow interval might not hold it.
        return round(float(low), 3), round(float(high), 3)


def level_of(shown: float) -> str:
    return LEVELS[min(max(int(shown - 0.5), 0), len(LEVELS) - 1)]


@cache
def model() -> Model:
    return Model.read(
        json.loads(files(__package__).joinpath("coefficients.json").read_text(encoding="utf-8"))
    )
