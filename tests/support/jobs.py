"""Jobs for tests, which a real worker finds because it runs in the project's folder."""

import threading
from pathlib import Path

from django_tasks import task


@task()
def hang_once(folder: str) -> str:
    """Put down each run in `folder`/runs; the first never ends by itself."""
    runs = Path(folder) / "runs"
    with runs.open("a") as file:
        file.write("run\n")
    if len(runs.read_text().splitlines()) == 1:
        threading.Event().wait()
    return "done"
