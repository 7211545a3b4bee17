"""Making an installation ready: folder, tables, static files, organisation and templates."""

import tomllib
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from haven.commons.organisation.actions import load_organisation
from haven.commons.organisation.content import FOLDER
from haven.commons.organisation.models import Campus, University
from haven.commons.pathways.actions import load_templates
from haven.commons.pathways.content import ContentError
from haven.commons.surveys.actions import load_surveys
from haven.commons.surveys.content import SurveyError
from haven.community import welcome
from haven.core.access import SYSTEM

CONTENT = Path(welcome.__file__).parent / "content"
SHIPPED = FOLDER / "organisation.toml"
Say = Callable[[str], None]


class CannotPrepare(Exception):
    """Says what stands in the way, and what to do."""


def prepare(*, demo: bool, organisation: Path | None = None, say: Say = lambda text: None) -> None:
    """Make everything that an installation needs; what is there already stays as it is.

    `organisation` is a file of one's own; without it the shipped one is loaded where there is none yet.
    """
    for folder in ("files", "mail", "static"):
        (Path(settings.HAVEN_HOME) / folder).mkdir(parents=True, exist_ok=True, mode=0o700)
    say("tables")
    call_command("migrate", interactive=False, verbosity=0)
    say("static files")
    call_command("collectstatic", interactive=False, verbosity=0)
    say("organisation and templates")
    with transaction.atomic():
        _check_demo(demo)
        _load(demo, organisation)
    if demo:
        from haven.demo.people import populate  # noqa: PLC0415 - invented people are read for a demo only

        populate(say)


def _load(demo: bool, organisation: Path | None) -> None:
    try:
        if organisation is not None or not Campus.objects.exists():
            load_organisation(SYSTEM, path=organisation or SHIPPED, demo=demo)
        load_templates(SYSTEM, folder=CONTENT)
        load_surveys(SYSTEM, folder=CONTENT / "surveys")
    except (KeyError, ContentError, SurveyError, tomllib.TOMLDecodeError) as error:
        raise CannotPrepare(
            f"A content file is wrong: {error}. Correct it and run haven init again."
        ) from error


def _check_demo(demo: bool) -> None:
    university = University.objects.filter(pk=1).first()
    if demo and university is not None and not university.is_demo:
        raise CannotPrepare(
            "This installation is a real one, and one-click sign-in must never open it. "
            "Choose an empty folder for a demo: HAVEN_HOME=/some/folder haven init --demo"
        )
