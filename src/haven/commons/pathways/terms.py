"""A semester that moves: everybody whose stay begins or ends with it moves along."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from haven.commons.organisation.models import Term
from haven.commons.pathways import policy
from haven.commons.pathways.facts import Facts, plain
from haven.commons.pathways.models import Pathway, Replan, Rollout
from haven.commons.pathways.planning import work_out
from haven.commons.pathways.sweeps import Case, Counts, Held, Library, count, in_batches, keep, read
from haven.commons.people.models import Affiliation
from haven.core.access import Actor, Refused, require
from haven.core.audit.record import record
from haven.core.rows import update_objects

Dates = dict[str, str]  # "starts_on" and "ends_on", as JSON holds them


def dates_of(starts_on: date, ends_on: date) -> Dates:
    return {"starts_on": starts_on.isoformat(), "ends_on": ends_on.isoformat()}


def moving(before: Dates, after: Dates) -> QuerySet[Affiliation]:
    """The stays that begin or end on a date of the term that moves."""
    condition = Q(pk__in=())
    for name in ("starts_on", "ends_on"):
        if before[name] != after[name]:
            condition |= Q(**{name: before[name]})
    return Affiliation.objects.filter(condition, withdrawn_at=None)


def pathways_moving(before: Dates, after: Dates) -> QuerySet[Pathway]:
    active = Pathway.objects.filter(state=Pathway.State.ACTIVE, affiliation__in=moving(before, after))
    return active.order_by("pk")


def numbers_by_term() -> dict[int, int]:
    """How many stays begin with each term, or end with it, by the term's id. One query."""
    rows = (
        Affiliation.objects.filter(withdrawn_at=None).values("starts_on", "ends_on").annotate(n=Count("pk"))
    )
    counted = [(row["starts_on"], row["ends_on"], row["n"]) for row in rows]
    return {
        term.pk: sum(n for start, end, n in counted if start == term.starts_on or end == term.ends_on)
        for term in Term.objects.all()
    }


@transaction.atomic
def move_term(actor: Actor, *, term_id: int, starts_on: date, ends_on: date, seen: Dates) -> Rollout | None:
    """Give a semester other dates; stays that have its dates follow, and their open steps, in the background.

    `seen` is what its dates were for whoever moves it.
    """
    require(policy.can_edit_templates(actor))
    term = Term.objects.select_for_update().get(pk=term_id)
    before, after = dates_of(term.starts_on, term.ends_on), dates_of(starts_on, ends_on)
    if before == after:
        return None
    if before != seen:
        raise Refused(_("A colleague moved this semester in the meantime. Look at its dates again."))
    if starts_on >= ends_on:
        raise Refused(_("A semester ends after it starts. Correct one of the two dates."))
    term.starts_on, term.ends_on = starts_on, ends_on
    term.save(update_fields=["starts_on", "ends_on"])
    record(actor, "term_moved", term, before=before, after=after)
    _move_without_pathway(before, after)
    return _open_rollout(actor, term, before, after)


def _move_without_pathway(before: Dates, after: Dates) -> None:
    """Stays that no template fits have dates too."""
    for stay in moving(before, after).filter(pathway=None):
        if _move(stay, before, after):
            stay.save(update_fields=["starts_on", "ends_on"])


def _open_rollout(actor: Actor, term: Term, before: Dates, after: Dates) -> Rollout:
    from haven.commons.pathways.tasks import go_on  # noqa: PLC0415 - the job calls this module

    rollout = Rollout.objects.create(
        term=term,
        before=before,
        after=after,
        by_id=actor.user_id,
        total=pathways_moving(before, after).count(),
    )
    go_on.enqueue(rollout.pk)
    return rollout


def _move(stay: Affiliation, before: Dates, after: Dates) -> tuple[Facts, Facts] | None:
    """Set a stay's dates that are the term's; None where none are, or where it would end before it starts."""
    was, now = {}, {}
    for name in ("starts_on", "ends_on"):
        if before[name] != after[name] and plain(getattr(stay, name)) == before[name]:
            was[name], now[name] = before[name], after[name]
    start, end = now.get("starts_on", plain(stay.starts_on)), now.get("ends_on", plain(stay.ends_on))
    if not now or (start and end and start > end):
        return None
    for name, value in now.items():
        setattr(stay, name, date.fromisoformat(value))
    return was, now


def cases(ids: Sequence[int], before: Dates, after: Dates, *, lock: bool) -> list[Case]:
    """What becomes of these pathways when the term moves; nothing is written."""
    found = (_case(held, before, after) for held in read(ids, Library(), lock=lock))
    return [case for case in found if case]


def _case(held: Held, before: Dates, after: Dates) -> Case | None:
    facts = _move(held.pathway.affiliation, before, after)
    if facts is None:
        return None
    plan = work_out(held.pathway, held.told, held.steps, said=held.said)
    return Case(held.pathway, *facts, plan)


def move_all(actor: Actor, before: Dates, after: Dates, pathway_ids: Sequence[int]) -> Counts:
    """Move these pathways along, batch by batch, each in a transaction of its own."""
    return in_batches(pathway_ids, partial(move_batch, actor, before, after))


@transaction.atomic
def move_batch(actor: Actor, before: Dates, after: Dates, ids: Sequence[int]) -> Counts:
    found = cases(ids, before, after, lock=True)
    cause = Replan.Cause.START if before["starts_on"] != after["starts_on"] else Replan.Cause.END
    update_objects([case.pathway.affiliation for case in found], ("starts_on", "ends_on"))
    return keep(actor, cause, found, timezone.localdate())


def preview(before: Dates, after: Dates) -> Counts:
    """How many people, and how many of them late, before anything moves."""
    ids = list(pathways_moving(before, after).values_list("pk", flat=True))
    today = timezone.localdate()
    return in_batches(ids, lambda batch: count(cases(batch, before, after, lock=False), today))
