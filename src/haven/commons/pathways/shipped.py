"""Templates from Haven's files: a new version where nobody here changed them, an offer where somebody did."""

from typing import Any

from django.utils import timezone

from haven.commons.pathways.content import TemplateContent
from haven.commons.pathways.models import Template, TemplateStep, TemplateVersion
from haven.core.access import Actor
from haven.core.audit.record import record

State, Origin = TemplateVersion.State, TemplateVersion.Origin
HEAD = ("priority", "conditions", "title_nl", "title_en", "summary_nl", "summary_en")


def take(actor: Actor, content: TemplateContent) -> bool:
    """What the files say of one template; whether there is a version more."""
    template, _new = Template.objects.get_or_create(key=content.key, defaults=_head(content))
    template = Template.objects.select_for_update().get(pk=template.pk)
    last = template.versions.filter(origin=Origin.FILE).order_by("-pk").first()
    if last is not None and _says(last, content):
        return False
    if _is_of_here(template):
        _offer(template, content)
    else:
        _publish(actor, template, content)
    return True


def _is_of_here(template: Template) -> bool:
    """Whether somebody at this university changed it, or is doing so."""
    written = template.versions.filter(origin=Origin.EDITOR)
    return written.filter(state__in=(State.PUBLISHED, State.DRAFT)).exists()


def _head(content: TemplateContent) -> dict[str, Any]:
    return {"priority": content.priority, "conditions": content.conditions, **content.texts}


def _says(version: TemplateVersion, content: TemplateContent) -> bool:
    same = all(getattr(version, name) == value for name, value in _head(content).items())
    return same and version.digest == content.digest


def _offer(template: Template, content: TemplateContent) -> None:
    """Beside the university's own; the last offer takes the place of those before."""
    template.versions.filter(state=State.OFFERED).update(state=State.SET_ASIDE)
    _make(template, content, state=State.OFFERED)


def _publish(actor: Actor, template: Template, content: TemplateContent) -> None:
    made = _make(template, content, number=next_number(template), published_at=timezone.now())
    make_current(template, made)
    record(actor, "template_published", template, number=made.number)


def _make(template: Template, content: TemplateContent, **values: Any) -> TemplateVersion:
    version = TemplateVersion.objects.create(
        template=template, digest=content.digest, origin=Origin.FILE, **_head(content), **values
    )
    TemplateStep.objects.bulk_create(_steps(version, content))
    return version


def next_number(template: Template) -> int:
    latest = template.versions.filter(number__isnull=False).order_by("-number").first()
    return (latest.number or 0) + 1 if latest else 1


def make_current(template: Template, version: TemplateVersion) -> None:
    """From now on newcomers get this version, and the template is for those whom it names."""
    template.current = version
    for name in HEAD:
        setattr(template, name, getattr(version, name))
    template.save(update_fields=["current", *HEAD])


def _steps(version: TemplateVersion, content: TemplateContent) -> list[TemplateStep]:
    return [
        TemplateStep(
            version=version,
            key=step.key,
            position=position,
            theme=step.theme,
            owner=step.owner,
            anchor=step.rule.anchor,
            offset=step.rule.offset,
            unit=step.rule.unit.value,
            after=list(step.rule.after),
            conditions=step.conditions,
            variants=step.variants,
            sets_anchor=step.sets_anchor,
            source=step.source,
            source_url=step.source_url,
            checked_on=step.checked_on,
            review_on=step.review_on,
            **step.texts,
        )
        for position, step in enumerate(content.steps)
    ]
