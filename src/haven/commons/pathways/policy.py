from typing import Protocol

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from haven.commons.organisation.models import Role
from haven.commons.pathways.models import Bulk, Obstacle, Pathway, Replan, Rollout, Step, TemplateVersion
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
    if takes_care(actor, owner, pathway.affiliation, step.assignee_id):
        return people.works_with(actor, pathway.person)
    return Denied(_("Somebody else takes care of this step."))


can_reopen = can_finish


class Place(Protocol):
    """Where a step is done: a stay, or the row of a list that tells as much."""

    @property
    def campus_id(self) -> int: ...
    @property
    def faculty_id(self) -> int | None: ...


def takes_care(actor: Actor, owner: str, place: Place, assignee_id: int | None) -> bool:
    """Whether a step that staff own is theirs: of their role, given to them, or of one they stand in for.

    An International House officer stands in for every role on the campuses they work for.
    """
    if assignee_id is not None and assignee_id == actor.user_id:
        return True
    return actor.holds_at(place.campus_id, owner, Role.OFFICER, unit_id=place.faculty_id)


def stands_in(actor: Actor, owner: str, place: Place, assignee_id: int | None) -> bool:
    """Whether somebody who takes care of a step does so for another role; then they say why they tick it."""
    if assignee_id is not None and assignee_id == actor.user_id:
        return False
    return not actor.holds_at(place.campus_id, owner, unit_id=place.faculty_id)


def finishable_by(actor: Actor) -> QuerySet[Step]:
    """Every step that `can_finish` answers yes for."""
    of_role = owned_by(actor, "pathway__affiliation")
    standing_in = _at(actor, Role.OFFICER, "pathway__affiliation")
    theirs = (of_role | standing_in | Q(assignee=actor.user_id)) & ~Q(template_step__owner="newcomer")
    reached = Q(pathway__person__in=people.worked_with_by(actor))
    own = Q(template_step__owner="newcomer", pathway__person__user=actor.user_id)
    active = Step.objects.filter(pathway__state=Pathway.State.ACTIVE)
    if actor.user_id is None:
        own, theirs = Q(pk__in=()), theirs if actor.system else Q(pk__in=())
    return active.filter(own | (theirs & reached))


def owned_by(actor: Actor, stay: str) -> Q:
    """The condition that a step is done by a role of this actor where the newcomer is.

    `stay` is the path from the row to the newcomer's stay.
    """
    condition = Q(pk__in=())
    for role in {grant.role for grant in actor.grants}:
        condition |= Q(template_step__owner=role) & _at(actor, role, stay)
    return condition


def _at(actor: Actor, role: str, stay: str) -> Q:
    """The condition that the stay is where this actor holds the role."""
    if actor.holds_everywhere(role):
        return Q(pk__isnull=False)
    at_campus = Q(**{f"{stay}__campus__in": actor.campuses(role)})
    return at_campus | Q(**{f"{stay}__faculty__in": actor.units(role)})


def can_assign(actor: Actor, step: Step) -> Answer:
    """A step that staff own is given by who takes care of it; a newcomer's by whoever helps them."""
    pathway = step.pathway
    if pathway.state != Pathway.State.ACTIVE:
        return Denied(_("This pathway has been withdrawn. Nothing in it can be changed."))
    owner = step.template_step.owner
    if owner != "newcomer" and not takes_care(actor, owner, pathway.affiliation, step.assignee_id):
        return Denied(_("Somebody else takes care of this step."))
    return people.works_with(actor, pathway.person)


def can_undo_bulk(actor: Actor, bulk: Bulk) -> Answer:
    """Whoever did it, until midnight."""
    if actor.user_id is None or bulk.by_id != actor.user_id:
        return Denied(_("Only who did this can undo it."))
    if bulk.undone_at is not None:
        return Denied(_("This has been undone already."))
    if timezone.localdate(bulk.at) != timezone.localdate():
        return Denied(_("This can be undone on the day itself only. Change it by hand."))
    return Allowed()


def bulks_of(actor: Actor) -> QuerySet[Bulk]:
    """Every one that `can_undo_bulk` answers yes for."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    return Bulk.objects.filter(by__isnull=False, by=actor.user_id, undone_at=None, at__gte=midnight)


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


# What files say concerns the whole university; see who may import them.
OF_FILES = frozenset({Replan.Cause.START, Replan.Cause.END, Replan.Cause.TEMPLATE, Replan.Cause.IMPORT})


def can_undo(actor: Actor, replan: Replan, step: Step | None = None) -> Answer:
    """Newcomers undo what they changed themselves; staff what they may change.

    `step`: the one whose tick was the change, where that is the cause.
    """
    pathway = replan.pathway
    if pathway.state != Pathway.State.ACTIVE:
        return Denied(_("This pathway has been withdrawn. Nothing in it can be changed."))
    if is_own(actor, pathway):
        if replan.by_id == actor.user_id:
            return Allowed()
        return Denied(_("Somebody else changed this. Ask your contact person to undo it."))
    works_with = people.works_with(actor, pathway.person)
    return _can_change(actor, replan, step) if works_with else works_with


def _can_change(actor: Actor, replan: Replan, step: Step | None) -> Answer:
    if replan.cause == Replan.Cause.ANSWERS:
        return Denied(_("Only the newcomer can change their answers."))
    if replan.cause in OF_FILES and not actor.holds_everywhere(Role.OFFICER, Role.HR_OFFICER):
        return Denied(_("This came with a file. Only officers who work for the whole university undo it."))
    if replan.cause in {Replan.Cause.VISA, Replan.Cause.STEP}:
        return (
            can_finish(actor, step) if step else Denied(_("The step that was ticked is not there any more."))
        )
    return Allowed()


def can_read_templates(actor: Actor) -> Answer:
    """Officers of a campus and HR read what the steps say; it is the same on every campus."""
    if actor.holds(Role.OFFICER, Role.HR_OFFICER):
        return Allowed()
    return Denied(_("Only officers read the templates of the steps."))


def can_edit_templates(actor: Actor) -> Answer:
    """A template reaches every campus, so it takes a role at the whole university."""
    if actor.holds_everywhere(Role.OFFICER):
        return Allowed()
    return Denied(_("Only officers who work for the whole university change templates."))


def can_read_version(actor: Actor, version: TemplateVersion) -> Answer:
    """What is published is for every officer; what is being written, for those who write."""
    if version.state == TemplateVersion.State.PUBLISHED:
        return can_read_templates(actor)
    return can_edit_templates(actor)


def versions_visible_to(actor: Actor) -> QuerySet[TemplateVersion]:
    """Every version that `can_read_version` answers yes for."""
    versions = TemplateVersion.objects.all()
    if can_edit_templates(actor):
        return versions
    published = versions.filter(state=TemplateVersion.State.PUBLISHED)
    return published if can_read_templates(actor) else versions.none()


def rollouts_visible_to(actor: Actor) -> QuerySet[Rollout]:
    """How far a change is that reaches people on every campus."""
    return Rollout.objects.all() if can_edit_templates(actor) else Rollout.objects.none()
