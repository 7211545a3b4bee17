"""What moved, as the newcomer and staff see it: cards, undo, the question before steps are late, the list."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from haven.commons.organisation.models import Campus
from haven.commons.pathways.models import MovedStep, Pathway, Replan, Step
from haven.commons.people.models import Person
from haven.community.welcome.actions import set_arrival
from haven.core.access import SYSTEM, Actor
from haven.core.audit.models import Entry
from tests.community.welcome.making import AsNewcomer, AsRole, MakePerson, give_steps, grant, in_days

ENGLISH = {"accept-language": "en"}
ROOM = {"key": "room", "anchor": "arrived", "offset": 5}
LETTER = {"key": "letter", "owner": "contact_person", "anchor": "arrived", "offset": -5}


@pytest.fixture
def person(make_person: MakePerson) -> Person:
    """Arrives in 20 days; two steps hang on that day."""
    made = make_person(family_name="Hoàng", arrives_on=in_days(20), starts_on=in_days(30), ends_on=None)
    give_steps(made, [ROOM | {"due": in_days(25)}, LETTER | {"due": in_days(15)}])
    return made


def arrive(person: Person, day: date | None, actor: Actor = SYSTEM) -> Replan:
    set_arrival(actor, affiliation_id=person.affiliations.get().pk, arrives_on=day)
    return Replan.objects.order_by("-pk")[0]


def home(client: Client) -> Any:
    return client.get(reverse("welcome:home"), headers=ENGLISH)


def due(person: Person) -> dict[str, date | None]:
    return dict(Step.objects.filter(pathway__person=person).values_list("template_step__key", "due"))


# ---------------------------------------------------------------- the newcomer


def test_the_newcomer_reads_what_moved_and_undoes_it(
    client: Client, as_newcomer: AsNewcomer, person: Person
) -> None:
    as_newcomer(person)
    before = due(person)
    client.post(reverse("welcome:arrival"), {"arrives_on": in_days(22).isoformat()})
    page = home(client)
    (change,) = page.context["changes"]
    text = page.content.decode()
    assert "Your dates have moved" in text
    assert "Because you arrive on" in text
    assert {(m.title, m.kind, m.before, m.after) for m in change.moves} == {
        ("Step room", "moved", in_days(25), in_days(27)),
        ("Step letter", "moved", in_days(15), in_days(17)),
    }
    answer = client.post(change.undo_url, headers=ENGLISH)
    assert answer["Location"].startswith(reverse("welcome:home"))
    assert due(person) == before
    assert person.affiliations.get().arrives_on == in_days(20)
    (undone,) = home(client).context["changes"]
    assert undone.is_undo
    assert undone.can_undo
    assert "A change of your dates was undone" in home(client).content.decode()


def test_what_somebody_else_changed_is_read_but_not_undone(
    client: Client, as_newcomer: AsNewcomer, person: Person
) -> None:
    replan = arrive(person, in_days(22))
    as_newcomer(person)
    (change,) = home(client).context["changes"]
    assert not change.can_undo
    answer = client.post(reverse("welcome:change_undo", args=(replan.pk,)), follow=True, headers=ENGLISH)
    assert "Ask your contact person to undo it" in answer.content.decode()
    client.post(change.read_url)
    assert home(client).context["changes"] == ()
    client.post(change.read_url)  # twice is once
    assert Replan.objects.get().read_at is not None


def test_after_two_weeks_it_goes_by_itself(client: Client, as_newcomer: AsNewcomer, person: Person) -> None:
    arrive(person, in_days(22))
    as_newcomer(person)
    Replan.objects.update(at=timezone.now() - timedelta(days=14, minutes=1))
    assert home(client).context["changes"] == ()


def test_added_gone_and_not_known(client: Client, as_newcomer: AsNewcomer, person: Person) -> None:
    replan = arrive(person, None)
    letter = Step.objects.get(template_step__key="letter").template_step
    room = Step.objects.get(template_step__key="room").template_step
    MovedStep.objects.all().delete()
    kinds = MovedStep.Kind
    rows = [
        MovedStep(replan=replan, template_step=letter, kind=kinds.ADDED, after=in_days(3)),
        MovedStep(replan=replan, template_step=letter, kind=kinds.REMOVED, before=in_days(3)),
        MovedStep(replan=replan, template_step=room, kind=kinds.MOVED, before=in_days(3)),
        MovedStep(replan=replan, template_step=room, kind=kinds.MOVED, after=in_days(-3)),
    ]
    MovedStep.objects.bulk_create(rows)
    as_newcomer(person)
    text = home(client).content.decode()
    for words in (
        "Because we do not know when you arrive",
        "See 4 steps",
        "New, by",
        "You do not need this step any more",
        "Now the date is not known",
        "The date was not known before",
    ):
        assert words in text


# ---------------------------------------------------------------- staff


def test_staff_see_it_on_the_page_and_undo_it(
    client: Client, as_role: AsRole, person: Person, campus: Campus
) -> None:
    before = due(person)
    arrive(person, in_days(22))
    as_role("contact_person", campus=campus)
    address = reverse("welcome:person", args=(person.pk,))
    page = client.get(address, headers=ENGLISH)
    (change,) = page.context["person"].changes
    assert "Because the day of arrival is" in page.content.decode()
    assert "2 dates moved, because the day of arrival is" in page.context["person"].history[0].what
    answer = client.post(change.undo_url, headers=ENGLISH)
    assert answer["Location"].startswith(address)
    assert due(person) == before
    newest = client.get(address, headers=ENGLISH).context["person"].history[0].what
    assert newest.startswith("A change was undone: 2 dates moved, because")


def test_before_steps_are_late_staff_are_asked(
    client: Client, as_role: AsRole, person: Person, campus: Campus
) -> None:
    as_role("contact_person", campus=campus)
    stay = person.affiliations.get()
    address = reverse("welcome:stay_arrival", args=(stay.pk,))
    early = {"arrives_on": in_days(2).isoformat()}
    page = client.post(address, early, headers=ENGLISH)
    assert page.status_code == 200
    assert "This makes 1 step late:" in page.content.decode()
    assert "Step letter" in page.content.decode()
    assert not Replan.objects.exists()
    assert not Entry.objects.filter(verb="arrival_set").exists()
    sent = dict(page.context["hidden"])
    assert client.post(address, sent)["Location"].endswith(f"?stay={stay.pk}")
    assert due(person)["letter"] == in_days(-3)
    # What is late already is not said again.
    assert client.post(address, {"arrives_on": in_days(1).isoformat()}).status_code == 302


def test_before_an_undo_makes_steps_late_staff_are_asked(
    client: Client, as_role: AsRole, person: Person, campus: Campus
) -> None:
    arrive(person, in_days(2))
    replan = arrive(person, in_days(40))
    as_role("officer", campus=campus)
    address = reverse("welcome:change_undo", args=(replan.pk,))
    page = client.post(address, headers=ENGLISH)
    assert "This makes 1 step late:" in page.content.decode()
    assert due(person)["letter"] == in_days(35)
    client.post(address, dict(page.context["hidden"]))
    assert due(person)["letter"] == in_days(-3)


def test_out_of_scope_there_is_nothing(
    client: Client, as_role: AsRole, person: Person, other_campus: Campus
) -> None:
    replan = arrive(person, in_days(22))
    as_role("officer", campus=other_campus)
    for name in ("change_undo", "change_read"):
        assert client.post(reverse(f"welcome:{name}", args=(replan.pk,))).status_code == 404


def test_a_step_of_a_template_that_they_had_before(client: Client, as_role: AsRole, person: Person) -> None:
    """Done steps of another template stand on the page still."""
    Step.objects.filter(template_step__key="room").update(state=1, done_on=in_days(-1))
    other = give_steps_of_another(person)
    Pathway.objects.filter(person=person).update(version=other)
    as_role("officer")
    text = client.get(reverse("welcome:person", args=(person.pk,)), headers=ENGLISH).content.decode()
    assert "Step room" in text


def give_steps_of_another(person: Person) -> Any:
    from tests.community.welcome.making import a_version

    return a_version()


# ---------------------------------------------------------------- the list


def moved(client: Client, query: str = "") -> Any:
    response = client.get(reverse("welcome:moved") + query, headers=ENGLISH)
    assert response.status_code == 200
    return response.context["list"]


@pytest.mark.parametrize(
    ("role", "place", "mine", "everybodys"),
    [
        ("contact_person", "campus", {"Step letter"}, {"Step letter", "Step room"}),
        ("contact_person", "all", {"Step letter"}, {"Step letter", "Step room"}),
        ("contact_person", "other", set(), set()),
        ("officer", "campus", set(), {"Step letter", "Step room"}),
        ("hr_officer", "all", set(), set()),
    ],
)
def test_who_sees_what_moved(
    client: Client,
    as_role: AsRole,
    person: Person,
    campus: Campus,
    other_campus: Campus,
    role: str,
    place: str,
    mine: set[str],
    everybodys: set[str],
) -> None:
    arrive(person, in_days(22))
    places: dict[str, Any] = {"campus": {"campus": campus}, "other": {"campus": other_campus}, "all": {}}
    as_role(role, **places[place])
    assert {row.step for row in moved(client).rows} == mine
    assert {row.step for row in moved(client, "?whose=all").rows} == everybodys
    assert {row.step for row in moved(client, f"?whose=all&campus={campus.code}").rows} == everybodys
    assert moved(client, f"?whose=all&campus={other_campus.code}").rows == ()


@pytest.mark.parametrize(
    "query", ["?page=x", "?page=-1", "?whose=x", "?campus=%F0%9F%98%80", "?campus=" + "x" * 999]
)
def test_odd_addresses(client: Client, as_role: AsRole, person: Person, query: str) -> None:
    as_role("officer")
    assert client.get(reverse("welcome:moved") + query).status_code == 200


def test_the_list_reaches_back_thirty_days(
    client: Client, as_role: AsRole, person: Person, campus: Campus
) -> None:
    arrive(person, in_days(22))
    as_role("contact_person", campus=campus)
    Replan.objects.update(at=timezone.now() - timedelta(days=30, minutes=1))
    page = client.get(reverse("welcome:moved"), headers=ENGLISH)
    assert "Nothing has moved" in page.content.decode()


def test_newcomers_have_no_such_list(client: Client, as_newcomer: AsNewcomer, person: Person) -> None:
    as_newcomer(person)
    assert client.get(reverse("welcome:moved")).status_code == 403


@pytest.mark.parametrize("count", [1, 3, 50])
def test_queries_of_the_list(
    client: Client,
    as_role: AsRole,
    make_person: MakePerson,
    campus: Campus,
    count: int,
    django_assert_num_queries: Any,
) -> None:
    for _number in range(count):
        give_steps(make_person(arrives_on=in_days(20)), [LETTER])
    for person in Person.objects.all():
        arrive(person, in_days(22))
    as_role("contact_person", campus=campus)
    assert moved(client).total == count
    with django_assert_num_queries(6):
        moved(client)


@pytest.mark.parametrize("count", [1, 3, 50])
def test_queries_with_changes(
    client: Client, as_newcomer: AsNewcomer, person: Person, count: int, django_assert_num_queries: Any
) -> None:
    grant("officer", "Kind Officer")
    for number in range(count):
        arrive(person, in_days(21 + number))
    as_newcomer(person)
    home(client)
    with django_assert_num_queries(10):
        home(client)
