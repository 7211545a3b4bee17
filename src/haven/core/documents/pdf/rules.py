"""Tables that are drawn: lines that cross, and what stands between them."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress, islice
from operator import not_

from haven.core.documents.pdf.runs import Run, rows_of, text_of

_TOUCH = 3.0  # points by which lines that meet may miss each other
_MOST = 300  # lines on a page, once those that go on with each other are one; more are a drawing
_MOST_TABLES = 20  # on a page
_FEWEST_ROWS = _FEWEST_COLUMNS = 2
_LONGEST_CELL = 1_200  # characters; more are a page that was laid out in boxes


@dataclass(slots=True)
class Rule:
    """A line at `at`, across or down the page, from `begin` to `end`."""

    at: float
    begin: float
    end: float

    def meets(self, other: "Rule") -> bool:
        """Whether a line across meets one down the page."""
        return (
            self.begin - _TOUCH <= other.at <= self.end + _TOUCH
            and other.begin - _TOUCH <= self.at <= other.end + _TOUCH
        )


@dataclass(slots=True)
class Rules:
    """The lines of a page."""

    across: list[Rule] = field(default_factory=list)
    down: list[Rule] = field(default_factory=list)

    def between(self, left: float, right: float, y: float) -> bool:
        """Whether a line down the page parts two words."""
        first = bisect_left(self.down, left - 1, key=lambda rule: rule.at)
        for rule in self.down[first:]:
            if rule.at > right + 1:
                return False
            if rule.begin - 1 <= y <= rule.end + 1:
                return True
        return False


def rules_of(boxes: Sequence[Sequence[float]]) -> Rules:
    """Lines from the thin boxes (left, bottom, right, top) that they are drawn as."""
    across, down = list[Rule](), list[Rule]()
    for left, bottom, right, top in boxes:
        if right - left >= top - bottom:
            across.append(Rule((bottom + top) / 2, left, right))
        else:
            down.append(Rule((left + right) / 2, bottom, top))
    rules = Rules(_merged(across), _merged(down))
    return rules if len(rules.across) + len(rules.down) <= _MOST else Rules()


def _merged(rules: list[Rule]) -> list[Rule]:
    """Lines in one, where one goes on with the other."""
    merged: list[Rule] = []
    for rule in sorted(rules, key=lambda rule: (round(rule.at / _TOUCH), rule.begin)):
        last = merged[-1] if merged else None
        if last and abs(last.at - rule.at) <= _TOUCH and rule.begin <= last.end + _TOUCH:
            last.end = max(last.end, rule.end)
        else:
            merged.append(rule)
    return sorted(merged, key=lambda rule: rule.at)


# ---------------------------------------------------------------- tables


def with_tables(runs: list[Run], rules: Rules) -> list[Run]:
    """The runs of a page, those in a drawn table as one run of rows."""
    for grid in islice(_grids(rules), _MOST_TABLES):
        inside = [run for run in runs if grid.holds(run)]
        if table := grid.table(inside):
            kept = {id(run) for run in inside}
            runs = [run for run in runs if id(run) not in kept] + [table]
    return runs


@dataclass(slots=True)
class _Grid:
    """The edges of columns from the left, and of rows from the bottom."""

    columns: list[float]
    rows: list[float]

    def holds(self, run: Run) -> bool:
        return self.columns[0] <= _middle(run) <= self.columns[-1] and self.rows[0] <= run.y <= self.rows[-1]

    def table(self, runs: list[Run]) -> Run | None:
        """All of it as one run; None where it is a frame, or lays out a page."""
        cells: dict[tuple[int, int], list[Run]] = {}
        for run in runs:
            place = -bisect_right(self.rows, run.y), bisect_right(self.columns, _middle(run))
            cells.setdefault(place, []).append(run)
        texts = {place: _text(inside) for place, inside in cells.items()}
        rows = sorted({row for row, _column in texts})
        columns = sorted({column for _row, column in texts})
        if len(rows) < _FEWEST_ROWS or len(columns) < _FEWEST_COLUMNS:
            return None
        if max(map(len, texts.values())) > _LONGEST_CELL:
            return None
        lines = (" | ".join(texts.get((row, column), "") for column in columns) for row in rows)
        top = max(run.y for run in runs)
        size = max(run.size for run in runs)
        return Run("\n".join(lines), self.columns[0], self.columns[-1], top, size, False, False, table=True)


def _grids(rules: Rules) -> Iterator[_Grid]:
    """Lines across and down that hang together; what meets nothing is an underline or a bar."""
    left, across_left = list(rules.down), list(rules.across)
    while left:
        down, across = [left.pop()], list[Rule]()
        for rule in down:  # grows while it is looked through
            met, across_left = _split(across_left, [rule])
            reached, left = _split(left, met)
            across += met
            down += reached
        if len(across) >= _FEWEST_ROWS:
            yield _Grid(_edges(down, across), _edges(across, down))


def _split(rules: list[Rule], others: list[Rule]) -> tuple[list[Rule], list[Rule]]:
    """Those that meet one of the others, and those that do not."""
    meeting = [any(rule.meets(other) for other in others) for rule in rules]
    return list(compress(rules, meeting)), list(compress(rules, map(not_, meeting)))


def _edges(lines: list[Rule], crossing: list[Rule]) -> list[float]:
    """Where lines are, and where those that cross them end; those beside each other are one."""
    places = [line.at for line in lines]
    ends = [min(line.begin for line in crossing), max(line.end for line in crossing)]
    edges: list[float] = []
    for place in sorted(places + ends):
        if not edges or place - edges[-1] > _TOUCH:
            edges.append(place)
    return edges


def _middle(run: Run) -> float:
    return (run.left + run.right) / 2


def _text(runs: list[Run]) -> str:
    return " ".join(text_of(row) for row in rows_of(runs))
