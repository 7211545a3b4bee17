"""What a file says of itself, before Haven is asked: repeated rows, and one person under two numbers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from django.utils.translation import gettext_lazy as _

from haven.community.welcome.importing.rows import Problem, Understood
from haven.community.welcome.models import PossibleDuplicate

Ground = PossibleDuplicate.Ground


class Sort(StrEnum):
    ROW = "row"
    MERGED = "merged"  # says the same as an earlier row
    HELD = "held"  # resembles an earlier row under another number
    REFUSED = "refused"


@dataclass(slots=True)
class Sorted:
    row: Understood
    sort: Sort
    ground: str = ""
    other_number: str = ""  # of the earlier row that it resembles


def _small(text: str) -> int:
    """Eight bytes for a text: 200,000 rows are remembered in some 60 MB."""
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


class Sorter:
    """Reads rows in order and remembers just enough of each to recognise its like."""

    def __init__(self) -> None:
        self._said: dict[str, int] = {}  # number -> digest of what the row said
        self._known: dict[int, str] = {}  # digest of a likeness -> number

    @property
    def numbers(self) -> Iterable[str]:
        return self._said.keys()

    def sort(self, rows: Iterable[Understood]) -> Iterator[Sorted]:
        for row in rows:
            yield self._sort(row)

    def _sort(self, row: Understood) -> Sorted:
        number, digest = row.number, row.digest()
        if not number:
            return Sorted(row, Sort.REFUSED)
        if number in self._said:
            if self._said[number] == digest:
                return Sorted(row, Sort.MERGED)
            reason = _("An earlier row has the same number and other data. Keep only the row that is right.")
            row.problems.append(Problem("number", number, reason, "number_twice"))
            return Sorted(row, Sort.REFUSED)
        self._said[number] = digest
        ground, other = self._resembles(row)
        if other:
            return Sorted(row, Sort.HELD, ground, other)
        return Sorted(row, Sort.REFUSED if row.problems else Sort.ROW)

    def _resembles(self, row: Understood) -> tuple[str, str]:
        """On what ground, and which number; both empty when there is none."""
        likenesses = list(_likenesses(row))
        ground, other = next(((g, self._known[k]) for g, k in likenesses if k in self._known), ("", ""))
        for _ground, key in likenesses:  # also of a row that is held: a third may resemble only that one
            self._known.setdefault(key, other or row.number)
        return ground, other


def _likenesses(row: Understood) -> Iterator[tuple[str, int]]:
    """By what this row could be the same person as another, strongest first."""
    if email := row.values.get("email"):
        yield Ground.EMAIL, _small(f"e:{email}")
    if row.name_key:
        yield Ground.NAME_AND_BIRTH, _small(f"n:{row.name_key}")
    elif row.values.get("birth_date"):
        # Names destroyed upstream are all alike; the rest of the row must agree then.
        rest = sorted((k, v or "") for k, v in row.values.items() if k != "number")
        yield Ground.WHOLE_ROW, _small(f"w:{rest}")
