"""Pathways made to measure, for the tests of pages."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from haven.commons.organisation.models import Campus, RoleGrant, Unit
from haven.commons.pathways.models import Pathway, Step, Template, TemplateStep, TemplateVersion
from haven.commons.people.models import Person
from haven.core.accounts.models import User

MakePerson = Callable[..., Person]
AsRole = Callable[..., User]
AsNewcomer = Callable[[Person], User]


def in_days(number: int) -> date:
    return timezone.localdate() + timedelta(days=number)


def a_version() -> TemplateVersion:
    number = Template.objects.count() + 1
    template = Template.objects.create(
        key=f"made-{number}", priority=-number, title_nl=f"Weg {number}", title_en=f"Way {number}"
    )
    return TemplateVersion.objects.create(template=template, number=1, digest=f"{number:064}")


def give_steps(person: Person, steps: Iterable[dict[str, Any]], **pathway: Any) -> Pathway:
    """A pathway with these steps. Each may say what a TemplateStep or a Step has; the rest is filled in."""
    version = a_version()
    made = Pathway.objects.create(
        person=person, affiliation=person.affiliations.get(pathway=None), version=version, **pathway
    )
    for position, values in enumerate(steps):
        of_step = {name: values[name] for name in ("due", "state", "done_on", "done_by") if name in values}
        key = values.get("key", f"step-{position}")
        texts = {"title_nl": f"Stap {key}", "title_en": f"Step {key}"}
        plain = {"theme": "start", "owner": "newcomer", "anchor": "starts", "offset": 0, "unit": "days"}
        rest = {name: value for name, value in values.items() if name not in of_step}
        ts = TemplateStep.objects.create(
            version=version, position=position, **{"key": key} | texts | plain | rest
        )
        Step.objects.create(pathway=made, template_step=ts, **of_step)
    return made


def grant(
    role: str, name: str, *, campus: Campus | None = None, unit: Unit | None = None, **values: Any
) -> User:
    """Somebody with a role who is not the one looking."""
    email = f"{name.lower().replace(' ', '.')}@staff.example"
    user, _new = User.objects.get_or_create(email=email, defaults={"name": name})
    RoleGrant.objects.create(user=user, role=role, campus=campus, unit=unit, **values)
    return user


@contextmanager
def queries() -> Iterator[CaptureQueriesContext]:
    """Counts what the block asks of the database."""
    with CaptureQueriesContext(connection) as captured:
        yield captured
