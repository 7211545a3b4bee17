"""The verbs of a pathway: each once, on the record, with what hangs on it planned again."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from haven.commons.organisation.models import Campus, Role
from haven.commons.pathways import actions
from haven.commons.pathways.events import ObstacleReported, StepFinished, StepReopened
from haven.commons.pathways.models import Obstacle, Pathway, Step
from haven.commons.pathways.planning import Moved, replan, restart
from haven.commons.people.models import Circumstances, Person
from haven.core.access import SYSTEM, Actor, Grant, Refused
from haven.core.accounts.models import User
from haven.core.audit.models import Entry, Payload

MakePerson = Callable[..., Person]


@pytest.fixture
def person(templates: int, make_person: MakePerson) -> Person:
    """A master's student from outside the EEA, with an account."""
    made = make_person(
        status="master_student",
        admitted_on=date(2026, 4, 1),
        arrives_on=date(2026, 9, 1),
        starts_on=date(2026, 9, 21),
        ends_on=date(2028, 7, 1),
    )
    made.user = User.objects.create_user(str(made.email))
    made.save()
    return made


@pytest.fixture
def me(person: Person) -> Actor:
    return Actor(person.user_id)


@pytest.fixture
def officer(campus: Campus) -> Actor:
    user = User.objects.create_user("officer@uni.example", name="Officer")
    return Actor(user.pk, grants=frozenset({Grant(Role.OFFICER, campus_id=campus.pk)}))


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was published, in order."""
    told: list[Any] = []
    monkeypatch.setattr(actions, "publish", told.append)
    return told


def step_of(person: Person, key: str) -> Step:
    return Step.objects.get(pathway__person=person, template_step__key=key)


def due(person: Person) -> dict[str, date | None]:
    steps = Step.objects.filter(pathway__person=person)
    return dict(steps.values_list("template_step__key", "due"))


def test_finish_records_publishes_and_knows_who(person: Person, me: Actor, events: list[Any]) -> None:
    step = step_of(person, "housing")
    actions.finish_step(me, step_id=step.pk, on=date(2026, 6, 1))
    step.refresh_from_db()
    assert (step.state, step.done_on, step.done_by_id) == (Step.State.DONE, date(2026, 6, 1), me.user_id)
    assert events == [StepFinished(step.pk, person.pk, "housing")]
    entry = Entry.objects.get(verb="step_finished")
    assert (entry.actor_id, entry.kind, entry.subject_id) == (me.user_id, "people.person", person.pk)
    assert Payload.objects.get(entry=entry).data == {"step": "housing", "done_on": "2026-06-01"}


def test_twice_is_once(person: Person, me: Actor, events: list[Any]) -> None:
    step = step_of(person, "housing")
    actions.finish_step(me, step_id=step.pk, on=date(2026, 6, 1))
    assert actions.finish_step(me, step_id=step.pk, on=date(2026, 7, 1)) == Moved()
    step.refresh_from_db()
    assert step.done_on == date(2026, 6, 1)
    actions.reopen_step(me, step_id=step.pk)
    assert actions.reopen_step(me, step_id=step.pk) == Moved()
    assert [type(event) for event in events] == [StepFinished, StepReopened]
    assert Entry.objects.filter(verb__startswith="step_").count() == 2


def test_reopened_is_as_it_was(person: Person, me: Actor) -> None:
    before = due(person)
    for key in ("housing", "rent-contract"):
        actions.finish_step(me, step_id=step_of(person, key).pk, on=date(2026, 5, 5))
    for key in ("rent-contract", "housing"):
        actions.reopen_step(me, step_id=step_of(person, key).pk)
    assert due(person) == before
    step = step_of(person, "housing")
    assert (step.state, step.done_on, step.done_by_id) == (Step.State.OPEN, None, None)


def test_ones_own_steps_in_order(person: Person, me: Actor) -> None:
    step = step_of(person, "town-hall-non-eea")
    with pytest.raises(Refused) as refusal:
        actions.finish_step(me, step_id=step.pk)
    assert step_of(person, "housing").template_step.title in str(refusal.value.reason)
    actions.finish_step(me, step_id=step_of(person, "housing").pk)
    actions.finish_step(me, step_id=step.pk)
    step.refresh_from_db()
    assert step.state == Step.State.DONE


def test_a_tick_that_staff_forgot_holds_nobody_up(templates: int, make_person: MakePerson) -> None:
    person = make_person(status="postdoc", ends_on=date(2028, 9, 1))
    person.user = User.objects.create_user("postdoc@uni.example")
    person.save()
    step = step_of(person, "visa-d-staff")
    first = step_of(person, "single-permit")
    assert "single-permit" in step.template_step.after
    assert (first.state, first.template_step.owner) == (Step.State.OPEN, "hr_officer")
    actions.finish_step(Actor(person.user.pk), step_id=step.pk)
    step.refresh_from_db()
    assert step.state == Step.State.DONE


def test_what_hangs_on_a_step_counts_from_the_day_it_was_done(person: Person, me: Actor) -> None:
    actions.finish_step(me, step_id=step_of(person, "housing").pk, on=date(2026, 6, 1))
    moved = actions.finish_step(me, step_id=step_of(person, "rent-contract").pk, on=date(2026, 8, 10))
    assert moved.moved
    assert due(person)["rent-registration"] == date(2026, 10, 10)


def test_a_visa_makes_its_date_known(person: Person, me: Actor) -> None:
    assert due(person)["tell-arrival-visa"] is None
    visa = Step.objects.get(pathway__person=person, template_step__sets_anchor="visa_granted")
    for step in Step.objects.filter(pathway__person=person, template_step__key__in=visa.template_step.after):
        actions.finish_step(me, step_id=step.pk, on=date(2026, 5, 1))
    actions.finish_step(me, step_id=visa.pk, on=date(2026, 7, 1))
    assert due(person)["tell-arrival-visa"] == date(2026, 7, 8)
    actions.reopen_step(me, step_id=visa.pk)
    assert due(person)["tell-arrival-visa"] is None
    assert Pathway.objects.get(person=person).visa_granted_on is None


def test_planning_again_keeps_what_is_done(person: Person, me: Actor) -> None:
    actions.finish_step(me, step_id=step_of(person, "housing").pk, on=date(2026, 6, 1))
    before = due(person)
    stay = person.affiliations.get()
    stay.arrives_on = date(2026, 9, 11)
    stay.save()
    moved = replan(Pathway.objects.get(person=person))
    after = due(person)
    assert moved.moved
    assert after["housing"] == before["housing"]
    assert after["bank-account"] == date(2026, 9, 25)
    assert step_of(person, "housing").done_on == date(2026, 6, 1)
    assert not replan(Pathway.objects.get(person=person))


def test_another_template_keeps_what_is_done(person: Person, me: Actor) -> None:
    actions.finish_step(me, step_id=step_of(person, "housing").pk)
    Person.objects.filter(pk=person.pk).update(nationality="PL")
    restart(person.affiliations.get())
    keys = set(due(person))
    assert "town-hall-eea" in keys
    assert "town-hall-non-eea" not in keys
    assert Step.objects.filter(pathway__person=person, template_step__key="housing").count() == 1
    assert step_of(person, "housing").state == Step.State.DONE


def test_steps_come_and_go_with_what_is_told(person: Person, me: Actor) -> None:
    Circumstances.objects.create(person=person, children=True)
    assert replan(Pathway.objects.get(person=person)).added
    actions.report_obstacle(me, step_id=step_of(person, "school").pk, text="No place.")
    Circumstances.objects.update(children=False)
    replan(Pathway.objects.get(person=person))
    keys = set(due(person))
    assert "birth-certificates" not in keys
    assert "school" in keys  # somebody waits for an answer there


def test_staff_tick_what_is_theirs(person: Person, officer: Actor, me: Actor) -> None:
    letter, housing = step_of(person, "welcome-letter"), step_of(person, "housing")
    actions.finish_step(officer, step_id=letter.pk)
    letter.refresh_from_db()
    assert letter.done_by_id == officer.user_id
    with pytest.raises(Refused, match="Only the newcomer"):
        actions.finish_step(officer, step_id=housing.pk)
    with pytest.raises(Refused, match="Somebody else"):
        actions.reopen_step(me, step_id=letter.pk)
    assert Entry.objects.filter(verb__startswith="step_").count() == 1


def test_nothing_in_a_withdrawn_pathway(person: Person, me: Actor) -> None:
    Pathway.objects.filter(person=person).update(state=Pathway.State.WITHDRAWN)
    step = step_of(person, "housing")
    for verb in (actions.finish_step, actions.reopen_step):
        with pytest.raises(Refused, match="withdrawn"):
            verb(me, step_id=step.pk)
    with pytest.raises(Refused, match="withdrawn"):
        actions.report_obstacle(me, step_id=step.pk, text="No.")


def test_the_same_obstacle_is_one(person: Person, me: Actor, events: list[Any]) -> None:
    step = step_of(person, "housing")
    first = actions.report_obstacle(me, step_id=step.pk, text="No room.")
    assert actions.report_obstacle(me, step_id=step.pk, text="No room.") == first
    assert actions.report_obstacle(me, step_id=step.pk, text="Still no room.") != first
    assert events == [ObstacleReported(first.pk), ObstacleReported(first.pk + 1)]
    assert Entry.objects.filter(verb="obstacle_reported").count() == 2


def test_once_answered_it_may_be_said_again(person: Person, me: Actor, officer: Actor) -> None:
    step = step_of(person, "housing")
    first = actions.report_obstacle(me, step_id=step.pk, text="No room.")
    actions.answer_obstacle(officer, obstacle_id=first.pk, text="Ask Ilse.")
    assert actions.report_obstacle(me, step_id=step.pk, text="No room.") != first


def test_only_the_first_answer_counts(person: Person, me: Actor, officer: Actor) -> None:
    obstacle = actions.report_obstacle(me, step_id=step_of(person, "housing").pk, text="No room.")
    actions.answer_obstacle(officer, obstacle_id=obstacle.pk, text="Ask Ilse.")
    with pytest.raises(Refused, match="in the meantime"):
        actions.answer_obstacle(officer, obstacle_id=obstacle.pk, text="Ask Wim.")
    obstacle.refresh_from_db()
    assert (obstacle.answer, obstacle.answered_by_id) == ("Ask Ilse.", officer.user_id)


def test_who_may_not_report_or_answer(
    person: Person, me: Actor, officer: Actor, other_campus: Campus
) -> None:
    elsewhere = Actor(officer.user_id, grants=frozenset({Grant(Role.OFFICER, campus_id=other_campus.pk)}))
    with pytest.raises(Refused):
        actions.report_obstacle(officer, step_id=step_of(person, "housing").pk, text="No.")
    obstacle = actions.report_obstacle(me, step_id=step_of(person, "housing").pk, text="No.")
    for actor in (me, elsewhere):
        with pytest.raises(Refused):
            actions.answer_obstacle(actor, obstacle_id=obstacle.pk, text="Yes.")
    assert Obstacle.objects.get().answered_at is None
    actions.answer_obstacle(SYSTEM, obstacle_id=obstacle.pk, text="Yes.")


def test_a_refusal_writes_nothing(person: Person, officer: Actor, events: list[Any]) -> None:
    with pytest.raises(Refused):
        actions.finish_step(officer, step_id=step_of(person, "housing").pk)
    assert events == []
    assert not Entry.objects.filter(verb="step_finished").exists()
