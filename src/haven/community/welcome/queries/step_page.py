"""One step on a page of its own, for the newcomer and for staff."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import prefetch_related_objects

from haven.commons.pathways.models import Step
from haven.commons.pathways.policy import is_own
from haven.commons.pathways.templates import version
from haven.commons.people import policy as people
from haven.community.welcome.queries.helpers import Contact, helpers_of
from haven.community.welcome.queries.history import Event, history
from haven.community.welcome.queries.newcomer import obstacles_of, steps_of
from haven.community.welcome.queries.steps import PathwayReader, StepView
from haven.core.access import Actor


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rule behind a step stands."""

    label: str
    url: str
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class StepPage:
    step: StepView
    person_id: int
    display_name: str
    today: date
    staff: bool
    withdrawn: bool
    contact: Contact | None
    owner_name: str  # who reads "I cannot do this"
    source: Source | None
    history: tuple[Event, ...]
    pathway_id: int

    @property
    def person(self) -> dict[str, Any]:
        return {"pk": self.person_id, "display_name": self.display_name}


def find_step(actor: Actor, step_id: int) -> Step | None:
    """The step, if it is the actor's own or of somebody they work for; nothing otherwise."""
    found = (
        Step.objects.filter(pk=step_id, pathway__person__in=people.visible_to(actor))
        .select_related("pathway__person__circumstances", "pathway__affiliation__campus")
        .first()
    )
    if found is not None:
        found.template_step = version(found.pathway.version_id).step(found.template_step_id)
        if not is_own(actor, found.pathway):
            prefetch_related_objects([found.pathway.person], "affiliations")  # for what staff may do
    return found


def step_page(actor: Actor, found: Step, *, with_history: bool = True) -> StepPage:
    """The page of a step that `find_step` found."""
    pathway = found.pathway
    helpers = helpers_of(pathway.affiliation)
    reader = PathwayReader(actor, pathway, steps_of(pathway), obstacles_of(pathway), helpers)
    step = next(step for step in reader.steps if step.pk == found.pk)
    view = reader.view(step)
    titles = {view.key: view.title}
    events = history(pathway.person_id, titles, step=view.key) if with_history else ()
    ts = step.template_step
    return StepPage(
        step=view,
        person_id=pathway.person_id,
        display_name=pathway.person.full_name,
        today=reader.today,
        staff=not reader.own,
        withdrawn=pathway.state != pathway.State.ACTIVE,
        contact=helpers.contact,
        owner_name=helpers.contact.name if helpers.contact else "",
        source=Source(ts.source, ts.source_url, ts.checked_on) if ts.source else None,
        history=events,
        pathway_id=pathway.pk,
    )
