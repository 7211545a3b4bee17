"""Mail leaves once, is tried again with longer and longer pauses, and given up at last."""

import smtplib
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from haven.core.mail import kinds, tasks
from haven.core.mail.backend import OutboxBackend
from haven.core.mail.kinds import Kind, Often
from haven.core.mail.messages import message_id
from haven.core.mail.models import Letter
from haven.core.mail.outbox import Outgoing, post, post_many
from haven.core.mail.preferences import choose
from haven.core.mail.tasks import (
    ATTEMPTS,
    KEPT,
    LONGEST_PAUSE,
    forget_letters,
    send_waiting,
    transport,
)

pytestmark = pytest.mark.django_db


class Server(BaseEmailBackend):
    """A mail server as Haven sees it: fails as told, keeps what it took."""

    def __init__(self) -> None:
        super().__init__()
        self.taken: list[EmailMessage] = []
        self.errors: list[Exception] = []  # one per letter, the first first
        self.opened = self.closed = 0
        self.no_answer: OSError | None = None

    def open(self) -> bool:
        self.opened += 1
        if self.no_answer:
            raise self.no_answer
        return True

    def close(self) -> None:
        self.closed += 1

    def send_messages(self, email_messages: Any) -> int:
        if self.errors:
            raise self.errors.pop(0)
        self.taken += email_messages
        return len(email_messages)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Server:
    found = Server()
    monkeypatch.setattr(tasks, "transport", lambda: found)
    return found


def write(key: str = "step:1", **values: str) -> bool:
    letter = {"to": "lan@students.example", "subject": "Your steps", "text": "Hello Lan."} | values
    return post(key=key, **letter)


def due() -> None:
    """Let the pause be over."""
    Letter.objects.update(next_attempt_at=timezone.now())


def test_one_cause_makes_one_letter() -> None:
    assert write("step:1")
    assert not write("step:1", text="Hello again.")
    assert write("step:2")
    assert list(Letter.objects.order_by("pk").values_list("key", "text")) == [
        ("step:1", "Hello Lan."),
        ("step:2", "Hello Lan."),
    ]


def test_the_worker_is_told_at_once() -> None:
    write()
    assert DBTaskResult.objects.get().task_path == send_waiting.module_path


def test_no_change_no_letter() -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert not Letter.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_a_subject_is_one_line() -> None:
    write(subject="Your\r\nsteps \n " + "x" * 2000)
    letter = Letter.objects.get()
    assert letter.subject.startswith("Your steps x")
    assert len(letter.subject) == 998


def test_it_leaves_once(server: Server) -> None:
    write(html="<p>Hello Lan.</p>")
    assert send_waiting.call() == 1
    assert send_waiting.call() == 0
    (message,) = server.taken
    assert isinstance(message, EmailMultiAlternatives)
    assert (message.to, message.subject, message.body) == (
        ["lan@students.example"],
        "Your steps",
        "Hello Lan.",
    )
    assert message.alternatives[0][0] == "<p>Hello Lan.</p>"
    letter = Letter.objects.get()
    assert (letter.state, letter.error) == (Letter.State.SENT, "")
    assert letter.sent_at is not None


def test_many_letters_take_one_connection(server: Server) -> None:
    for number in range(5):
        write(f"step:{number}")
    assert send_waiting.call() == 5
    assert server.opened == 1
    assert server.closed == 1


