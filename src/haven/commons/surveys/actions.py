"""Asking, answering, closing. Answers are added to counts and are nobody's from then on."""

import random
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from haven.commons.people.countries import is_eea
from haven.commons.people.models import Affiliation
from haven.commons.surveys import policy
from haven.commons.surveys.content import SurveyContent, read_folder
from haven.commons.surveys.models import (
    Batch,
    Group,
    Invitation,
    Question,
    Result,
    Survey,
    SurveyVersion,
    Tally,
    Wave,
    Words,
)
from haven.commons.surveys.periods import period_of
from haven.commons.surveys.publishing import results_of
from haven.core.access import Actor, Refused, require
from haven.core.audit.record import record
from haven.engines.small_numbers import LEAST

NOT_NOW = timedelta(days=4)
WORDS_KEPT = timedelta(days=365)
LONGEST_TEXT = 1000


@transaction.atomic
def load_surveys(actor: Actor, *, folder: Path) -> int:
    """Read a folder of survey files; make a new version of each whose questions changed. Return how many.

    A batch that is open goes on with the questions it began with. Raises SurveyError, and changes nothing,
    when a file is wrong.
    """
    return sum(_load(actor, content) for content in read_folder(folder))


def _load(actor: Actor, content: SurveyContent) -> bool:
    survey, _new = Survey.objects.update_or_create(key=content.key, defaults=content.values)
    for wave in content.waves:
        Wave.objects.update_or_create(survey=survey, key=wave["key"], defaults=wave)
    if survey.current is not None and survey.current.digest == content.digest:
        return False
    number = survey.versions.count() + 1
    survey.current = SurveyVersion.objects.create(survey=survey, number=number, digest=content.digest)
    Question.objects.bulk_create(Question(version=survey.current, **row) for row in content.questions)
    survey.save(update_fields=["current"])
    record(actor, "survey_published", survey, number=number)
    return True


def answer(actor: Actor, *, invitation_id: int, answers: Mapping[str, str]) -> None:
    """Add somebody's answers (by the key of the question) to the counts, and forget whose they were.

    Nothing is put on the record: the moment would tell which answers came in with whom.
    """
    with transaction.atomic():
        # Always the batch first: two who answer at once then never wait for each other.
        batch_id = Invitation.objects.values_list("batch_id", flat=True).get(pk=invitation_id)
        batch = Batch.objects.select_for_update(of=("self",)).select_related("version").get(pk=batch_id)
        invitation = _locked(invitation_id)
        require(policy.can_answer(actor, invitation))
        _count(batch, _groups(invitation.affiliation), answers)
        invitation.state, invitation.not_before = Invitation.State.ANSWERED, None
        invitation.save(update_fields=["state", "not_before"])


def _locked(invitation_id: int) -> Invitation:
    rows = Invitation.objects.select_for_update(of=("self",))
    return rows.select_related("person", "affiliation__campus", "affiliation__faculty").get(pk=invitation_id)


def _groups(stay: Affiliation) -> list[tuple[str, str]]:
    """Every group that somebody counts in. One who is of no faculty counts as such: sums must add up."""
    eea = bool(stay.person.nationality) and is_eea(stay.person.nationality)
    return [
        (Group.ALL, ""),
        (Group.CAMPUS, stay.campus.code),
        (Group.FACULTY, stay.faculty.code if stay.faculty else ""),
        (Group.STATUS, stay.status),
        (Group.EEA, "yes" if eea else "no"),
    ]


def _count(batch: Batch, groups: list[tuple[str, str]], answers: Mapping[str, str]) -> None:
    rows, condition = [], Q(pk__in=())
    for question in batch.version.questions.all():
        given = answers.get(question.key, "").strip()
        if question.kind == Question.Kind.TEXT:
            if given:
                Words.objects.create(batch=batch, question=question, text=given[:LONGEST_TEXT])
            continue
        if given not in question.answers:
            raise Refused(_("Answer every question first. Only your own words can be left out."))
        for group, value in groups:
            key = {"question": question, "group": group, "value": value, "answer": given}
            rows.append(Tally(batch=batch, **key))
            condition |= Q(**key)
    Tally.objects.bulk_create(rows, ignore_conflicts=True)
    Tally.objects.filter(condition, batch=batch).update(count=F("count") + 1)


@transaction.atomic
def put_away(actor: Actor, *, invitation_id: int, for_good: bool) -> None:
    """ "Not now", or "never": it is not shown for some days, or not any more."""
    invitation = _locked(invitation_id)
    require(policy.can_answer(actor, invitation))
    if for_good:
        invitation.state = Invitation.State.DECLINED
    else:
        invitation.not_before = timezone.localdate() + NOT_NOW
    invitation.save(update_fields=["state", "not_before"])


