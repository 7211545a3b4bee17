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
    organisation = read_organisation()
    campuses = [row["name"]["nl"] for row in organisation["campus"]]
    faculties = [row["name"]["nl"] for row in organisation["unit"] if row["kind"] == "faculty"]
    people = newcomers(random.Random(11), TERM, rows, campuses, faculties)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        for number, row in enumerate(people):
            row["Stamnr"], row["E-mailadres"] = f"d{number}", f"d{number}@students.example"
            # Few names would make many people of one name and birth date: possible duplicates.
            row["Familienaam"] += f" {number}"
            if number == 0:
                writer.writerow(row)
            writer.writerow(row.values())
    return path
