"""Real workers, really killed while they send: every letter arrives, none as two."""

import os
from collections import Counter

import pytest

from tests.support.databases import change, look
from tests.support.mail import Sink, sink
from tests.support.postgres import make_database
from tests.support.servers import Installation, installation, process, worker
from tests.support.waiting import until

pytestmark = pytest.mark.slow

NUMBER = 200
KILLS = (40, 150)  # after so many letters, the sender is killed before it hears that the last arrived
WRITE = (
    "from haven.core.mail.outbox import Outgoing, post_many; "
    f"print(post_many(Outgoing(f'n:{{n}}', f'p{{n}}@x.example', 'S', 'T') for n in range({NUMBER})))"
)
# What a killed worker was just sending waits ten minutes: let them be over.
LATER = "UPDATE mail_letter SET next_attempt_at = created_at WHERE state = 'waiting'"
LEFT = "SELECT count(*) FROM mail_letter WHERE state <> 'sent'"


def left(home: Installation) -> int:
    return int(look(home, LEFT)[0][0])


def kill_after(home: Installation, server: Sink, number: int) -> None:
    """A worker that is killed between handing a letter over and hearing that it arrived."""
    with worker(home) as running:

        def kill(taken: int) -> None:
            if taken == number:
                running.kill()
                running.wait()

        server.before_answer = kill
        until(lambda: running.poll() is not None, seconds=60, what=lambda: f"{len(server.taken)} letters")
    server.before_answer = lambda taken: None


def test_every_letter_arrives_and_none_as_two(worker_id: str) -> None:
    url = os.environ.get("DATABASE_URL", "")
    own = make_database(url, f"haven_mail_{worker_id}") if url.startswith("postgres") else ""
    with sink() as server:
        often = {"HAVEN_JOB_LEASE_SECONDS": "1", "HAVEN_JOB_ATTEMPTS": "100"}
        mail = {"HAVEN_MAIL_URL": f"smtp://127.0.0.1:{server.port}"}
        with installation(demo=False, database_url=own, **often, **mail) as home:
            home.run("django", "shell", "-c", WRITE)
            for number in KILLS:
                kill_after(home, server, number)
            change(home, LATER)
            with worker(home) as one, process(home, "worker", log=home.folder / "other.log"):
                until(lambda: left(home) == 0, seconds=60, alive=one)
    copies = Counter(str(message["Message-ID"]) for message in server.taken)
    assert len(copies) == NUMBER
    assert {str(message["To"]) for message in server.taken} == {f"p{n}@x.example" for n in range(NUMBER)}
    # Only what was under way at a kill came a second time, and under the same number.
    assert sum(copies.values()) <= NUMBER + len(KILLS)
    assert max(copies.values()) <= 2
