"""How far a new version reaches those who are on their way, and a semester that moves."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from haven.commons.organisation.models import Role, Term
from haven.commons.pathways import actions, drafts, publishing, reviews, terms, undoing
from haven.commons.pathways.models import Pathway, Replan, Rollout, Step, Template, TemplateVersion
from haven.commons.pathways.planning import replan
from haven.commons.pathways.publishing import Preview
from haven.commons.pathways.tasks import go_on
from haven.commons.people.models import Person
from haven.core.access import Actor, Grant, Refused
from haven.core.accounts.models import User
from tests.commons.pathways.test_drafts import publish, write

MakePerson = Callable[..., Person]
TODAY = date(2026, 9, 10)
Dates = dict[str, date | None]


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: TODAY)


@pytest.fixture
def officer(db: None) -> Actor:
    user = User.objects.create_user("officer@uni.example", name="Officer")
    return Actor(user.pk, grants=frozenset({Grant(Role.OFFICER)}))


@pytest.fixture
def person(officer: Actor, make_person: MakePerson) -> Person:
    """Arrived on 7 September. Room: done. Town hall: due in the past. Bank and card: ahead. Old: ahead."""
    draft = drafts.make_template(officer, title_nl="Uitwisseling", title_en="Exchange")
    write(officer, draft, "Room", anchor="arrived", offset=-7)
    write(officer, draft, "Town hall", offset=2)
    write(officer, draft, "Bank", offset=14)
    write(officer, draft, "Card", anchor="step:town-hall", offset=10)
    write(officer, draft, "Old", offset=20)
    publish(officer, draft)
    made = make_person()
    made.user = User.objects.create_user(str(made.email))
    made.save()
    room = Step.objects.get(pathway__person=made, template_step__key="room")
    actions.finish_step(Actor(made.user_id), step_id=room.pk, on=date(2026, 8, 30))
    return made


@pytest.fixture
def second(person: Person, officer: Actor) -> TemplateVersion:
    """A draft: everything is due a day later, “Old” is gone, and two steps are new: one ahead, one late."""
    template = Template.objects.get(key="exchange")
    draft = drafts.start_draft(officer, template_id=template.pk)
    for key, offset in (("room", -6), ("town-hall", 1), ("bank", 15), ("card", 11)):
        step = draft.steps.get(key=key)
        write(officer, draft, step.title, key, 1, anchor=step.anchor, offset=offset, text_nl="n", text_en="n")
    drafts.remove_step(officer, template_id=template.pk, key="old")
    write(officer, draft, "Phone", offset=9)
    write(officer, draft, "Map", offset=1)
    return draft


def steps_of(person: Person) -> dict[str, tuple[date | None, int | None]]:
    """Key -> its day, and the number of the version whose words it has."""
    rows = Step.objects.filter(pathway__person=person)
    return {
        key: (due, number)
        for key, due, number in rows.values_list(
            "template_step__key", "due", "template_step__version__number"
        )
    }


def roll_out(officer: Actor, draft: TemplateVersion, reach: str) -> Rollout | None:
    mark = publishing.mark_of(draft)
    _version, rollout = publishing.publish(officer, template_id=draft.template_id, mark=mark, reach=reach)
    if rollout is not None:
        go_on.func(rollout.pk)
        rollout.refresh_from_db()
    return rollout


def sept(day: int) -> date:
    return date(2026, 9, day)


BEFORE = {
    "room": (date(2026, 8, 31), 1),
    "town-hall": (sept(9), 1),
    "bank": (sept(21), 1),
    "card": (sept(19), 1),
    "old": (sept(27), 1),
}


def test_nobody_is_reached_unless_the_editor_says_so(
    person: Person, second: TemplateVersion, officer: Actor, make_person: MakePerson
) -> None:
    assert steps_of(person) == BEFORE
    assert roll_out(officer, second, "none") is None
    assert steps_of(person) == BEFORE
    # The next newcomer has the new version at once.
    assert steps_of(make_person())["phone"] == (sept(16), 2)


def test_all_open_steps_move_and_what_is_done_never_does(
    person: Person, second: TemplateVersion, officer: Actor
) -> None:
    rollout = roll_out(officer, second, "open")
    assert rollout is not None
    assert steps_of(person) == {
        "room": (date(2026, 8, 31), 1),
        "town-hall": (sept(8), 2),
        "bank": (sept(22), 2),
        "card": (sept(19), 2),
        "phone": (sept(16), 2),
        "map": (sept(8), 2),
    }
    assert Step.objects.get(template_step__key="room").done_on == date(2026, 8, 30)
    assert (rollout.position, rollout.total, rollout.finished_at is not None) == (1, 1, True)
    assert rollout.counts == {"people": 1, "moved": 2, "added": 2, "removed": 1, "late": 1}


def test_steps_that_have_begun_stay_as_they_were(
    person: Person, second: TemplateVersion, officer: Actor
) -> None:
    bank = Step.objects.get(pathway__person=person, template_step__key="bank")
    actions.report_obstacle(Actor(person.user_id), step_id=bank.pk, text="No papers.")
    roll_out(officer, second, "not_started")
    expected = {
        "room": (date(2026, 8, 31), 1),
        "town-hall": (sept(9), 1),  # its day has gone by
        "bank": (sept(21), 1),  # somebody said they cannot
        "card": (sept(20), 2),
        "phone": (sept(16), 2),
    }  # "map" would have been late from its first day
    assert steps_of(person) == expected
    # It stays so when something else is planned again, and the old rule still counts.
    pathway = Pathway.objects.select_related("person", "affiliation__campus").get(person=person)
    replan(pathway)
    assert steps_of(person) == expected
    pathway.affiliation.arrives_on = sept(8)
    pathway.affiliation.save()
    replan(pathway)
    assert steps_of(person)["town-hall"] == (sept(10), 1)
    assert steps_of(person)["card"] == (sept(21), 2)


@pytest.mark.parametrize("reach", ["open", "not_started"])
def test_it_can_be_undone_by_officers_of_the_university(
    person: Person, second: TemplateVersion, officer: Actor, reach: str
) -> None:
    roll_out(officer, second, reach)
    change = Replan.objects.get()
    assert (change.cause, change.by_id) == ("template", officer.user_id)
    with pytest.raises(Refused):
        undoing.undo(Actor(person.user_id), replan_id=change.pk)
    undoing.undo(officer, replan_id=change.pk)
    assert steps_of(person) == BEFORE
    assert Pathway.objects.get(person=person).held_back == {}


def test_what_is_seen_before_is_what_happens(person: Person, second: TemplateVersion, officer: Actor) -> None:
    for reach in ("none", "not_started", "open"):
        seen = Preview(second, reach)
        assert (seen.on_the_way, set(seen.people)) == (1, set() if reach == "none" else {person.pk})
    assert steps_of(person) == BEFORE
    rollout = roll_out(officer, second, "open")
    assert rollout is not None
    assert rollout.counts == seen.facts()


def test_a_draft_that_changed_meanwhile_is_not_published(
    person: Person, second: TemplateVersion, officer: Actor
) -> None:
    mark = publishing.mark_of(second)
    write(officer, second, "Later")
    with pytest.raises(Refused, match="changed the draft"):
        publishing.publish(officer, template_id=second.template_id, mark=mark, reach="open")
    publish(officer, second)
    with pytest.raises(drafts.NoDraft):  # a second click
        publishing.publish(officer, template_id=second.template_id, mark=mark, reach="open")


def test_a_job_that_was_cut_off_goes_on_and_changes_nothing_twice(
    person: Person, second: TemplateVersion, officer: Actor, make_person: MakePerson, monkeypatch: Any
) -> None:
    for _ in range(3):
        make_person()
    monkeypatch.setattr("haven.commons.pathways.tasks.BATCH", 2)
    _version, rollout = publishing.publish(
        officer, template_id=second.template_id, mark=publishing.mark_of(second), reach="open"
    )
    assert rollout is not None
    from haven.commons.pathways import tasks

    assert tasks._one_batch(rollout.pk) is True
    assert Replan.objects.count() == 2
    go_on.func(rollout.pk)
    go_on.func(rollout.pk)
    rollout.refresh_from_db()
    assert (rollout.position, rollout.counts["people"], Replan.objects.count()) == (4, 4, 4)


def test_a_thousand_are_planned_by_the_same_queries(
    person: Person,
    second: TemplateVersion,
    officer: Actor,
    make_person: MakePerson,
    django_assert_num_queries: Any,
) -> None:
    ids = [Pathway.objects.get(person=person).pk]
    ids += [Pathway.objects.get(person=make_person()).pk for _ in range(4)]
    new = publish(officer, second)
    from haven.commons.pathways.templates import version

    version(new.pk)
    with django_assert_num_queries(24):
        publishing.replan_all(officer, new.pk, "open", ids)
    assert Replan.objects.count() == 5


# ---------------------------------------------------------------- a semester


def test_a_semester_moves_with_everybody_who_begins_or_ends_with_it(
    templates: int, make_person: MakePerson, officer: Actor
) -> None:
    term = Term.objects.create(
        academic_year="2099-00", semester=1, starts_on=sept(21), ends_on=date(2027, 2, 8)
    )
    with_it = make_person()
    elsewhere = make_person(starts_on=sept(14), ends_on=date(2027, 6, 30))
    seen = terms.dates_of(term.starts_on, term.ends_on)
    assert terms.numbers_by_term()[term.pk] == 1
    rollout = terms.move_term(officer, term_id=term.pk, starts_on=sept(28), ends_on=term.ends_on, seen=seen)
    assert rollout is not None
    with pytest.raises(Refused, match="in the meantime"):
        terms.move_term(officer, term_id=term.pk, starts_on=sept(30), ends_on=term.ends_on, seen=seen)
    go_on.func(rollout.pk)
    go_on.func(rollout.pk)
    assert with_it.affiliations.get().starts_on == sept(28)
    assert elsewhere.affiliations.get().starts_on == sept(14)
    change = Replan.objects.get()
    assert (change.cause, change.before, change.after) == (
        "start", {"starts_on": "2026-09-21"}, {"starts_on": "2026-09-28"},
    )  # fmt: skip
    moved = {
        move.template_step.key: (move.before, move.after)
        for move in change.moves.select_related("template_step")
    }
    assert moved["orientation"][1] == moved["orientation"][0] + timedelta(days=7)
    undoing.undo(officer, replan_id=change.pk)
    assert with_it.affiliations.get().starts_on == sept(21)


# ---------------------------------------------------------------- sources


def test_a_source_that_was_looked_at_is_so_in_every_template(templates: int, officer: Actor) -> None:
    key = "town-hall-non-eea"
    steps = reviews.same_elsewhere(key)
    steps.update(review_on=TODAY)
    first = steps.first()
    assert first is not None
    count = reviews.to_review(TODAY).count()
    assert count == steps.count() > 1
    assert reviews.not_told(TODAY).count() == count
    steps.update(reminded_for=TODAY)
    assert reviews.not_told(TODAY).count() == 0
    with pytest.raises(Refused, match="after today"):
        reviews.confirm_source(officer, step_id=first.pk, review_on=TODAY)
    reviews.confirm_source(officer, step_id=first.pk, review_on=TODAY + timedelta(days=365))
    assert reviews.to_review(TODAY).count() == 0
    assert set(steps.values_list("checked_on", flat=True)) == {TODAY}
    assert timezone.localdate() == TODAY
