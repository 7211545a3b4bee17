"""One row of a file, understood: plain values, what is wrong with it, and what to warn about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from haven.commons.organisation.models import Alias, Campus, Unit
from haven.commons.people.countries import country_of
from haven.commons.people.languages import language_of
from haven.commons.people.models import Status
from haven.core.imports import values as cells
from haven.core.imports.dates import Kind, parse_date
from haven.core.imports.tables import Row
from haven.core.imports.values import BadValue
from haven.core.search.folding import fold

Value = str | None
LONGEST_NUMBER, LONGEST_NAME = 60, 200  # as many as the database holds
NAMES = frozenset({"family_name", "given_name"})
# fmt: off
STATUS_ALIASES: dict[str, str] = {
    alias: status.value
    for status, aliases in {
        Status.EXCHANGE_STUDENT: (
            "uitwisselingsstudent", "uitwisseling", "exchange student", "exchange", "erasmus",
            "erasmusstudent", "erasmus student", "inkomende uitwisselingsstudent",
            "incoming exchange student",
        ),
        Status.BACHELOR_STUDENT: (
            "bachelorstudent", "bachelor", "bachelor student", "ba", "bachelor s student",
        ),
        Status.MASTER_STUDENT: (
            "masterstudent", "master", "master student", "ma", "master s student", "manama", "degree student",
        ),
        Status.DOCTORAL_RESEARCHER: (
            "doctorandus", "doctoraatsstudent", "doctoraal onderzoeker", "phd", "phd student",
            "phd researcher", "doctoral student", "doctoral researcher", "doctoraatsonderzoeker", "bap",
            "aap",
        ),
        Status.POSTDOC: (
            "postdoc", "postdoctoraal onderzoeker", "postdoctoraal medewerker", "postdoctoral researcher",
            "post doc", "postdoctoral fellow",
        ),
        Status.PROFESSOR: (
            "zap", "professor", "hoogleraar", "docent", "hoofddocent", "gewoon hoogleraar",
            "zelfstandig academisch personeel", "academic staff", "full professor", "assistant professor",
            "associate professor",
        ),
        Status.ADMIN_STAFF: (
            "atp", "administratief personeel", "administratief en technisch personeel",
            "administrative staff", "admin staff", "technical staff", "administrative and technical staff",
            "administrative or technical staff", "administratief of technisch personeelslid", "staff",
        ),
    }.items()
    for alias in (status.value.replace("_", " "), *aliases)
}
# fmt: on


# What a status column may hold, in the reader's language.
STATUSES = format_lazy(", ".join(["{}"] * len(Status)), *(status.label for status in Status))


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell, or merely to be noticed. `field` names the column."""

    field: str
    value: str
    reason: Any
    code: str = ""


@dataclass(slots=True)
class Understood:
    """A row's values by field (ISO dates, codes; None or "" is unknown), with problems and warnings."""

    line: int
    cells: tuple[str, ...]
    extra: tuple[str, ...] = ()  # what stands to the right of the last heading
    values: dict[str, Value] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    @property
    def number(self) -> str:
        return self.values.get("number") or ""

    @property
    def name_key(self) -> str:
        """Folded name and date of birth; empty when either is unknown or the name was destroyed."""
        family, given = self.values.get("family_name") or "", self.values.get("given_name") or ""
        return name_key(family, given, self.values.get("birth_date") or "")

    def digest(self) -> int:
        """Same for rows that say the same, however they are spaced or write their dates."""
        plain = [v or "" for v in self.values.values()]  # every row of a file has its fields in one order
        said = (self.cells, self.extra) if self.problems else plain
        return int.from_bytes(blake2b(repr(said).encode(), digest_size=8).digest())


def name_key(family: str, given: str, birth: str) -> str:
    """The key by which two people may be one; empty when there is too little to tell."""
    if not birth or not (family or given) or cells.destroyed(family) or cells.destroyed(given):
        return ""
    return f"{fold(family)}|{fold(given)}|{birth}"


class Places:
    """Campuses and faculties by every spelling that is known."""

    def __init__(self) -> None:
        self.campus_by_alias, self.unit_by_alias = _aliases()
        self.campuses = {campus.code: campus for campus in Campus.objects.all()}
        self.units = {unit.code: unit for unit in Unit.objects.all()}
        self.cities = ", ".join(sorted({campus.city_nl for campus in self.campuses.values()}))


def _aliases() -> tuple[dict[str, str], dict[str, str]]:
    campuses: dict[str, str] = {}
    units: dict[str, str] = {}
    for alias in Alias.objects.select_related("campus", "unit"):
        if alias.campus is not None:
            campuses[alias.alias] = alias.campus.code
        elif alias.unit is not None:
            units[alias.alias] = alias.unit.code
    return campuses, units


