"""Invented people as a registrar's file has them. Pure: chance and today are given."""

import random
import tomllib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

NAMES = Path(__file__).parent / "content" / "names.toml"
Row = dict[str, str]

# How the registrar writes the status, how many of a hundred, and how long such a stay lasts (days).
STATUSES = (
    ("uitwisselingsstudent", 36, 140),
    ("masterstudent", 30, 640),
    ("bachelorstudent", 8, 1000),
    ("doctorandus", 14, 1300),
    ("postdoc", 6, 730),
    ("ATP", 4, 900),
    ("ZAP", 2, 1800),
)


def newcomers(
    chance: random.Random, today: date, count: int, campuses: Sequence[str], faculties: Sequence[str]
) -> Iterator[Row]:
    """Rows as a registrar writes them, of invented people at every stage."""
    names = tomllib.loads(NAMES.read_text(encoding="utf-8"))
    # Most come to the first campus, as in most universities of several campuses.
    weights = [len(campuses) * 2, *([2] * (len(campuses) - 1))]
    for index in range(count):
        nationality = chance.choices(list(names), [n["weight"] for n in names.values()])[0]
        people = names[nationality]
        gender = chance.choice("mf")
        status, _share, days = chance.choices(STATUSES, [share for _s, share, _d in STATUSES])[0]
        arrival = today + timedelta(days=_stage(chance))
        start = arrival + timedelta(days=chance.randint(3, 20))
        born = date(chance.randint(1975, 2006), chance.randint(1, 12), chance.randint(1, 28))
        yield {
            "Stamnr": f"d{index + 1:05}",
            "Familienaam": chance.choice(people["family"]),
            "Voornaam": chance.choice(people[gender]),
            "Geb. datum": born.strftime("%d/%m/%Y"),
            "Gesl.": "V" if gender == "f" else "M",
            "Nationaliteit": nationality,
            "E-mailadres": f"d{index + 1:05}@studenten.zevenbruggen.example",
            "Statuut": status,
            "Faculteit": chance.choice(faculties),
            "Campus": chance.choices(campuses, weights)[0],
            "Toelating": min(today, arrival - timedelta(days=chance.randint(90, 150))).strftime("%d/%m/%Y"),
            "Aankomst": "" if arrival > today and chance.random() < 0.12 else arrival.strftime("%d/%m/%Y"),
            "Begin": start.strftime("%d/%m/%Y"),
            "Einde": (start + timedelta(days=days)).strftime("%d/%m/%Y"),
            "Moedertaal": people["tongue"],
            "Niv. NL": chance.choice(["", "", "A0", "A1", "A2", "B1"]),
        }


def _stage(chance: random.Random) -> int:
    """Days from today to the arrival: some long before it, many around it, some nearly gone again."""
    return round(chance.choice([chance.uniform(20, 150), chance.gauss(0, 18), chance.uniform(-130, -20)]))
