"""People signed in, for the bench of load. Run in an installation with people:

tests.bench.visitors       prints {"newcomers": [{cookie, step, steps}], "staff": [{cookie, people}]}
tests.bench.visitors done  prints how often steps were ticked and unticked
"""

import json
import sys
from typing import Any

import django

NEWCOMERS = 120
PEOPLE = 50  # of whom each member of staff opens the pages
WRITES = ("step_finished", "step_reopened")


def main() -> None:
    django.setup()
    print(json.dumps(writes() if sys.argv[1:] == ["done"] else {"newcomers": newcomers(), "staff": staff()}))


def writes() -> int:
    from haven.core.audit.models import Entry

    return Entry.objects.filter(verb__in=WRITES).count()


def newcomers() -> list[dict[str, Any]]:
    """`step` is one that they can tick at once."""
    from haven.commons.pathways.models import Pathway, Step
    from haven.core.accounts.models import User

    found = []
    for pathway in (
        Pathway.objects.select_related("person").filter(person__user=None).order_by("?")[:NEWCOMERS]
    ):
        account = User.objects.create_user(f"visitor{pathway.pk}@students.example")
        pathway.person.user = account
        pathway.person.save(update_fields=["user"])
        steps = list(Step.objects.filter(pathway=pathway).select_related("template_step"))
        free = [s.pk for s in steps if s.template_step.owner == "newcomer" and not s.template_step.after]
        found.append({"cookie": session(account), "step": free[-1], "steps": [s.pk for s in steps]})
    return found


def staff() -> list[dict[str, Any]]:
    """An officer for everybody, and the contact person of each campus that has people."""
    from haven.commons.organisation.actions import grant_role
    from haven.commons.organisation.models import Campus
    from haven.commons.people.models import Affiliation
    from haven.core.access import SYSTEM

    found = []
    for campus in [None, *Campus.objects.order_by("pk")]:
        name = campus.code if campus else "everywhere"
        role = "contact_person" if campus else "officer"
        account = grant_role(SYSTEM, email=f"{name}@staff.example", role=role, campus=campus, name=name).user
        stays = Affiliation.objects.filter(campus=campus) if campus else Affiliation.objects.all()
        people = list(stays.order_by("?").values_list("person_id", flat=True)[:PEOPLE])
        if people:
            found.append({"cookie": session(account), "people": people})
    return found


def session(account: Any) -> str:
    """The cookie of somebody who has just signed in."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


if __name__ == "__main__":
    main()
