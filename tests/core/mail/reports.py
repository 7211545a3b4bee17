"""Reports of mail servers about letters that did not arrive, as they come in."""

from haven.core.mail.messages import message_id
from haven.core.mail.models import Letter

REPORT = """\
From: MAILER-DAEMON@mail.example.org
To: haven@localhost
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

This is the mail system. Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.org
Arrival-Date: Tue, 1 Sep 2026 08:00:00 +0200

Final-Recipient: rfc822; {final}
{original}Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b
Content-Type: {returned}

From: haven@localhost
To: {to}
Message-ID: {number}
Subject: Your steps

{body}--b--
"""


def report(
    letter: Letter,
    status: str = "5.1.1",
    said: str = "550 5.1.1 no such user",
    *,
    final: str = "",
    original: str = "",
    action: str = "failed",
    whole: bool = True,
    number: str = "",
) -> bytes:
    """About this letter; `whole`: with all of it, and not its headers only."""
    text = REPORT.format(
        final=final or letter.to,
        original=f"Original-Recipient: rfc822;{original}\n" if original else "",
        action=action,
        status=status,
        said=said,
        returned="message/rfc822" if whole else "text/rfc822-headers",
        to=letter.to,
        number=number or message_id(letter),
        body="Hello Lan.\n\n" if whole else "",
    )
    return text.encode()
