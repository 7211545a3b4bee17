"""Which row of a file holds the headings, and which rows below it are no data."""

import re
from collections import Counter
from collections.abc import Sequence

from haven.core.imports.unreadable import UnreadableFile, unreadable
from haven.core.imports.values import unknown
from haven.core.search.folding import fold

Record = tuple[int, list[str]]  # line in the file from 1, cells without white space around them

_NUMBER = re.compile(r"[\d\s.,:;/%€$£+()\-]*\d[\d\s.,:;/%€$£+()\-]*")
_DATA = re.compile(r"\d[/.\-]?\d|@")
_DATE = re.compile(r"\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}")
_LONGEST_HEADING = 80
_MOST_NUMBERS = 0.2  # of the headings may be numbers: "2026-2027"
_MOSTLY = 0.8
_WIDE_ENOUGH = 0.6  # of the widest row
_ENOUGH_KNOWN = 3

_TOTALS = frozenset(
    {"totaal", "totalen", "eindtotaal", "subtotaal", "som", "total", "totals", "subtotal", "sum", "totaux",
     "somme", "summe", "gesamt", "gesamtsumme", "insgesamt", "aantal", "count", "nombre", "anzahl"}
)  # fmt: skip
_TOTAL_PHRASES = frozenset(
    {"grand total", "algemeen totaal", "number of", "rijen", "rows", "records", "lignes", "zeilen"}
)


def filled(cells: Sequence[str]) -> int:
    return sum(map(bool, cells))


def known_in(cells: Sequence[str], known: frozenset[str]) -> int:
    """How many different headings the caller knows stand in this row."""
    return len({fold(cell) for cell in cells if cell} & known)


# ---------------------------------------------------------------- the row with headings


def find_header(sample: Sequence[Record], known: frozenset[str]) -> Record:
    """The row with headings among the first rows (blank ones left out); raises when there is none."""
    best = max(sample, key=lambda record: known_in(record[1], known))
    found = known_in(best[1], known)
    if found > 1 or (found == 1 and _width(sample) == 1):
        return best
    return _header_by_shape(sample)


def has_header(sample: Sequence[Record], known: frozenset[str]) -> bool:
    try:
        find_header(sample, known)
    except UnreadableFile:
        return False
    return True


def _width(sample: Sequence[Record]) -> int:
    return max(filled(cells) for _line, cells in sample)


def _header_by_shape(sample: Sequence[Record]) -> Record:
    """The first row that is nearly as wide as the widest, if it names columns and other rows fill them."""
    least = max(2, _WIDE_ENOUGH * _width(sample))
    wide = [record for record in sample if filled(record[1]) >= least]
    if not wide or not _could_be_headings(wide[0][1]) or len(wide) * 2 < len(sample):
        raise unreadable("no_header")
    return wide[0]


def _could_be_headings(cells: Sequence[str]) -> bool:
    texts = [cell for cell in cells if cell]
    if any("@" in text or _DATE.search(text) or len(text) > _LONGEST_HEADING for text in texts):
        return False
    return sum(1 for text in texts if _NUMBER.fullmatch(text)) <= _MOST_NUMBERS * len(texts)


def check_headings(header: Record, known: frozenset[str]) -> None:
    """Raise when a heading that the caller knows stands there twice: nobody could tell which one counts."""
    line, cells = header
    twice = Counter(fold(cell) for cell in cells if cell)
    for cell in cells:
        if twice[fold(cell)] > 1 and fold(cell) in known:
            raise unreadable("heading_twice", heading=cell, line=line)


# ---------------------------------------------------------------- a second row with headings


class SecondHeader:
    """Tells whether another row holds headings too: the same ones, others that are known, or plain words."""

    def __init__(self, header: Record, known: frozenset[str]) -> None:
        self.line, self.cells = header
        self.known = known
        self.folded = [fold(cell) for cell in self.cells]
        # One known heading among data says nothing: "Nederlands" is a heading and a mother tongue.
        self.enough = max(2, min(_ENOUGH_KNOWN, known_in(self.cells, known)))

    def is_like(self, cells: Sequence[str]) -> bool:
        """Whether this row could be read as headings: nearly the same ones, or mostly known ones."""
        if cells == self.cells:
            return True
        # What nearly every row of data holds and no row of headings does: told quickly, for 200,000 rows.
        if _DATA.search("\t".join(cells)):
            return False
        folded = [fold(cell) for cell in cells]
        texts = filled(cells)
        alike = sum(1 for mine, own in zip(folded, self.folded, strict=False) if mine and mine == own)
        if alike >= max(2, _MOSTLY * texts):
            return True
        return len(self.known.intersection(folded)) >= max(self.enough, _WIDE_ENOUGH * texts)

    def error(self, line: int) -> UnreadableFile:
        return unreadable("two_headers", first=min(self.line, line), second=max(self.line, line))

    def check_around(self, sample: Sequence[Record]) -> None:
        """Raise when a row above, or the one right below, holds headings as well."""
        for line, cells in sample:
            if line < self.line and (self.is_like(cells) or self._is_wide_above(line, cells)):
                raise self.error(line)
        below = [record for record in sample if record[0] > self.line]
        if below and below[0][0] == self.line + 1 and _words_over_values(below[0][1], below[1:]):
            raise self.error(below[0][0])

    def _is_wide_above(self, line: int, cells: Sequence[str]) -> bool:
        """A row of different words right above, as wide as the headings: one of the two is superfluous."""
        texts = {fold(cell) for cell in cells if cell}
        wide = max(_ENOUGH_KNOWN, _MOSTLY * filled(self.cells))
        return line == self.line - 1 and len(texts) >= wide and _could_be_headings(cells)


def _words_over_values(cells: Sequence[str], rows: Sequence[Record]) -> bool:
    """Whether plain words stand where all other rows have dates, numbers or e-mail addresses."""
    columns = [i for i in range(len(cells)) if _holds_values([row[i] for _line, row in rows if i < len(row)])]
    words = [cells[i] for i in columns]
    return len(columns) > 1 and all(word and not _is_value(word) and not unknown(word) for word in words)


def _holds_values(column: Sequence[str]) -> bool:
    texts = [cell for cell in column if cell and not unknown(cell)]
    return len(texts) > 2 and sum(map(_is_value, texts)) >= _MOSTLY * len(texts)


def _is_value(text: str) -> bool:
    return "@" in text or any(map(str.isdigit, text))


# ---------------------------------------------------------------- the end of the table


def is_total(cells: Sequence[str]) -> bool:
    """Whether this row counts the others: "Totaal;4080", "Total number: 4080", "4080 rows"."""
    texts = [cell for cell in cells if cell]
    if not texts or not all(_NUMBER.fullmatch(text) for text in texts[1:]):
        return False
    words = [word for word in fold(texts[0]).split() if not word.isdigit()]
    return bool(words) and (words[0] in _TOTALS or " ".join(words[:2]) in _TOTAL_PHRASES)


def is_note(cells: Sequence[str]) -> bool:
    """Whether this row is a single text, as a source or a date of printing below the total."""
    return len(cells) > _ENOUGH_KNOWN and filled(cells) == 1
