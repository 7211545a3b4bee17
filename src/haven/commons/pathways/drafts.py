"""Writing a template: one draft at a time, which several officers may work on without losing a word.

Every step, and the template's own texts, carry a `revision`: who saves must have seen the last one.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from haven.commons.pathways import policy
from haven.commons.pathways.models import Template, TemplateStep, TemplateVersion
from haven.commons.pathways.shipped import HEAD
from haven.core.access import Actor, Refused, require
from haven.core.audit.record import record
from haven.core.text import pick
from haven.engines.schedules import CycleError, Rule, Unit
from haven.engines.schedules.rules import STEP, in_order

State = TemplateVersion.State
# What an editor writes of a step.
WRITTEN = (
    "theme", "owner", "anchor", "offset", "unit", "after", "conditions", "variants", "sets_anchor",
    "title_nl", "title_en", "why_nl", "why_en", "text_nl", "text_en", "where_nl", "where_en",
    "bring_nl", "bring_en", "source", "source_url", "checked_on", "review_on", "reviewer_id",
)  # fmt: skip
LONGEST_KEY = 60


class Overtaken(Refused):
    """A colleague saved first; `theirs` is what stands there now, None where it is gone."""

    def __init__(self, theirs: TemplateStep | TemplateVersion | None) -> None:
        super().__init__(_("A colleague changed this while you were writing. Nothing of yours is lost."))
        self.theirs = theirs


class NoDraft(Refused):
    """The draft was published or thrown away in the meantime."""

    def __init__(self) -> None:
        super().__init__(_("This draft was published or thrown away in the meantime. Nothing was changed."))


def draft_of(template: Template) -> TemplateVersion | None:
    return template.versions.filter(state=State.DRAFT).first()


def _locked(template_id: int) -> Template:
    """Whoever changes the draft of a template goes first through here, one after the other."""
    return Template.objects.select_for_update(of=("self",)).get(pk=template_id)


def _draft(actor: Actor, template_id: int) -> TemplateVersion:
    require(policy.can_edit_templates(actor))
    draft = draft_of(_locked(template_id))
    if draft is None:
        raise NoDraft
    return draft


def _touch(actor: Actor, draft: TemplateVersion, verb: str, **data: Any) -> None:
    draft.changed_at, draft.changed_by_id = timezone.now(), actor.user_id
    draft.save(update_fields=["changed_at", "changed_by"])
    record(actor, verb, draft.template, **data)


# ---------------------------------------------------------------- drafts


@transaction.atomic
def start_draft(actor: Actor, *, template_id: int, version_id: int | None = None) -> TemplateVersion:
    """A copy of the current version, or of another one, to write in. Where there is a draft, that one."""
    require(policy.can_edit_templates(actor))
    template = _locked(template_id)
    draft = draft_of(template)
    if draft is not None:
        if version_id is not None:
            raise Refused(_("There is a draft already. Publish it or throw it away first."))
        return draft
    wanted = version_id or template.current_id
    base = template.versions.filter(pk=wanted).first() if wanted else None
    if base is None:
        raise Refused(_("There is no such version of this template."))
    return _begin(actor, template, base)


def _begin(actor: Actor, template: Template, base: TemplateVersion | None) -> TemplateVersion:
    head = {name: getattr(base or template, name) for name in HEAD}
    own_base = base if base is not None and base.template_id == template.pk else None
    draft = TemplateVersion.objects.create(
        template=template,
        state=State.DRAFT,
        origin=TemplateVersion.Origin.EDITOR,
        based_on=own_base,
        changed_at=timezone.now(),
        changed_by_id=actor.user_id,
        **head,
    )
    if base is not None:
        TemplateStep.objects.bulk_create(_copies(list(base.steps.order_by("position")), draft))
    record(actor, "draft_started", template, based_on=own_base.number if own_base else None)
    return draft


def _copies(steps: list[TemplateStep], draft: TemplateVersion) -> list[TemplateStep]:
    """Files share steps among templates: what one waits for need not be in this one, and holds nobody up."""
    present = {step.key for step in steps}
    copies = [copied(step, draft) for step in steps]
    for copy in copies:
        copy.after = [key for key in copy.after if key in present]
    return copies


def copied(step: TemplateStep, version: TemplateVersion) -> TemplateStep:
    """The same step in another version."""
    values = {name: getattr(step, name) for name in (*WRITTEN, "key", "position", "reminded_for")}
    return TemplateStep(version=version, **values)


@transaction.atomic
def make_template(
    actor: Actor, *, title_nl: str, title_en: str, copy_of: int | None = None
) -> TemplateVersion:
    """A new template with a first draft: empty, or with the steps of another.

    Nobody gets it before it is published.
    """
    require(policy.can_edit_templates(actor))
    other = Template.objects.filter(pk=copy_of).first() if copy_of else None
    key = _free(title_en, set(Template.objects.values_list("key", flat=True)))
    said: dict[str, Any] = {name: getattr(other, name) for name in HEAD} if other else {}
    template = Template.objects.create(key=key, **said | {"title_nl": title_nl, "title_en": title_en})
    record(actor, "template_made", template, key=key)
    draft = _begin(actor, template, other.current if other else None)
    draft.title_nl, draft.title_en = title_nl, title_en
    draft.save(update_fields=["title_nl", "title_en"])
    return draft


@transaction.atomic
def discard_draft(actor: Actor, *, template_id: int) -> bool:
    """Throw the draft away, and with it a template that was never published; return whether that went too."""
    draft = _draft(actor, template_id)
    template = draft.template
    record(actor, "draft_discarded", template, steps=draft.steps.count())
    draft.delete()
    if template.versions.exists():
        return False
    template.delete()
    return True


@transaction.atomic
def describe(actor: Actor, *, template_id: int, revision: int, values: Mapping[str, Any]) -> TemplateVersion:
    """Title, summary, for whom, and which wins where two fit: in the draft."""
    draft = _draft(actor, template_id)
    changed = {name: values[name] for name in HEAD if name in values and values[name] != getattr(draft, name)}
    if not changed:
        return draft
    if draft.revision != revision:
        raise Overtaken(draft)
    for name, value in changed.items():
        setattr(draft, name, value)
    draft.revision += 1
    draft.save(update_fields=[*changed, "revision"])
    _touch(actor, draft, "template_described", fields=sorted(changed))
    return draft


# ---------------------------------------------------------------- steps


@transaction.atomic
def save_step(
    actor: Actor, *, template_id: int, key: str, revision: int, values: Mapping[str, Any]
) -> TemplateStep:
    """Write a step of the draft; `key` is "" for a new one, `revision` what the editor had seen (0: none).

    Raises Overtaken when a colleague saved or removed it meanwhile, Refused with the loop named when steps
    would wait for each other.
    """
    draft = _draft(actor, template_id)
    found = draft.steps.filter(key=key).first() if key else None
    if found is not None and all(getattr(found, name) == value for name, value in values.items()):
        return found  # a second click, or nothing new
    if key and (found.revision if found else 0) != revision:
        raise Overtaken(found)
    step = found or TemplateStep(version=draft, key=key or _new_key(values), position=_last(draft) + 1)
    for name in WRITTEN:
        if name in values:
            setattr(step, name, values[name])
    if found is not None:
        step.revision += 1
        step.reminded_for = step.reminded_for if step.reminded_for == step.review_on else None
    _refuse_loops([other for other in draft.steps.all() if other.key != step.key] + [step])
    step.save()
    _touch(actor, draft, "template_step_written", step=step.key, new=found is None)
    return step


def _last(draft: TemplateVersion) -> int:
    last = draft.steps.aggregate(last=Max("position"))["last"]
    return -1 if last is None else int(last)


def _new_key(values: Mapping[str, Any]) -> str:
    """A name that no step has in any template: steps of one name are taken for the same step."""
    title = pick(values.get("title_nl", ""), values.get("title_en", ""), "en")
    return _free(title, set(TemplateStep.objects.values_list("key", flat=True)))


def _free(title: str, taken: set[str]) -> str:
    base = slugify(title)[: LONGEST_KEY - 5].strip("-") or "step"
    numbered = (f"{base}-{number}" for number in range(2, len(taken) + 3))
    return base if base not in taken else next(key for key in numbered if key not in taken)


def rule_of(step: TemplateStep) -> Rule:
    return Rule(step.key, step.anchor, step.offset, Unit(step.unit), tuple(step.after))


def _refuse_loops(steps: list[TemplateStep]) -> None:
    loop = loop_of(steps)
    if loop:
        raise Refused(loop_in_words(loop, steps))


def loop_of(steps: list[TemplateStep]) -> tuple[str, ...]:
    """The keys of steps that wait for each other, each for the next; empty when there is no loop."""
    try:
        in_order(rule_of(step) for step in steps)
    except CycleError as error:
        return error.loop
    return ()


def loop_in_words(loop: tuple[str, ...], steps: Iterable[TemplateStep]) -> str:
    titles = {step.key: step.title for step in steps}
    if len(loop) == 1:
        return _("“%(step)s” waits for itself. Take that link away.") % {"step": titles[loop[0]]}
    links = (
        _("“%(step)s” waits for “%(first)s”") % {"step": titles[one], "first": titles[other]}
        for one, other in zip(loop, (*loop[1:], loop[0]), strict=True)
    )
    return _("These steps wait for each other: %(links)s. Take one of these links away.") % {
        "links": ", ".join(links)
    }


@transaction.atomic
def remove_step(actor: Actor, *, template_id: int, key: str) -> list[str]:
    """Take a step out of the draft; return the titles of the steps that no longer wait for it.

    Refused while the date of another step hangs on it. Removing it twice changes nothing more.
    """
    draft = _draft(actor, template_id)
    steps = {step.key: step for step in draft.steps.all()}
    if key not in steps:
        return []
    hanging = [step.title for step in steps.values() if step.anchor == STEP + key]
    if hanging:
        raise Refused(
            _("The date of another step hangs on this one: %(steps)s. Give that step another date first.")
            % {"steps": ", ".join(hanging)}
        )
    waiting = [step for step in steps.values() if key in step.after]
    for step in waiting:
        step.after = [first for first in step.after if first != key]
        step.revision += 1
    TemplateStep.objects.bulk_update(waiting, ["after", "revision"])
    steps[key].delete()
    _touch(actor, draft, "template_step_removed", step=key)
    return [step.title for step in waiting]


@transaction.atomic
def move_step(actor: Actor, *, template_id: int, key: str, by: int) -> None:
    """One place up (-1) or down (1). The order counts where dates are the same."""
    draft = _draft(actor, template_id)
    steps = list(draft.steps.order_by("position", "pk"))
    at = next((number for number, step in enumerate(steps) if step.key == key), None)
    if at is None or not 0 <= at + by < len(steps):
        return
    steps[at], steps[at + by] = steps[at + by], steps[at]
    for position, step in enumerate(steps):
        step.position = position
    TemplateStep.objects.bulk_update(steps, ["position"])
    _touch(actor, draft, "template_step_moved", step=key, by=by)
