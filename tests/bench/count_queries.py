"""How many queries pages take: prints {"newcomer": {"1": n, "3": n, "50": n}, "people": {…}}.

Run by bench_house_pages in an installation with people: python -m tests.bench.count_queries
"""

import json
from datetime import date
from typing import Any

import django

COUNTS = (1, 3, 50)


def main() -> None:
    django.setup()
    found = {"newcomer": {n: newcomer(n) for n in COUNTS}, "people": {n: people(n) for n in COUNTS}}
    print(json.dumps(found))


def newcomer(steps: int) -> int:
    """On the first page of somebody with so many steps, every other one done."""
    from haven.commons.pathways.models import Pathway, Step, TemplateStep
    from haven.core.accounts.models import User

    pathway = Pathway.objects.select_related("person").filter(person__user=None).order_by("pk")[0]
    account = User.objects.create_user(f"newcomer{steps}@students.example")
    pathway.person.user = account
    pathway.person.save(update_fields=["user"])
    Step.objects.filter(pathway=pathway).delete()
    rows = [Step(pathway=pathway, template_step=row) for row in TemplateStep.objects.order_by("pk")[:steps]]
    for row in rows[1::2]:
        row.state, row.done_on, row.done_by = Step.State.DONE, date.today(), account
    Step.objects.bulk_create(rows)
    assert Step.objects.filter(pathway=pathway).count() == steps
    return queries(account, "/welcome/")


def people(rows: int) -> int:
    """On the list of an officer, of whose people so many are missing from the last file."""
    from haven.commons.organisation.actions import grant_role
    from haven.commons.people.models import SourceRecord
    from haven.core.access import SYSTEM

    officer = grant_role(SYSTEM, email="officer@staff.example", role="officer", name="Officer").user
    SourceRecord.objects.update(state=SourceRecord.State.PRESENT)
    chosen = SourceRecord.objects.order_by("person_id").values_list("pk", flat=True)[:rows]
    SourceRecord.objects.filter(pk__in=list(chosen)).update(state=SourceRecord.State.MISSING)
    return queries(officer, "/welcome/people/?state=missing", rows=rows)


def queries(account: Any, address: str, rows: int | None = None) -> int:
    """On a page that this process has shown once before, as a server's processes soon have."""
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    settings.ALLOWED_HOSTS.append("testserver")
    client = Client()
    client.force_login(account, backend=settings.AUTHENTICATION_BACKENDS[0])
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    # `context` is kept only by an instrumented template engine, so the rows are counted on the page.
    assert rows is None or answer.content.count(b"data-open") == rows
    return len(captured)


if __name__ == "__main__":
    main()
