"""What an officer clicks to bring a file in; the jobs behind it are run at once."""

from pathlib import Path
from typing import Any

from django.test import Client
from django.urls import reverse

from haven.community.welcome import tasks
from haven.core.imports.models import Run

ENGLISH = {"accept-language": "en"}


def get(client: Client, route: str, *args: Any, query: str = "", headers: Any = ENGLISH) -> Any:
    return client.get(reverse(f"welcome:{route}", args=args) + query, headers=headers)


def post(client: Client, route: str, *args: Any, headers: Any = ENGLISH, **data: Any) -> Any:
    return client.post(reverse(f"welcome:{route}", args=args), data, headers=headers)


def upload(client: Client, path: Path, **data: Any) -> Any:
    with path.open("rb") as file:
        return post(client, "import_upload", file=file, **data)


def uploaded(client: Client, path: Path, **data: Any) -> Run:
    """The run that the columns are asked of."""
    response = upload(client, path, **data)
    run = Run.objects.latest("pk")
    assert response.status_code == 302, response.context["form"].errors
    assert response["Location"] == reverse("welcome:import_columns", args=(run.pk,))
    return run


def proposed(client: Client, run: Run) -> dict[str, Any]:
    """The form of the columns as it is offered."""
    form = get(client, "import_columns", run.pk).context["form"]
    return {bound.html_name: bound.value() or "" for bound in form if bound.value()}


def checked(client: Client, path: Path, **changes: Any) -> Run:
    run = uploaded(client, path)
    response = post(client, "import_columns", run.pk, **(proposed(client, run) | changes))
    assert response.status_code == 302, response.context["form"].errors
    tasks.check_run.call(run.pk)
    run.refresh_from_db()
    return run


def imported(client: Client, path: Path, **changes: Any) -> Run:
    run = checked(client, path, **changes)
    post(client, "import_start", run.pk)
    tasks.process_run.call(run.pk)
    run.refresh_from_db()
    assert run.state == "done"
    return run


def text_of(response: Any) -> str:
    """The page in one line."""
    return " ".join(response.content.decode().split())
