from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from haven.commons.organisation.models import Role
from haven.commons.pathways.models import Obstacle, Pathway, Step
from haven.commons.people import policy as people
from haven.core.access import Actor, Allowed, Answer, Denied


def can_see(actor: Actor, pathway: Pathway) -> Answer:
    return people.can_see(actor, pathway.person)


def visible_to(actor: Actor) -> QuerySet[Pathway]:
    return Pathway.objects.filter(person__in=people.visible_to(actor))


def is_own(actor: Actor, pathway: Pathway) -> bool:
    return actor.user_id is not None and pathway.person.user_id == actor.user_id


def can_finish(actor: Actor, step: Step) -> Answer:
    """A newcomer ticks their own steps; staff tick those of their role on that campus."""
    pathway = step.pathway
    if pathway.state != Pathway.State.ACTIVE:
        return Denied(_("This pathway has been withdrawn. Nothing in it can be changed."))
    owner = step.template_step.owner
    if owner == "newcomer":
        if is_own(actor, pathway):
            return Allowed()
        return Denied(_("Only the newcomer can tick this step."))
    # An International House officer stands in for every role on the campuses they work for.
    place = pathway.affiliation
    if actor.holds_at(place.campus_id, owner, Role.OFFICER, unit_id=place.faculty_id):
        return people.works_with(actor, pathway.person)
    return Denied(_("Somebody else takes care of this step."))


can_reopen = can_finish


def can_report_obstacle(actor: Actor, step: Step) -> Answer:
    if step.pathway.state != Pathway.State.ACTIVE:
        return Denied(_("This pathway has been withdrawn. Nothing in it can be changed."))
    if is_own(actor, step.pathway) and step.template_step.owner == "newcomer":
        return Allowed()
    return Denied(_("Only the newcomer can say this."))


def can_answer(actor: Actor, obstacle: Obstacle) -> Answer:
    return people.works_with(actor, obstacle.step.pathway.person)


def obstacles_for(actor: Actor) -> QuerySet[Obstacle]:
    """Every obstacle that this actor may answer."""
    return Obstacle.objects.filter(step__pathway__person__in=people.worked_with_by(actor))
