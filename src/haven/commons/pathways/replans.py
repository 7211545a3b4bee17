"""Planning again after a change, and keeping what moved: who changed what, how it was, which steps.

One change makes one `Replan`, or none when nothing moved. A single change is a `Change`; those of a file
go through `Changes`, which writes a batch in one go.
"""

from collections.abc import Iterable
from datetime import date
from functools import cached_property

from django.utils import timezone

from haven.commons.pathways.facts import DATES, DONE, Facts, difference, facts_of, plain, told_of
from haven.commons.pathways.models import MovedStep, Pathway, Replan, Template
from haven.commons.pathways.planning import (
    Move,
    Moved,
    Newcomer,
    current_templates,
    pathway_of,
    restart_pathway,
    start_many,
)
from haven.commons.people.models import Affiliation, Circumstances
from haven.core.access import Actor
from haven.core.audit.record import Fact, record_many
from haven.core.rows import insert_objects, insert_rows

Kind = MovedStep.Kind


def net(moves: Iterable[Move]) -> tuple[Move, ...]:
    """What became of each step over several plannings; a step that is as it was is left out."""
    found: dict[str, list[Move]] = {}
    for move in moves:
        found.setdefault(move.step.key, []).append(move)
    return tuple(one for several in found.values() if (one := _between(several[0], several[-1])))


def _between(first: Move, last: Move) -> Move | None:
    was, is_now = first.kind != Kind.ADDED, last.kind != Kind.REMOVED
    if was and is_now:
        changed = first.before != last.after
        return Move(last.step, Kind.MOVED, first.before, last.after) if changed else None
    if was:
        return Move(last.step, Kind.REMOVED, first.before, None)
    return Move(last.step, Kind.ADDED, None, last.after) if is_now else None


class Change:
    """One change to one pathway: made before anything is changed, kept after everything was planned again."""

    def __init__(self, actor: Actor, cause: str, pathway: Pathway, *, undoes: Replan | None = None) -> None:
        self.actor, self.cause, self.undoes = actor, cause, undoes
        self.pathway_id, self.person_id = pathway.pk, pathway.person_id
        self.affiliation_id = pathway.affiliation_id
        self.before: Facts = facts_of(pathway, told_of(pathway.person_id))
        self.ticks: Facts = {}
        self.moves: list[Move] = []

    def ticked(self, key: str, before: date | None, after: date | None) -> None:
        """A step was ticked, or opened again, as part of this change."""
        self.before.setdefault(DONE + key, plain(before))
        self.ticks[DONE + key] = plain(after)

    def add(self, moved: Moved) -> None:
        """What one planning moved."""
        self.moves += moved.moves

    def keep(self) -> Replan | None:
        """Write what moved; nothing when nothing did."""
        return self.keep_always() if net(self.moves) else None

    def keep_always(self) -> Replan:
        """An undo is kept whether it moves anything or not."""
        moves = net(self.moves)
        pathway = Pathway.objects.select_related("person", "affiliation").get(pk=self.pathway_id)
        after = facts_of(pathway, told_of(self.person_id)) | self.ticks
        before, after = difference(self.before, after)
        replan = new_replan(self.actor, self.cause, self.pathway_id, before, after, self.undoes)
        write([(replan, moves)])
        record_many(self.actor, [fact_of(replan, moves, self.person_id)])
        return replan


def begin(actor: Actor, cause: str, affiliations: Iterable[int]) -> dict[int, Change]:
    """A change for each pathway of these stays that goes on, by pathway; they are locked."""
    rows = Pathway.objects.select_for_update(of=("self",)).select_related("person", "affiliation")
    found = rows.filter(affiliation__in=list(affiliations), state=Pathway.State.ACTIVE).order_by("pk")
    return {pathway.pk: Change(actor, cause, pathway) for pathway in found}


class Changes:
    """The changes of a file: each planned again when it is made, and all kept together."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self._found: list[tuple[Replan, tuple[Move, ...], int]] = []

    @cached_property
    def _templates(self) -> list[Template]:
        return current_templates()

    def plan(self, affiliation: Affiliation, before: Facts, *, withdrawn: bool = False) -> None:
        """Plan again what a file changed; `before` is what `facts_of_stay` said until then."""
        pathway = pathway_of(affiliation)
        if pathway is None:
            start_many([Newcomer(affiliation.person, affiliation, affiliation.campus.code)])
            return
        # What a person told does not change here.
        nothing = Circumstances(person_id=pathway.person_id)
        whole = facts_of(pathway, nothing) | before
        moved = restart_pathway(pathway, withdrawn=withdrawn, templates=self._templates)
        if moved:
            was, now = difference(whole, facts_of(pathway, nothing))
            replan = new_replan(self.actor, Replan.Cause.IMPORT, pathway.pk, was, now, None)
            self._found.append((replan, moved.moves, pathway.person_id))

    def keep(self) -> list[Fact]:
        """Write what moved in two inserts; return what is to be put on the record."""
        write([(replan, moves) for replan, moves, _person in self._found])
        return [fact_of(replan, moves, person) for replan, moves, person in self._found]


def new_replan(
    actor: Actor, cause: str, pathway_id: int, before: Facts, after: Facts, undoes: Replan | None = None
) -> Replan:
    return Replan(
        pathway_id=pathway_id,
        cause=cause,
        by_id=actor.user_id,
        at=timezone.now(),
        before=before,
        after=after,
        undoes=undoes,
    )


def write(found: list[tuple[Replan, tuple[Move, ...]]]) -> None:
    """Any number of changes with their moves, in two inserts."""
    insert_objects([replan for replan, _moves in found])
    rows = ((replan.pk, *_row(move)) for replan, moves in found for move in moves)
    insert_rows(MovedStep, MOVE_COLUMNS, rows)


MOVE_COLUMNS = ("replan_id", "template_step_id", "kind", "before", "after")


def _row(move: Move) -> tuple[int, int, str | None, str | None]:
    before = move.before.isoformat() if move.before else None
    return move.step.pk, int(move.kind), before, move.after.isoformat() if move.after else None


def fact_of(replan: Replan, moves: tuple[Move, ...], person_id: int) -> Fact:
    """For the record: how many steps moved, and why. What the person told about themselves is left out."""
    moved = Moved(moves)
    data = {
        "pathway": replan.pathway_id,
        "cause": str(replan.cause),
        "days": {name: value for name, value in replan.after.items() if name in DATES},
        "done": {n.removeprefix(DONE): value for n, value in replan.after.items() if n.startswith(DONE)},
        "moved": moved.moved,
        "added": moved.added,
        "removed": moved.removed,
    }
    return Fact("replan_undone" if replan.undoes_id else "replanned", "people.person", person_id, data)
