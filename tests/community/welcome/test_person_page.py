"""One person for staff: what is shown to whom, what is put on the record, what can be corrected."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from haven.commons.organisation.models import Campus, Unit
from haven.commons.pathways.actions import finish_step
from haven.commons.pathways.models import Obstacle, Pathway, Step
from haven.commons.people.models import Affiliation, Circumstances, Person, SourceRecord
from haven.community.welcome.actions import set_arrival
from haven.core.access import SYSTEM, Actor
from haven.core.audit.models import Entry
from haven.core.audit.record import Fact, record_many
from tests.community.welcome.making import AsNewcomer, AsRole, MakePerson, give_steps, in_days

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def person(make_person: MakePerson) -> Person:
    """Somebody on the first campus, with a few steps."""
    made = make_person(family_name="Hoàng", given_name="Lan", mother_tongue="vi", dutch_level="A1")
    made.birth_date = date(1999, 2, 3)
    made.save()
    give_steps(made, [{"key": "room", "due": in_days(-3)}, {"key": "permit", "owner": "hr_officer"}])
    stay = made.affiliations.get()
    SourceRecord.objects.create(person=made, affiliation=stay, source="registrar", number="r0987654")
    Circumstances.objects.create(
        person=made,
        partner=True,
        children=None,
        family_declined=True,
        ground="scholarship",
        municipality="Gent",
    )
    return made


def url(person: Person, query: str = "") -> str:
    return reverse("welcome:person", args=(person.pk,)) + query


def page(client: Client, person: Person, query: str = "") -> str:
    response = client.get(url(person, query), headers=ENGLISH)
    assert response.status_code == 200
    text: str = response.content.decode()
    return text


def step_of(person: Person, key: str) -> Step:
    return Step.objects.get(pathway__person=person, template_step__key=key)


# ---------------------------------------------------------------- who sees it


@pytest.mark.parametrize(
    ("role", "place", "status"),
    [
        ("officer", "all", 200),
        ("officer", "campus", 200),
        ("contact_person", "campus", 200),
        ("faculty_officer", "faculty", 200),
        ("officer", "other", 404),
        ("contact_person", "other", 404),
        ("hr_officer", "all", 404),  # a student is none of HR's
        ("faculty_officer", "other faculty", 404),
        ("administrator", "all", 403),
        ("housing_officer", "campus", 200),
        ("language_teacher", "all", 200),
    ],
)
def test_roles_and_places(
    client: Client,
    as_role: AsRole,
    person: Person,
    campus: Campus,
    other_campus: Campus,
    role: str,
    place: str,
    status: int,
) -> None:
    stay = person.affiliations.get()
    elsewhere = Unit.objects.filter(kind="faculty").exclude(pk=stay.faculty_id).first()
    places: dict[str, dict[str, Any]] = {
        "all": {},
        "campus": {"campus": campus},
        "other": {"campus": other_campus},
        "faculty": {"unit": stay.faculty},
        "other faculty": {"unit": elsewhere},
    }
    as_role(role, **places[place])
    addresses = [
        url(person),
        reverse("welcome:person_name", args=(person.pk,)),
        reverse("welcome:stay_arrival", args=(stay.pk,)),
    ]
    assert [client.get(address).status_code for address in addresses] == [status] * 3
    # Somebody who does not exist looks the same as somebody elsewhere.
    assert client.get(reverse("welcome:person", args=(987654,))).status_code == (
        403 if status == 403 else 404
    )


def test_newcomers_do_not_see_the_desk(client: Client, as_newcomer: AsNewcomer, person: Person) -> None:
    as_newcomer(person)
    assert client.get(url(person)).status_code == 403


# ---------------------------------------------------------------- what it says


def test_facts_and_steps(client: Client, as_role: AsRole, person: Person) -> None:
    as_role("officer")
    text = page(client, person)
    for words in (
        "Hoàng, Lan",
        "r0987654",
        "3 February 1999",
        "Viet",
        "Gent",
        "Step room",
        "Step permit",
        "3 days late",
    ):
        assert words in text
    mine, theirs = step_of(person, "permit"), step_of(person, "room")
    assert f'name="one" value="{mine.pk}" data-key="d"' in text
    assert f'name="one" value="{theirs.pk}" data-key="d"' not in text


def test_somebody_of_whom_little_is_known(client: Client, as_role: AsRole, make_person: MakePerson) -> None:
    person = make_person(email=None, nationality="", arrives_on=None, starts_on=None, ends_on=None)
    as_role("officer")
    assert "not known" in page(client, person)
    Affiliation.objects.all().delete()
    assert client.get(url(person)).status_code == 404  # belongs to no campus any more


def test_a_withdrawn_stay_and_one_that_goes_on(
    client: Client, as_role: AsRole, person: Person, campus: Campus
) -> None:
    old = person.affiliations.get()
    Affiliation.objects.filter(pk=old.pk).update(withdrawn_at=timezone.now())
    Pathway.objects.filter(person=person).update(state=Pathway.State.WITHDRAWN)
    new = Affiliation.objects.create(
        person=person, campus=campus, status="professor", admitted_on=date(2026, 1, 1)
    )
    give_steps(person, [{"key": "chair"}])
    as_role("officer")
    assert "Step chair" in page(client, person)
    assert f"stay={old.pk}" in page(client, person)
    withdrawn = page(client, person, f"?stay={old.pk}")
    assert "Step room" in withdrawn
    assert reverse("welcome:step_finish", args=(step_of(person, "permit").pk,)) not in withdrawn
    assert "Step chair" in page(client, person, f"?stay={new.pk}")
    assert "Step chair" in page(client, person, "?stay=424242")


# ---------------------------------------------------------------- family and ground of stay


def test_family_and_ground_are_shown_when_asked_and_that_is_recorded(
    client: Client, as_role: AsRole, person: Person, campus: Campus
) -> None:
    user = as_role("contact_person", campus=campus)
    text = page(client, person)
    assert "scholarship" not in text
    assert "#circumstances" in text
    assert not Entry.objects.filter(is_read=True).exists()
    text = page(client, person, "?circumstances=1")
    assert "scholarship, without an employment contract" in text
    assert "rather not said" in text
    entry = Entry.objects.get(is_read=True)
    assert (entry.verb, entry.actor_id, entry.subject_id) == ("circumstances_read", user.pk, person.pk)
    page(client, person, "?circumstances=1")
    assert Entry.objects.filter(is_read=True).count() == 2


def test_a_faculty_does_not_need_to_know(client: Client, as_role: AsRole, person: Person) -> None:
    as_role("faculty_officer", unit=person.affiliations.get().faculty)
    text = page(client, person, "?circumstances=1")
    assert "scholarship" not in text
    assert "#circumstances" not in text
    assert not Entry.objects.filter(is_read=True).exists()


def test_hr_needs_to_know_of_its_own_people(client: Client, as_role: AsRole, make_person: MakePerson) -> None:
    person = make_person(status="postdoc")
    as_role("hr_officer")
    assert page(client, person, "?circumstances=1").count("not told yet") == 3


# ---------------------------------------------------------------- what happened


def test_history_in_sentences(
    client: Client, as_role: AsRole, person: Person, as_newcomer: AsNewcomer
) -> None:
    user = as_newcomer(person)
    finish_step(Actor(user_id=user.pk), step_id=step_of(person, "room").pk)
    stay = person.affiliations.get()
    stay.arrives_on = None
    stay.save()
    set_arrival(SYSTEM, affiliation_id=stay.pk, arrives_on=date(2026, 9, 1))
    facts = [
        Fact(
            "updated_from_import", "people.person", person.pk, {"from": {"email": "a"}, "to": {"email": "b"}}
        ),
        Fact("missing_from_import", "people.person", person.pk, {"source": "registrar"}),
        Fact("from_the_future", "people.person", person.pk, {}),
        Fact("circumstances_read", "people.person", person.pk, {}, is_read=True),
    ]
    record_many(SYSTEM, facts)
    officer = as_role("officer")
    client.post(
        reverse("welcome:person_name", args=(person.pk,)), {"family_name": "Hoàng", "given_name": "Lân"}
    )
    events = client.get(url(person), headers=ENGLISH).context["person"].history
    assert [event.what for event in events] == [
        "Name corrected: “Hoàng, Lan” became “Hoàng, Lân”",
        "Something else was changed",
        "Missing from the last file of registrar",
        "Changed by a file: e-mail",
        "Arrival changed: not known became Tuesday 1 September",
        "1 date moved, because “Step room” is done",
        "Done: Step room",
    ]
    assert events[0].who == str(officer)
    assert events[1].who == "Haven itself"
    assert events[-1].who == str(user)


def test_a_payload_that_was_erased(client: Client, as_role: AsRole, person: Person) -> None:
    from haven.core.audit.models import Payload

    record_many(SYSTEM, [Fact("step_finished", "people.person", person.pk, {"step": "room"})])
    Payload.objects.all().delete()
    as_role("officer")
    assert "Done:" in page(client, person)


# ---------------------------------------------------------------- correcting


def test_correct_a_name(client: Client, as_role: AsRole, person: Person, campus: Campus) -> None:
    as_role("contact_person", campus=campus)
    address = reverse("welcome:person_name", args=(person.pk,))
    assert "Hoàng" in client.get(address).content.decode()
    bad = client.post(address, {"family_name": "Ho?ng", "given_name": "Lan"}, headers=ENGLISH)
    assert "still damaged" in bad.content.decode()
    good = client.post(address, {"family_name": "Hoàng", "given_name": "Lân"})
    assert good["Location"] == url(person)
    person.refresh_from_db()
    assert person.full_name == "Hoàng, Lân"


def test_change_the_arrival(client: Client, as_role: AsRole, person: Person, campus: Campus) -> None:
    as_role("contact_person", campus=campus)
    stay = person.affiliations.get()
    address = reverse("welcome:stay_arrival", args=(stay.pk,))
    assert (
        "This is not a date." in client.post(address, {"arrives_on": "x"}, headers=ENGLISH).content.decode()
    )
    response = client.post(address, {"arrives_on": in_days(5).isoformat(), "late": "yes"})
    assert response["Location"] == url(person, f"?stay={stay.pk}")
    stay.refresh_from_db()
    assert stay.arrives_on == in_days(5)


# ---------------------------------------------------------------- on to the next


def test_next_and_previous_keep_the_list(
    client: Client,
    as_role: AsRole,
    person: Person,
    make_person: MakePerson,
    other_campus: Campus,
    campus: Campus,
) -> None:
    before = make_person(family_name="Aa")
    after = make_person(family_name="Zz")
    make_person(family_name="Hz", campus=other_campus)
    as_role("officer", campus=campus)
    text = page(client, person, "?status=exchange_student")
    assert f"{url(before)}?status=exchange_student" in text
    assert f"{url(after)}?status=exchange_student" in text


@pytest.mark.parametrize("count", [1, 3, 50])
def test_queries_of_a_person(
    client: Client, as_role: AsRole, make_person: MakePerson, count: int, django_assert_num_queries: Any
) -> None:
    person = make_person()
    officer = as_role("officer")
    rows = [{"owner": "officer", "due": in_days(n), "after": [f"step-{n - 1}"]} for n in range(count)]
    pathway = give_steps(person, [{"key": "done"}, *rows])
    for step in pathway.steps.all():
        Obstacle.objects.create(
            step=step, text="No.", answer="Yes.", answered_by=officer, answered_at=timezone.now()
        )
        SourceRecord.objects.create(
            person=person, affiliation=pathway.affiliation, source="registrar", number=f"r{step.pk}"
        )
        record_many(
            Actor(user_id=officer.pk), [Fact("step_finished", "people.person", person.pk, {"step": "x"})]
        )
    client.get(url(person))
    with django_assert_num_queries(15):
        client.get(url(person))
