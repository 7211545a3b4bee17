"""Who is asked what, and what closed batches show. Everything here may be shown: see `publishing`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from haven.commons.surveys import policy
from haven.commons.surveys.models import Batch, Invitation, Question, Result, Words
from haven.core.access import Actor
from haven.core.text import pick


def asked(person_id: int, today: date | None = None) -> Invitation | None:
    """What somebody is asked now, unless they put it away. One query."""
    today = today or timezone.localdate()
    rows = Invitation.objects.filter(person_id=person_id, state=Invitation.State.OPEN, closes_on__gte=today)
    shown = rows.filter(Q(not_before__isnull=True) | Q(not_before__lte=today))
    return shown.select_related("wave__survey").order_by("closes_on", "pk").first()


def found(actor: Actor, pk: int) -> Invitation | None:
    """An invitation of one's own, whatever became of it."""
    if actor.user_id is None:
        return None
    rows = Invitation.objects.filter(pk=pk, person__user_id=actor.user_id)
    return rows.select_related("person", "wave__survey", "batch").first()


def questions_of(invitation: Invitation) -> list[Question]:
    return list(Question.objects.filter(version=invitation.batch.version_id))


@dataclass(frozen=True, slots=True)
class Figure:
    """What one group answered to one question in one batch. `number` is None where it is hidden."""

    batch: Batch
    question: str
    value: str
    number: int | None
    mean: float | None
    counts: dict[str, int | None]

    @property
    def wave(self) -> str:
        return self.batch.wave.key


def closed_batches(survey: str, *, most: int = 8) -> list[Batch]:
    """The latest that are closed, the latest first; those of one period together. One query."""
    rows = Batch.objects.filter(wave__survey__key=survey, closed_at__isnull=False)
    return list(rows.select_related("wave").order_by("-starts_on", "wave__days")[:most])


def figures(batches: Iterable[Batch], *groups: str) -> list[Figure]:
    """What these batches show of these groups. One query."""
    by_pk = {batch.pk: batch for batch in batches}
    rows = Result.objects.filter(batch__in=by_pk, group__in=groups).select_related("question")
    return [
        Figure(by_pk[row.batch_id], row.question.key, row.value, row.number, row.mean, row.counts)
        for row in rows.order_by("question__position", "value", "pk")
    ]


def questions_asked(survey: str) -> list[Question]:
    """Of the version that is asked now."""
    return list(Question.objects.filter(version__survey__key=survey, version__survey__current=F("version")))


def option_titles(questions: Iterable[Question]) -> dict[str, str]:
    """The answers of choices, in the reader's language."""
    return {
        option["key"]: pick(option["nl"], option["en"])
        for question in questions
        for option in question.options
    }


def words_of(actor: Actor) -> QuerySet[Words]:
    """What people wrote, in an order that tells nothing."""
    return policy.words_visible_to(actor).order_by("pk")
