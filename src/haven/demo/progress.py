"""How far invented newcomers have come: ticks, answers, and some who are stuck."""

import random
from datetime import date, timedelta

from haven.commons.organisation.content import municipality_names
from haven.commons.pathways.models import Anchor, Obstacle, Pathway, Step
from haven.commons.pathways.planning import replan
from haven.commons.people.models import Affiliation, Circumstances
from haven.community.welcome.actions import set_arrival
from haven.community.welcome.pages import ARRIVAL_STEPS, QUESTIONS
from haven.core.access import Actor

LATER = timedelta(days=6)
# What somebody is stuck with, by step.
OBSTACLES = {
    "town-hall-non-eea": "The town hall has no free appointment before the end of next month.",
    "town-hall-eea": "Ik heb nog geen vast adres. Kan ik mij al inschrijven?",
    "rent-contract": "My landlord does not answer, so I have no signed contract yet.",
    "housing": "Ik vind geen kot dat ik kan betalen. Kan iemand mij helpen?",
    "bank-account": "The bank asks for a Belgian address, and I only have a hostel.",
    "visa-granted": "My visa has not come yet. The embassy says four more weeks.",
    "enrolment": "De link naar de inschrijving werkt niet met mijn nummer.",
    "orientation": "I am ill and cannot come to the orientation days.",
}


def move_along(chance: random.Random, today: date) -> None:
    """Tick what would be done by now, with some who fall behind; ask and answer a little."""
    pathways = list(Pathway.objects.select_related("person", "affiliation__campus").order_by("pk"))
    _tell(chance, pathways)
    for pathway in pathways:
        replan(pathway)
    stuck = _tick(chance, pathways, today)
    for pathway in Pathway.objects.select_related("person", "affiliation__campus").order_by("pk"):
        replan(pathway)  # what hangs on a done step counts from that day
    for key, text in OBSTACLES.items():
        at_it = [step for step in stuck if step.template_step.key == key]
        if at_it:
            Obstacle.objects.create(step=chance.choice(at_it), text=text)


def change_arrivals(officer: Actor, today: date) -> None:
    """Some arrive later than they said; the dates of what is not done move with it."""
    ahead = Affiliation.objects.filter(arrives_on__gt=today, withdrawn_at=None, pathway__state="active")
    chosen = random.Random(len(OBSTACLES)).sample(list(ahead.order_by("pk")), k=min(12, ahead.count()))  # noqa: S311
    for stay in chosen:
        if stay.arrives_on and (stay.ends_on is None or stay.arrives_on + LATER <= stay.ends_on):
            set_arrival(officer, affiliation_id=stay.pk, arrives_on=stay.arrives_on + LATER)


def _tell(chance: random.Random, pathways: list[Pathway]) -> None:
    towns = municipality_names()
    told = []
    for pathway in pathways:
        if chance.random() < 0.85:
            city = pathway.affiliation.campus.city_nl
            town = city if city in towns and chance.random() < 0.7 else chance.choice(towns)
            family = chance.random() < 0.15
            row = Circumstances(
                person=pathway.person, partner=family, children=family and chance.random() < 0.6
            )
            row.municipality = town
            told.append(row)
    Circumstances.objects.bulk_create(told)


def _tick(chance: random.Random, pathways: list[Pathway], today: date) -> list[Step]:
    """Tick steps that are due; return open ones of newcomers that are late or due soon."""
    told = set(Circumstances.objects.values_list("person_id", flat=True))
    here = {p.pk for p in pathways if p.affiliation.arrives_on and p.affiliation.arrives_on <= today}
    steps: dict[int, list[Step]] = {}
    for step in Step.objects.select_related("template_step").order_by("due", "pk"):
        steps.setdefault(step.pathway_id, []).append(step)
    done, late = [], []
    for pathway in pathways:
        care = chance.choice([0.98, 0.97, 0.95, 0.85])
        for step in steps.get(pathway.pk, []):
            asked = step.template_step.key == QUESTIONS
            if step.template_step.key in ARRIVAL_STEPS and pathway.pk in here:
                step.state, step.done_on = Step.State.DONE, pathway.affiliation.arrives_on
                done.append(step)
                continue
            if step.due is None or (step.due > today and not asked):
                continue
            if (asked and pathway.person_id in told) or (not asked and chance.random() < care):
                step.state, step.done_on = (
                    Step.State.DONE,
                    min(today, step.due - timedelta(days=chance.randint(0, 4))),
                )
                done.append(step)
            elif step.template_step.owner == "newcomer" and not asked:
                late.append(step)
    Step.objects.bulk_update(done, ["state", "done_on"], batch_size=400)
    for step in done:
        if step.template_step.sets_anchor == Anchor.VISA_GRANTED:
            Pathway.objects.filter(pk=step.pathway_id).update(visa_granted_on=step.done_on)
    return late
