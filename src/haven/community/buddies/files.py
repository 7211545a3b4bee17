"""Newcomers, buddies and rules from files, as the engine takes them. Every mistake names file, row and
column.

The format stands in docs/methods/matching.md.
"""

import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from haven.core.imports.tables import UnreadableFile, open_table
from haven.engines.matching import MatchingError
from haven.engines.matching.people import HARD, TERMS, Buddies, Newcomers, Population, Rules, bits_of

DAY_ONE = date(2000, 1, 1)
LONG_AGO, FAR_OFF = -1_000_000, 1_000_000  # days; of buddies who name no day
MOST_ROWS = 250_000  # people in one file
ROLES = 31  # kinds of buddies at most
YES, NO = frozenset(["yes", "ja", "y", "j", "1", "true"]), frozenset(["", "no", "nee", "n", "0", "false"])
NEWCOMER = (
    "id", "campus", "role", "also_roles", "gender", "same_gender", "faculty", "faculty_only", "field",
    "country", "languages", "interests", "times", "age", "minor", "arrives", "priority", "declined",
)  # fmt: skip
BUDDY = (
    "id", "campus", "role", "gender", "same_gender", "faculty", "field", "countries", "languages",
    "interests", "times", "age", "vetted", "from", "until", "capacity", "paused",
)  # fmt: skip
NEEDED = ("id", "campus")


@dataclass(slots=True)
class Names:
    """The words of files, numbered as they come: of campuses, faculties, languages and so on."""

    numbers: dict[str, dict[str, int]] = field(default_factory=dict)

    def number(self, kind: str, word: str) -> int:
        """-1 for an empty word."""
        known = self.numbers.setdefault(kind, {})
        return known.setdefault(word, len(known)) if word else -1

    def word(self, kind: str, number: int) -> str:
        return next((word for word, one in self.numbers.get(kind, {}).items() if one == number), "")

    def count(self, kind: str) -> int:
        return len(self.numbers.get(kind, {}))