class Reader:
    """Understands the rows of one file."""

    def __init__(
        self, headers: Sequence[str], columns: Mapping[str, str], places: Places, today: date
    ) -> None:
        self.width = len(headers)
        self.index = {field: headers.index(heading) for heading, field in columns.items()}
        self.places = places
        self.parsers = _parsers(places, today)

    def understand(self, row: Row) -> Understood:
        found = Understood(row.line, row.cells, row.extra)
        if row.extra:
            reason = _("This row has more cells than there are headings. Is there a separator inside a cell?")
            found.problems.append(Problem("", " ".join(row.extra)[:200], reason, "too_many_cells"))
        for name, position in self.index.items():
            self._cell(found, name, row.cells[position])
        _check_whole(found, {name: row.cells[position] for name, position in self.index.items()})
        return found

    def _cell(self, found: Understood, name: str, cell: str) -> None:
        try:
            found.values[name] = self.parsers[name](cell)
        except BadValue as bad:
            found.values[name] = None
            found.problems.append(Problem(name, cell, bad.reason, bad.code))


def _parsers(places: Places, today: date) -> dict[str, Callable[[str], Value]]:
    """One function per field: cell -> value. Cells repeat, so what was understood once is kept."""

    def when(kind: Kind) -> Callable[[str], Value]:
        return lru_cache(maxsize=5000)(lambda cell: _day(cell, kind, today))

    def known(parse: Callable[[str], str]) -> Callable[[str], Value]:
        return lru_cache(maxsize=5000)(lambda cell: "" if cells.unknown(cell) else parse(cell))

    return {
        "number": lambda cell: "" if cells.unknown(cell) else _no_longer(cell, LONGEST_NUMBER),
        "family_name": _name,
        "given_name": _name,
        "birth_date": when("birth"),
        "gender": known(cells.parse_gender),
        "nationality": lru_cache(maxsize=5000)(_nationality),
        "email": lambda cell: None if cells.unknown(cell) else cells.parse_email(cell).lower(),
        "status": known(lambda cell: cells.parse_choice(cell, STATUS_ALIASES, expected=STATUSES)),
        "faculty": known(lambda cell: cells.parse_choice(cell, places.unit_by_alias)),
        "campus": known(
            lambda cell: cells.parse_choice(cell, places.campus_by_alias, expected=places.cities)
        ),
        "admitted_on": when("other"),
        "arrives_on": when("other"),
        "starts_on": when("other"),
        "ends_on": when("other"),
        "mother_tongue": known(language_of),
        "dutch_level": known(cells.parse_cefr),
    }


def _name(cell: str) -> Value:
    return "" if cells.unknown(cell, column="name") else _no_longer(cell, LONGEST_NAME)


def _no_longer(cell: str, limit: int) -> str:
    """The cell, unless it is longer than the database holds."""
    if len(cell) <= limit:
        return cell
    reason = cells.sentence(_("This is longer than {limit} characters. Shorten it."), limit=limit)
    raise BadValue(reason, "too_long")


def _nationality(cell: str) -> Value:
    return "" if cells.unknown(cell, column="country") else country_of(cell)


def _day(cell: str, kind: Kind, today: date) -> Value:
    return None if cells.unknown(cell) else parse_date(cell, kind=kind, today=today).isoformat()


def _check_whole(found: Understood, written: Mapping[str, str]) -> None:
    """What only the row as a whole can show: what it lacks, what contradicts itself, what to warn about."""
    values, broken = found.values, {problem.field for problem in found.problems}
    for name, reason in _LACKING.items():
        if not values.get(name) and name not in broken:
            found.problems.append(Problem(name, written.get(name, ""), reason, f"{name}_missing"))
    if not (broken & NAMES or any(values.get(name) for name in NAMES)):
        found.problems.append(Problem("family_name", "", _("The name is empty. Fill it in."), "name_missing"))
    starts, ends = values.get("starts_on"), values.get("ends_on")
    if starts and ends and ends < starts:
        reason = _("The end is before the start. Correct one of the two dates.")
        found.problems.append(Problem("ends_on", written["ends_on"], reason, "ends_before_start"))
    _warn(found, broken, written)


_LACKING = {
    "number": _(
        "The student or staff number is empty. Without it this person cannot be recognised next time."
    ),
    "status": _("The status is empty. Fill in what this person comes to do."),
    "campus": _("The campus is empty. Fill in where this person comes."),
}


def _warn(found: Understood, broken: set[str], written: Mapping[str, str]) -> None:
    """What holds also for a row that is refused, so that it can be mended in the same go."""
    for name, reason in _UNKNOWN.items():
        if not found.values.get(name) and name not in broken:
            found.warnings.append(Problem(name, written.get(name, ""), reason, f"{name}_missing"))
    for name in sorted(NAMES):
        value = found.values.get(name) or ""
        if cells.destroyed(value) and not found.problems:
            reason = _("The name was damaged before it reached Haven. It is listed to be corrected.")
            found.warnings.append(Problem(name, value, reason, "name_damaged"))
        elif cells.starts_formula(value):
            reason = _("This name begins like a formula. It is kept as plain text.")
            found.warnings.append(Problem(name, value, reason, "formula"))


_UNKNOWN = {
    "email": _("There is no e-mail address: this person cannot sign in until it is known."),
    "nationality": _("The nationality is not known: the steps are those for people from outside the EEA."),
}
