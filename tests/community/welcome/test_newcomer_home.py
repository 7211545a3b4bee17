"""The newcomer's first page: what is now, what comes, what others do, who helps."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from haven.commons.organisation.models import Campus, Unit
from haven.commons.pathways.models import Obstacle, Pathway, Step
from haven.commons.people.models import Affiliation, Circumstances, Person
from haven.community.welcome.queries.newcomer import Home
from tests.community.welcome.making import AsNewcomer, AsRole, MakePerson, give_steps, grant, in_days, queries

ENGLISH = {"accept-language": "en"}


@pytest.fixture
def newcomer(make_person: MakePerson, as_newcomer: AsNewcomer) -> Person:
    """Signed in, arrived a week ago, without a pathway yet."""
    person = make_person(
        given_name="Thảo", arrives_on=in_days(-7), starts_on=in_days(7), ends_on=in_days(150)
    )
    as_newcomer(person)
    return person


def home(client: Client, query: str = "") -> Any:
    response = client.get(reverse("welcome:home") + query, headers=ENGLISH)
    assert response.status_code == 200
    return response


def shown(client: Client, query: str = "") -> Home:
    found: Home = home(client, query).context["home"]
    return found


def test_strangers_sign_in_first(client: Client, db: None) -> None:
    response = client.get(reverse("welcome:home"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_overdue_first_then_by_date_then_without_date(client: Client, newcomer: Person) -> None:
    give_steps(
        newcomer,
        [
            {"key": "undated", "due": None},
            {"key": "soon", "due": in_days(3)},
            {"key": "late", "due": in_days(-4)},
            {"key": "later", "due": in_days(20)},
        ],
    )
    found = shown(client)
    assert found.now is not None
    assert found.now.key == "late"
    assert found.now.late
    assert [step.key for step in found.next_steps] == ["soon", "later", "undated"]


def test_what_is_far_ahead_is_not_for_now(client: Client, newcomer: Person) -> None:
    give_steps(newcomer, [{"key": "next-year", "due": in_days(400)}])
    page = home(client)
    assert page.context["now"] is None
    assert [step.key for step in page.context["next_steps"]] == ["next-year"]
    assert "Nothing to do now" in page.content.decode()


def test_a_step_waits_for_another(client: Client, newcomer: Person) -> None:
    give_steps(
        newcomer,
        [
            {"key": "permit", "owner": "hr_officer", "due": in_days(1)},
            {"key": "visa", "after": ["permit"], "due": in_days(2)},
            {"key": "first", "due": in_days(9)},
            {"key": "second", "after": ["first", "left-out"], "due": in_days(1)},
        ],
    )
    found = shown(client)
    assert found.now is not None
    assert found.now.key == "first"
    later = {step.key: step for step in found.later_steps}
    assert {key: step.waits_for[0].title for key, step in later.items()} == {
        "visa": "Step permit",
        "second": "Step first",
    }
    assert later["visa"].waits_for[0].owner_label == "HR officer"
    assert later["visa"].can_finish  # a tick that staff forgot holds nobody up
    assert not later["second"].can_finish


@pytest.mark.parametrize(
    ("anchor", "offset", "arrives", "now"),
    [
        ("arrived", 8, None, False),
        ("arrived", 8, 5, False),
        ("arrived", 8, -1, True),
        ("arrived", -8, None, True),
        ("visa_granted", 1, None, False),
        ("starts", 1, None, True),
    ],
)
def test_nobody_does_before_arriving_what_comes_after(
    client: Client, newcomer: Person, anchor: str, offset: int, arrives: int | None, now: bool
) -> None:
    day = None if arrives is None else in_days(arrives)
    Affiliation.objects.filter(person=newcomer).update(arrives_on=day)
    give_steps(newcomer, [{"key": "it", "anchor": anchor, "offset": offset}])
    found = shown(client)
    assert (found.now is not None and found.now.key == "it") is now


def test_others_with_role_and_name(
    client: Client, newcomer: Person, campus: Campus, other_campus: Campus
) -> None:
    grant("housing_officer", "Wrong Place", campus=other_campus)
    grant("housing_officer", "All Over")
    grant("housing_officer", "Right Here", campus=campus)
    give_steps(
        newcomer, [{"key": "house", "owner": "housing_officer"}, {"key": "desk", "owner": "faculty_officer"}]
    )
    house, desk = shown(client).others_steps
    assert (house.owner_label, house.owner_name) == ("housing officer", "Right Here")
    assert (desk.owner_label, desk.owner_name) == ("faculty officer", "")


def test_a_faculty_officer_of_the_faculty_itself(client: Client, newcomer: Person, campus: Campus) -> None:
    faculty = newcomer.affiliations.get().faculty
    other = Unit.objects.filter(kind="faculty").exclude(pk=faculty.pk).first()
    grant("faculty_officer", "Of Another", unit=other)
    grant("faculty_officer", "Of The Campus", campus=campus)
    grant("faculty_officer", "Of This One", unit=faculty)
    give_steps(newcomer, [{"key": "desk", "owner": "faculty_officer"}])
    assert shown(client).others_steps[0].owner_name == "Of This One"


def test_contact_person_of_the_campus(client: Client, newcomer: Person, campus: Campus) -> None:
    give_steps(newcomer, [{}])
    assert shown(client).contact is None
    grant("officer", "House Officer", hours_en="Mon", hours_nl="ma")
    assert shown(client).contact.name == "House Officer"  # type: ignore[union-attr]
    grant("contact_person", "Campus Person", campus=campus, phone="+32 16 00 00 00")
    page = home(client)
    assert page.context["contact"].name == "Campus Person"
    assert "+32 16 00 00 00" in page.content.decode()


def test_somebody_who_left_is_not_the_contact(client: Client, newcomer: Person, campus: Campus) -> None:
    user = grant("contact_person", "Gone Person", campus=campus)
    give_steps(newcomer, [{}])
    user.is_active = False
    user.save()
    assert shown(client).contact is None


def test_progress_counts_ones_own_steps(client: Client, newcomer: Person) -> None:
    done = {"state": Step.State.DONE, "done_on": in_days(-1)}
    give_steps(newcomer, [{}, {**done}, {"owner": "officer", **done}, {"owner": "officer"}])
    progress = shown(client).progress
    assert (progress.done, progress.total) == (1, 2)


def test_all_done(client: Client, newcomer: Person) -> None:
    give_steps(newcomer, [{"state": Step.State.DONE, "done_on": in_days(-1)}])
    assert "Everything is done" in home(client).content.decode()


def test_withdrawn(client: Client, newcomer: Person, campus: Campus) -> None:
    grant("contact_person", "Campus Person", campus=campus)
    give_steps(newcomer, [{"key": "gone"}], state=Pathway.State.WITHDRAWN)
    text = home(client).content.decode()
    assert "Your steps have stopped" in text
    assert "Campus Person" in text
    assert "Step gone" not in text


def test_without_a_pathway(client: Client, newcomer: Person, campus: Campus) -> None:
    grant("contact_person", "Campus Person", campus=campus)
    text = home(client).content.decode()
    assert "Your steps are not ready yet" in text
    assert "Campus Person" in text


def test_somebody_who_is_not_a_newcomer(client: Client, organisation: Any, as_role: AsRole) -> None:
    as_role("administrator")
    assert "There are no steps here for you" in home(client).content.decode()


def test_two_pathways_the_active_one_first(client: Client, newcomer: Person, campus: Campus) -> None:
    gone = give_steps(newcomer, [{"key": "old"}], state=Pathway.State.WITHDRAWN)
    Affiliation.objects.create(
        person=newcomer, campus=campus, status="master_student", admitted_on=date(2026, 1, 1)
    )
    going = give_steps(newcomer, [{"key": "new"}])
    found = shown(client)
    assert found.pathway_id == going.pk
    assert [other.pk for other in found.others] == [gone.pk]
    assert shown(client, f"?pathway={gone.pk}").withdrawn


@pytest.mark.parametrize("wanted", ["999999", "x", "", "-1", "٣", "9" * 40])
def test_a_pathway_that_is_not_theirs(client: Client, newcomer: Person, wanted: str) -> None:
    mine = give_steps(newcomer, [{}])
    assert shown(client, f"?pathway={wanted}").pathway_id == mine.pk


def test_undo_of_what_was_ticked(client: Client, newcomer: Person) -> None:
    pathway = give_steps(newcomer, [{"key": "a", "state": 1, "done_on": in_days(0)}, {"key": "b"}])
    done, still_open = pathway.steps.order_by("pk")
    assert home(client, f"?done={done.pk}").context["undo"].pk == done.pk
    assert home(client, f"?done={still_open.pk}").context["undo"] is None


def test_an_answer_to_what_they_cannot_do(client: Client, newcomer: Person) -> None:
    pathway = give_steps(newcomer, [{"key": "a", "due": in_days(1)}, {"key": "b", "due": in_days(2)}])
    step = pathway.steps.get(template_step__key="b")
    helper = grant("officer", "Kind Officer")
    Obstacle.objects.create(step=step, text="The desk is closed.")
    Obstacle.objects.create(
        step=step,
        text="It is still closed.",
        answer="Come on Monday.",
        answered_by=helper,
        answered_at=in_now(),
    )
    text = home(client).content.decode()
    assert "Come on Monday." in text
    assert "Kind Officer" in text
    Step.objects.filter(pk=step.pk).update(state=1, done_on=in_days(0))
    assert "Come on Monday." not in home(client).content.decode()


def in_now() -> Any:
    from django.utils import timezone

    return timezone.now()


def test_what_differs_in_their_municipality(client: Client, newcomer: Person) -> None:
    variant = {
        "municipality": ["Leuven"],
        "where_nl": "Stadskantoor",
        "where_en": "City office",
        "bring_nl": ["foto"],
        "bring_en": ["photo"],
        "offset": 3,
        "unit": "working_days",
    }
    give_steps(
        newcomer, [{"anchor": "step:gone", "where_en": "Town hall", "variants": [variant], "key": "hall"}]
    )
    assert shown(client).now.where == "Town hall"  # type: ignore[union-attr]
    Circumstances.objects.create(person=newcomer, municipality="Leuven")
    now = shown(client).now
    assert now is not None
    assert (now.where, now.bring) == ("City office", ("photo",))


def test_a_name_that_was_destroyed_is_not_read_out(client: Client, newcomer: Person) -> None:
    give_steps(newcomer, [{}])
    Person.objects.filter(pk=newcomer.pk).update(given_name="Th?o", family_name="Nguyen")
    assert "Hello, Nguyen." in home(client).content.decode()
    Person.objects.filter(pk=newcomer.pk).update(family_name="???")
    assert "Hello, newcomer." in home(client).content.decode()


def test_in_dutch_as_well(client: Client, newcomer: Person) -> None:
    give_steps(newcomer, [{"key": "huis", "title_nl": "Zoek een kamer", "title_en": "Find a room"}])
    client.cookies["haven_language"] = "nl"
    text = client.get(reverse("welcome:home")).content.decode()
    assert "Zoek een kamer" in text
    assert "Find a room" not in text


@pytest.mark.parametrize("steps", [1, 3, 50])
def test_queries_of_the_first_page(
    client: Client, newcomer: Person, campus: Campus, steps: int, django_assert_num_queries: Any
) -> None:
    helper = grant("officer", "Kind Officer", campus=campus)
    half = {"state": 1, "done_on": in_days(-1), "done_by": helper}
    rows = [
        {"owner": ("newcomer", "officer")[n % 2], "due": in_days(n), "after": [f"step-{n - 1}"]}
        for n in range(steps)
    ]
    pathway = give_steps(newcomer, [row | (half if n % 3 == 2 else {}) for n, row in enumerate(rows)])
    for step in pathway.steps.all():
        Obstacle.objects.create(
            step=step, text="No.", answer="Yes.", answered_by=helper, answered_at=in_now()
        )
    home(client)
    with django_assert_num_queries(10):
        home(client)


def test_the_shipped_pathway_stays_within_ten_queries(
    client: Client, templates: int, make_person: MakePerson, as_newcomer: AsNewcomer
) -> None:
    as_newcomer(make_person(status="doctoral_researcher", arrives_on=in_days(3), starts_on=in_days(9)))
    home(client)
    with queries() as asked:
        page = home(client)
    assert len(asked) <= 10
    assert page.context["now"] is not None
