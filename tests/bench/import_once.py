"""One import and one bare write, in a process of their own: prints {"ours": s, "bare": s, "steps": n}.

Run by bench_import in a prepared, empty installation: python -m tests.bench.import_once FILE
"""

import json
import sys
import time
from itertools import cycle, islice, product
from pathlib import Path

import django

BARE_ROWS = 80_000


def main() -> None:
    django.setup()
    from haven.commons.pathways.models import Step
    from haven.community.welcome.importing.actions import import_file
    from haven.core.access import SYSTEM

    cpu, start = time.process_time(), time.perf_counter()
    import_file(SYSTEM, path=Path(sys.argv[1]))
    ours, ours_cpu = time.perf_counter() - start, time.process_time() - cpu
    steps = Step.objects.count()
    cpu = time.process_time()
    bare = bare_write()
    print(
        json.dumps(
            {
                "ours": ours,
                "bare": bare,
                "steps": steps,
                "ours_cpu": ours_cpu,
                "bare_cpu": time.process_time() - cpu,
            }
        )
    )


def bare_write() -> float:
    """Seconds for 80,000 rows by one executemany into the emptied table of steps, indexes and all."""
    from django.core.management.color import no_style
    from django.db import connection, transaction

    from haven.commons.pathways.models import Step

    table, rows = Step._meta.db_table, bare_rows()
    empty = connection.ops.sql_flush(no_style(), [table], allow_cascade=True)
    connection.ops.execute_sql_flush(empty)
    start = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            f'INSERT INTO "{table}" (pathway_id, template_step_id, due, state) VALUES (%s, %s, %s, %s)', rows
        )
    return time.perf_counter() - start


def bare_rows() -> list[tuple[int, int, str | None, int]]:
    """As many rows as are promised, for the people of this import, due on the days they were given."""
    from haven.commons.pathways.models import Pathway, Step, TemplateStep

    pathways = list(Pathway.objects.values_list("pk", flat=True).order_by("pk"))
    steps = list(
        TemplateStep.objects.values_list("pk", flat=True).order_by("pk")[: -(-BARE_ROWS // len(pathways))]
    )
    days = Step.objects.values_list("due", flat=True).order_by("pk")[:BARE_ROWS]
    dues = cycle([day.isoformat() if day else None for day in days])
    rows = [
        (*pair, due, 0) for pair, due in zip(islice(product(pathways, steps), BARE_ROWS), dues, strict=False)
    ]
    assert len(rows) == BARE_ROWS
    return rows


if __name__ == "__main__":
    main()
