"""What planning counts from, as plain values: kept before and after a change, and put back by an undo."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from haven.commons.pathways.models import Anchor, Pathway, Step
from haven.commons.people.models import Affiliation, Circumstances, Person

# Name -> a value as JSON holds it: dates as ISO text.
Facts = dict[str, Any]

STAY = ("status", "campus_id", "admitted_on", "arrives_on", "starts_on", "ends_on")
TOLD = (
    "partner", "children", "ground", "municipality",
    "family_declined", "ground_declined", "municipality_declined",
)  # fmt: skip
PATHWAY = ("visa_granted_on", "version_id", "held_back")
DATES = frozenset({"admitted_on", "arrives_on", "starts_on", "ends_on", "visa_granted_on"})
DONE = "done:"  # a name that begins so tells when the step with that key was done


def told_of(person_id: int) -> Circumstances:
    """What somebody told; an unsaved row that says nothing for who told nothing yet."""
    found = Circumstances.objects.filter(person_id=person_id).first()
    return found or Circumstances(person_id=person_id)


def facts_of_stay(person: Person, affiliation: Affiliation) -> Facts:
    """What a file can change."""
    return {"nationality": person.nationality} | {name: plain(getattr(affiliation, name)) for name in STAY}


def facts_of(pathway: Pathway, told: Circumstances) -> Facts:
    """Everything that chooses the steps of this pathway and their dates, but for what is done."""
    facts = facts_of_stay(pathway.person, pathway.affiliation)
    facts |= {name: plain(getattr(pathway, name)) for name in PATHWAY}
    return facts | {name: getattr(told, name) for name in TOLD}


def plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def typed(name: str, value: Any) -> Any:
    """A fact as the model's field takes it."""
    is_date = name in DATES or name.startswith(DONE)
    return date.fromisoformat(value) if is_date and value else value


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Facts, Facts]:
    """Of both only what differs."""
    names = [name for name in before if before[name] != after.get(name)]
    return {name: before[name] for name in names}, {name: after.get(name) for name in names}


def put(facts: Mapping[str, Any], pathway: Pathway, told: Circumstances) -> None:
    """Set these facts on the objects they belong to; nothing is saved, and what is done is left alone."""
    owners: tuple[tuple[Any, tuple[str, ...]], ...] = (
        (pathway.affiliation, STAY),
        (pathway.person, ("nationality",)),
        (pathway, PATHWAY),
        (told, TOLD),
    )
    for owner, names in owners:
        for name in names:
            if name in facts:
                setattr(owner, name, typed(name, facts[name]))


def save(facts: Mapping[str, Any], pathway: Pathway, told: Circumstances) -> None:
    """Save what `put` set."""
    of_stay = [name for name in STAY if name in facts]
    if of_stay:
        pathway.affiliation.save(update_fields=of_stay)
    if "nationality" in facts:
        pathway.person.save(update_fields=["nationality"])
    of_pathway = [name for name in PATHWAY if name in facts]
    if of_pathway:
        pathway.save(update_fields=of_pathway)
    if any(name in facts for name in TOLD):
        told.save()


def mark(step: Step, day: date | None) -> None:
    """Save that a step was done on this day, or is open; give it its pathway and its template's step."""
    step.state, step.done_on = (Step.State.DONE if day else Step.State.OPEN), day
    step.save(update_fields=["state", "done_on", "done_by"])
    if step.template_step.sets_anchor == Anchor.VISA_GRANTED:
        step.pathway.visa_granted_on = day
        step.pathway.save(update_fields=["visa_granted_on"])
