"""The doctor says since when mail is waiting, and why."""

from datetime import timedelta

import pytest
from django.utils import timezone

from haven.core.mail.addresses import failed
from haven.core.mail.health import findings
from haven.core.mail.models import Letter
from haven.core.mail.outbox import Outgoing, post_many

pytestmark = pytest.mark.django_db


def write(key: str, *, hours_ago: int, attempts: int = 0) -> None:
    then = timezone.now() - timedelta(hours=hours_ago)
    post_many([Outgoing(key, "lan@students.example", "Your steps", "Hello.")])
    rows = Letter.objects.filter(key=key)
    rows.update(created_at=then, next_attempt_at=then, attempts=attempts, error="TimeoutError: no answer")


def said() -> list[str]:
    return [text for good, text in findings() if not good]


def test_all_is_well() -> None:
    write("just", hours_ago=0, attempts=1)
    failed("lan@students.example", "5.1.1", timezone.now())
    assert list(findings()) == [(True, "1 on the way, 0 given up"), (True, "1 addresses do not work")]


def test_a_server_that_is_down() -> None:
    write("old", hours_ago=30, attempts=9)
    write("older, but just written", hours_ago=0)
    (sentence,) = said()
    assert sentence.startswith(f"waiting since {timezone.localtime() - timedelta(hours=30):%Y-%m-%d}")
    assert sentence.endswith("tried 9 times: TimeoutError: no answer")


def test_no_worker() -> None:
    write("old", hours_ago=2)
    assert "Does a worker run?" in said()[0]


def test_given_up() -> None:
    write("old", hours_ago=2)
    Letter.objects.update(state=Letter.State.FAILED)
    assert said() == ["0 on the way, 1 given up"]
