"""One import and one bare write, in a process of their own: prints their seconds, {"ours": s, "bare": s}.

Run by bench_house_import in a prepared, empty installation: python -m tests.bench.import_once FILE
"""

import json
import sys
import time
from itertools import cycle, islice, product
from pathlib import Path

from haven.cli import start

BARE_ROWS = 80_000


def main() -> None:
    start()
    from haven.community.welcome.importing.actions import import_file
    from haven.core.access import SYSTEM

    begun = time.perf_counter()
    import_file(SYSTEM, path=Path(sys.argv[1]))
    ours = time.perf_counter() - begun
    print(json.dumps({"ours": ours, "bare": bare_write()}))


def bare_write() -> float:
    """Seconds for 80,000 rows by one executemany into the emptied table of steps, indexes and all."""
    from django.core.management.color import no_style
    from django.db import connection, transaction

    from haven.commons.pathways.models import Step

    table, rows = Step._meta.db_table, bare_rows()
    emptying = connection.ops.sql_flush(no_style(), [table], allow_cascade=True)
    connection.ops.execute_sql_flush(emptying)
    begun = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            f'INSERT INTO "{table}" (pathway_id, template_step_id, due, state) VALUES (%s, %s, %s, %s)', rows
        )
    return time.perf_counter() - begun


def bare_rows() -> list[tuple[int, int, str | None, int]]:
    """As many steps for the people of this import, due on the days that the import gave them."""
    from haven.commons.pathways.models import Pathway, Step, TemplateStep

    pathways = Pathway.objects.order_by("pk").values_list("pk", flat=True)
    each = -(-BARE_ROWS // len(pathways))
    steps = TemplateStep.objects.order_by("pk").values_list("pk", flat=True)[:each]
    days = Step.objects.order_by("pk").values_list("due", flat=True)[:BARE_ROWS]
    dues = cycle([day.isoformat() if day else None for day in days])
    pairs = islice(product(pathways, steps), BARE_ROWS)
    rows = [(*pair, due, 0) for pair, due in zip(pairs, dues, strict=False)]
    assert len(rows) == BARE_ROWS
    return rows


if __name__ == "__main__":
    main()
