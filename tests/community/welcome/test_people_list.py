"""Staff's list: who is in it, how people are found in it, and what it costs."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from haven.commons.organisation.models import Campus, Unit
from haven.commons.pathways.models import Obstacle, Pathway, Step
from haven.commons.people.models import Affiliation, Person, SourceRecord
from haven.community.welcome.queries.people import Filters, Listing, Row, neighbours
from haven.core.access import SYSTEM
from tests.community.welcome.making import AsNewcomer, AsRole, MakePerson, give_steps, in_days

ENGLISH = {"accept-language": "en"}


def listing(client: Client, query: str = "") -> Listing:
    response = client.get(reverse("welcome:people") + query, headers=ENGLISH)
    assert response.status_code == 200
    found: Listing = response.context["list"]
    return found


def names(client: Client, query: str = "") -> list[str]:
    return [row.name.split(",")[0] for row in listing(client, query).rows]


def row(client: Client) -> Row:
    (only,) = listing(client).rows
    return only


def known_as(person: Person, number: str, **values: Any) -> SourceRecord:
    stay = person.affiliations.get()
    return SourceRecord.objects.create(
        person=person, affiliation=stay, source="registrar", number=number, **values
    )


# ---------------------------------------------------------------- who is in it


@pytest.mark.parametrize("role", ["administrator"])
def test_not_for_every_role(client: Client, as_role: AsRole, campus: Campus, role: str) -> None:
    as_role(role)
    response = client.get(reverse("welcome:people"), headers=ENGLISH)
    assert response.status_code == 403
    assert "Only staff who welcome newcomers see this list." in response.content.decode()


def test_not_for_newcomers(client: Client, as_newcomer: AsNewcomer, make_person: MakePerson) -> None:
    as_newcomer(make_person())
    assert client.get(reverse("welcome:people")).status_code == 403


@pytest.mark.parametrize("role", ["officer", "contact_person"])
def test_the_people_of_ones_campus(
    client: Client, as_role: AsRole, make_person: MakePerson, campus: Campus, other_campus: Campus, role: str
) -> None:
    make_person(family_name="Here")
    make_person(family_name="There", campus=other_campus)
    as_role(role, campus=campus)
    assert names(client) == ["Here"]
    assert listing(client).total == 1
    assert [choice.value for choice in listing(client).campuses] == [campus.code]
    # Neither a search nor a filter tells that somebody is elsewhere.
    assert listing(client, "?q=There").total == 0
    assert listing(client, f"?campus={other_campus.code}").total == 0


def test_hr_sees_staff_only(client: Client, as_role: AsRole, make_person: MakePerson) -> None:
    make_person(family_name="Student")
    make_person(family_name="Postdoc", status="postdoc")
    make_person(family_name="Doctoral", status="doctoral_researcher")
    as_role("hr_officer")
    assert names(client) == ["Doctoral", "Postdoc"]
    assert listing(client, "?q=Student").total == 0


def test_a_faculty_sees_its_own(client: Client, as_role: AsRole, make_person: MakePerson) -> None:
    mine, other = Unit.objects.filter(kind="faculty")[:2]
    make_person(family_name="Mine", faculty=mine)
    make_person(family_name="Other", faculty=other)
    as_role("faculty_officer", unit=mine)
    assert names(client) == ["Mine"]
    assert [choice.value for choice in listing(client).faculties] == [mine.code]


def test_somebody_with_two_stays_is_there_once(
    client: Client, as_role: AsRole, make_person: MakePerson, campus: Campus, other_campus: Campus
) -> None:
    person = make_person(family_name="Twice")
    person.affiliations.update(withdrawn_at=timezone.now())
    Affiliation.objects.create(
        person=person, campus=campus, status="master_student", admitted_on=date(2026, 1, 1)
    )
    Affiliation.objects.create(
        person=person, campus=other_campus, status="professor", admitted_on=date(2026, 9, 1)
    )
    as_role("officer", campus=campus)
    assert row(client).status == "master's student"
    assert row(client).campus == campus.name


# ---------------------------------------------------------------- finding


PEOPLE = (
    ("Hoàng", "Lan"),
    ("Κωνσταντίνου", "Ελένη"),
    ("김", "민준"),
    ("Шевченко", "Оксана"),
    ("Łukasiewicz", "Żaneta"),
    ("Müller", "Jörg"),
    ("O'Brien", "Aoife"),
    ("王", "小明"),
    ("محمد", "علي"),
)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("hoang", "Hoàng"),
        ("lan hoang", "Hoàng"),
        ("HOÀNG", "Hoàng"),
        ("ελένη", "Κωνσταντίνου"),
        ("eleni", "Κωνσταντίνου"),
        ("민준", "김"),
        ("шевч", "Шевченко"),
        ("shevchenko", "Шевченко"),
        ("lukas", "Łukasiewicz"),
        ("zaneta", "Łukasiewicz"),
        ("mueller", "Müller"),
        ("muller", "Müller"),
        ("obrien", "O'Brien"),
        ("o’brien", "O'Brien"),
        ("小明", "王"),
        ("علي", "محمد"),
    ],
)
def test_names_in_any_script(
    client: Client, as_role: AsRole, make_person: MakePerson, query: str, found: str
) -> None:
    for family, given in PEOPLE:
        make_person(family_name=family, given_name=given)
    as_role("officer")
    assert names(client, f"?q={query}") == [found]


@pytest.mark.parametrize("query", ["r0123456", "R01234", "first.last@uni", "FIRST.LAST@UNI.EXAMPLE"])
def test_numbers_and_addresses(client: Client, as_role: AsRole, make_person: MakePerson, query: str) -> None:
    known_as(make_person(family_name="Wanted", email="first.last@uni.example"), "r0123456")
    known_as(make_person(family_name="Other", email="other@uni.example"), "u0123456")
    as_role("officer")
    assert names(client, f"?q={query}") == ["Wanted"]
    assert listing(client, "?q=uni").total == 0  # what everybody's address ends in


@pytest.mark.parametrize("query", ["???", "%", "_", "'; DROP TABLE", "🙂", "%00"])
def test_what_nobody_is_called(client: Client, as_role: AsRole, make_person: MakePerson, query: str) -> None:
    make_person(family_name="Somebody", email="somebody@uni.example")
    as_role("officer")
    response = client.get(reverse("welcome:people"), {"q": query}, headers=ENGLISH)
    assert response.status_code == 200
    assert response.context["list"].total == 0
    assert "Nobody fits" in response.content.decode()


def test_no_people_yet(client: Client, as_role: AsRole, organisation: Any) -> None:
    as_role("officer")
    assert "Nobody here yet" in client.get(reverse("welcome:people"), headers=ENGLISH).content.decode()


# ---------------------------------------------------------------- filters and order


@pytest.fixture
def crowd(make_person: MakePerson, other_campus: Campus) -> dict[str, Person]:
    """One person in each state; all but `late` are on time."""
    people = {
        "late": make_person(family_name="Late"),
        "plain": make_person(family_name="Plain", campus=other_campus, status="postdoc"),
        "no-arrival": make_person(family_name="Unknown", arrives_on=None),
        "withdrawn": make_person(family_name="Withdrawn", arrives_on=None),
        "missing": make_person(family_name="Missing"),
        "name-damaged": make_person(family_name="Dam?ged"),
        "no-email": make_person(family_name="Mailless", email=None),
    }
    for name, person in people.items():
        done = {"state": Step.State.DONE, "done_on": in_days(-9)}
        late = {"due": in_days(-9)}
        give_steps(person, [late | ({} if name in {"late", "withdrawn"} else done), {"due": in_days(9)}])
    Pathway.objects.filter(person=people["withdrawn"]).update(state=Pathway.State.WITHDRAWN)
    people["withdrawn"].affiliations.update(withdrawn_at=timezone.now())
    known_as(people["missing"], "r1", state=SourceRecord.State.MISSING)
    known_as(people["plain"], "r2")
    return people


@pytest.mark.parametrize("state", ["late", "no-arrival", "withdrawn", "missing", "name-damaged", "no-email"])
def test_states(client: Client, as_role: AsRole, crowd: dict[str, Person], state: str) -> None:
    as_role("officer")
    found = listing(client, f"?state={state}")
    assert [row.pk for row in found.rows] == [crowd[state].pk]


def test_on_the_way_is_everybody_who_did_not_withdraw(
    client: Client, as_role: AsRole, crowd: dict[str, Person]
) -> None:
    as_role("officer")
    assert listing(client, "?state=on-the-way").total == len(crowd) - 1
    assert listing(client).total == len(crowd)


def test_filters_narrow_each_other(
    client: Client, as_role: AsRole, crowd: dict[str, Person], other_campus: Campus
) -> None:
    as_role("officer")
    assert names(client, f"?campus={other_campus.code}") == ["Plain"]
    assert names(client, "?status=postdoc") == ["Plain"]
    assert names(client, f"?campus={other_campus.code}&state=late") == []
    faculty = crowd["late"].affiliations.get().faculty
    assert listing(client, f"?faculty={faculty.code}").total == len(crowd)


@pytest.mark.parametrize(
    "query", ["?state=nobility&sort=height&status=king", "?page=x", "?page=-1", "?page=99"]
)
def test_what_the_address_cannot_ask(
    client: Client, as_role: AsRole, crowd: dict[str, Person], query: str
) -> None:
    as_role("officer")
    assert len(listing(client, query).rows) == len(crowd)


def test_a_filter_can_be_taken_away(client: Client, as_role: AsRole, crowd: dict[str, Person]) -> None:
    as_role("officer")
    response = client.get(reverse("welcome:people") + "?state=late&status=postdoc&q=x", headers=ENGLISH)
    assert dict(response.context["chips"]) == {
        "“x”": "status=postdoc&state=late",
        "postdoctoral researcher": "q=x&state=late",
        "late": "q=x&status=postdoc",
    }


def test_by_name_and_by_arrival(client: Client, as_role: AsRole, make_person: MakePerson) -> None:
    make_person(family_name="Ångström", arrives_on=date(2026, 9, 9))
    make_person(family_name="Berg", arrives_on=None)
    make_person(family_name="Αλεξίου", arrives_on=date(2026, 8, 1))
    as_role("officer")
    assert names(client) == ["Αλεξίου", "Ångström", "Berg"]
    assert names(client, "?sort=arrival") == ["Αλεξίου", "Ångström", "Berg"]
    Affiliation.objects.filter(person__family_name="Berg").update(arrives_on=date(2026, 7, 1))
    assert names(client, "?sort=arrival") == ["Berg", "Αλεξίου", "Ångström"]


# ---------------------------------------------------------------- what a row says


def test_next_step_and_what_is_late(client: Client, as_role: AsRole, make_person: MakePerson) -> None:
    person = make_person()
    steps = [
        {"key": "undated"},
        {"key": "later", "due": in_days(4)},
        {"key": "lost", "due": in_days(-4)},
        {"key": "worse", "due": in_days(-9), "owner": "hr_officer"},
        {"key": "done", "due": in_days(-20), "state": 1, "done_on": in_days(-1)},
    ]
    pathway = give_steps(person, steps)
    as_role("officer")
    found = row(client)
    assert (found.next_title, found.next_due, found.late) == ("Step worse", in_days(-9), 2)
    pathway.state = Pathway.State.WITHDRAWN
    pathway.save()
    assert (row(client).next_title, row(client).late) == ("", 0)


def test_tags(client: Client, as_role: AsRole, make_person: MakePerson) -> None:
    person = make_person(family_name="???", email=None)
    pathway = give_steps(person, [{}])
    known_as(person, "r1", state=SourceRecord.State.MISSING)
    Obstacle.objects.create(step=pathway.steps.get(), text="No.")
    as_role("officer")
    assert [tag.text for tag in row(client).tags] == [
        "missing from the last file",
        "cannot do a step",
        "name damaged",
        "no e-mail",
    ]


def test_somebody_without_a_pathway(client: Client, as_role: AsRole, make_person: MakePerson) -> None:
    make_person()
    as_role("officer")
    assert row(client).next_title == ""


# ---------------------------------------------------------------- what it costs


@pytest.mark.parametrize("count", [1, 3, 50])
def test_queries_of_the_list(
    client: Client, as_role: AsRole, make_person: MakePerson, count: int, django_assert_num_queries: Any
) -> None:
    for _number in range(count):
        person = make_person()
        pathway = give_steps(person, [{"due": in_days(-1)}, {"due": in_days(1)}])
        known_as(person, f"r{person.pk}", state=SourceRecord.State.MISSING)
        Obstacle.objects.create(step=pathway.steps.first(), text="No.")
    as_role("officer")
    client.get(reverse("welcome:people"))
    for query in ("", "?q=peeters&state=late&status=exchange_student&sort=arrival"):
        with django_assert_num_queries(11):
            assert len(listing(client, query).rows) == count


def test_fifty_on_a_page(client: Client, as_role: AsRole, make_person: MakePerson) -> None:
    for _number in range(52):
        make_person(status="postdoc")
    as_role("officer")
    assert len(listing(client, "?status=postdoc").rows) == 50
    page = client.get(reverse("welcome:people") + "?status=postdoc&page=2", headers=ENGLISH)
    assert len(page.context["list"].rows) == 2
    assert "?status=postdoc&amp;page=1" in page.content.decode()


# ---------------------------------------------------------------- next and previous


@pytest.mark.parametrize("sort", ["name", "arrival"])
def test_from_one_to_the_next(make_person: MakePerson, sort: str) -> None:
    same = [make_person(family_name="Same", given_name="Same") for _n in range(3)]
    other = [make_person(family_name=name, arrives_on=None) for name in ("Zed", "Abe")]
    filters = Filters(sort=sort)
    order = [other[1], *same, other[0]] if sort == "name" else [*same, other[1], other[0]]
    ids = [None, *(person.pk for person in order), None]
    for before, here, after in zip(ids, ids[1:-1], ids[2:], strict=False):
        found = neighbours(SYSTEM, filters, here or 0)
        assert (found.previous, found.following) == (before, after)


def test_who_left_the_list_still_has_a_next(make_person: MakePerson) -> None:
    first, second, third = (make_person(family_name=name, arrives_on=None) for name in "ABC")
    Affiliation.objects.filter(person=second).update(arrives_on=date(2026, 9, 1))
    found = neighbours(SYSTEM, Filters(state="no-arrival"), second.pk)
    assert (found.previous, found.following) == (first.pk, third.pk)


def test_somebody_out_of_sight_has_none(make_person: MakePerson) -> None:
    make_person()
    found = neighbours(SYSTEM, Filters(), 0)
    assert (found.previous, found.following) == (None, None)
