"""Known scores, for who compares: LiNT-II and Flesch-Douma."""

import numpy as np
from numpy.typing import NDArray

from haven.engines.reading.features import AT

Floats = NDArray[np.float64]

# LiNT-II (lint-ii on PyPI): fitted on 120 texts that 2,700 pupils read.
_LINT = (-4.2078, 17.2837, -1.6244, -2.5368, 16.0012)


def lint(counts: Floats) -> float | None:
    """LiNT-II of summed counts: 0 to 100, harder upwards. Frequencies are wordfreq's instead of subtitles',
    heads and concreteness are this engine's; None without nouns, content words or a finite verb."""
    value = {name: float(counts[AT[name]]) for name in ("sentences", "content", "finite", "nouns")}
    if not all(value.values()):
        return None
    constant, frequency, longest, density, concrete = _LINT
    farthest = max(0.0, counts[AT["farthest"]] / value["sentences"] - 1)
    score = (
        constant
        + frequency * counts[AT["zipf"]] / value["content"]
        + longest * farthest
        + density * value["content"] / value["finite"]
        + concrete * counts[AT["concrete"]] / value["nouns"]
    )
    return round(100 - float(np.clip(score, 0, 100)), 1)


def douma(counts: Floats) -> float | None:
    """Flesch-Douma of summed counts: 206.84 - 0.93 words a sentence - 77 syllables a word; easier upwards."""
    words, read = float(counts[AT["words"]]), float(counts[AT["read"]])
    if not words or not read:
        return None
    sentences = float(counts[AT["sentences"]])
    return round(206.84 - 0.93 * words / sentences - 77 * float(counts[AT["syllables"]]) / read, 1)
