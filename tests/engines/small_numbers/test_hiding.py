"""Nothing below five can be worked out; tried by a solver that knows nothing of how it was hidden."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from haven.engines.small_numbers import LEAST, hide_cells, hide_groups, merge_rare

Table = list[list[int]]
Cell = tuple[int, int]
SIZES = st.lists(st.integers(0, 12), min_size=1, max_size=7)


def tables() -> st.SearchStrategy[Table]:
    """Groups by answers, of which each was given often enough."""
    shapes = st.tuples(st.integers(1, 5), st.integers(1, 4))
    number = st.one_of(st.integers(0, 6), st.integers(0, 40))
    made = shapes.flatmap(
        lambda shape: st.lists(
            st.lists(number, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
        )
    )
    return made.filter(lambda table: all(sum(answer) >= LEAST for answer in zip(*table, strict=True)))


def bounds(table: Table, hidden: set[Cell], hidden_rows: set[int], cell: Cell) -> tuple[float, float]:
    """Between what and what a cell must be, for whoever knows all the rest: by linear programming."""
    numbers = np.array(table)
    place = {one: at for at, one in enumerate(product(range(numbers.shape[0]), range(numbers.shape[1])))}
    equations, sums = [], []

    def know(cells: list[Cell], value: int) -> None:
        equations.append([1.0 if one in cells else 0.0 for one in place])
        sums.append(float(value))

    for column in range(numbers.shape[1]):
        know([one for one in place if one[1] == column], int(numbers[:, column].sum()))
    for row in set(range(numbers.shape[0])) - hidden_rows:
        know([one for one in place if one[0] == row], int(numbers[row].sum()))
    for one in place.keys() - hidden:
        know([one], int(numbers[one]))
    goal = np.zeros(len(place))
    goal[place[cell]] = 1
    ends = [linprog(sign * goal, A_eq=equations, b_eq=sums, bounds=(0, None)) for sign in (1, -1)]
    assert all(end.success for end in ends)
    return ends[0].fun, -ends[1].fun


@settings(max_examples=30)
@given(tables())
def test_no_small_cell_can_be_worked_out(table: Table) -> None:
    hidden_rows = hide_groups({row: sum(values) for row, values in enumerate(table)})
    hidden = hide_cells(table, hidden_rows)
    for row, values in enumerate(table):
        for column, value in enumerate(values):
            if value < LEAST or row in hidden_rows:
                assert (row, column) in hidden
            if value < LEAST:
                assert bounds(table, hidden, hidden_rows, (row, column))[1] >= LEAST - 1e-6


@given(SIZES)
def test_no_small_group_can_be_worked_out(sizes: list[int]) -> None:
    if sum(sizes) < LEAST:
        return  # then the sum is not shown
    hidden = hide_groups(dict(enumerate(sizes)))
    assert {group for group, size in enumerate(sizes) if size < LEAST} <= hidden
    left = sum(sizes) - sum(size for group, size in enumerate(sizes) if group not in hidden)
    assert not hidden or (len(hidden) > 1 and left >= LEAST)


@given(SIZES)
def test_every_answer_that_is_shown_was_given_often_enough(counts: list[int]) -> None:
    alone, together = merge_rare(dict(enumerate(counts)))
    assert sorted([*alone, *together]) == list(range(len(counts)))
    assert all(counts[answer] >= LEAST for answer in alone)
    if sum(counts) >= LEAST:
        assert not together or sum(counts[answer] for answer in together) >= LEAST


@pytest.mark.parametrize(
    ("sizes", "hidden"),
    [
        ({"a": 9, "b": 8}, set()),
        ({"a": 9, "b": 8, "c": 3}, {"b", "c"}),  # c alone would be what is left of the sum
        ({"a": 9, "b": 3, "c": 3}, {"b", "c"}),
        (
            {"a": 9, "b": 6, "c": 2, "d": 2},
            {"b", "c", "d"},
        ),  # whoever knows of four would know that they are few
        ({"a": 4}, {"a"}),
    ],
)
def test_the_next_smallest_goes_with_a_small_group(sizes: dict[str, int], hidden: set[str]) -> None:
    assert hide_groups(sizes) == hidden


def test_a_whole_university_takes_no_time() -> None:
    """16 faculties by 12 answers, of which most are few: the same pattern of numbers every time."""
    table = [[(row * 7 + column * 5) % 13 for column in range(12)] for row in range(16)]
    hidden = hide_cells(table, hide_groups({row: sum(values) for row, values in enumerate(table)}))
    assert {cell for cell in product(range(16), range(12)) if table[cell[0]][cell[1]] < LEAST} <= hidden
    assert len(hidden) < 16 * 12


def test_two_rings_that_hang_together_by_one_cell() -> None:
    """Each row and each column hides two numbers, and yet one of them could be worked out."""
    table = [[2, 9, 30, 30], [9, 9, 2, 30], [30, 30, 9, 9], [30, 30, 9, 9]]
    naive = {(0, 0), (0, 1), (1, 0), (1, 1), (1, 2), (2, 2), (2, 3), (3, 2), (3, 3)}
    low, high = bounds(table, naive, set(), (1, 2))
    assert high - low < 1e-6
    hidden = hide_cells(table)
    assert bounds(table, hidden, set(), (1, 2))[1] >= LEAST


def test_what_is_large_enough_is_shown() -> None:
    assert hide_cells([[20, 30], [12, 5]]) == set()
    assert len(hide_cells([[20, 30, 40], [12, 8, 3], [9, 9, 9]])) == 4