def open_invitations(today: date) -> int:
    """Invite everybody whose moment has come and not gone; return how many. Safe to run twice."""
    waves = Wave.objects.filter(survey__current__isnull=False).select_related("survey")
    return sum(_open(wave, today) for wave in waves)


@transaction.atomic
def _open(wave: Wave, today: date) -> int:
    made: dict[date, Batch] = {}
    new = list(_invitations(wave, today, made))
    before = Invitation.objects.filter(wave=wave).count()
    Invitation.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    return Invitation.objects.filter(wave=wave).count() - before


def _invitations(wave: Wave, today: date, made: dict[date, Batch]) -> Iterator[Invitation]:
    open_days = timedelta(days=wave.survey.open_days)
    asked: set[int] = set()
    for stay in _stays(wave, today):
        if stay.person_id in asked:
            continue
        asked.add(stay.person_id)
        day = (stay.arrives_on or stay.starts_on or today) + timedelta(days=wave.days)
        if day not in made:
            made[day] = _batch(wave, day)
        yield Invitation(
            person_id=stay.person_id, affiliation=stay, wave=wave, batch=made[day], closes_on=day + open_days
        )


def _stays(wave: Wave, today: date) -> Iterator[Affiliation]:
    """Those of whom this is the moment, who were not asked yet and can be reached."""
    last = today - timedelta(days=wave.days)
    first = last - timedelta(days=wave.survey.open_days)
    arrived = Q(arrives_on__gt=first, arrives_on__lte=last)
    started = Q(arrives_on__isnull=True, starts_on__gt=first, starts_on__lte=last)
    rows = Affiliation.objects.filter(arrived | started, withdrawn_at__isnull=True)
    rows = rows.exclude(ends_on__lt=today).exclude(person__email__isnull=True, person__user__isnull=True)
    asked = Q(wave=wave) | Q(wave__survey=wave.survey_id, state=Invitation.State.DECLINED)
    rows = rows.exclude(person__in=Invitation.objects.filter(asked).values("person_id"))
    return rows.order_by("pk").iterator(chunk_size=2000)


def _batch(wave: Wave, day: date) -> Batch:
    first, last = period_of(day, wave.survey.periods)
    defaults = {"version_id": wave.survey.current_id, "ends_on": last}
    return Batch.objects.get_or_create(wave=wave, starts_on=first, defaults=defaults)[0]


def close_batches(actor: Actor, today: date) -> int:
    """Make the results of every batch in which nobody can answer any more; return how many."""
    waiting = Batch.objects.filter(closed_at__isnull=True).select_related("wave__survey").order_by("pk")
    over = [one.pk for one in waiting if one.ends_on + timedelta(days=one.wave.survey.open_days) < today]
    return sum(_close(actor, pk) for pk in over)


@transaction.atomic
def _close(actor: Actor, batch_id: int) -> bool:
    batch = Batch.objects.select_for_update(of=("self",)).select_related("version").get(pk=batch_id)
    if batch.closed_at is not None:
        return False
    Result.objects.bulk_create(results_of(batch))
    batch.tallies.all().delete()
    _shuffle_words(batch)
    # Who answered is no longer needed: nobody of this batch is asked this again. Who said “never” is.
    open_or_answered = batch.invitations.exclude(state=Invitation.State.DECLINED)
    open_or_answered.update(state=Invitation.State.CLOSED, not_before=None)
    batch.closed_at = timezone.now()
    batch.save(update_fields=["closed_at"])
    record(actor, "batch_closed", batch)
    return True


def _shuffle_words(batch: Batch) -> None:
    """Written anew in an order of chance, so that not even their place in the table tells when they came."""
    texts = list(batch.words.values_list("question_id", "text"))
    batch.words.all().delete()
    if len(texts) >= LEAST:
        random.SystemRandom().shuffle(texts)
        Words.objects.bulk_create(Words(batch=batch, question_id=pk, text=text) for pk, text in texts)


@transaction.atomic
def remove_words(actor: Actor, *, words_id: str) -> None:
    """Remove what somebody wrote, for instance because it names somebody."""
    require(policy.can_read_words(actor))
    words = Words.objects.select_for_update().filter(pk=words_id).first()
    if words is not None:
        record(actor, "words_removed", words.batch)
        words.delete()


def forget_words(today: date) -> int:
    """Remove what was written long ago; the figures stay."""
    return Words.objects.filter(batch__closed_at__date__lt=today - WORDS_KEPT).delete()[0]
