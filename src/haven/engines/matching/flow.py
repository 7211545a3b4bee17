"""The best match of a few pairs, as a flow: as many rows as can be, and of those matches the greatest
total."""

import numpy as np

from haven.engines.matching.edges import Edges, Problem
from haven.engines.matching.results import Ints


def best_of(problem: Problem, edges: Edges) -> Ints:
    """Each row's column, -1 where none. OR-tools finds the greatest flow first and then the cheapest of
    those, so that covering needs no great numbers."""
    from ortools.graph.python import min_cost_flow  # type: ignore[import-untyped]  # noqa: PLC0415 - slow

    rows, columns = problem.scores.shape
    match = np.full(rows, -1, dtype=np.int64)
    if not len(edges.columns):
        return match
    flow = min_cost_flow.SimpleMinCostFlow()
    row_of = edges.row_of
    flow.add_arcs_with_capacity_and_unit_cost(
        row_of, edges.columns + np.int32(rows), np.ones(len(row_of), dtype=np.int64), -edges.values
    )
    supplies = np.concatenate([np.ones(rows, dtype=np.int64), -problem.capacity])
    flow.set_nodes_supplies(np.arange(rows + columns, dtype=np.int32), supplies)
    status = flow.solve_max_flow_with_min_cost()
    if status != flow.OPTIMAL:
        raise RuntimeError(f"The flow ended with {status}.")
    used = flow.flows(np.arange(len(row_of), dtype=np.int32)) > 0
    match[row_of[used]] = edges.columns[used]
    return match
