"""What stands on every page: running headers, footers, page numbers."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from haven.core.documents.pdf.runs import Run, rows_of, text_of

_ROWS = 3  # at the top and at the bottom of a page, among which they are looked for
_LONGEST = 160
_OFTEN = 3  # pages
_SAME_PLACE = 4  # points
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-–—|\s]*(?:pagina|page|p\.|blz\.?|bladzijde|slide|seite)?\s*(?:\d{1,4}|[ivxl]{1,7})"
    r"(?:\s*(?:/|\||van|of|von|sur|de)\s*\d{1,4})?[-–—|\s]*",
    re.IGNORECASE,
)
_NUMBER_FIRST = re.compile(r"(\d{1,4})(?:\s|$)")
_NUMBER_LAST = re.compile(r"(?:^|\s)(\d{1,4})$")
_LONGEST_NUMBER = 10
_SHARE_WITH_NUMBERS = 0.4

Runs = list[Run]
Mark = tuple[str | int, int]  # a row's words without its figures, or what its number says; and its place


def without_running(pages: Sequence[Runs]) -> Iterator[Runs]:
    """Each page's runs but those that its neighbours have as well."""
    marks = Counter(mark for page in pages for mark in {_mark(row) for row in _edges(page, _ROWS)})
    shifts = Counter(shift for index, page in enumerate(pages) for shift in _all_shifts(page, index))
    usual = _usual(shifts, len(pages))
    often = _OFTEN if len(pages) >= _OFTEN else 2
    for index, page in enumerate(pages):
        rows = [row for row in _edges(page, _ROWS) if _count(marks, _mark(row)) >= often]
        for row in _edges(page, 1):
            is_number = bool(_PAGE_NUMBER.fullmatch(text_of(row)))
            is_counted = any(shift[0] == usual and _count(shifts, shift) > 1 for shift in _shifts(row, index))
            if is_counted or (is_number and (usual is not None or len(pages) == 1)):
                rows.append(row)
        running = {id(run) for row in rows for run in row}
        yield [run for run in page if id(run) not in running]


def _edges(page: Runs, count: int) -> list[Runs]:
    """So many rows at the top and at the bottom; none of a page that has hardly more."""
    rows = list(rows_of(page))
    if len(rows) <= 1:
        return []
    edges = rows if len(rows) <= 2 * count else rows[:count] + rows[-count:]
    return [row for row in edges if len(text_of(row)) <= _LONGEST]


def _mark(row: Runs) -> Mark:
    return _DIGITS.sub("#", text_of(row).casefold()), _place(row)


def _place(row: Runs) -> int:
    return int(row[0].y // _SAME_PLACE)


def _count(marks: Counter[Mark], mark: Mark) -> int:
    """On how many pages a row stands here, or a hair higher or lower."""
    what, place = mark
    return max(marks[what, place] + marks[what, place + 1], marks[what, place] + marks[what, place - 1])


# ---------------------------------------------------------------- page numbers


def _all_shifts(page: Runs, index: int) -> set[Mark]:
    return {shift for row in _edges(page, 1) for shift in _shifts(row, index)}


def _shifts(row: Runs, index: int) -> set[Mark]:
    """By how much a row's first or last number differs from the page's place in the file."""
    text = text_of(row)
    found = (_NUMBER_FIRST.match(text), _NUMBER_LAST.search(text[-_LONGEST_NUMBER:]))
    return {(int(match[1]) - index, _place(row)) for match in found if match}


def _usual(shifts: Counter[Mark], pages: int) -> str | int | None:
    """The difference that most pages have; None where they are not numbered."""
    totals = Counter[str | int]()
    for (shift, _place_of_it), count in shifts.items():
        totals[shift] += count
    usual = totals.most_common(1)
    return usual[0][0] if usual and usual[0][1] >= max(2, _SHARE_WITH_NUMBERS * pages) else None
