"""The matching engine beside other solvers, and what its rule does for those whom others leave out.

Each measurement is a process of its own with one thread, on the same invented people (`matching_people`).
"""

import functools
import json
import os
import sys
from typing import Any

import numpy as np

from haven.engines.matching import solve, verify
from haven.engines.matching.compiling import WITHOUT
from haven.engines.matching.scoring import scores_of
from tests.bench import matching_peers
from tests.bench.matching_people import sample
from tests.bench.matching_rounds import simulated
from tests.bench.processes import run
from tests.bench.reading_pace import ONE_THREAD
from tests.bench.registry import Measured, Setting, bench


@functools.cache
def once(command: str, size: str, how: str, *, plain: bool = False) -> dict[str, Any]:
    environment = os.environ | ONE_THREAD | ({WITHOUT: "1"} if plain else {})
    done = run([sys.executable, "-m", "tests.bench.matching_once", command, size, how], environment)
    said: dict[str, Any] = json.loads(done.output.splitlines()[-1])  # some solvers introduce themselves
    return said


# ---------------------------------------------------------------- exact


@bench("matching.gap", unit="points, greatest", bound="== 0")
def gap(_: Setting) -> Measured:
    """Over sizes, seeds, ties and scarcity: the gap, or the distance to scipy's exact match, whichever is
    greater; a match that does not verify counts as a million."""
    worst, tried = 0, 0
    for size, seed in (("S", 7), ("S", 8), ("M", 7), ("M", 8), ("M", 9), ("L", 7)):
        population = sample(size, seed).population
        for campus in population.campuses():
            scores = scores_of(population, campus)
            capacity = population.buddies.capacity[campus.buddies]
            for points in (scores, np.where(scores >= 0, scores // 1000 * 1000, -1).astype(np.int16)):
                for places in (capacity, np.where(np.arange(len(capacity)) % 3 == 0, 0, capacity)):
                    worst = max(worst, _distance(points, places))
                    tried += 1
    return Measured(worst, note=f"{tried} problems of up to 10,000 newcomers, each by both rules")


def _distance(scores: Any, capacity: Any) -> int:
    exact = matching_peers.scipy(scores, capacity)
    on = np.flatnonzero(exact >= 0)
    total = solve(scores, capacity, objective="total")
    fair = solve(scores, capacity, seed=1)
    if not (verify(scores, capacity, total) and verify(scores, capacity, fair)):
        return 1_000_000
    if {total.coverage, fair.coverage} != {len(on)}:
        return 1_000_000
    apart = abs(int(scores[on, exact[on]].sum(dtype=np.int64)) - total.total)
    return max(apart, total.certificate.gap, fair.certificate.gap)


# ---------------------------------------------------------------- beside others


def _times(size: str, other: str) -> Measured:
    mine, theirs = once("solve", size, "haven"), once("solve", size, other)
    if (mine["coverage"], mine["total"]) != (theirs["coverage"], theirs["total"]):
        raise RuntimeError(f"{other} finds {theirs['coverage']}, {theirs['total']}: {mine}")
    note = f"{mine['seconds']:.3g} s; {mine['coverage']:,} covered, {mine['total']:,} points by both"
    return Measured(theirs["seconds"] / mine["seconds"], theirs["seconds"], note)


@bench("matching.xl.lapjv", unit="times as fast", bound=">= 5")
def beside_lapjv(_: Setting) -> Measured:
    """50,000 newcomers and 30,000 buddies on twelve campuses; scores given."""
    return _times("XL", "lapjv")


@bench("matching.xl.scipy", unit="times as fast", bound=">= 7")
def beside_scipy(_: Setting) -> Measured:
    return _times("XL", "scipy")


@bench("matching.xl.ortools", unit="times as fast", bound=">= 10")
def beside_ortools(_: Setting) -> Measured:
    """OR-tools' flow over all pairs."""
    return _times("XL", "ortools")


@bench("matching.xl.memory", unit="MB added", bound="<= 100")
def memory(_: Setting) -> Measured:
    """Beside the scores and what is loaded: what the process's peak grows by."""
    return Measured(once("solve", "XL", "haven")["added"])


@bench("matching.xl.plain", unit="times as slow", bound="<= 3")
def without_numba(_: Setting) -> Measured:
    """With numpy alone; as exact."""
    mine, plain = once("solve", "XL", "haven"), once("solve", "XL", "haven", plain=True)
    if mine["total"] != plain["total"] or mine["coverage"] != plain["coverage"]:
        raise RuntimeError(f"with numba {mine}, without {plain}")
    return Measured(plain["seconds"] / mine["seconds"], mine["seconds"])


@bench("matching.l.highs", unit="times as fast", bound=">= 100")
def beside_highs(_: Setting) -> Measured:
    """10,000 newcomers and 6,000 buddies as a linear programme."""
    mine, theirs = once("solve", "L", "haven"), once("solve", "L", "highs")
    note = f"{theirs['coverage']:,} covered by it, {mine['coverage']:,} by us"
    return Measured(theirs["seconds"] / mine["seconds"], theirs["seconds"], note)


@bench("matching.l.hospital", unit="times as fast", bound=">= 1000")
def beside_stable(_: Setting) -> Measured:
    """The package `matching`; takes a quarter of an hour."""
    mine, theirs = once("solve", "L", "haven"), once("solve", "L", "hospital")
    note = f"it covers {theirs['coverage']:,}, we {mine['coverage']:,}"
    if theirs["coverage"] >= mine["coverage"]:
        raise RuntimeError(note)
    return Measured(theirs["seconds"] / mine["seconds"], theirs["seconds"], note)


# ---------------------------------------------------------------- from people to explained pairs


@bench("matching.people.total", unit="s of one processor", bound="<= 4")
def people_total(_: Setting) -> Measured:
    """XL: points, match, proof, why each pair, who competes."""
    return _people("total")


@bench("matching.people.fair", unit="s of one processor", bound="<= 10")
def people_fair(_: Setting) -> Measured:
    return _people("fair")


def _people(objective: str) -> Measured:
    said = once("people", "XL", objective)
    if not said["verified"]:
        raise RuntimeError("the match does not verify")
    return Measured(said["seconds"], note=f"{said['coverage']:,} covered; verified")


@bench("matching.people.memory", unit="MB", bound="<= 400")
def people_memory(_: Setting) -> Measured:
    """The peak of the process, people and libraries included; the greater of both rules."""
    return Measured(max(once("people", "XL", rule)["megabytes"] for rule in ("total", "fair")))


@bench("matching.xl1", unit="s of one processor", bound=None)
def one_campus(_: Setting) -> Measured:
    """50,000 newcomers and 30,000 buddies on one campus; 3 GB of scores."""
    said = once("solve", "XL1", "haven")
    return Measured(said["seconds"], note=f"{said['coverage']:,} covered, {said['total']:,} points")


# ---------------------------------------------------------------- who is left out


def _left_out(size: str, who: str) -> Measured:
    said = once("people", size, "fair")["left_out"]
    return Measured(
        said[who] / said["all"], said["all"], f"{said[who]:.3f} of them, {said['all']:.3f} of all"
    )


for _size in ("M", "L", "XL"):
    for _who in ("similar", "english", "vulnerable"):
        bench(
            f"matching.fair.{_size.lower()}.{_who}",
            unit="times the average",
            bound="<= 1.1" if _size == "XL" else None,
        )(lambda _, size=_size, who=_who: _left_out(size, who))

    def _loss(_: Setting, size: str = _size) -> Measured:
        fair, total = (once("people", size, rule)["total"] for rule in ("fair", "total"))
        return Measured(1 - fair / total, total)

    bench(
        f"matching.fair.{_size.lower()}.cost",
        unit="share of the total",
        bound="<= 0.03" if _size == "XL" else None,
    )(_loss)


# ---------------------------------------------------------------- rounds


@bench("matching.rounds", unit="of hindsight", bound=">= 0.95")
def rounds(_: Setting) -> Measured:
    """Ten weekly rounds, 15 % of pairs declined, those still expected held in mind."""
    return _simulated(True)


@bench("matching.rounds.blind", unit="of hindsight", bound=None)
def rounds_blind(_: Setting) -> Measured:
    """The same without looking ahead."""
    return _simulated(False)


@functools.cache
def _simulated(ahead: bool) -> Measured:
    ratios = [simulated("M", seed, ahead=ahead) for seed in (7, 8, 9)]
    return Measured(float(np.mean(ratios)), note=f"mean of three; {min(ratios):.3f} to {max(ratios):.3f}")
