from collections.abc import Callable

import pytest
from django.db import connection

from haven.core.access import Actor
from haven.core.accounts.models import User
from haven.core.audit.record import record

SQLITE = ("DROP TRIGGER audit_entry_no_update", "DROP TRIGGER audit_entry_no_delete")
POSTGRESQL = ("DROP TRIGGER audit_entry_append_only ON audit_entry",)


@pytest.fixture
def tampering(db: None) -> None:
    """As somebody who owns the database and takes its guards away; undone with the test."""
    with connection.cursor() as cursor:
        for statement in SQLITE if connection.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)


@pytest.fixture
def officer(db: None) -> Actor:
    user = User.objects.create_user("griet@staff.example", name="Griet Maes")
    return Actor(user_id=user.pk, label=str(user))


@pytest.fixture
def write(officer: Actor, django_capture_on_commit_callbacks: Callable[..., object]) -> Callable[[int], None]:
    """Put down so many entries about the officer's own account, kept as at a commit."""

    def put_down(count: int = 3) -> None:
        user = User.objects.get(pk=officer.user_id)
        for number in range(count):
            with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
                record(officer, "address_moved", user, number=number)

    return put_down
