from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from haven.commons.organisation import policy
from haven.commons.organisation.content import FOLDER, read_organisation
from haven.commons.organisation.models import Alias, Campus, Role, RoleGrant, Term, Unit, University
from haven.core.access import Actor, Refused, require
from haven.core.accounts.models import User
from haven.core.audit.record import record
from haven.core.search.folding import fold


@transaction.atomic
def load_organisation(
    actor: Actor, *, path: Path = FOLDER / "organisation.toml", demo: bool = False
) -> University:
    """Make or update university, campuses, units and terms from a file. What is gone from it stays.

    `demo` counts only when the university is made: a real installation cannot be turned into a demo.
    """
    content = read_organisation(path)
    texts = _texts(content["university"], "name")
    named = {**texts, "domain": content["university"]["domain"]}
    university, new = University.objects.update_or_create(
        pk=1, defaults=named, create_defaults={**named, "is_demo": demo}
    )
    for row in content["campus"]:
        _campus(row)
    for row in content["unit"]:
        _unit(row)
    for row in content.get("term", []):
        key = {"academic_year": row["year"], "semester": row["semester"]}
        dates = {"starts_on": row["start"], "ends_on": row["end"]}
        Term.objects.update_or_create(**key, defaults=dates)
    record(actor, "organisation_loaded", university, campuses=len(content["campus"]), new=new)
    return university


def _texts(row: dict[str, Any], *names: str) -> dict[str, str]:
    return {f"{n}_{lang}": row[n][lang] for n in names if n in row for lang in ("nl", "en")}


def _campus(row: dict[str, Any]) -> None:
    plain = {"model": row["model"], "is_main": row.get("main", False)}
    help_here = {f"offer_{lang}": row["help"][lang] for lang in ("nl", "en")}
    campus, _new = Campus.objects.update_or_create(
        code=row["code"], defaults={**_texts(row, "name", "city", "address"), **help_here, **plain}
    )
    spellings = [row["code"], *row["name"].values(), *row.get("aliases", [])]
    for spelling in {fold(s) for s in spellings}:
        Alias.objects.get_or_create(alias=spelling, campus__isnull=False, defaults={"campus": campus})


def _unit(row: dict[str, Any]) -> None:
    unit, _new = Unit.objects.update_or_create(
        code=row["code"], defaults={**_texts(row, "name"), "kind": row["kind"]}
    )
    spellings = [row["code"], *row["name"].values(), *row.get("aliases", [])]
    for spelling in {fold(s) for s in spellings}:
        Alias.objects.get_or_create(alias=spelling, unit__isnull=False, defaults={"unit": unit})


@transaction.atomic
def grant_role(
    actor: Actor,
    *,
    email: str,
    role: str,
    campus: Campus | None = None,
    unit: Unit | None = None,
    name: str = "",
    phone: str = "",
    hours_nl: str = "",
    hours_en: str = "",
) -> RoleGrant:
    """Give somebody a role, and an account when they have none yet. Giving it twice changes nothing."""
    require(policy.can_administer(actor))
    require(policy.can_be_held_at(role, campus=campus, unit=unit))
    user = _account(email, name)
    grant, new = RoleGrant.objects.get_or_create(
        user=user,
        role=role,
        campus=campus,
        unit=unit,
        ended_at=None,
        defaults={
            "phone": phone,
            "hours_nl": hours_nl,
            "hours_en": hours_en,
            "granted_by_id": actor.user_id,
        },
    )
    if new:
        place = (campus and campus.code) or (unit and unit.code) or "university"
        record(actor, "role_granted", grant, role=role, user=user.pk, place=place)
    return grant


def _account(email: str, name: str) -> User:
    """The account with this address; a new one has no password, and is entered by a code."""
    new = {"name": name, "language": "nl", "password": make_password(None)}
    return User.objects.get_or_create(email=email.strip().lower(), defaults=new)[0]


@transaction.atomic
def change_reach(actor: Actor, *, grant_id: int, phone: str, hours_nl: str, hours_en: str) -> RoleGrant:
    """Change where and when somebody can be reached in a role."""
    require(policy.can_administer(actor))
    grant = RoleGrant.objects.select_for_update(of=("self",)).get(pk=grant_id)
    if grant.ended_at is not None:
        raise Refused(_("This role has ended in the meantime. Nothing was changed."))
    if (grant.phone, grant.hours_nl, grant.hours_en) != (phone, hours_nl, hours_en):
        grant.phone, grant.hours_nl, grant.hours_en = phone, hours_nl, hours_en
        grant.save(update_fields=["phone", "hours_nl", "hours_en"])
        record(actor, "role_changed", grant, role=grant.role, user=grant.user_id)
    return grant


@transaction.atomic
def end_role(actor: Actor, *, grant_id: int) -> RoleGrant:
    """Take a role back. The last administrator stays, or nobody could give roles any more."""
    require(policy.can_administer(actor))
    # All of them are locked, or two administrators could end each other's role at the same moment.
    administrators = {grant.pk for grant in _administrators().select_for_update(of=("self",)).order_by("pk")}
    grant = RoleGrant.objects.select_for_update(of=("self",)).get(pk=grant_id)
    if grant.ended_at is not None:
        return grant
    if administrators == {grant.pk}:
        raise Refused(_("This is the last administrator. Make somebody else administrator first."))
    grant.ended_at = timezone.now()
    grant.save(update_fields=["ended_at"])
    record(actor, "role_ended", grant, role=grant.role, user=grant.user_id)
    return grant


def _administrators() -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(
        role=Role.ADMINISTRATOR, campus=None, unit=None, ended_at=None, user__is_active=True
    )
