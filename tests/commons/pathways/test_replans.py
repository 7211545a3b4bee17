"""What moved after a change: kept once, with why, and undone exactly."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from haven.commons.organisation.models import Campus, Role
from haven.commons.pathways import actions, undoing
from haven.commons.pathways.facts import facts_of, facts_of_stay, told_of
from haven.commons.pathways.models import MovedStep, Pathway, Replan, Step
from haven.commons.pathways.planning import Move, if_arriving
from haven.commons.pathways.replans import Changes, net
from haven.commons.people.actions import Told
from haven.commons.people.models import Affiliation, Person
from haven.community.welcome.actions import answer_questions, set_arrival
from haven.core.access import SYSTEM, Actor, Grant, Refused
from haven.core.accounts.models import User
from haven.core.audit.models import Entry, Payload

MakePerson = Callable[..., Person]
Kind = MovedStep.Kind


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


def stay(person: Person) -> Affiliation:
    return person.affiliations.get()


def arrive(actor: Actor, person: Person, day: date | None) -> Replan | None:
    last = Replan.objects.order_by("-pk").first()
    set_arrival(actor, affiliation_id=stay(person).pk, arrives_on=day)
    new = Replan.objects.order_by("-pk").first()
    return None if new == last else new


def state(person: Person) -> dict[str, Any]:
    """Everything that an undo must bring back: open steps with their dates, done ones, and the facts."""
    pathway = Pathway.objects.select_related("person", "affiliation").get(person=person)
    steps = Step.objects.filter(pathway=pathway).values_list("template_step__key", "due", "done_on")
    return {key: (due, done) for key, due, done in steps} | facts_of(pathway, told_of(person.pk))


def step_of(person: Person, key: str) -> Step:
    return Step.objects.get(pathway__person=person, template_step__key=key)


# ---------------------------------------------------------------- what is kept


def test_a_change_is_kept_once_with_its_moves(person: Person, officer: Actor) -> None:
    replan = arrive(officer, person, date(2026, 9, 11))
    assert replan is not None
    assert (replan.cause, replan.by_id, replan.undoes) == ("arrival", officer.user_id, None)
    assert (replan.before, replan.after) == ({"arrives_on": "2026-09-01"}, {"arrives_on": "2026-09-11"})
    moves = {m.template_step.key: m for m in replan.moves.select_related("template_step")}
    bank = moves["bank-account"]
    assert (bank.kind, bank.before, bank.after) == (Kind.MOVED, date(2026, 9, 15), date(2026, 9, 25))
    entry = Entry.objects.get(verb="replanned")
    data = Payload.objects.get(entry=entry).data
    assert (entry.subject_id, data["cause"], data["moved"]) == (person.pk, "arrival", len(moves))
    assert data["days"] == {"arrives_on": "2026-09-11"}


def test_nothing_moved_is_nothing_kept(person: Person, officer: Actor) -> None:
    assert arrive(officer, person, date(2026, 9, 1)) is None
    actions.finish_step(
        Actor(person.user_id), step_id=step_of(person, "bank-account").pk, on=date(2026, 9, 2)
    )
    assert not Replan.objects.exists()
    assert not Entry.objects.filter(verb="replanned").exists()


def test_what_is_told_and_ticked_is_one_change(person: Person, me: Actor) -> None:
    told = Told(partner=True, children=True, ground="student", municipality="Leuven")
    answer_questions(me, person_id=person.pk, told=told)
    replan = Replan.objects.get()
    assert replan.cause == Replan.Cause.ANSWERS
    assert replan.after["children"] is True
    assert {m.kind for m in replan.moves.all()} >= {Kind.ADDED}
    # The record does not say what they told.
    data = Payload.objects.get(entry=Entry.objects.get(verb="replanned")).data
    assert data["days"] == {}
    assert "children" not in str(data)
    assert "student" not in str(data)


def test_a_visa_is_a_cause(person: Person, me: Actor) -> None:
    visa = Step.objects.get(pathway__person=person, template_step__sets_anchor="visa_granted")
    for step in Step.objects.filter(pathway__person=person, template_step__key__in=visa.template_step.after):
        actions.finish_step(me, step_id=step.pk, on=date(2026, 5, 1))
    before = state(person)
    actions.finish_step(me, step_id=visa.pk, on=date(2026, 7, 1))
    replan = Replan.objects.order_by("-pk")[0]
    assert replan.cause == Replan.Cause.VISA
    assert replan.after["visa_granted_on"] == "2026-07-01"
    assert replan.after[f"done:{visa.template_step.key}"] == "2026-07-01"
    undoing.undo(me, replan_id=replan.pk)
    assert state(person) == before


def test_several_plannings_are_one_move(person: Person) -> None:
    ts = step_of(person, "housing").template_step
    one, two, three = date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)
    moved = [Move(ts, Kind.MOVED, one, two), Move(ts, Kind.MOVED, two, three)]
    assert net(moved) == (Move(ts, Kind.MOVED, one, three),)
    assert net([*moved, Move(ts, Kind.MOVED, three, one)]) == ()
    assert net([Move(ts, Kind.ADDED, None, two), Move(ts, Kind.REMOVED, two, None)]) == ()
    assert net([Move(ts, Kind.REMOVED, one, None), Move(ts, Kind.ADDED, None, one)]) == ()
    assert net([Move(ts, Kind.REMOVED, one, None), Move(ts, Kind.ADDED, None, two)]) == (
        Move(ts, Kind.MOVED, one, two),
    )
    assert net([Move(ts, Kind.ADDED, None, one), Move(ts, Kind.MOVED, one, two)]) == (
        Move(ts, Kind.ADDED, None, two),
    )


# ---------------------------------------------------------------- undo

DAYS = st.none() | st.dates(date(2026, 5, 1), date(2027, 3, 1))
ANSWERS = st.builds(
    Told,
    partner=st.sampled_from([None, True, False]),
    children=st.sampled_from([None, True, False]),
    ground=st.sampled_from(["", "student", "scholarship"]),
    municipality=st.sampled_from(["", "Leuven", "Gent"]),
)
COMMON = settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.django_db
class TestInverse:
    @COMMON
    @given(changes=st.lists(DAYS | ANSWERS, min_size=1, max_size=4))
    def test_undoing_all_from_the_last_brings_everything_back(
        self, person: Person, me: Actor, changes: list[Any]
    ) -> None:
        with transaction.atomic():
            start, kept = state(person), []
            for change in changes:
                before = Replan.objects.count()
                untouched = state(person)
                if isinstance(change, Told):
                    answer_questions(me, person_id=person.pk, told=change)
                else:
                    set_arrival(me, affiliation_id=stay(person).pk, arrives_on=change)
                if Replan.objects.count() > before:
                    kept.append(Replan.objects.order_by("-pk")[0])
                else:  # what moved nothing has nothing to undo: begin again from here
                    start, kept = (start, kept) if state(person) == untouched else (state(person), [])
            for replan in reversed(kept):
                undoing.undo(me, replan_id=replan.pk)
            assert state(person) == start
            # And an undo is undone the same way.
            if kept:
                last = Replan.objects.order_by("-pk")[0]
                again = undoing.undo(me, replan_id=last.pk)
                undoing.undo(me, replan_id=again.pk)
                assert state(person) == start
            transaction.set_rollback(True)

    @COMMON
    @given(
        day=st.dates(date(2026, 6, 1), date(2027, 1, 1)),
        done=st.sets(st.sampled_from(["housing", "bank-account", "welcome-letter"]), max_size=3),
    )
    def test_what_is_done_since_never_moves(
        self, person: Person, officer: Actor, me: Actor, day: date, done: set[str]
    ) -> None:
        with transaction.atomic():
            start = state(person)
            replan = arrive(officer, person, day)
            for key in sorted(done):
                Step.objects.filter(pathway__person=person, template_step__key=key).update(
                    state=Step.State.DONE, done_on=date(2026, 6, 3)
                )
            kept = {key: state(person)[key] for key in done}
            if replan is not None:
                undoing.undo(officer, replan_id=replan.pk)
            after = state(person)
            assert {key: after[key] for key in done} == kept
            hanging = {
                s.template_step.key
                for s in Step.objects.filter(pathway__person=person).select_related("template_step")
                if s.template_step.anchor.startswith("step:")
            }
            same = after.keys() - done - hanging
            assert {key: after[key] for key in same} == {key: start[key] for key in same}
            transaction.set_rollback(True)


def test_an_undo_is_a_change_that_can_be_undone(person: Person, officer: Actor) -> None:
    before = state(person)
    first = arrive(officer, person, date(2026, 9, 11))
    assert first is not None
    moved = state(person)
    undo = undoing.undo(officer, replan_id=first.pk)
    assert (undo.undoes, undo.cause, state(person)) == (first, "arrival", before)
    assert Entry.objects.filter(verb="replan_undone").count() == 1
    with pytest.raises(Refused, match="undone already"):
        undoing.undo(officer, replan_id=first.pk)
    again = undoing.undo(officer, replan_id=undo.pk)
    assert state(person) == moved
    with pytest.raises(Refused, match="undone already"):
        undoing.undo(officer, replan_id=undo.pk)
    undoing.undo(officer, replan_id=first.pk)  # it stands again
    assert state(person) == before
    assert again.undoes == undo


def test_the_last_change_first(person: Person, officer: Actor) -> None:
    before = state(person)
    first = arrive(officer, person, date(2026, 9, 11))
    second = arrive(officer, person, date(2026, 10, 1))
    assert first is not None
    assert second is not None
    with pytest.raises(Refused, match="Undo that one first"):
        undoing.undo(officer, replan_id=first.pk)
    undoing.undo(officer, replan_id=second.pk)
    undoing.undo(officer, replan_id=first.pk)
    assert state(person) == before


def test_not_after_thirty_days(person: Person, officer: Actor) -> None:
    replan = arrive(officer, person, date(2026, 9, 11))
    assert replan is not None
    Replan.objects.update(at=timezone.now() - timedelta(days=30, minutes=1))
    with pytest.raises(Refused, match="more than 30 days old"):
        undoing.undo(officer, replan_id=replan.pk)


def test_what_changed_without_moving_anything_is_not_lost(person: Person, officer: Actor) -> None:
    replan = arrive(officer, person, date(2026, 9, 11))
    assert replan is not None
    Affiliation.objects.update(arrives_on=date(2026, 9, 12))
    with pytest.raises(Refused, match="by hand"):
        undoing.undo(officer, replan_id=replan.pk)


def test_who_may_undo(person: Person, officer: Actor, me: Actor, other_campus: Campus) -> None:
    theirs = arrive(officer, person, date(2026, 9, 11))
    elsewhere = Actor(officer.user_id, grants=frozenset({Grant(Role.OFFICER, campus_id=other_campus.pk)}))
    assert theirs is not None
    with pytest.raises(Refused, match="Somebody else"):
        undoing.undo(me, replan_id=theirs.pk)
    with pytest.raises(Refused, match="not on a campus"):
        undoing.undo(elsewhere, replan_id=theirs.pk)
    answer_questions(me, person_id=person.pk, told=Told(children=True))
    told = Replan.objects.order_by("-pk")[0]
    with pytest.raises(Refused, match="Only the newcomer"):
        undoing.undo(officer, replan_id=told.pk)
    Replan.objects.filter(pk=told.pk).update(cause=Replan.Cause.IMPORT)
    with pytest.raises(Refused, match="came with a file"):
        undoing.undo(officer, replan_id=told.pk)
    Pathway.objects.update(state=Pathway.State.WITHDRAWN)
    with pytest.raises(Refused, match="withdrawn"):
        undoing.undo(SYSTEM, replan_id=told.pk)


def test_a_look_ahead_writes_nothing(person: Person, officer: Actor) -> None:
    today = date(2026, 9, 20)
    moved = if_arriving(stay(person), date(2026, 7, 1))
    assert undoing.late_with(moved, today)
    assert not undoing.late_with(moved, date(2026, 1, 1))
    assert stay(person).arrives_on == date(2026, 9, 1)
    replan = arrive(officer, person, date(2027, 2, 1))
    assert replan is not None
    as_is = state(person)
    assert undoing.late_with(undoing.would_move(officer, replan_id=replan.pk), date(2026, 12, 1))
    assert state(person) == as_is


def test_another_template_and_back(person: Person, me: Actor) -> None:
    """A step that both templates have stays the same step, with what was said of it."""
    step = step_of(person, "housing")
    actions.report_obstacle(me, step_id=step.pk, text="No room.")
    before = state(person)
    affiliation = Affiliation.objects.select_related("person", "campus").get(person=person)
    as_planned = facts_of_stay(affiliation.person, affiliation)
    affiliation.status = "postdoc"
    affiliation.save()
    changes = Changes(SYSTEM)
    changes.plan(affiliation, as_planned)
    assert [fact.verb for fact in changes.keep()] == ["replanned"]
    replan = Replan.objects.get()
    assert (replan.cause, replan.before["status"]) == ("import", "master_student")
    assert step_of(person, "housing").pk == step.pk
    undoing.undo(SYSTEM, replan_id=replan.pk)
    assert state(person) == before