def test_many_letters_leave_in_turns(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each run sends so many, and stands in line again for the rest; not where the server is down."""
    monkeypatch.setattr(tasks, "AT_ONCE", 2)
    post_many(letters(*range(5)))
    waiting = DBTaskResult.objects.filter(task_path=send_waiting.module_path)
    assert [(send_waiting.call(), waiting.count()) for _run in range(3)] == [(2, 2), (2, 3), (1, 3)]
    post_many(letters(*range(10, 15)))
    server.no_answer = TimeoutError("no answer")
    assert (send_waiting.call(), waiting.count()) == (0, 4)


def test_without_letters_nobody_is_bothered(server: Server) -> None:
    assert send_waiting.call() == 0
    assert server.opened == 0


def test_a_letter_that_is_just_leaving_is_left_to_the_one_who_took_it(server: Server) -> None:
    """Two workers have both seen it waiting; it is claimed before the server is spoken to."""
    write()
    seen_by_both = Letter.objects.get().pk
    assert tasks._send(seen_by_both, server, None) == 1
    Letter.objects.update(state=Letter.State.WAITING)  # as it stands while the first is still at it
    assert tasks._send(seen_by_both, server, None) == 0
    assert len(server.taken) == 1


def test_nothing_is_locked_while_the_server_thinks(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    depth: list[int] = []

    def look(messages: object) -> int:
        depth.append(len(transaction.get_connection().savepoint_ids))
        return 1

    monkeypatch.setattr(server, "send_messages", look)
    write()
    outside = len(transaction.get_connection().savepoint_ids)
    send_waiting.call()
    assert depth == [outside]


def test_it_is_tried_again_later_and_later(server: Server) -> None:
    write()
    pauses = []
    for attempt in range(1, ATTEMPTS):
        server.errors = [smtplib.SMTPServerDisconnected("gone")]
        assert send_waiting.call() == 0
        letter = Letter.objects.get()
        assert (letter.state, letter.attempts) == (Letter.State.WAITING, attempt)
        pauses.append(round((letter.next_attempt_at - timezone.now()).total_seconds() / 60))
        assert send_waiting.call() == 0  # not before the pause is over
        due()
    assert pauses == [min(2**n, LONGEST_PAUSE.total_seconds() / 60) for n in range(1, ATTEMPTS)]
    assert sum(pauses) > 60 * 24 * 3  # a server may be down for three days
    assert Letter.objects.get().error == "SMTPServerDisconnected: gone"
    assert send_waiting.call() == 1
    assert Letter.objects.get().error == ""


def test_it_is_given_up_at_last(server: Server) -> None:
    write()
    for _attempt in range(ATTEMPTS):
        server.errors = [smtplib.SMTPRecipientsRefused({})]
        send_waiting.call()
        due()
    assert Letter.objects.get().state == Letter.State.FAILED
    assert send_waiting.call() == 0
    assert server.taken == []


def test_a_letter_that_fails_does_not_hold_up_the_next(server: Server) -> None:
    write("step:1")
    write("step:2")
    server.errors = [ConnectionResetError("gone")]
    assert send_waiting.call() == 1
    assert [letter.state for letter in Letter.objects.order_by("pk")] == ["waiting", "sent"]
    assert server.closed == 2  # once after the error


def test_a_letter_that_no_server_can_take_is_given_up_and_holds_up_nobody(server: Server) -> None:
    write("step:1")
    write("step:2")
    server.errors = [ValueError("Invalid address")]
    assert send_waiting.call() == 1
    assert [letter.state for letter in Letter.objects.order_by("pk")] == ["failed", "sent"]


def test_a_server_that_does_not_answer_is_asked_once(server: Server) -> None:
    server.no_answer = TimeoutError("no answer")
    write("step:1")
    write("step:2")
    assert send_waiting.call() == 0
    assert server.opened == 1
    assert [letter.attempts for letter in Letter.objects.all()] == [1, 1]


def test_every_attempt_bears_the_same_number(server: Server) -> None:
    """So that a mail server drops the copy of a letter it took just before the machine died."""
    write("step:1")
    write("step:2")
    send_waiting.call()
    Letter.objects.update(state=Letter.State.WAITING)
    due()
    send_waiting.call()
    numbers = [message.extra_headers["Message-ID"] for message in server.taken]
    assert numbers[:2] == numbers[2:]
    assert len(set(numbers)) == 2


def test_the_number_names_the_sender(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "Haven <haven@zevenbruggen.example>"
    write()
    assert message_id(Letter.objects.get()).endswith("@zevenbruggen.example>")


def test_another_installations_first_letter_has_another_number() -> None:
    write()
    first = message_id(Letter.objects.get())
    Letter.objects.all().delete()
    write()
    assert message_id(Letter.objects.get()) != first


def test_without_a_server_letters_become_files(tmp_path: Path, settings: Any) -> None:
    settings.HAVEN_HOME, settings.MAIL_URL = tmp_path, ""
    write()
    assert send_waiting.call() == 1
    (path,) = (tmp_path / "mail").iterdir()
    message = message_from_bytes(path.read_bytes())
    assert (message["To"], message["Subject"]) == ("lan@students.example", "Your steps")


def test_a_server_is_named_by_its_address(settings: Any) -> None:
    settings.MAIL_URL = "smtp://haven:p%40ss@mail.zevenbruggen.example:587/?tls=true"
    found: Any = transport()
    assert (found.host, found.port, found.username, found.password) == (
        "mail.zevenbruggen.example",
        587,
        "haven",
        "p@ss",
    )
    assert found.use_tls
    assert found.timeout == 20


def test_djangos_own_mail_goes_the_same_way(settings: Any) -> None:
    settings.EMAIL_BACKEND = "haven.core.mail.backend.OutboxBackend"
    message = EmailMultiAlternatives("Code", "Type 1234", to=["a@x.example"], cc=["b@x.example"])
    message.attach_alternative("<p>Type 1234</p>", "text/html")
    assert message.send() == 1
    mail.send_mail("Code", "Type 1234", None, ["a@x.example"])
    assert isinstance(mail.get_connection(), OutboxBackend)
    assert sorted(Letter.objects.values_list("to", "html")) == [
        ("a@x.example", ""),
        ("a@x.example", "<p>Type 1234</p>"),
        ("b@x.example", "<p>Type 1234</p>"),
    ]


def test_old_letters_are_forgotten(server: Server) -> None:
    for state in Letter.State.values:
        write(f"old:{state}")
        write(f"new:{state}")
        Letter.objects.filter(key__endswith=f":{state}").update(state=state)
    Letter.objects.filter(key__startswith="old").update(created_at=timezone.now() - KEPT - timedelta(hours=1))
    states = sorted(Letter.State.values)
    assert forget_letters.call() == len(states) - 1
    assert sorted(Letter.objects.values_list("key", flat=True)) == [
        *(f"new:{state}" for state in states),
        "old:waiting",
    ]


def letters(*numbers: int, **values: Any) -> list[Outgoing]:
    who = ((f"many:{n}", f"lan{n}@students.example") for n in numbers)
    return [Outgoing(key, to, "Your steps", "Hello.", **values) for key, to in who]


def test_many_letters_are_put_down_once_each() -> None:
    assert post_many(letters(*range(1, 1201))) == 1200
    assert post_many(letters(*range(1199, 1202), 1201)) == 1
    assert Letter.objects.count() == 1201
    assert DBTaskResult.objects.count() == 2
    assert post_many(letters(1)) == 0
    assert post_many(iter(())) == 0
    assert DBTaskResult.objects.count() == 2


def test_a_letter_can_wait_for_its_day(server: Server) -> None:
    post_many(letters(1, not_before=timezone.now() + timedelta(hours=1)))
    assert send_waiting.call() == 0
    due()
    assert send_waiting.call() == 1


def test_what_its_reader_stopped_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = Kind("news", "News", "What is new.", may_stop=True, choices=(Often.DAILY, Often.NEVER))
    monkeypatch.setitem(kinds._kinds, "news", kind)
    choose(kind, ["Lan1@students.example"], Often.NEVER)
    choose(kind, ["lan2@students.example"], Often.DAILY)
    assert post_many(letters(1, 2, 3, kind="news")) == 2
    assert post_many(letters(1)) == 1  # of no kind, or of one that cannot be stopped
