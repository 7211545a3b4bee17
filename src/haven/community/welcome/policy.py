from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from haven.commons.organisation.models import Role
from haven.core.access import Actor, Allowed, Answer, Denied
from haven.core.imports.models import Run

KIND = "people"


def can_import(actor: Actor) -> Answer:
    """A file names people of every campus, so it takes a role at the whole university."""
    if actor.holds_everywhere(Role.OFFICER, Role.HR_OFFICER):
        return Allowed()
    return Denied(_("Only officers who work for the whole university import files of people."))


def can_see_run(actor: Actor, run: Run) -> Answer:
    """Officers see every file; HR sees the files that it loaded itself."""
    if actor.holds_everywhere(Role.OFFICER):
        return Allowed()
    if can_import(actor) and run.started_by_id == actor.user_id:
        return Allowed()
    return Denied(_("This file was loaded by somebody else."))


def runs_visible_to(actor: Actor) -> QuerySet[Run]:
    runs = Run.objects.filter(kind=KIND)
    if actor.holds_everywhere(Role.OFFICER):
        return runs
    return runs.filter(started_by_id=actor.user_id) if can_import(actor) else runs.none()


def can_decide(actor: Actor) -> Answer:
    """Duplicates and missing people concern students and staff alike."""
    if actor.holds_everywhere(Role.OFFICER):
        return Allowed()
    return Denied(_("Only officers who work for the whole university decide this."))
