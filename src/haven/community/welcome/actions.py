"""What newcomers and staff do with a pathway beyond its steps."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import date

from django.db import transaction

from haven.commons.pathways import actions as pathways
from haven.commons.pathways.models import Pathway, Replan, Step
from haven.commons.pathways.planning import restart
from haven.commons.pathways.replans import Change, begin
from haven.commons.people import actions as people
from haven.commons.people.models import Affiliation
from haven.community.welcome.pages import ARRIVAL_STEPS, QUESTIONS
from haven.core.access import Actor, Refused


@transaction.atomic
def answer_questions(actor: Actor, *, person_id: int, told: people.Told) -> None:
    """Keep what a newcomer tells (or declines to), plan again, and tick the step that asked."""
    stays = _current(person_id)
    changes = begin(actor, Replan.Cause.ANSWERS, [stay.pk for stay in stays])
    people.tell_circumstances(actor, person_id=person_id, told=told)
    _plan_again(stays, changes)
    _tick(actor, person_id, {QUESTIONS}, changes)
    _keep(changes)


@transaction.atomic
def set_arrival(actor: Actor, *, affiliation_id: int, arrives_on: date | None) -> Affiliation:
    """Change the day of arrival; what is not done moves with it, and the step that asked for it is ticked."""
    changes = begin(actor, Replan.Cause.ARRIVAL, [affiliation_id])
    affiliation = people.set_arrival(actor, affiliation_id=affiliation_id, arrives_on=arrives_on)
    _plan_again([affiliation], changes)
    if arrives_on is not None and affiliation.person.user_id == actor.user_id:
        _tick(actor, affiliation.person_id, ARRIVAL_STEPS, changes)
    _keep(changes)
    return affiliation


def _plan_again(stays: Iterable[Affiliation], changes: dict[int, Change]) -> None:
    of_stay = {change.affiliation_id: change for change in changes.values()}
    for stay in stays:
        moved = restart(stay)
        if stay.pk in of_stay:
            of_stay[stay.pk].add(moved)


def _keep(changes: dict[int, Change]) -> None:
    for change in changes.values():
        change.keep()


def _tick(actor: Actor, person_id: int, keys: Collection[str], changes: dict[int, Change]) -> None:
    asked = Step.objects.filter(
        pathway__person_id=person_id,
        pathway__state=Pathway.State.ACTIVE,
        template_step__key__in=keys,
        state=Step.State.OPEN,
    )
    for pk, pathway in asked.values_list("pk", "pathway_id"):
        with suppress(Refused):  # something else comes first: it stays open
            pathways.finish_step(actor, step_id=pk, part_of=changes.get(pathway))


def _current(person_id: int) -> list[Affiliation]:
    stays = Affiliation.objects.filter(person_id=person_id, withdrawn_at__isnull=True)
    return list(stays.select_related("person", "campus"))
