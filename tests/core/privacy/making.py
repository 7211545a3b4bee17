"""Somebody of whom everything is held that can be, beside somebody else; and a look through every table."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.db import connection
from django.test import Client
from django.utils import timezone

from haven.commons.engagement.models import Participation
from haven.commons.pathways.actions import finish_step, report_obstacle
from haven.commons.pathways.models import Pathway, Step
from haven.commons.people import actions as people
from haven.commons.people.models import Person, SourceRecord
from haven.commons.surveys.actions import load_surveys, open_invitations
from haven.community.welcome.models import PossibleDuplicate, Reminded, StepsTold
from haven.config.setup import CONTENT
from haven.core.access import SYSTEM, Actor
from haven.core.accounts.models import User
from haven.core.mail.models import Address, Preference
from haven.core.mail.outbox import post
from tests.community.welcome.importing import exports
from tests.conftest import BACKEND

# Of the person, and nowhere else: what must be nowhere once they are erased.
GONE = ("Zwartjes", "Quirinia", "quirinia.zwartjes", "r7654321", "1987-11-23", "23/11/1987", "22/11/1987")


def cells(**others: str) -> dict[str, str]:
    """The person as the registrar's file has them."""
    own = {
        "number": "r7654321",
        "family": "Zwartjes",
        "given": "Quirinia",
        "birth": "23/11/1987",
        "email": "quirinia.zwartjes@students.example",
    }
    return exports.person(1, **own | others)


def imported(folder: Any) -> Person:
    """The person and others, out of files; some rows of theirs were refused, held back or remarked on."""
    others = exports.people(range(2, 6))
    exports.load(folder / "first.csv", [cells(), *others])
    exports.load(
        folder / "second.csv",
        [
            cells(email="no address"),  # refused, with the number
            exports.person(2, birth="no day"),  # somebody else, refused
            *others[1:],
            cells(number="r99", email="quirinia.zwartjes@students.example"),  # held back
            cells(number="", email="other@students.example", birth="22/11/1987 of 23/11/1987"),  # by name
        ],
    )
    return SourceRecord.objects.get(number="r7654321").person


def fill(person: Person, client: Client) -> Actor:
    """An account with every way to sign in, and something of every kind; returns the person as actor."""
    user = User.objects.create_user(str(person.email), "a password", name=person.full_name, language="en")
    client.force_login(user, backend=BACKEND)
    actor = Actor(user.pk, str(user))
    _ways_in(user)
    people.tell_circumstances(
        actor,
        person_id=person.pk,
        told=people.Told(
            partner=True, ground="scholarship", municipality="Zwartjesdorp", family_declined=True
        ),
    )
    people.rename(SYSTEM, person_id=person.pk, family_name="Zwartjes", given_name="Quirinia Ann")
    people.rename(SYSTEM, person_id=person.pk, family_name="Zwartjes", given_name="Quirinia")
    stay = person.affiliations.get()
    people.set_arrival(actor, affiliation_id=stay.pk, arrives_on=date(2026, 9, 5))
    own = Step.objects.filter(pathway__person=person, template_step__owner="newcomer").order_by("pk")
    first = next(step for step in own.select_related("template_step") if not step.template_step.after)
    finish_step(actor, step_id=first.pk)
    left = own.exclude(pk=first.pk).first()
    assert left is not None
    report_obstacle(actor, step_id=left.pk, text="My name Zwartjes is wrong there.")
    Participation.objects.create(person=person, kind="activity", at=timezone.now(), source="agenda:1")
    load_surveys(SYSTEM, folder=CONTENT / "surveys")
    open_invitations(date(2026, 9, 25))
    Pathway.objects.filter(person=person).update(visa_granted_on=date(2026, 8, 1))
    post(
        key="told", to="Quirinia.Zwartjes@students.example", subject="Dear Quirinia", text="Welcome Zwartjes"
    )
    Preference.objects.create(address=user.email, kind="steps", often="weekly")
    Address.objects.create(address=user.email, reason="550 5.1.1 no quirinia.zwartjes here")
    PossibleDuplicate.objects.filter(person=person).update(decision="same", decided_by=user)
    Reminded.objects.create(step=left, due=date(2026, 9, 1), turn=1)
    StepsTold.objects.create(person=person, until=timezone.now())
    return actor


def _ways_in(user: User) -> None:
    address = EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    EmailConfirmation.objects.create(email_address=address, key="a key", sent=timezone.now())
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "a secret"})
    account = SocialAccount.objects.create(
        user=user, provider="university", uid="zwartjes", extra_data={"mail": user.email}
    )
    app = SocialApp.objects.create(provider="openid_connect", name="University", client_id="haven")
    expires = timezone.now() + timedelta(days=1)
    SocialToken.objects.create(app=app, account=account, token="t", token_secret="s", expires_at=expires)


def everywhere() -> Iterator[tuple[str, str, str]]:
    """Table, column and text of every value in the whole database."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for table in tables:
            if table.startswith("django_migrations"):
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            names = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                yield from ((table, name, str(value)) for name, value in zip(names, row, strict=True))


def traces(words: tuple[str, ...] = GONE) -> list[tuple[str, str, str]]:
    """Where any of these stands, however it is written."""
    small = [word.lower() for word in words]
    return [found for found in everywhere() if any(word in found[2].lower() for word in small)]


def opened(response: Any) -> tuple[str, dict[str, Any]]:
    """The page and the data of a downloaded archive."""
    with ZipFile(BytesIO(b"".join(response.streaming_content))) as archive:
        names = archive.namelist()
        page = archive.read(next(name for name in names if name.endswith(".html"))).decode()
        return page, json.loads(archive.read(next(name for name in names if name.endswith(".json"))))
