"""The rule behind a step changes with the law: who looks at its source again, and when."""

from datetime import date

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from haven.commons.pathways import policy
from haven.commons.pathways.models import Template, TemplateStep, TemplateVersion
from haven.commons.pathways.templates import version
from haven.core.access import Actor, Refused, require
from haven.core.audit.record import record


def to_review(today: date) -> QuerySet[TemplateStep]:
    """Steps of current versions whose source is to be looked at again."""
    current = Template.objects.filter(current__isnull=False).values("current")
    return TemplateStep.objects.filter(version__in=current, review_on__lte=today).order_by("key", "pk")


def not_told(today: date) -> QuerySet[TemplateStep]:
    """Those of them of which nobody was told yet."""
    return to_review(today).filter(Q(reminded_for=None) | ~Q(reminded_for=F("review_on")))


def same_elsewhere(key: str) -> QuerySet[TemplateStep]:
    """This step wherever it is written now: in current versions and in drafts, of any template."""
    current = Template.objects.filter(current__isnull=False).values("current")
    written = Q(version__in=current) | Q(version__state=TemplateVersion.State.DRAFT)
    return TemplateStep.objects.filter(written, key=key)


@transaction.atomic
def confirm_source(actor: Actor, *, step_id: int, review_on: date | None) -> int:
    """The source still says what the step says: keep that it was looked at today, wherever this step stands.

    The same step with another source is left alone. Return how many templates have it.
    """
    require(policy.can_edit_templates(actor))
    today = timezone.localdate()
    if review_on is not None and review_on <= today:
        raise Refused(_("The next day to look at it must be after today."))
    step = TemplateStep.objects.select_related("version__template").get(pk=step_id)
    same = same_elsewhere(step.key).filter(source=step.source, source_url=step.source_url)
    rows = list(same.select_for_update(of=("self",)).order_by("pk"))
    TemplateStep.objects.filter(pk__in=[row.pk for row in rows]).update(
        checked_on=today, review_on=review_on, reminded_for=None, revision=F("revision") + 1
    )
    template = step.version.template
    record(actor, "source_confirmed", template, step=step.key, review_on=review_on)
    version.cache_clear()  # other processes show the older day to staff until they start again
    return len({row.version_id for row in rows})
