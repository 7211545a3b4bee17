import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from haven.commons.people.models import Person
from haven.core.mail.models import Letter


@pytest.fixture(autouse=True)
def _nobody_tried_before() -> Iterator[None]:
    """Attempts are counted in the process's memory."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def _outbox(settings: Any) -> None:
    """pytest-django puts another one in its place."""
    settings.EMAIL_BACKEND = "haven.core.mail.backend.OutboxBackend"


@pytest.fixture
def lan(make_person: Callable[..., Person]) -> Person:
    """Known by an import, without an account; reads Dutch."""
    return make_person(given_name="Lan", family_name="Nguyen", email="lan@students.example", language="nl")


def code_in(letter: Letter) -> str:
    found = re.search(r"^([A-Z0-9]+(?:-[A-Z0-9]+)*)$", letter.text, re.MULTILINE)
    assert found, letter.text
    return found[1]


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session
