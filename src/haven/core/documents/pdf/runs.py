"""Words on a page put together to runs and rows."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_SAME_ROW = 0.5  # of the size of letters: small raised figures belong to their line
_GAP_IN_A_RUN = 0.9  # of the size: more parts columns, cells, and stretched lines
_SMALLEST = 1.0  # points

Parted = Callable[[float, float, float], bool]  # whether something is drawn between two places at a height


@dataclass(slots=True)
class Run:
    """Words beside each other, in points: `y` is the line that they stand on, counted upwards."""

    text: str
    left: float
    right: float
    y: float
    size: float  # that most of its letters have
    bold: bool
    fixed: bool  # all letters are equally wide, as in a program
    lead: int = 0  # by how many letters the size is ahead of the others
    table: bool = False  # rows of a table that is drawn

    def add(self, word: "Run") -> None:
        """Take in the word that follows."""
        self.text = f"{self.text} {word.text}"
        self.right = max(self.right, word.right)
        self.bold = self.bold and word.bold
        self.fixed = self.fixed and word.fixed
        self.lead += len(word.text) * (1 if word.size == self.size else -1)
        if self.lead < 0:
            self.y, self.size, self.lead = word.y, word.size, -self.lead


def runs_of(words: Sequence[list[Any]], direction: int, parted: Parted) -> list[Run]:
    """The runs of a page that run in this direction, in the order of the file."""
    runs: list[Run] = []
    for text, left, right, y, size, bold, fixed, turned in words:
        if turned != direction:
            continue
        word = Run(text, left, right, y, max(size, _SMALLEST), bold, fixed, len(text))
        if runs and _goes_on(runs[-1], word) and not parted(runs[-1].right, left, y):
            runs[-1].add(word)
        else:
            runs.append(word)
    return runs


def _goes_on(last: Run, word: Run) -> bool:
    size = max(last.size, word.size)
    return abs(last.y - word.y) <= _SAME_ROW * size and -size < word.left - last.right < _GAP_IN_A_RUN * size


def rows_of(runs: Iterable[Run]) -> Iterator[list[Run]]:
    """Runs that stand on one line, from left to right; rows from the top of the page."""
    row: list[Run] = []
    for run in sorted(runs, key=lambda run: -run.y):
        if row and row[0].y - run.y > _SAME_ROW * max(run.size, row[0].size):
            yield sorted(row, key=lambda run: run.left)
            row = []
        row.append(run)
    if row:
        yield sorted(row, key=lambda run: run.left)


def text_of(row: Iterable[Run]) -> str:
    return " ".join(run.text for run in row)
