"""Publishing a draft, and how far a new version reaches people who are on their way.

- NONE: they stay on the version they have.
- NOT_STARTED: they get the new version, but for the steps that they have begun: an open step whose day has
  come or gone by, or of which they say that they cannot do it, stays as it was, with its own rule; and a new
  step that would be late from its first day is left out. `Pathway.held_back` says which.
- OPEN: every open step becomes that of the new version.

What is done never moves: it keeps its day and the words under which it was done.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from haven.commons.pathways import policy
from haven.commons.pathways.checking import errors
from haven.commons.pathways.drafts import NoDraft, draft_of
from haven.commons.pathways.models import Pathway, Replan, Rollout, Step, Template, TemplateVersion
from haven.commons.pathways.planning import anchors_of, profile_on, work_out
from haven.commons.pathways.shipped import make_current, next_number
from haven.commons.pathways.sweeps import Case, Counts, Held, Library, count, in_batches, keep, read
from haven.commons.pathways.templates import Version, version
from haven.core.access import Actor, Refused, require
from haven.core.audit.record import record
from haven.core.rows import update_objects

Reach = Rollout.Reach
State = TemplateVersion.State


def mark_of(draft: TemplateVersion) -> str:
    """Changes with every word of the draft: who publishes must have seen the last one."""
    steps = draft.steps.order_by("position").values_list("key", "revision", "position")
    return f"{draft.pk}.{draft.revision}." + "-".join(f"{key}.{rev}.{at}" for key, rev, at in steps)


def on_the_way(draft: TemplateVersion) -> QuerySet[Pathway]:
    """Those whom a new version can reach: on their way with an older version of this template."""
    active = Pathway.objects.filter(state=Pathway.State.ACTIVE, version__template=draft.template_id)
    older = active if draft.number is None else active.filter(version__number__lt=draft.number)
    return older.order_by("pk")


@transaction.atomic
def publish(
    actor: Actor, *, template_id: int, mark: str, reach: str
) -> tuple[TemplateVersion, Rollout | None]:
    """Newcomers get the draft from now on; people on their way as far as `reach` says, in the background.

    `mark` is what `mark_of` said of the draft that was looked at.
    """
    require(policy.can_edit_templates(actor))
    template = Template.objects.select_for_update(of=("self",)).get(pk=template_id)
    draft = draft_of(template)
    if draft is None:
        raise NoDraft
    _require_sound(draft, mark)
    _make_public(actor, template, draft)
    rollout = None if reach == Reach.NONE else _open_rollout(actor, draft, reach)
    record(actor, "template_published", template, number=draft.number, reach=reach)
    return draft, rollout


def _require_sound(draft: TemplateVersion, mark: str) -> None:
    if mark_of(draft) != mark:
        raise Refused(
            _("A colleague changed the draft while you were looking at this page. Look at it again first.")
        )
    found = errors(draft)
    if found:
        raise Refused(found[0].sentence)


def _make_public(actor: Actor, template: Template, draft: TemplateVersion) -> None:
    draft.number, draft.state = next_number(template), State.PUBLISHED
    draft.published_at, draft.published_by_id = timezone.now(), actor.user_id
    draft.save(update_fields=["number", "state", "published_at", "published_by"])
    make_current(template, draft)
    if draft.based_on is not None and draft.based_on.state == State.OFFERED:
        template.versions.filter(pk=draft.based_on.pk).update(state=State.SET_ASIDE)


def _open_rollout(actor: Actor, draft: TemplateVersion, reach: str) -> Rollout | None:
    from haven.commons.pathways.tasks import go_on  # noqa: PLC0415 - the job calls this module

    total = on_the_way(draft).count()
    if not total:
        return None
    rollout = Rollout.objects.create(version=draft, reach=reach, by_id=actor.user_id, total=total)
    go_on.enqueue(rollout.pk)
    return rollout


@transaction.atomic
def set_offer_aside(actor: Actor, *, template_id: int) -> None:
    """The version that came with Haven's files is not wanted here."""
    require(policy.can_edit_templates(actor))
    template = Template.objects.select_for_update(of=("self",)).get(pk=template_id)
    if template.versions.filter(state=State.OFFERED).update(state=State.SET_ASIDE):
        record(actor, "offer_set_aside", template)


# ---------------------------------------------------------------- people on their way


def cases(ids: Sequence[int], new: Version, reach: str, today: date, *, lock: bool) -> list[Case]:
    """What becomes of these pathways under a new version; nothing is written."""
    library = Library(dict(new.by_id))
    return [_case(held, new, reach, today) for held in read(ids, library, lock=lock)]


def _case(held: Held, new: Version, reach: str, today: date) -> Case:
    pathway = held.pathway
    before: dict[str, Any] = {"version_id": pathway.version_id}
    was, pathway.held_back = pathway.held_back, {}
    pathway.version_id = new.id
    if reach == Reach.NOT_STARTED:
        pathway.held_back = _held_back(held, new, today)
    after: dict[str, Any] = {"version_id": new.id}
    if was != pathway.held_back:
        before["held_back"], after["held_back"] = was, pathway.held_back
    plan = work_out(pathway, held.told, held.steps, of=new, said=held.said)
    return Case(pathway, before, after, plan)


def _held_back(held: Held, new: Version, today: date) -> dict[str, int | None]:
    """What has begun stays; what would come too late stays away."""
    kept: dict[str, int | None] = {
        step.template_step.key: step.template_step_id
        for step in held.steps
        if step.state == Step.State.OPEN and _has_begun(step, held, today)
    }
    known = {step.template_step.key for step in held.steps}
    done = {step.template_step.key: step.done_on for step in held.steps if step.done_on is not None}
    anchors = anchors_of(held.pathway.affiliation, held.pathway.visa_granted_on)
    dates = new.course(profile_on(held.pathway, held.told), kept).planner.plan(anchors, done)
    late = {key: None for key, due in dates.items() if key not in known and due is not None and due < today}
    return kept | late


def _has_begun(step: Step, held: Held, today: date) -> bool:
    return (step.due is not None and step.due <= today) or step.pk in held.stuck


def replan_all(actor: Actor, version_id: int, reach: str, pathway_ids: Sequence[int]) -> Counts:
    """Bring these pathways to a published version, batch by batch, each in a transaction of its own."""
    return in_batches(pathway_ids, partial(replan_batch, actor, version(version_id), reach))


@transaction.atomic
def replan_batch(actor: Actor, new: Version, reach: str, ids: Sequence[int]) -> Counts:
    today = timezone.localdate()
    found = cases(ids, new, reach, today, lock=True)
    fields = ("version", "held_back")
    update_objects([case.pathway for case in found], fields)
    return keep(actor, Replan.Cause.TEMPLATE, found, today)


# ---------------------------------------------------------------- before it is published


class Preview:
    """Whom publishing would touch; nothing is written."""

    def __init__(self, draft: TemplateVersion, reach: str) -> None:
        self.people: dict[int, Counts] = {}  # person -> what would change, those touched only
        self.total = Counts()
        new, today = Version(draft.pk), timezone.localdate()
        ids = list(on_the_way(draft).values_list("pk", flat=True))
        self.on_the_way = len(ids)
        if reach != Reach.NONE:
            in_batches(ids, lambda batch: self._add(cases(batch, new, reach, today, lock=False), today))

    def _add(self, found: list[Case], today: date) -> Counts:
        for case in found:
            if case.plan.moved:
                self.people[case.pathway.person_id] = count([case], today)
        self.total += (counts := count(found, today))
        return counts

    def facts(self) -> dict[str, int]:
        return asdict(self.total)