@dataclass(frozen=True, slots=True)
class Given:
    """A population, and under which names its rows and words stand in the files."""

    population: Population
    newcomers: tuple[str, ...]
    buddies: tuple[str, ...]
    priority: NDArray[np.int64]
    names: Names


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of a file, with what it takes to say where a mistake is."""

    file: str
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    def wrong(self, column: str, why: str) -> MatchingError:
        return MatchingError(f"{self.file}, row {self.number}, {column}: “{self[column]}” {why}")

    def flag(self, column: str) -> bool:
        word = self[column].lower()
        if word not in YES | NO:
            raise self.wrong(column, "is not yes or no.")
        return word in YES

    def whole(self, column: str, otherwise: int, least: int = 0) -> int:
        if not self[column]:
            return otherwise
        try:
            found = int(self[column])
        except ValueError:
            raise self.wrong(column, "is not a whole number.") from None
        if found < least:
            raise self.wrong(column, f"is too small; {least} is the least.")
        return found

    def age(self) -> float:
        if not self["age"]:
            return float("nan")
        try:
            found = float(self["age"].replace(",", "."))
        except ValueError:
            raise self.wrong("age", "is not a number of years.") from None
        if not 0 < found < 130:
            raise self.wrong("age", "is not an age.")
        return found

    def day(self, column: str, otherwise: int) -> int:
        if not self[column]:
            return otherwise
        try:
            return (date.fromisoformat(self[column]) - DAY_ONE).days
        except ValueError:
            raise self.wrong(column, "is not a date like 2027-02-01.") from None

    def words(self, column: str) -> list[str]:
        return [word for part in self[column].split(";") if (word := part.strip())]


def read_population(newcomers: Path, buddies: Path, rules: Path) -> Given:
    """Raises MatchingError for what is wrong in one of the three."""
    given = read_rules(rules)
    names = Names()
    theirs = _lines(buddies, BUDDY)
    mine = _lines(newcomers, NEWCOMER)
    for line in theirs:
        names.number("role", line["role"].lower())
    if names.count("role") > ROLES:
        raise MatchingError(f"{buddies.name}: there are more than {ROLES} roles of buddies.")
    rows = {line["id"]: place for place, line in enumerate(theirs)}
    population = Population(
        _newcomers(mine, given, names), _buddies(theirs, names), given, _declined(mine, rows)
    )
    population = _same_width(population, mine, theirs, names)
    priority = np.array([line.whole("priority", 0, -(10**9)) for line in mine], dtype=np.int64)
    return Given(population, tuple(line["id"] for line in mine), tuple(rows), priority, names)


def read_newcomers(path: Path, given: Given) -> Newcomers:
    """More newcomers in the same format, such as those who are only expected; words that are new to `given`
    are like nothing in it."""
    lines = _lines(path, NEWCOMER)
    people = _newcomers(lines, given.population.rules, given.names)
    sets = {kind: _sets(lines, kind, kind, given.names) for kind in ("languages", "interests", "times")}
    width = {kind: getattr(given.population.newcomers, kind).shape[1] for kind in sets}
    return _with(people, {kind: bits[:, : width[kind]] for kind, bits in sets.items()})


def read_pairs(path: Path, given: Given) -> list[tuple[int, int]]:
    """Accepted pairs: a file with the columns newcomer and buddy."""
    mine = {name: place for place, name in enumerate(given.newcomers)}
    theirs = {name: place for place, name in enumerate(given.buddies)}
    pairs = []
    for line in _lines(path, ("newcomer", "buddy"), needed=("newcomer", "buddy"), unique="newcomer"):
        if line["newcomer"] not in mine:
            raise line.wrong("newcomer", "is not among the newcomers.")
        if line["buddy"] not in theirs:
            raise line.wrong("buddy", "is not among the buddies.")
        pairs.append((mine[line["newcomer"]], theirs[line["buddy"]]))
    return pairs


# ---------------------------------------------------------------- rules


def read_rules(path: Path) -> Rules:
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise MatchingError(f"{path.name} cannot be read: {error}") from error
    for name in table:
        if name not in {"weights", "roles", "bars", "enough"}:
            raise MatchingError(
                f"{path.name}: “{name}” is not known. There are weights, roles, bars and enough."
            )
    enough = table.get("enough", {})
    limits = {"languages": "enough_languages", "times": "enough_times", "years": "years", "days": "days"}
    bars = set(HARD)
    try:
        for name, holds in table.get("bars", {}).items():
            if name not in HARD or not isinstance(holds, bool):
                raise MatchingError(f"“{name}” under bars is true or false of {', '.join(HARD)}.")
            if not holds:
                bars.discard(name)
        for name, value in {**table.get("weights", {}), **enough}.items():
            if name not in {*TERMS, *limits} or type(value) is not int:
                raise MatchingError(
                    f"“{name}” is a whole number under weights ({', '.join(TERMS)}) or enough."
                )
        return Rules(
            weights=table.get("weights", {}),
            roles={role.lower(): tuple(map(str.lower, may)) for role, may in table.get("roles", {}).items()},
            bars=frozenset(bars),
            **{limits[name]: value for name, value in enough.items()},
        )
    except MatchingError as error:
        raise MatchingError(f"{path.name}: {error}") from error


# ---------------------------------------------------------------- rows


def _lines(
    path: Path, columns: Sequence[str], needed: Sequence[str] = NEEDED, unique: str = "id"
) -> list[_Line]:
    try:
        table = open_table(path, known_headings=frozenset(name.replace("_", " ") for name in columns))
    except UnreadableFile as error:
        raise MatchingError(f"{path.name}: {error}") from error
    if table.row_count > MOST_ROWS:
        raise MatchingError(
            f"{path.name}, row {MOST_ROWS + 2:,}: more than {MOST_ROWS:,} people cannot be matched at once. "
            "Split the files by campus: pairs are made within one."
        )
    headings = [heading.strip().lower().replace(" ", "_") for heading in table.headers]
    for heading in headings:
        if heading not in columns:
            raise MatchingError(
                f"{path.name}: the column “{heading}” is not known. There are {', '.join(columns)}."
            )
    for name in needed:
        if name not in headings:
            raise MatchingError(f"{path.name}: the column “{name}” is missing.")
    lines = [
        _Line(
            path.name, row.line, {name: cell.strip() for name, cell in zip(headings, row.cells, strict=True)}
        )
        for row in table.rows()
    ]
    _check_names(lines, needed, unique)
    return lines


def _check_names(lines: Iterable[_Line], needed: Sequence[str], unique: str) -> None:
    seen: dict[str, int] = {}
    for line in lines:
        for name in needed:
            if not line[name]:
                raise line.wrong(name, "is empty, and is needed.")
        if line[unique] in seen:
            raise line.wrong(unique, f"stands in row {seen[line[unique]]} too: nobody can be there twice.")
        seen[line[unique]] = line.number


def _newcomers(lines: Sequence[_Line], rules: Rules, names: Names) -> Newcomers:
    for line in lines:
        for wish, about in (("same_gender", "gender"), ("faculty_only", "faculty")):
            if line.flag(wish) and not line[about]:
                raise line.wrong(wish, f"asks for the same {about}, but the row does not say which.")
    empty = np.zeros((len(lines), 1), dtype=np.uint64)
    return Newcomers(
        campus=_numbers(lines, "campus", names),
        allowed=np.array([_allowed(line, rules, names) for line in lines], dtype=np.int32),
        gender=_numbers(lines, "gender", names),
        same_gender=_each(lines, lambda line: line.flag("same_gender"), np.bool_),
        faculty=_numbers(lines, "faculty", names),
        faculty_only=_each(lines, lambda line: line.flag("faculty_only"), np.bool_),
        field=_numbers(lines, "field", names),
        country=_numbers(lines, "country", names),
        languages=empty,
        interests=empty,
        times=empty,
        age=_each(lines, lambda line: line.age(), np.float32),
        minor=_each(lines, _is_minor, np.bool_),
        arrives=_each(lines, lambda line: line.day("arrives", 0), np.int32),
    )


def _is_minor(line: _Line) -> bool:
    return line.flag("minor") or line.age() < 18


def _allowed(line: _Line, rules: Rules, names: Names) -> int:
    """Which roles of buddies may be theirs, as bits."""
    if "role" not in rules.bars:
        return -1
    role = line["role"].lower()
    if role not in rules.roles:
        raise line.wrong("role", f"is not in the rules, which know {', '.join(sorted(rules.roles))}.")
    known = names.numbers.get("role", {})
    may = {*rules.roles[role], *(word.lower() for word in line.words("also_roles"))}
    return sum(1 << number for word, number in known.items() if word in may)


def _buddies(lines: Sequence[_Line], names: Names) -> Buddies:
    for line in lines:
        if line.day("from", LONG_AGO) > line.day("until", FAR_OFF):
            raise line.wrong("until", f"comes before “{line['from']}”, from when the buddy is there.")
        if line.flag("same_gender") and not line["gender"]:
            raise line.wrong("same_gender", "asks for the same gender, but the row does not say which.")
    empty = np.zeros((len(lines), 1), dtype=np.uint64)
    return Buddies(
        campus=_numbers(lines, "campus", names),
        role=_each(lines, lambda line: max(0, names.number("role", line["role"].lower())), np.int32),
        gender=_numbers(lines, "gender", names),
        same_gender=_each(lines, lambda line: line.flag("same_gender"), np.bool_),
        faculty=_numbers(lines, "faculty", names),
        field=_numbers(lines, "field", names),
        countries=empty,
        languages=empty,
        interests=empty,
        times=empty,
        age=_each(lines, lambda line: line.age(), np.float32),
        vetted=_each(lines, lambda line: line.flag("vetted"), np.bool_),
        from_day=_each(lines, lambda line: line.day("from", LONG_AGO), np.int32),
        until_day=_each(lines, lambda line: line.day("until", FAR_OFF), np.int32),
        capacity=_each(lines, lambda line: 0 if line.flag("paused") else line.whole("capacity", 1), np.int64),
    )


def _each(lines: Sequence[_Line], value: Callable[[_Line], Any], kind: Any) -> Any:
    return np.array([value(line) for line in lines], dtype=kind)


def _numbers(lines: Sequence[_Line], column: str, names: Names) -> NDArray[np.int32]:
    return np.array([names.number(column, line[column].lower()) for line in lines], dtype=np.int32)


def _same_width(
    population: Population, mine: Sequence[_Line], theirs: Sequence[_Line], names: Names
) -> Population:
    """The sets, once all words are known on both sides."""
    kinds = ("languages", "interests", "times")
    for lines in (mine, theirs):
        for line in lines:
            for kind in kinds:
                for word in line.words(kind):
                    names.number(kind, word.lower())
    for line in theirs:
        for word in line.words("countries"):
            names.number("country", word.lower())
    newcomers = _with(population.newcomers, {kind: _sets(mine, kind, kind, names) for kind in kinds})
    buddies = _with(
        population.buddies,
        {kind: _sets(theirs, kind, kind, names) for kind in kinds}
        | {"countries": _sets(theirs, "countries", "country", names)},
    )
    return Population(newcomers, buddies, population.rules, population.declined)


def _sets(lines: Sequence[_Line], column: str, kind: str, names: Names) -> Any:
    flags = np.zeros((len(lines), max(1, names.count(kind))), dtype=np.bool_)
    known = names.numbers.get(kind, {})
    for place, line in enumerate(lines):
        for word in line.words(column):
            if word.lower() in known:
                flags[place, known[word.lower()]] = True
    return bits_of(flags)


def _with(people: Any, columns: dict[str, Any]) -> Any:
    return type(people)(**{name: columns.get(name, getattr(people, name)) for name in people.__slots__})


def _declined(lines: Sequence[_Line], rows: dict[str, int]) -> NDArray[np.int64]:
    """Buddies who have left are no mistake: nobody is paired with them any more."""
    pairs = [
        (place, rows[word])
        for place, line in enumerate(lines)
        for word in line.words("declined")
        if word in rows
    ]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2)
