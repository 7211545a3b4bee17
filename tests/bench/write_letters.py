"""How long letters take to be written: prints {"queued", "queue", "told", "digest"}, numbers and seconds.

Run by bench_welcome_digests in an installation with people: python -m tests.bench.write_letters
"""

import json
import time
from datetime import datetime

import django

LETTERS = 10_000
TEXT = "Hello,\n\n" + "We meet at the counter, on the ground floor.\n" * 20


def main() -> None:
    django.setup()
    from django.utils import timezone

    from haven.community.welcome.reminders.telling import FROM_HOUR

    queued, queue = queue_letters()
    told, digest = tell(timezone.localtime().replace(hour=FROM_HOUR))
    print(json.dumps({"queued": queued, "queue": queue, "told": told, "digest": digest}))


def queue_letters() -> tuple[int, float]:
    """Personal messages to ten thousand people, in one transaction."""
    from haven.core.mail.outbox import Outgoing, post_many

    addresses = (f"person{n}@students.example" for n in range(LETTERS))
    start = time.perf_counter()
    written = post_many(Outgoing(f"bench:{n}", to, "We meet", TEXT) for n, to in enumerate(addresses))
    return written, time.perf_counter() - start


def tell(morning: datetime) -> tuple[int, float]:
    """Everybody's digest of one morning."""
    from haven.community.welcome.reminders.telling import tell_newcomers

    start = time.perf_counter()
    written = tell_newcomers(morning)
    return written, time.perf_counter() - start


if __name__ == "__main__":
    main()
