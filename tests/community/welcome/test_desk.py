"""The desk: who is on it, in which order, what can be done with many, and what it costs."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from haven.commons.organisation.models import Campus, Unit
from haven.commons.pathways.models import Bulk, Obstacle, Pathway, Step
from haven.commons.people.models import Person
from haven.community.welcome.desk.filters import week_of
from haven.community.welcome.desk.queries import Desk
from haven.community.welcome.models import SavedView
from haven.core.audit.models import Payload
from haven.core.mail.models import Letter
from tests.community.welcome.making import AsNewcomer, AsRole, MakePerson, give_steps, grant, in_days

DESK = "welcome:desk"


def look(client: Client, query: str = "") -> Desk:
    response = client.get(reverse(DESK) + query)
    assert response.status_code == 200
    found: Desk = response.context["desk"]
    return found


def shown(client: Client, query: str = "") -> list[tuple[str, str]]:
    """Family name and key of each row."""
    return [(row.person.split(",")[0], row.title.removeprefix("Step ")) for row in look(client, query).rows]


def said(response: Any) -> str:
    """What the page that it led to says."""
    return " ".join(str(message) for message in response.context["messages"])


@pytest.fixture
def crowd(make_person: MakePerson, other_campus: Campus) -> dict[str, Person]:
    mine, other = Unit.objects.filter(kind="faculty")[:2]
    people = {
        "late": make_person(family_name="Late", faculty=mine),
        "worse": make_person(family_name="Worse", faculty=other, status="postdoc"),
        "unknown": make_person(family_name="Unknown", arrives_on=None, faculty=mine),
        "there": make_person(family_name="There", campus=other_campus, faculty=other),
        "gone": make_person(family_name="Gone", faculty=mine),
    }
    give_steps(people["late"], [{"key": "a", "due": in_days(-3)}, {"key": "b", "due": in_days(7)}])
    give_steps(
        people["worse"],
        [
            {"key": "c", "due": in_days(-9), "owner": "contact_person"},
            {"key": "a", "due": in_days(5), "anchor": "visa_granted"},
            {"key": "far", "due": in_days(8), "anchor": "visa_granted"},
            {"key": "done", "due": in_days(-20), "state": 1, "done_on": in_days(-1)},
        ],
    )
    give_steps(people["unknown"], [{"key": "d", "due": in_days(0), "owner": "officer"}, {"key": "undated"}])
    give_steps(people["there"], [{"key": "a", "due": in_days(-1)}])
    give_steps(people["gone"], [{"key": "a", "due": in_days(-30)}], state=Pathway.State.WITHDRAWN)
    return people


def step_of(person: Person, key: str) -> Step:
    return Step.objects.get(pathway__person=person, template_step__key=key)


# ---------------------------------------------------------------- who is on it


def test_late_and_due_within_a_week_the_latest_person_first(
    client: Client, as_role: AsRole, crowd: dict[str, Person], campus: Campus
) -> None:
    as_role("contact_person", campus=campus)
    assert shown(client) == [
        ("Worse", "c"),
        ("Worse", "a"),
        ("Late", "a"),
        ("Late", "b"),
        ("Unknown", "d"),
    ]
    found = look(client)
    assert (found.total, found.people) == (5, 3)
    assert [row.is_first for row in found.rows] == [True, False, True, False, True]
    assert {state.value: state.number for state in found.states} == {
        "late": 2,
        "soon": 3,
        "stuck": 0,
        "no-arrival": 1,
    }


def test_what_one_may_not_see_is_not_counted(
    client: Client, as_role: AsRole, crowd: dict[str, Person], campus: Campus, other_campus: Campus
) -> None:
    as_role("contact_person", campus=other_campus)
    Obstacle.objects.create(step=step_of(crowd["late"], "a"), text="No.")
    found = look(client)
    assert shown(client) == [("There", "a")]
    assert [state.number for state in found.states] == [1, 0, 0, 0]
    assert found.campuses == ((other_campus.code, other_campus.name),)
    assert shown(client, f"?campus={campus.code}") == []
    as_role("hr_officer")
    assert shown(client) == [("Worse", "c"), ("Worse", "a")]


@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("state=late", ["Worse c", "Late a", "There a"]),
        ("state=soon", ["Unknown d", "Worse a", "Late b"]),
        ("state=no-arrival", ["Unknown d"]),
        ("state=stuck", ["Worse far"]),
        ("owner=newcomer&state=soon", ["Worse a", "Late b"]),
        ("step=a", ["Late a", "There a", "Worse a"]),
        ("status=postdoc&state=late", ["Worse c"]),
        ("week=nonsense&state=king&owner=me", []),
    ],
)
def test_filters(
    client: Client, as_role: AsRole, crowd: dict[str, Person], query: str, rows: list[str]
) -> None:
    as_role("officer")
    if "stuck" in query:
        Obstacle.objects.create(step=step_of(crowd["worse"], "far"), text="No.")
    assert [" ".join(row) for row in shown(client, f"?{query}")] == rows


def test_by_week_campus_and_faculty(
    client: Client, as_role: AsRole, crowd: dict[str, Person], other_campus: Campus
) -> None:
    as_role("officer")
    week = week_of(in_days(8))
    assert ("Worse", "far") in shown(client, f"?week={week}")
    assert shown(client, f"?campus={other_campus.code}") == [("There", "a")]
    faculty = crowd["there"].affiliations.get().faculty
    assert {name for name, _step in shown(client, f"?faculty={faculty.code}")} == {"Worse", "There"}
    counts = dict(look(client).counts)
    most = counts["By step"][0]
    assert (most.label, most.number) == ("Step a", 3)
    assert sum(count.number for count in counts["By week"]) == 6


def test_mine_is_what_my_role_does_and_no_colleague_looks_after(
    client: Client, as_role: AsRole, crowd: dict[str, Person], campus: Campus
) -> None:
    me = as_role("contact_person", campus=campus)
    assert shown(client, "?owner=mine") == [("Worse", "c")]
    colleague = grant("contact_person", "Colleague", campus=campus)
    Step.objects.filter(template_step__key="c").update(assignee=colleague)
    assert shown(client, "?owner=mine") == []
    assert look(client).rows[0].assignee == "Colleague"
    # What was given to me counts whenever it is due.
    Step.objects.filter(template_step__key__in=["undated", "far"]).update(assignee=me)
    assert shown(client, "?owner=me") == [("Worse", "far"), ("Unknown", "undated")]


def test_not_for_newcomers(client: Client, as_newcomer: AsNewcomer, make_person: MakePerson) -> None:
    as_newcomer(make_person())
    assert client.get(reverse(DESK)).status_code == 403


def test_staff_land_here(client: Client, as_role: AsRole, campus: Campus) -> None:
    as_role("contact_person", campus=campus)
    response = client.get("/", follow=True)
    assert response.redirect_chain == [(reverse(DESK), 302)]
    assert "Nothing is late, and nothing is due this week" in response.content.decode()


@pytest.mark.parametrize("count", [1, 3, 50])
def test_queries_of_the_desk(
    client: Client, as_role: AsRole, make_person: MakePerson, count: int, django_assert_num_queries: Any
) -> None:
    me = as_role("officer")
    for number in range(count):
        pathway = give_steps(make_person(), [{"due": in_days(-1), "owner": "officer"}, {"due": in_days(1)}])
        Step.objects.filter(pathway=pathway, due=in_days(-1)).update(assignee=me)
        Obstacle.objects.create(step=pathway.steps.first(), text="No.")
        SavedView.objects.create(user=me, page="desk", name=f"List {number}", query="state=late")
        Bulk.objects.create(verb="done", by=me)
    client.get(reverse(DESK))
    for query in ("", "?owner=me&state=late&status=exchange_student&week=" + week_of(in_days(-1))):
        with django_assert_num_queries(13):
            assert look(client, query).total >= count


# ---------------------------------------------------------------- ticking


def tick(client: Client, follow: bool = True, **form: Any) -> Any:
    return client.post(reverse("welcome:desk_done"), form, follow=follow)


def test_one_step_of_ones_own_role_is_ticked_at_once(
    client: Client, as_role: AsRole, crowd: dict[str, Person], campus: Campus
) -> None:
    me = as_role("contact_person", campus=campus)
    step = step_of(crowd["worse"], "c")
    response = tick(
        client, one=step.pk, step=[step_of(crowd["late"], "a").pk], next="/welcome/desk/?state=late"
    )
    assert said(response) == "Done: Step c, Worse, Lan."
    step.refresh_from_db()
    assert (step.state, step.done_by) == (Step.State.DONE, me)
    bulk = Bulk.objects.get()
    assert response.redirect_chain[-1][0] == f"/welcome/desk/?state=late&did={bulk.pk}"
    undone = client.post(reverse("welcome:desk_undo", args=(bulk.pk,)), follow=True)
    assert said(undone) == "Undone for 1 step."
    step.refresh_from_db()
    assert step.state == Step.State.OPEN
    assert "undone already" in said(client.post(reverse("welcome:desk_undo", args=(bulk.pk,)), follow=True))


def test_nobody_elses_bulk_can_be_undone(
    client: Client, as_role: AsRole, crowd: dict[str, Person], campus: Campus
) -> None:
    as_role("contact_person", campus=campus)
    tick(client, one=step_of(crowd["worse"], "c").pk)
    as_role("officer")
    assert client.post(reverse("welcome:desk_undo", args=(Bulk.objects.get().pk,))).status_code == 404


def test_several_are_asked_about_first_and_named(
    client: Client, as_role: AsRole, crowd: dict[str, Person]
) -> None:
    as_role("officer")
    chosen = [step_of(crowd[name], key).pk for name, key in (("worse", "c"), ("unknown", "d"), ("late", "a"))]
    page = tick(client, step=chosen)
    assert page.context["number"] == 2
    assert page.context["names"] == ["Unknown, Lan", "Worse, Lan"]
    assert "Late, Lan, Step a: Only the newcomer can tick this step." in page.content.decode()
    assert not Bulk.objects.exists()
    ids = page.context["ids"]
    again = tick(client, ids=ids, reason=" ")
    assert "Say in a few words why" in again.content.decode()
    response = tick(client, ids=ids, reason="They all came on Monday.")
    assert said(response) == "2 steps are done."
    assert {payload.data["reason"] for payload in Payload.objects.filter(entry__verb="step_finished")} == {
        "They all came on Monday."
    }
    page = client.get(reverse("welcome:person", args=(crowd["worse"].pk,)))
    assert "Done: Step c. Why: They all came on Monday." in page.content.decode()


def test_for_another_role_one_says_why(client: Client, as_role: AsRole, crowd: dict[str, Person]) -> None:
    as_role("officer")
    page = tick(client, one=step_of(crowd["worse"], "c").pk)
    assert page.context["number"] == 1
    assert "Why do you tick this?" in page.content.decode()


def test_all_that_fit(client: Client, as_role: AsRole, crowd: dict[str, Person], campus: Campus) -> None:
    as_role("contact_person", campus=campus)
    page = tick(client, all="yes", query="state=late")
    assert (page.context["number"], page.context["refused_number"]) == (1, 1)


def test_nothing_chosen_and_nobody_of_ones_own(
    client: Client, as_role: AsRole, crowd: dict[str, Person], campus: Campus
) -> None:
    as_role("contact_person", campus=campus)
    for route in ("desk_done", "desk_give"):
        response = client.post(reverse(f"welcome:{route}"), {"step": ["x"]}, follow=True)
        assert "You chose nothing yet" in said(response)
        there = step_of(crowd["there"], "a").pk
        assert client.post(reverse(f"welcome:{route}"), {"step": [there]}).status_code == 404
    # Beside one's own, somebody else's is as good as not there.
    page = tick(client, step=[step_of(crowd["worse"], "c").pk, there])
    assert (page.context["number"], page.context["refused_number"]) == (1, 0)


# ---------------------------------------------------------------- giving to a colleague


def give(client: Client, **form: Any) -> Any:
    return client.post(reverse("welcome:desk_give"), form, follow=True)


def test_a_colleague_gets_the_steps_and_one_letter(
    client: Client, as_role: AsRole, crowd: dict[str, Person], campus: Campus, other_campus: Campus
) -> None:
    as_role("contact_person", campus=campus)
    colleague = grant("language_teacher", "Colleague", campus=campus)
    grant("contact_person", "Elsewhere", campus=other_campus)
    chosen = [step_of(crowd[name], key).pk for name, key in (("worse", "c"), ("late", "a"), ("unknown", "d"))]
    page = give(client, step=chosen)
    text = page.content.decode()
    assert page.context["number"] == 2
    assert "Colleague: language teacher, " in text
    assert "Elsewhere" not in text
    assert "Choose a colleague." in give(client, ids=page.context["ids"], sure="yes").content.decode()
    response = give(client, ids=page.context["ids"], to=colleague.pk)
    assert said(response) == "2 steps are given."
    letter = Letter.objects.get()
    assert (letter.to, letter.subject) == (colleague.email, "You look after 2 steps")
    assert "Late" not in letter.text
    page = client.get(reverse("welcome:person", args=(crowd["worse"].pk,)))
    assert "Given to Colleague: Step c" in page.content.decode()
    assert "Colleague looks after it" in page.content.decode()
    client.post(reverse("welcome:desk_undo", args=(Bulk.objects.get().pk,)))
    assert not Step.objects.filter(assignee__isnull=False).exists()


# ---------------------------------------------------------------- the way through


def test_from_one_person_to_the_next_of_the_desk(
    client: Client, as_role: AsRole, crowd: dict[str, Person], campus: Campus
) -> None:
    as_role("contact_person", campus=campus)
    first = look(client, "?state=late").rows[0]
    page = client.get(first.url)
    trail = page.context["trail"]
    assert trail.previous_url == ""
    assert f"/{crowd['late'].pk}/?" in trail.following_url
    assert trail.list_url == reverse(DESK) + "?state=late"
    # Who has left the list, because everything of theirs is done, still has a next; and one stays there.
    response = tick(client, one=step_of(crowd["worse"], "c").pk, next=first.url)
    assert response.redirect_chain[-1][0].startswith(first.url)
    assert response.context["trail"].following_url == trail.following_url
    assert response.context["did"].number == 1
    last = client.get(trail.following_url).context["trail"]
    assert (last.previous_url, last.following_url) == ("", "")


@pytest.mark.parametrize("query", ["from=desk&at=x", "from=desk&week=2026-W99", "from=nowhere&page=-1"])
def test_what_the_address_cannot_ask(
    client: Client, as_role: AsRole, crowd: dict[str, Person], query: str
) -> None:
    as_role("officer")
    assert client.get(reverse("welcome:person", args=(crowd["gone"].pk,)) + f"?{query}").status_code == 200
    assert client.get(reverse(DESK) + f"?{query}").status_code == 200


# ---------------------------------------------------------------- saved lists


def keep(client: Client, **form: str) -> Any:
    return client.post(reverse("welcome:list_keep"), {"page": "desk", "query": ""} | form, follow=True)


def test_a_list_is_kept_renamed_and_removed(
    client: Client, as_role: AsRole, crowd: dict[str, Person]
) -> None:
    me = as_role("officer")
    response = keep(client, name="Late ones", query="state=late&state=x&nonsense=1&owner=king")
    assert said(response) == "The list is kept as “Late ones”."
    view = SavedView.objects.get()
    assert (view.user, view.query) == (me, "")
    view.delete()
    keep(client, name="Late ones", query="state=late&nonsense=1")
    view = SavedView.objects.get()
    assert view.query == "state=late"
    assert "You have a list called “late ONES” already" in said(keep(client, name="late ONES"))
    assert "Give the list a name." in said(keep(client, name=" "))
    keep(client, name="late ones", page="people", query="state=late")  # another page's
    assert [view.name for view in client.get(reverse("welcome:people")).context["views"]] == ["late ones"]
    keep(client, name="Other")
    address = reverse("welcome:list_change", args=(view.pk,))
    assert "already" in client.post(address, {"name": "OTHER"}).content.decode()
    client.post(address, {"name": "Too late"})
    view.refresh_from_db()
    assert view.name == "Too late"
    client.post(address, {"remove": "yes"})
    assert not SavedView.objects.filter(pk=view.pk).exists()


def test_a_list_of_somebody_else_is_not_there(client: Client, as_role: AsRole, organisation: Any) -> None:
    other = grant("officer", "Other")
    view = SavedView.objects.create(user=other, page="desk", name="Theirs")
    as_role("officer")
    assert client.get(reverse("welcome:list_change", args=(view.pk,))).status_code == 404


# ---------------------------------------------------------------- the weeks ahead


def test_the_weeks_ahead(
    client: Client, as_role: AsRole, make_person: MakePerson, campus: Campus, other_campus: Campus
) -> None:
    coming, unknown = in_days(15), in_days(22)
    give_steps(make_person(arrives_on=coming), [{"due": in_days(-1)}, {"due": coming}])
    give_steps(make_person(arrives_on=coming), [{"due": coming}])
    give_steps(make_person(arrives_on=None, starts_on=unknown), [{}])
    give_steps(make_person(arrives_on=coming, campus=other_campus), [{}])
    give_steps(make_person(arrives_on=in_days(200)), [{}])
    as_role("contact_person", campus=campus)
    (only,) = client.get(reverse("welcome:desk_weeks")).context["campuses"]
    weeks = {week.week: week for week in only.weeks}
    assert len(weeks) == 12
    week = weeks[week_of(coming)]
    assert (week.people, week.help, week.steps) == (2, 1, 2)
    week = weeks[week_of(unknown)]
    assert (week.people, week.unknown, week.help) == (1, 1, 1)
    as_role("officer")
    campuses = client.get(reverse("welcome:desk_weeks")).context["campuses"]
    assert campuses[0].people == 4
    assert {ahead.name for ahead in campuses[1:]} == {campus.name, other_campus.name}


def test_queries_of_the_weeks_ahead(
    client: Client, as_role: AsRole, make_person: MakePerson, django_assert_num_queries: Any
) -> None:
    as_role("officer")
    for count in (1, 2):
        for _number in range(count):
            give_steps(make_person(arrives_on=in_days(3)), [{"due": in_days(3)}])
        client.get(reverse("welcome:desk_weeks"))
        with django_assert_num_queries(9):
            client.get(reverse("welcome:desk_weeks"))
