"""The problem as the solver holds it: all scores, and the few pairs that it looks at."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from haven.engines.matching.results import Flags, Ints, Scores

Places = NDArray[np.int32]
SEED = 20_260_901  # of the pairs that are drawn; which ones changes no result


@dataclass(frozen=True)
class Problem:
    """Pairs of `floor` points or more may be made, but none with a newcomer to `skip`; `floor` is at least
    0."""

    scores: Scores
    capacity: Ints
    skip: Flags
    floor: int = 0

    @cached_property
    def covering(self) -> int:
        """What one more newcomer counts for: more than all points that a match can have together."""
        most = min(len(self.scores), int(self.capacity.sum()))
        return (int(self.scores.max(initial=0)) + 1) * (most + 1)

    @cached_property
    def rows(self) -> Ints:
        """Who takes part."""
        return np.flatnonzero(~self.skip)


@dataclass(frozen=True, slots=True)
class Edges:
    """Pairs by row and by column: those of row i stand at `starts[i]` to `starts[i + 1]` of `columns` and
    `values`; those of column j at `column_starts[j]` to `column_starts[j + 1]` of `rows` and `row_values`.
    `keys` number the pairs in both orders, so that more can be put among them."""

    shape: tuple[int, int]
    keys: Ints  # row × columns + column
    columns: Places
    values: Ints
    column_keys: Ints  # column × rows + row
    rows: Places
    row_values: Ints

    @classmethod
    def of(cls, problem: Problem, rows: Places, columns: Places) -> "Edges":
        """Each pair once, whatever is given twice."""
        height, width = problem.scores.shape
        keys = np.unique(rows.astype(np.int64) * width + columns)
        row = (keys // max(1, width)).astype(np.int32)
        column = (keys - row.astype(np.int64) * width).astype(np.int32)
        values = problem.scores[row, column].astype(np.int64)
        # Sixteen bits are sorted by radix, in a fraction of the time.
        order = np.argsort(column.astype(np.uint16) if width <= 1 << 16 else column, kind="stable")
        column_keys = column[order].astype(np.int64) * height + row[order]
        return cls((height, width), keys, column, values, column_keys, row[order], values[order])

    @property
    def row_of(self) -> Places:
        """The row of each of `columns`."""
        return (self.keys // max(1, self.shape[1])).astype(np.int32)

    @property
    def starts(self) -> Ints:
        return np.searchsorted(self.keys, np.arange(self.shape[0] + 1, dtype=np.int64) * self.shape[1])

    @property
    def column_starts(self) -> Ints:
        return np.searchsorted(self.column_keys, np.arange(self.shape[1] + 1, dtype=np.int64) * self.shape[0])

    def joined(self, problem: Problem, rows: Places, columns: Places) -> "Edges":
        """With these pairs as well."""
        more = Edges.of(problem, rows, columns)
        at = np.searchsorted(self.keys, more.keys)
        at_column = np.searchsorted(self.column_keys, more.column_keys)
        new = _is_new(self.keys, at, more.keys)
        new_column = _is_new(self.column_keys, at_column, more.column_keys)
        return Edges(
            self.shape,
            np.insert(self.keys, at[new], more.keys[new]),
            np.insert(self.columns, at[new], more.columns[new]),
            np.insert(self.values, at[new], more.values[new]),
            np.insert(self.column_keys, at_column[new_column], more.column_keys[new_column]),
            np.insert(self.rows, at_column[new_column], more.rows[new_column]),
            np.insert(self.row_values, at_column[new_column], more.row_values[new_column]),
        )


def _is_new(keys: Ints, at: Ints, more: Ints) -> Flags:
    if not len(keys):
        return np.ones(len(more), dtype=np.bool_)
    return np.asarray(keys[np.minimum(at, len(keys) - 1)] != more)


def every_pair(problem: Problem) -> tuple[Places, Places]:
    """All that may be made."""
    may = (problem.scores >= problem.floor) & (problem.capacity > 0) & ~problem.skip[:, None]
    rows, columns = np.nonzero(may)
    return rows.astype(np.int32), columns.astype(np.int32)


def drawn(problem: Problem, per_row: int, per_column: int) -> tuple[Places, Places]:
    """Pairs drawn at random: with a few for everybody, nearly as many can be covered as with all pairs."""
    rows, columns = problem.scores.shape
    draw = np.random.default_rng(SEED)
    i = np.concatenate([np.repeat(np.arange(rows), per_row), draw.integers(0, rows, columns * per_column)])
    j = np.concatenate([draw.integers(0, columns, rows * per_row), np.repeat(np.arange(columns), per_column)])
    may = (problem.scores[i, j] >= problem.floor) & (problem.capacity[j] > 0) & ~problem.skip[i]
    return i[may].astype(np.int32), j[may].astype(np.int32)


def seats_of(capacity: Ints, match: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Capacity, where each column's places begin, the rows in them (-1 where free), and how many are
    taken."""
    on = np.flatnonzero(match >= 0)
    order = on[np.argsort(match[on], kind="stable")]
    first = np.concatenate([[0], np.cumsum(capacity)])[:-1].astype(np.int64)
    load = np.bincount(match[on], minlength=len(capacity)).astype(np.int64)
    members = np.full(max(1, int(capacity.sum())), -1, dtype=np.int64)
    before = np.concatenate([[0], np.cumsum(load)])[:-1].astype(np.int64)
    members[first[match[order]] + np.arange(len(order)) - before[match[order]]] = order
    return capacity, first, members, load


def narrow(values: Ints) -> NDArray[np.int32] | Ints:
    """In 32 bits where they fit with room for a score, which halves the time to go through them."""
    fits = len(values) and np.abs(values).max() < 1 << 30
    return values.astype(np.int32) if fits else values
