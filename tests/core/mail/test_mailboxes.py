"""Reports come in by a pipe, in files, and in a mailbox that Haven looks into."""

import mailbox as boxes
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from haven.cli import main
from haven.core.mail import tasks
from haven.core.mail.addresses import failing_among
from haven.core.mail.mailboxes import Unreadable, read_imap, read_path
from tests.core.mail.reports import report
from tests.core.mail.test_bounces import TO, sent
from tests.support.mail import Mailbox, mailbox

pytestmark = pytest.mark.django_db
HUMAN = b"From: an@students.example\nContent-Type: text/plain\nSubject: report\n\nHello!"


def run(*arguments: str, data: bytes = b"") -> Result:
    return CliRunner().invoke(main, ["bounces", *arguments], input=data, catch_exceptions=False)


@pytest.fixture(autouse=True)
def _prepared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("haven.cli._start_prepared", lambda: None)


def test_by_a_pipe() -> None:
    result = run("-", data=report(sent()))
    assert (result.exit_code, result.output) == (0, "1 message read, 1 letter came back.\n")
    assert failing_among([TO])
    # Whatever comes in: the mail server is not told to send it back again.
    assert run("-", data=HUMAN).exit_code == run("-").exit_code == 0


def test_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "one.eml"
    file.write_bytes(report(sent()))
    assert read_path(file).bounced == 1


def test_in_an_mbox_file(tmp_path: Path) -> None:
    box = boxes.mbox(tmp_path / "box")
    for number in range(3):
        box.add(report(sent(f"step:{number}")))
    box.add(HUMAN)
    box.close()
    found = read_path(tmp_path / "box")
    assert (found.messages, found.bounced) == (4, 3)
    assert read_path(tmp_path / "box").bounced == 0


def test_in_a_maildir_only_our_reports_are_marked_as_read(tmp_path: Path) -> None:
    box = boxes.Maildir(tmp_path / "box")
    box.add(report(sent()))
    box.add(HUMAN)
    assert read_path(tmp_path / "box").bounced == 1
    assert sorted(message.get_subdir() for message in boxes.Maildir(tmp_path / "box")) == ["cur", "new"]
    assert read_path(tmp_path / "box").messages == 1


def test_in_a_mailbox(settings: Any) -> None:
    with mailbox() as box:
        box.messages = {1: report(sent()), 2: HUMAN, 3: report(sent("step:2"), number="<strange>")}
        settings.BOUNCES_URL = address(box)
        assert tasks.read_bounces.call() == 1
        assert box.seen == {1}
        assert run().output == "1 message read, no letter came back.\n"


def address(box: Mailbox, password: str = "p%40ss") -> str:
    return f"imap://haven:{password}@127.0.0.1:{box.port}/INBOX"


@pytest.mark.parametrize("url", ["", "pop3://haven:x@mail.example/", "imaps://mail.example"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(Unreadable, match="imaps://user:password"):
        read_imap(url)


def test_a_mailbox_that_cannot_be_read(settings: Any, tmp_path: Path) -> None:
    with mailbox() as box:
        settings.BOUNCES_URL = address(box, "wrong")
        assert tasks.read_bounces.call() == 0
        result = run()
        assert (result.exit_code, "wrong password" in result.output) == (2, True)
    assert run(str(tmp_path)).exit_code == run(str(tmp_path / "nothing")).exit_code == 2
