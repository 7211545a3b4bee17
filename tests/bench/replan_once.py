"""Everybody planned again once, and bare writes, in a process of their own; prints their seconds.

Run by bench_welcome_replan in an installation with people: python -m tests.bench.replan_once template|term
prints {"ours": s, "bare": s, "rows": s, "people": n, "moves": n}.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta

from haven.cli import start
from tests.bench.import_once import bare_write


def main() -> None:
    start()
    work = {"template": new_versions, "term": another_start}[sys.argv[1]]()
    begun = time.perf_counter()
    people = work()
    ours = time.perf_counter() - begun
    rows, moves = same_rows()
    print(json.dumps({"ours": ours, "people": people, "moves": moves, "rows": rows, "bare": bare_write()}))


def new_versions() -> Callable[[], int]:
    """A version of every template in which each step is due a day later, and one step is new."""
    from haven.commons.pathways import drafts, publishing
    from haven.commons.pathways.models import Pathway, Template, TemplateStep
    from haven.core.access import SYSTEM

    found = []
    for template in Template.objects.exclude(current=None):
        ids = list(
            Pathway.objects.filter(version__template=template).order_by("pk").values_list("pk", flat=True)
        )
        draft = drafts.start_draft(SYSTEM, template_id=template.pk)
        steps = list(draft.steps.all())
        for step in steps:
            step.offset += 1
        TemplateStep.objects.bulk_update(steps, ["offset"])
        new = {"title_nl": "Nieuw", "title_en": "New", "theme": "start", "owner": "newcomer"}
        rule = {"anchor": "starts", "offset": 30, "unit": "days"}
        drafts.save_step(SYSTEM, template_id=template.pk, key="", revision=0, values=new | rule)
        mark = publishing.mark_of(draft)
        version, _none = publishing.publish(SYSTEM, template_id=template.pk, mark=mark, reach="none")
        found.append((version.pk, ids))

    def work() -> int:
        done = [publishing.replan_all(SYSTEM, version, "open", ids) for version, ids in found]
        return sum(counts.people for counts in done)

    return work


def another_start() -> Callable[[], int]:
    """The term with which most people begin starts a week later, whatever their day was."""
    from haven.commons.pathways import terms
    from haven.commons.pathways.models import Pathway
    from haven.commons.people.models import Affiliation
    from haven.core.access import SYSTEM

    start, end = date(2026, 9, 21), date(2027, 7, 4)
    Affiliation.objects.update(starts_on=start, ends_on=end)
    before = terms.dates_of(start, end)
    after = terms.dates_of(start + timedelta(days=7), end)
    ids = list(Pathway.objects.order_by("pk").values_list("pk", flat=True))
    return lambda: terms.move_all(SYSTEM, before, after, ids).people


def same_rows() -> tuple[float, int]:
    """Seconds of a bare executemany of the rows that were written: steps updated, moves inserted again."""
    from django.db import connection, transaction

    from haven.commons.pathways.models import MovedStep, Step

    moved = list(MovedStep.objects.values_list("replan_id", "template_step_id", "kind", "before", "after"))
    steps = list(Step.objects.filter(state=0).values_list("due", "template_step_id", "pk"))
    begun = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            f'UPDATE "{Step._meta.db_table}" SET due = %s, template_step_id = %s WHERE id = %s',
            [(due and due.isoformat(), template, pk) for due, template, pk in steps],
        )
        cursor.executemany(
            f'INSERT INTO "{MovedStep._meta.db_table}" (replan_id, template_step_id, kind, before, after)'
            " VALUES (%s, %s, %s, %s, %s)",
            [(*row[:3], *(day and day.isoformat() for day in row[3:])) for row in moved],
        )
    return time.perf_counter() - begun, len(moved)


if __name__ == "__main__":
    main()
