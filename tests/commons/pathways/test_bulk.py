"""Many steps in one go: each asked about by itself, all on the record, and undone that same day."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from haven.commons.organisation.models import Campus, Role, RoleGrant
from haven.commons.organisation.public import actor_of
from haven.commons.pathways import actions, bulk
from haven.commons.pathways.bulk import assign_many, finish_many, undo_bulk
from haven.commons.pathways.events import StepFinished
from haven.commons.pathways.models import Bulk, Pathway, Replan, Step
from haven.commons.pathways.tasks import forget_bulks
from haven.commons.pathways.templates import version
from haven.commons.people.models import Person
from haven.core.access import Actor, Refused
from haven.core.accounts.models import User
from haven.core.audit.models import Entry, Payload

MakePerson = Callable[..., Person]
MEET, LETTER = "meet-contact-person", "welcome-letter"  # a contact person's step, an officer's


def staff(role: str, campus: Campus | None, name: str = "") -> Actor:
    user = User.objects.create_user(f"{name or role}@staff.example", name=name or role)
    RoleGrant.objects.create(user=user, role=role, campus=campus)
    return actor_of(user)


@pytest.fixture
def contact(campus: Campus) -> Actor:
    return staff(Role.CONTACT_PERSON, campus)


@pytest.fixture
def people(templates: int, make_person: MakePerson) -> list[Person]:
    return [make_person(status="master_student") for _number in range(3)]


def of(people: list[Person], *keys: str) -> list[int]:
    rows = Step.objects.filter(pathway__person__in=people, template_step__key__in=keys)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def states(step_ids: list[int]) -> set[int]:
    return set(Step.objects.filter(pk__in=step_ids).values_list("state", flat=True))


def verbs(person: Person) -> list[str]:
    entries = Entry.objects.filter(kind="people.person", subject_id=person.pk).order_by("seq")
    return list(entries.values_list("verb", flat=True))


def test_ticks_all_and_says_so_of_each(
    contact: Actor, people: list[Person], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Any] = []
    monkeypatch.setattr(bulk, "publish", told.append)
    ids = of(people, MEET)
    outcome = finish_many(contact, step_ids=ids, reason="They all came to the first day.")
    assert [step.pk for step in outcome.done] == ids
    done = Step.objects.get(pk=ids[0])
    assert (done.state, done.done_on, done.done_by_id) == (1, timezone.localdate(), contact.user_id)
    assert told == [
        StepFinished(step_id=pk, person_id=p.pk, key=MEET) for pk, p in zip(ids, people, strict=True)
    ]
    payloads = [payload.data for payload in Payload.objects.filter(entry__verb="step_finished")]
    assert {data["reason"] for data in payloads} == {"They all came to the first day."}
    assert len(payloads) == 3


def test_as_one_tick_would_have_done(contact: Actor, people: list[Person]) -> None:
    """The same dates, the same change kept: it can be undone one by one as well."""
    alone, together = people[:2]
    # Let dates hang on the step, so that ticking it moves them.
    ts = Step.objects.get(pk=of([alone], MEET)[0]).template_step
    ts.version.steps.filter(key="bank-account").update(anchor=f"step:{MEET}", offset=3, unit="days")
    version.cache_clear()
    actions.finish_step(contact, step_id=of([alone], MEET)[0])
    outcome = finish_many(contact, step_ids=of([together], MEET))

    def dates(person: Person) -> dict[str, Any]:
        return dict(Step.objects.filter(pathway__person=person).values_list("template_step__key", "due"))

    assert dates(alone) == dates(together)
    assert dates(together)["bank-account"] == timezone.localdate() + timedelta(days=3)
    one, other = (Replan.objects.get(pathway__person=person) for person in (alone, together))
    assert (one.cause, one.before, one.after) == (other.cause, other.before, other.after)
    assert verbs(alone) == verbs(together) == ["step_finished", "replanned"]
    assert outcome.bulk is not None
    undo_bulk(contact, bulk_id=outcome.bulk.pk)
    actions.reopen_step(contact, step_id=of([alone], MEET)[0])
    assert dates(alone) == dates(together)
    assert dates(together)["bank-account"] != timezone.localdate() + timedelta(days=3)


def test_the_rest_is_done_and_each_refused_one_is_named(
    contact: Actor, people: list[Person], make_person: MakePerson, other_campus: Campus
) -> None:
    elsewhere = make_person(status="master_student", campus=other_campus)
    withdrawn = make_person(status="master_student")
    Pathway.objects.filter(person=withdrawn).update(state=Pathway.State.WITHDRAWN)
    done = of(people[:1], MEET)
    actions.finish_step(contact, step_id=done[0])
    ids = of([*people, elsewhere, withdrawn], MEET) + of(people[:1], "bank-account", LETTER)
    outcome = finish_many(contact, step_ids=ids)
    assert sorted(step.pk for step in outcome.done) == of(people[1:], MEET)
    reasons = {(refusal.step.template_step.key, refusal.reason) for refusal in outcome.refused}
    assert reasons == {
        (MEET, "It is done already."),
        (MEET, "Somebody else takes care of this step."),
        (MEET, "This pathway has been withdrawn. Nothing in it can be changed."),
        ("bank-account", "Only the newcomer can tick this step."),
        (LETTER, "Somebody else takes care of this step."),
    }


def test_who_stands_in_says_why(campus: Campus, people: list[Person]) -> None:
    officer = staff(Role.OFFICER, campus)
    ids = of(people, MEET)
    with pytest.raises(Refused, match="Say why you tick"):
        finish_many(officer, step_ids=ids)
    with pytest.raises(Refused, match="Say why you tick"):
        actions.finish_step(officer, step_id=ids[0])
    assert states(ids) == {0}
    actions.finish_step(officer, step_id=ids[0], reason="The contact person is ill.")
    assert finish_many(officer, step_ids=ids, reason="The contact person is ill.").done
    # A step of one's own needs none.
    assert finish_many(officer, step_ids=of(people, LETTER)).done


def test_undo_leaves_what_was_changed_since(contact: Actor, campus: Campus, people: list[Person]) -> None:
    ids = of(people, MEET)
    made = finish_many(contact, step_ids=ids).bulk
    assert made is not None
    colleague = staff(Role.CONTACT_PERSON, campus, "colleague")
    with pytest.raises(Refused, match="Only who did this"):
        undo_bulk(colleague, bulk_id=made.pk)
    actions.reopen_step(contact, step_id=ids[0])
    actions.finish_step(colleague, step_id=ids[0])
    outcome = undo_bulk(contact, bulk_id=made.pk)
    assert [refusal.step.pk for refusal in outcome.refused] == ids[:1]
    assert (states(ids[:1]), states(ids[1:])) == ({1}, {0})
    with pytest.raises(Refused, match="undone already"):
        undo_bulk(contact, bulk_id=made.pk)


def test_undo_on_the_day_itself_only(contact: Actor, people: list[Person]) -> None:
    made = finish_many(contact, step_ids=of(people, MEET)).bulk
    assert made is not None
    Bulk.objects.update(at=timezone.now() - timedelta(days=3))
    with pytest.raises(Refused, match="on the day itself"):
        undo_bulk(contact, bulk_id=made.pk)
    forget_bulks.func()
    assert not Bulk.objects.exists()
    assert states(of(people, MEET)) == {1}


def test_giving_steps_to_a_colleague(
    contact: Actor, campus: Campus, other_campus: Campus, people: list[Person]
) -> None:
    teacher = staff(Role.LANGUAGE_TEACHER, campus)
    far = staff(Role.CONTACT_PERSON, other_campus, "far")
    own, newcomers = of(people, MEET), of(people, "bank-account")
    # Who has no such role takes care of the step once it is theirs.
    with pytest.raises(Refused):
        actions.finish_step(teacher, step_id=own[0])
    made = assign_many(contact, step_ids=own + newcomers, assignee_id=teacher.user_id).bulk
    assert made is not None
    actions.finish_step(teacher, step_id=own[0])
    assert Payload.objects.filter(entry__verb="step_assigned").count() == 6
    refused = assign_many(contact, step_ids=newcomers, assignee_id=far.user_id).refused
    assert {refusal.reason for refusal in refused} == {"Your colleague does not work for this person."}
    assert assign_many(contact, step_ids=newcomers, assignee_id=teacher.user_id).done == []
    with pytest.raises(Refused, match="not there any more"):
        assign_many(contact, step_ids=newcomers, assignee_id=0)
    outcome = undo_bulk(contact, bulk_id=made.pk)
    assert [refusal.step.pk for refusal in outcome.refused] == own[:1]
    assert not Step.objects.filter(assignee__isnull=False).exclude(pk=own[0]).exists()


def test_nobody_gives_themselves_what_others_do(contact: Actor, people: list[Person]) -> None:
    outcome = assign_many(contact, step_ids=of(people, LETTER), assignee_id=contact.user_id)
    assert {refusal.reason for refusal in outcome.refused} == {"Somebody else takes care of this step."}
    assert outcome.bulk is None


@pytest.mark.parametrize("count", [1, 3])
def test_a_fixed_number_of_queries(
    contact: Actor, people: list[Person], count: int, django_assert_num_queries: Any
) -> None:
    ids = of(people[:count], MEET)
    finish_many(contact, step_ids=of(people[2:], "nothing"))  # the record and templates are warm
    with django_assert_num_queries(16):
        finish_many(contact, step_ids=ids, reason="Here.")
