"""Why a sentence is hard, in measures that its reader can see."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from haven.engines.reading.features import AT
from haven.engines.reading.results import Reason

Floats = NDArray[np.float64]

# Measures, and counts they are made of; docs/methods/reading.md says what each means.
MEASURES = ("length", "depth", "distance", "clauses", "density", "nominalisation", "bracket")


def measures(counts: Floats) -> dict[str, Floats]:
    """Of each sentence, (sentences × ADDED) counts to one number a measure."""

    def column(name: str) -> Floats:
        return counts[:, AT[name]]

    return {
        "length": column("words"),
        "depth": column("depth"),
        "distance": column("subject"),
        "clauses": column("clauses"),
        "density": column("content") / np.maximum(column("finite"), 1),
        "nominalisation": column("nominal"),
        "bracket": column("bracket"),
    }


# Below these a measure is never a reason, whatever the texts of a target have.
_LEAST = {
    "length": 12,
    "depth": 4,
    "distance": 4,
    "clauses": 1,
    "density": 5,
    "nominalisation": 1,
    "bracket": 4,
}


def reasons(counts: Floats, limits: Mapping[str, float]) -> list[tuple[Reason, ...]]:
    """Of each sentence, by (sentences × ADDED) counts; `limits` by measure."""
    found: list[list[Reason]] = [[] for _ in counts]
    for code, values in measures(counts).items():
        limit = max(float(limits[code]), _LEAST[code])
        for number in np.flatnonzero(values > limit).tolist():
            found[number].append(Reason(code, round(float(values[number]), 1), round(limit, 1)))
    for number in np.flatnonzero(counts[:, AT["passive"]]).tolist():
        found[number].append(Reason("passive", float(counts[number, AT["passive"]]), 0.0))
    return [tuple(one) for one in found]
