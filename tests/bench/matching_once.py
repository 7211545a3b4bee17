"""One measurement of the matching engine, or of another solver, in a process of its own; prints JSON.

python -m tests.bench.matching_once solve SIZE SOLVER     seconds to solve, with the scores given
python -m tests.bench.matching_once people SIZE OBJECTIVE seconds from people to explained pairs
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haven.engines.matching import solve, verify
from haven.engines.matching.explaining import points_of
from haven.engines.matching.results import Ints, Scores
from haven.engines.matching.rounds import match
from haven.engines.matching.scoring import scores_of
from tests.bench import matching_peers
from tests.bench.matching_people import sample

Solver = Callable[[Scores, Ints], NDArray[Any]]


def main() -> None:
    command, size, how = sys.argv[1:]
    print(json.dumps(of_solver(size, how) if command == "solve" else of_people(size, how)))


def megabytes() -> float:
    """At the peak until now."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def ours(scores: Scores, capacity: Ints) -> NDArray[Any]:
    return solve(scores, capacity, objective="total").assigned


def warm(solver: Solver) -> None:
    """Whatever is loaded or compiled at the first call is."""
    draw = np.random.default_rng(1)
    scores = draw.integers(-1, 10_000, (400, 300)).astype(np.int16)
    solver(scores, draw.integers(0, 3, 300).astype(np.int64))


def of_solver(size: str, name: str) -> dict[str, Any]:
    """Campus by campus, one in memory at a time; the making of scores is not counted."""
    solver: Solver = ours if name == "haven" else getattr(matching_peers, name)
    warm(solver)
    population = sample(size).population
    campuses = list(population.campuses())
    memory = np.empty(max(len(one.newcomers) * len(one.buddies) for one in campuses), dtype=np.int16)
    said: dict[str, Any] = {"seconds": 0.0, "coverage": 0, "total": 0, "added": 0.0}
    memory[:] = 0
    for campus in campuses:
        scores = scores_of(population, campus, memory)
        capacity = population.buddies.capacity[campus.buddies]
        before, begun = megabytes(), time.process_time()
        assigned = solver(scores, capacity)
        said["seconds"] += time.process_time() - begun
        said["added"] = said["added"] + megabytes() - before
        on = np.flatnonzero(assigned >= 0)
        said["coverage"] += len(on)
        said["total"] += int(scores[on, assigned[on]].sum(dtype=np.int64))
    return said


def of_people(size: str, objective: str) -> dict[str, Any]:
    """Scores, matches, points of each pair by term, and who competes; the vulnerable come first."""
    match(sample("M").population, objective=objective)
    found = sample(size)
    priority = np.where(found.vulnerable, 0, 1)
    begun = time.process_time()
    result = match(found.population, objective=objective, priority=priority, seed=3)
    on = np.flatnonzero(result.assigned >= 0)
    points = points_of(found.population, on, result.assigned[on])
    seconds = time.process_time() - begun
    peak = megabytes()
    if int(points.sum()) != result.total:
        raise RuntimeError("the points of the pairs do not add up to the total")
    return {
        "seconds": seconds,
        "megabytes": peak,
        "coverage": result.coverage,
        "total": result.total,
        "verified": _verified(found.population, result),
        "left_out": _left_out(found, result.assigned),
    }


def _verified(population: Any, result: Any) -> bool:
    return all(
        verify(
            scores_of(population, one.campus), population.buddies.capacity[one.campus.buddies], one.matching
        )
        for one in result.campuses.values()
    )


def _left_out(found: Any, assigned: Ints) -> dict[str, float]:
    """The share without a buddy: of all, and of those whom others leave out. Who could have nobody at all is
    not counted among the least similar."""
    best = np.full(len(assigned), -1, dtype=np.int64)
    for campus in found.population.campuses():
        scores = scores_of(found.population, campus)
        best[campus.newcomers] = scores.max(axis=1, initial=-1)
    able = best >= 0
    least = able & (best <= np.quantile(best[able], 0.1))
    without = assigned < 0
    return {
        "all": float(without.mean()),
        "similar": float(without[least].mean()),
        "english": float(without[~found.speaks_english].mean()),
        "vulnerable": float(without[found.vulnerable].mean()),
    }


if __name__ == "__main__":
    main()
