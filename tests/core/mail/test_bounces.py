"""What comes back counts when it is about a letter of ours and the address it went to; else nothing does."""

import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from haven.core.mail import bounces, tasks
from haven.core.mail.addresses import failing_among, works_again
from haven.core.mail.bounces import Outcome, Refusal, in_words, reports_in, take
from haven.core.mail.models import Address, Letter
from haven.core.mail.outbox import post
from haven.core.mail.tasks import send_waiting
from tests.core.mail.reports import report
from tests.core.mail.test_outbox import Server, server

__all__ = ["server"]
pytestmark = pytest.mark.django_db
TO = "Lan@students.example"


def sent(key: str = "step:1", to: str = TO) -> Letter:
    post(key=key, to=to, subject="Your steps", text="Hello Lan.")
    Letter.objects.filter(key=key).update(state=Letter.State.SENT, sent_at=timezone.now())
    return Letter.objects.get(key=key)


def fails() -> bool:
    return bool(failing_among([TO]))


@pytest.mark.parametrize("whole", [True, False])
def test_an_address_that_does_not_exist(whole: bool) -> None:
    letter = sent()
    assert take(report(letter, whole=whole)) == {Outcome.BOUNCED: 1}
    letter.refresh_from_db()
    assert (letter.state, letter.error) == (Letter.State.BOUNCED, "5.1.1 550 5.1.1 no such user")
    assert letter.bounced_at is not None
    address = failing_among([TO])["lan@students.example"]
    assert in_words(address.reason) == "The address does not exist."
    assert take(report(letter)) == {Outcome.KNOWN: 1}


def test_a_full_mailbox_three_times() -> None:
    for number in range(3):
        assert not fails()
        take(report(sent(f"step:{number}"), "5.2.2", "552 5.2.2 over quota"))
    assert fails()


def test_what_came_back_long_ago_does_not_count() -> None:
    for number in range(3):
        take(report(sent(f"step:{number}"), "4.2.2", "452 4.2.2 over quota"))
        Letter.objects.update(bounced_at=timezone.now() - bounces.WITHIN - timedelta(hours=1))
    assert not fails()


def test_said_to_work_again_it_begins_anew(server: Server) -> None:
    take(report(sent()))
    assert works_again(TO)
    assert not works_again(TO)
    for number in (2, 3):
        take(report(sent(f"step:{number}"), "5.2.2", "552 over quota"))
        assert not fails()
    take(report(sent("step:4"), "5.2.2", "552 over quota"))
    assert fails()
    assert Address.objects.get().reason == "5.2.2 552 over quota"


def test_letters_to_it_are_kept_and_not_sent(server: Server) -> None:
    take(report(sent()))
    post(key="step:2", to=TO.upper(), subject="Your steps", text="Hello Lan.")
    post(key="step:3", to="an@students.example", subject="Your steps", text="Hello An.")
    post(key="code", to=TO, subject="Your code", text="1234", kind="account")
    assert send_waiting.call() == 2  # a code that somebody waits for is tried all the same
    states = dict(Letter.objects.values_list("key", "state"))
    assert (states["step:2"], states["step:3"], states["code"]) == ("unsent", "sent", "sent")


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "<0123456789abcdef0123456789abcdef@localhost>"},  # of a letter that we never wrote
        {"number": "<no number of ours>"},
        {"final": "an@students.example"},  # of somebody else
        {"action": "delivered"},
        {"action": "delayed"},
    ],
)
def test_what_changes_nothing(changes: dict[str, str]) -> None:
    letter = sent()
    assert Outcome.BOUNCED not in take(report(letter, **changes))
    letter.refresh_from_db()
    assert letter.state == Letter.State.SENT
    assert not fails()


def test_the_number_of_another_letter_says_nothing_of_this_address() -> None:
    mine, other = sent(), sent("step:2", "an@students.example")
    assert take(report(mine, final=other.to)) == {Outcome.STRANGE: 1}
    assert not failing_among([mine.to, other.to])


def test_a_mailbox_that_sends_its_letters_on() -> None:
    letter = sent()
    assert take(report(letter, final="lan@home.example", original=TO)) == {Outcome.BOUNCED: 1}


@pytest.mark.parametrize(
    "data", [b"", b"\0\xff\xfe", b"From: a\n\nOut of office", b"Content-Type: multipart/report"]
)
def test_what_is_no_report(data: bytes) -> None:
    assert take(data) == {Outcome.NO_REPORT: 1}


@given(st.binary(max_size=300), st.integers(0, 900), st.integers(0, 900))
@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_broken_report_breaks_nothing(junk: bytes, start: int, length: int) -> None:
    whole = report(Letter(to=TO, mark="0" * 32))
    reports_in(whole[:start] + junk + whole[start + length :])


@pytest.mark.parametrize(
    ("status", "hard"),
    [("5.1.1", True), ("5.1.10", True), ("5.2.1", True), ("5.4.1", True), ("5.2.2", False), ("5.7.1", False),
     ("5.1.8", False), ("4.1.1", False), ("5.0.0", False), ("4.4.7", False)],
)  # fmt: skip
def test_which_codes_end_an_address(status: str, hard: bool) -> None:
    assert bounces.is_hard(status) is hard
    assert in_words(Refusal(status, "said").text)


def test_the_servers_words_tell_more_than_its_code(server: Server) -> None:
    take(report(sent(), "5.0.0", "550 5.1.1 unknown"))
    assert fails()


def test_refused_at_the_door(server: Server) -> None:
    post(key="step:1", to=TO, subject="Your steps", text="Hello.")
    server.errors = [smtplib.SMTPRecipientsRefused({TO: (550, b"5.1.1 <lan> no such user")})]
    assert send_waiting.call() == 0
    assert Letter.objects.get().state == Letter.State.BOUNCED
    assert fails()


@pytest.mark.parametrize("words", [b"5.7.1 relay denied", b"greylisted", b"no such user"])
def test_a_server_that_refuses_us_says_nothing_of_the_address(server: Server, words: bytes) -> None:
    post(key="step:1", to=TO, subject="Your steps", text="Hello.")
    server.errors = [smtplib.SMTPRecipientsRefused({TO: (550, words)})]
    send_waiting.call()
    assert (Letter.objects.get().state, Letter.objects.get().attempts) == (Letter.State.WAITING, 1)
    assert not fails()


def test_an_erased_letter_does_not_come_back(server: Server, monkeypatch: Any) -> None:
    post(key="step:1", to=TO, subject="Your steps", text="Hello.")
    monkeypatch.setattr(server, "send_messages", lambda messages: Letter.objects.all().delete()[0])
    send_waiting.call()
    assert not Letter.objects.exists()
    assert tasks.send_waiting.call() == 0
