"""Making an installation ready: folder, tables, static files, organisation and templates."""

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from haven.commons.organisation.actions import load_organisation
from haven.commons.organisation.models import University
from haven.commons.pathways.actions import load_templates
from haven.community import welcome
from haven.core.access import SYSTEM

CONTENT = Path(welcome.__file__).parent / "content"
Say = Callable[[str], None]


class CannotPrepare(Exception):
    """Says what stands in the way, and what to do."""


def prepare(*, demo: bool, say: Say = lambda text: None) -> None:
    """Make everything that an installation needs; what is there already stays as it is."""
    for folder in ("files", "mail", "static"):
        (Path(settings.HAVEN_HOME) / folder).mkdir(parents=True, exist_ok=True, mode=0o700)
    say("tables")
    call_command("migrate", interactive=False, verbosity=0)
    say("static files")
    call_command("collectstatic", interactive=False, verbosity=0)
    say("organisation and templates")
    with transaction.atomic():
        _check_demo(demo)
        load_organisation(SYSTEM, demo=demo)
        load_templates(SYSTEM, folder=CONTENT)
    if demo:
        from haven.demo.people import populate  # noqa: PLC0415 - invented people are read for a demo only

        populate(say)


def _check_demo(demo: bool) -> None:
    university = University.objects.filter(pk=1).first()
    if demo and university is not None and not university.is_demo:
        raise CannotPrepare(
            "This installation is a real one, and one-click sign-in must never open it. "
            "Choose an empty folder for a demo: HAVEN_HOME=/some/folder haven init --demo"
        )
