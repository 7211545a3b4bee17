"""What comes back: reports of mail servers (RFC 3464) about letters that did not arrive.

A report counts only when it names a letter of ours by the number in its Message-ID, which nobody can guess,
and the very address that letter went to. Anything else changes nothing.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from enum import StrEnum
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from haven.core.mail.addresses import failed, works_since
from haven.core.mail.models import Letter

log = structlog.get_logger(__name__)

SOFT = 3  # so many letters that came back within
WITHIN = timedelta(days=30)  # make an address one that does not work
LARGEST = 2_000_000  # bytes; no report is longer
LONGEST = 500

MARK = re.compile(r"<([0-9a-f]{32})@[^<>\s]*>")
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")

# Enhanced status codes (RFC 3463): which say that the address will not work tomorrow either.
# Not 5.1.7 and 5.1.8, which are about the sender, nor 5.0.0, which tells nothing.
_HARD = re.compile(r"5\.1\.([0-6]|10)|5\.2\.[01]|5\.4\.[14]")
_WORDS: tuple[tuple[str, Any], ...] = (
    (r".\.1\.", _("The address does not exist.")),
    (r".\.2\.2", _("The mailbox is full.")),
    (r"5\.2\.[01]", _("The mailbox is closed.")),
    (r".\.4\.", _("The mail server of this address cannot be reached.")),
    (r".\.[67]\.", _("The mail server of this address does not take our letters.")),
    (r".\.\d+\.", _("The mail server of this address could not deliver the letter.")),
)


class Outcome(StrEnum):
    """What a message did."""

    BOUNCED = "bounced"  # a letter came back
    KNOWN = "known"  # we knew already
    DELAYED = "delayed"  # the server is still trying
    STRANGE = "strange"  # of no letter of ours, or of another address
    NO_REPORT = "no_report"  # not a report at all


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a mail server said of one address: its code, and its own words."""

    status: str
    said: str

    @property
    def text(self) -> str:
        return f"{self.status} {' '.join(self.said.split())}"[:LONGEST]


def is_hard(status: str) -> bool:
    return _HARD.fullmatch(status) is not None


def in_words(reason: str) -> str:
    """The first of what a server said in plain words; it starts with the code."""
    return next((str(words) for pattern, words in _WORDS if re.match(pattern, reason)), "")


@dataclass(frozen=True, slots=True)
class Report:
    """What a message says of one address; `marks` are the numbers of the letters that it gives back."""

    action: str
    addresses: frozenset[str]
    refusal: Refusal
    marks: tuple[str, ...]


def take(data: bytes) -> Counter[Outcome]:
    """Take one message in; return how many letters it did what to."""
    return Counter([_take(report) for report in reports_in(data)] or [Outcome.NO_REPORT])


def reports_in(data: bytes) -> list[Report]:
    """What a message reports; nothing when it is no report, or one that nobody can read."""
    try:
        message = message_from_bytes(data[:LARGEST])
        marks = tuple(_marks(message))
        return [_report(block, marks) for block in _blocks(message)]
    except Exception as error:  # anybody can write to this mailbox, and break its parser
        log.info("a message that cannot be read came in as a report", error=type(error).__name__)
        return []


def _blocks(message: Message) -> Iterator[Message]:
    """The part of the report about each address."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            blocks: Any = part.get_payload()
            yield from (block for block in blocks if "Action" in block)


def _marks(message: Message) -> Iterator[str]:
    """The numbers of the letters that this report gives back or answers."""
    for name in ("In-Reply-To", "References"):
        yield from MARK.findall(str(message.get(name, "")))
    for part in message.walk():
        if part.get_content_type() == "text/rfc822-headers":
            yield from MARK.findall(str(part.get_payload()))
        elif part is not message:
            yield from MARK.findall(str(part.get("Message-ID", "")))


def _report(block: Message, marks: tuple[str, ...]) -> Report:
    names = ("Final-Recipient", "Original-Recipient")
    addresses = frozenset(_address(block[name]) for name in names if block[name])
    return Report(str(block["Action"]).strip().lower(), addresses, _refusal(block), marks)


def _address(value: Any) -> str:
    """ "rfc822; Lan@students.example" without its kind."""
    return str(value).rpartition(";")[2].strip().strip("<>").lower()


def _refusal(block: Message) -> Refusal:
    said = str(block.get("Diagnostic-Code", "")).partition(";")[2].strip()
    found = STATUS.search(str(block.get("Status", "")))
    exact = STATUS.search(said)
    status = found.group(1) if found else "5.0.0"
    # 5.0.0 tells nothing; the server's own words often do.
    return Refusal(exact.group(1) if exact and status.endswith(".0.0") else status, said)


def _take(report: Report) -> Outcome:
    if report.action == "delayed":
        return Outcome.DELAYED
    if report.action != "failed":  # delivered, relayed, expanded: nothing is wrong
        return Outcome.NO_REPORT
    letters = Letter.objects.filter(mark__in=report.marks)
    letter = next((letter for letter in letters if letter.to.lower() in report.addresses), None)
    if letter is None:
        return Outcome.STRANGE
    return Outcome.BOUNCED if came_back(letter, report.refusal) else Outcome.KNOWN


@transaction.atomic
def came_back(letter: Letter, refusal: Refusal) -> bool:
    """Put down that a letter did not arrive, and perhaps that its address fails; False when it was known."""
    now = timezone.now()
    rows = Letter.objects.filter(pk=letter.pk, state__in=(Letter.State.SENT, Letter.State.WAITING))
    if not rows.update(state=Letter.State.BOUNCED, error=refusal.text, bounced_at=now):
        return False
    if is_hard(refusal.status) or _how_often(letter.to) >= SOFT:
        failed(letter.to, refusal.text, now)
    return True


def _how_often(address: str) -> int:
    """How many letters came back from there of late, since somebody last said that it works."""
    since = timezone.now() - WITHIN
    again = works_since(address)
    rows = Letter.objects.filter(state=Letter.State.BOUNCED, bounced_at__gte=max(since, again or since))
    return rows.filter(to__iexact=address).count()
