"""Files as registrars send them, of any length, of invented people."""

import csv
import random
from datetime import date
from pathlib import Path

from haven.commons.organisation.content import read_organisation
from haven.demo.rows import newcomers

TERM = date(2026, 9, 7)


def write_export(path: Path, rows: int) -> Path:
    """A clean CSV of so many people, written without holding them in memory."""

    chance = random.Random(11)
    organisation = read_organisation()
    campuses = [row["name"]["nl"] for row in organisation["campus"]]
    faculties = [row["name"]["nl"] for row in organisation["unit"] if row["kind"] == "faculty"]
    people = newcomers(chance, TERM, rows, campuses, faculties)
    first = next(people)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(first), delimiter=";")
        writer.writeheader()
        writer.writerow(first | {"Stamnr": "d0", "E-mailadres": "d0@students.example"})
        for number, row in enumerate(people, start=1):
            address = f"d{number}@students.example"
            # Few names make many people of one name; a birth date each keeps them apart.
            writer.writerow(
                row
                | {
                    "Stamnr": f"d{number}",
                    "E-mailadres": address,
                    "Familienaam": f"{row['Familienaam']} {number}",
                }
            )
    return path
