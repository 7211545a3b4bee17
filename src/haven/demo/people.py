"""400 newcomers at every stage, brought in by the same import that a real file goes through."""

import csv
import random
import tomllib
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from haven.commons.organisation.actions import grant_role
from haven.commons.organisation.models import Campus, Unit
from haven.commons.people.models import Person, Status
from haven.community.welcome.importing.actions import import_file
from haven.core.access import SYSTEM, Actor
from haven.core.accounts.models import User
from haven.demo.progress import change_arrivals, move_along
from haven.demo.rows import Row, newcomers

CONTENT = Path(__file__).parent / "content"
NEWCOMERS = 400
SEED = 7


def populate(say: Callable[[str], None] = lambda text: None) -> None:
    """Fill an empty demo; one that has people is left as it is."""
    if Person.objects.exists():
        return
    say("staff")
    officer = _staff()
    say(f"{NEWCOMERS} newcomers")
    chance = random.Random(SEED)  # noqa: S311 - invented people, the same every time
    path = _write_export(_rows(chance))
    actor = Actor(user_id=officer.pk, label=str(officer), system=True)
    import_file(actor, path=path, mapping="Demo")
    with transaction.atomic():
        move_along(chance, timezone.localdate())
        change_arrivals(actor, timezone.localdate())
        _open_one_click()


def _staff() -> User:
    """Accounts and roles; returns the officer who brings the people in."""
    rows = tomllib.loads((CONTENT / "staff.toml").read_text(encoding="utf-8"))["staff"]
    faculties = list(Unit.objects.filter(kind=Unit.Kind.FACULTY).order_by("pk"))
    for row in rows:
        place: dict[str, Any] = {}
        if "unit" in row:
            place["unit"] = faculties[row["unit"]]
        campuses = Campus.objects.filter(city_nl=row["city"]) if "city" in row else [None]
        for campus in campuses:
            grant = grant_role(
                SYSTEM,
                email=row["email"],
                role=row["role"],
                name=row["name"],
                campus=campus,
                phone=row.get("phone", ""),
                hours_nl=row.get("hours_nl", ""),
                hours_en=row.get("hours_en", ""),
                **place,
            )
        User.objects.filter(pk=grant.user_id).update(is_demo=row.get("click", False))
    return User.objects.get(email=rows[0]["email"])


def _rows(chance: random.Random) -> list[Row]:
    campuses = list(Campus.objects.order_by("pk").values_list("name_nl", flat=True))
    faculties = Unit.objects.filter(kind=Unit.Kind.FACULTY).order_by("pk").values_list("name_nl", flat=True)
    return list(newcomers(chance, timezone.localdate(), NEWCOMERS, campuses, list(faculties)))


def _write_export(rows: list[Row]) -> Path:
    """The file as a registrar would send it, with the mistakes that such files have."""
    folder = Path(settings.HAVEN_HOME) / "files" / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / "demo.csv"
    twin = rows[10] | {"Stamnr": "d90001"}
    rows = [
        *rows,
        rows[3],
        twin,
        rows[20] | {"Stamnr": "d90002", "Geb. datum": "31/02/2001", "E-mailadres": ""},
    ]
    rows[40]["E-mailadres"] = ""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    return path


def _open_one_click() -> None:
    """Two newcomers for the page with one-click sign-ins: one just arrived, one still at home."""
    today = timezone.localdate()
    arrived = Person.objects.filter(
        affiliations__arrives_on__range=(today - timedelta(days=9), today - timedelta(days=2)),
        affiliations__campus__city_nl="Leuven",
        language="en",
        email__isnull=False,
        affiliations__status__in=[Status.EXCHANGE_STUDENT, Status.MASTER_STUDENT],
        circumstances__isnull=True,
    )
    coming = Person.objects.filter(
        affiliations__arrives_on__range=(today + timedelta(days=15), today + timedelta(days=90)),
        email__isnull=False,
    )
    for people, language in ((arrived, "en"), (coming, "nl")):
        person = people.exclude(nationality__in=["NL", "DE", "FR", "IT", "ES"]).order_by("pk").first()
        if person is not None:
            name = f"{person.given_name} {person.family_name}"
            user = User.objects.create_user(str(person.email), name=name, language=language, is_demo=True)
            Person.objects.filter(pk=person.pk).update(user=user, language=language)
