"""Other solvers, each as `solver(scores, capacity) -> each newcomer's buddy, -1 where none`."""

import sys
import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haven.engines.matching.results import Ints, Scores

Assigned = NDArray[np.int64]


def _pairs(scores: Scores) -> tuple[Ints, Ints, Ints]:
    rows, columns = np.nonzero(scores >= 0)
    return rows, columns, scores[rows, columns].astype(np.int64)


def _seats(scores: Scores, capacity: Ints) -> tuple[Ints, float]:
    """One column for each place, and what covering one more counts for."""
    seats = np.repeat(np.arange(len(capacity)), capacity)
    return seats, 2e4 * (min(len(scores), len(seats)) + 1)


def scipy(scores: Scores, capacity: Ints) -> Assigned:
    from scipy.optimize import linear_sum_assignment

    seats, covering = _seats(scores, capacity)
    costs = np.where(scores >= 0, -scores.astype(np.float64), covering)[:, seats]
    rows, places = linear_sum_assignment(costs)
    assigned = np.full(len(scores), -1, dtype=np.int64)
    may = scores[rows, seats[places]] >= 0
    assigned[rows[may]] = seats[places[may]]
    return assigned


def lapjv(scores: Scores, capacity: Ints) -> Assigned:
    import lap

    seats, covering = _seats(scores, capacity)
    costs = np.where(scores >= 0, 10_000 - scores.astype(np.float64), covering)[:, seats]
    _cost, places, _rows = lap.lapjv(costs, extend_cost=True)
    assigned = np.full(len(scores), -1, dtype=np.int64)
    on = np.flatnonzero(places >= 0)
    on = on[scores[on, seats[places[on]]] >= 0]
    assigned[on] = seats[places[on]]
    return assigned


def ortools(scores: Scores, capacity: Ints) -> Assigned:
    """All pairs as one flow."""
    from ortools.graph.python import min_cost_flow

    rows, columns, values = _pairs(scores)
    height, width = scores.shape
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(
        rows.astype(np.int32),
        (columns + height).astype(np.int32),
        np.ones(len(rows), dtype=np.int64),
        -values,
    )
    supplies = np.concatenate([np.ones(height, dtype=np.int64), -capacity])
    flow.set_nodes_supplies(np.arange(height + width, dtype=np.int32), supplies)
    flow.solve_max_flow_with_min_cost()
    used = flow.flows(np.arange(len(rows), dtype=np.int32)) > 0
    assigned = np.full(height, -1, dtype=np.int64)
    assigned[rows[used]] = columns[used]
    return assigned


def highs(scores: Scores, capacity: Ints) -> Assigned:
    """As a linear programme; its corners are whole."""
    import highspy

    rows, columns, values = _pairs(scores)
    height, width = scores.shape
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    programme = highspy.HighsLp()
    programme.num_col_, programme.num_row_ = len(rows), height + width
    programme.col_cost_ = -(values + 20_001.0)
    programme.col_lower_, programme.col_upper_ = np.zeros(len(rows)), np.ones(len(rows))
    programme.row_lower_ = np.full(height + width, -np.inf)
    programme.row_upper_ = np.concatenate([np.ones(height), capacity.astype(np.float64)])
    index = np.empty(2 * len(rows), dtype=np.int32)
    index[0::2], index[1::2] = rows, columns + height
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = np.arange(0, 2 * len(rows) + 1, 2, dtype=np.int32)
    programme.a_matrix_.index_, programme.a_matrix_.value_ = index, np.ones(2 * len(rows))
    solver.passModel(programme)
    solver.run()
    used = np.array(solver.getSolution().col_value) > 0.5
    assigned = np.full(height, -1, dtype=np.int64)
    assigned[rows[used]] = columns[used]
    return assigned


def hospital(scores: Scores, capacity: Ints) -> Assigned:
    """The stable match of the package `matching`, with ties broken by lot. It copies its players, who know
    each other, by recursion: that takes a deep stack."""
    sys.setrecursionlimit(10_000_000)
    threading.stack_size(1 << 30)
    found: list[Assigned] = []
    deep = threading.Thread(target=lambda: found.append(_stable(scores, capacity)))
    deep.start()
    deep.join()
    return found[0]


def _stable(scores: Scores, capacity: Ints) -> Assigned:
    from matching.games import HospitalResident

    ranked = scores + np.random.default_rng(0).random(scores.shape) * 0.5
    mine: dict[Any, list[Any]] = {
        f"r{row}": [f"h{column}" for column in np.argsort(-ranked[row]).tolist() if scores[row, column] >= 0]
        for row in range(len(scores))
    }
    mine = {name: wishes for name, wishes in mine.items() if wishes}
    theirs = {
        f"h{column}": [
            f"r{row}" for row in np.argsort(-ranked[:, column]).tolist() if scores[row, column] >= 0
        ]
        for column in range(len(capacity))
        if capacity[column] > 0
    }
    wished = {name for wishes in mine.values() for name in wishes}
    theirs = {name: rows for name, rows in theirs.items() if name in wished}
    mine = {name: [one for one in wishes if one in theirs] for name, wishes in mine.items()}
    game = HospitalResident.create_from_dictionaries(
        {name: wishes for name, wishes in mine.items() if wishes},
        theirs,
        {name: int(capacity[int(name[1:])]) for name in theirs},
    )
    assigned = np.full(len(scores), -1, dtype=np.int64)
    for place, residents in game.solve(optimal="resident").items():
        for resident in residents:
            assigned[int(resident.name[1:])] = int(place.name[1:])
    return assigned
