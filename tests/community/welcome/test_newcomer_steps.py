"""Ticking, unticking, and saying that one cannot."""

from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from haven.commons.organisation.models import Campus
from haven.commons.pathways.models import Obstacle, Pathway, Step
from haven.commons.people.models import Person
from haven.core.audit.models import Entry
from tests.community.welcome.making import AsNewcomer, AsRole, MakePerson, give_steps, grant, in_days

ENGLISH = {"accept-language": "en"}
POSTS = ("welcome:step_finish", "welcome:step_reopen")
PAGES = ("welcome:step", "welcome:step_cannot")


@pytest.fixture
def newcomer(make_person: MakePerson, as_newcomer: AsNewcomer) -> Person:
    person = make_person(arrives_on=in_days(-7))
    as_newcomer(person)
    return person


@pytest.fixture
def pathway(newcomer: Person) -> Pathway:
    return give_steps(
        newcomer,
        [
            {"key": "room", "why_en": "You need a roof.", "text_en": "Look **early**.", "source": "A law"},
            {"key": "hall", "after": ["room"]},
            {"key": "permit", "owner": "hr_officer"},
        ],
    )


def step_of(pathway: Pathway, key: str) -> Step:
    return pathway.steps.get(template_step__key=key)


def post(client: Client, name: str, pk: int, **data: str) -> Any:
    return client.post(reverse(name, args=(pk,)), data, headers=ENGLISH)


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_the_page_of_a_step(client: Client, pathway: Pathway, campus: Campus) -> None:
    grant("contact_person", "Campus Person", campus=campus)
    text = client.get(
        reverse("welcome:step", args=(step_of(pathway, "room").pk,)), headers=ENGLISH
    ).content.decode()
    assert "You need a roof." in text
    assert "<strong>early</strong>" in text
    assert "Campus Person" in text
    assert "A law" not in text  # the source is for staff
    assert reverse("welcome:step_finish", args=(step_of(pathway, "room").pk,)) in text


def test_ticking_twice_is_ticking_once(client: Client, pathway: Pathway) -> None:
    step = step_of(pathway, "room")
    for _again in range(2):
        response = post(client, "welcome:step_finish", step.pk)
        assert response.status_code == 302
        assert response["Location"] == f"{reverse('welcome:home')}?pathway={pathway.pk}&done={step.pk}"
    step.refresh_from_db()
    assert step.state == Step.State.DONE
    assert Entry.objects.filter(verb="step_finished").count() == 1


def test_what_was_ticked_can_be_unticked_from_the_page(client: Client, pathway: Pathway) -> None:
    step = step_of(pathway, "room")
    page = client.get(
        post(client, "welcome:step_finish", step.pk)["Location"], headers=ENGLISH
    ).content.decode()
    assert "Done: Step room" in page
    assert reverse("welcome:step_reopen", args=(step.pk,)) in page
    for _again in range(2):
        assert post(client, "welcome:step_reopen", step.pk).status_code == 302
    step.refresh_from_db()
    assert step.state == Step.State.OPEN
    assert Entry.objects.filter(verb="step_reopened").count() == 1


def test_what_comes_first_is_said(client: Client, pathway: Pathway) -> None:
    step = step_of(pathway, "hall")
    response = post(client, "welcome:step_finish", step.pk)
    assert said(response) == ["First do this step: Step room."]
    step.refresh_from_db()
    assert step.state == Step.State.OPEN
    page = client.get(reverse("welcome:step", args=(step.pk,)), headers=ENGLISH).content.decode()
    assert "Step room" in page
    assert reverse("welcome:step_finish", args=(step.pk,)) not in page


def test_somebody_elses_step_is_not_theirs_to_tick(client: Client, pathway: Pathway) -> None:
    step = step_of(pathway, "permit")
    assert said(post(client, "welcome:step_finish", step.pk)) == ["Somebody else takes care of this step."]
    step.refresh_from_db()
    assert step.state == Step.State.OPEN


def test_a_withdrawn_pathway_stays_as_it_is(client: Client, newcomer: Person) -> None:
    pathway = give_steps(newcomer, [{"key": "room"}], state=Pathway.State.WITHDRAWN)
    step = step_of(pathway, "room")
    for name in POSTS:
        assert "withdrawn" in said(post(client, name, step.pk))[0]
    page = client.get(reverse("welcome:step", args=(step.pk,)), headers=ENGLISH).content.decode()
    assert reverse("welcome:step_finish", args=(step.pk,)) not in page


@pytest.mark.parametrize("name", POSTS)
def test_ticking_by_address_alone_does_nothing(client: Client, pathway: Pathway, name: str) -> None:
    assert client.get(reverse(name, args=(step_of(pathway, "room").pk,))).status_code == 405


def test_nobody_sees_or_ticks_for_another_newcomer(
    client: Client, pathway: Pathway, make_person: MakePerson, as_newcomer: AsNewcomer
) -> None:
    as_newcomer(make_person())
    pk = step_of(pathway, "room").pk
    assert [client.get(reverse(name, args=(pk,))).status_code for name in PAGES] == [404, 404]
    assert [post(client, name, pk).status_code for name in POSTS] == [404, 404]


@pytest.mark.parametrize("pk", [0, 987654321, 10**30])
def test_steps_that_do_not_exist(client: Client, pathway: Pathway, pk: int) -> None:
    assert client.get(f"/welcome/steps/{pk}/").status_code == 404
    assert client.post(f"/welcome/steps/{pk}/done/").status_code == 404


def test_i_cannot_do_this(client: Client, pathway: Pathway, campus: Campus) -> None:
    grant("contact_person", "Campus Person", campus=campus)
    step = step_of(pathway, "room")
    page = client.get(reverse("welcome:step_cannot", args=(step.pk,)), headers=ENGLISH).content.decode()
    assert "Campus Person" in page
    for _again in range(2):
        response = post(client, "welcome:step_cannot", step.pk, text="Nobody answers my letters.")
        assert response.status_code == 302
    assert Obstacle.objects.get().text == "Nobody answers my letters."
    assert "Nobody answers my letters." in client.get(response["Location"], headers=ENGLISH).content.decode()


def test_i_cannot_do_this_needs_a_reason(client: Client, pathway: Pathway) -> None:
    response = post(client, "welcome:step_cannot", step_of(pathway, "room").pk, text="   ")
    assert "Write in a few words what the problem is." in response.content.decode()
    assert not Obstacle.objects.exists()
    response = post(client, "welcome:step_cannot", step_of(pathway, "room").pk, text="x" * 2001)
    assert "at most 2000 characters" in response.content.decode()


@pytest.mark.parametrize("key", ["permit", "done"])
def test_only_of_ones_own_open_steps(client: Client, newcomer: Person, key: str) -> None:
    steps = [{"key": "permit", "owner": "hr_officer"}, {"key": "done", "state": 1, "done_on": in_days(0)}]
    step = step_of(give_steps(newcomer, steps), key)
    response = client.get(reverse("welcome:step_cannot", args=(step.pk,)), headers=ENGLISH)
    assert response.status_code == 302
    assert "of a step of their own" in said(response)[0]


def test_the_answer_stands_with_the_step(client: Client, pathway: Pathway) -> None:
    step = step_of(pathway, "room")
    officer = grant("officer", "Kind Officer")
    Obstacle.objects.create(
        step=step,
        text="No room.",
        answer="Ask Ilse.",
        answered_by=officer,
        answered_at="2026-01-01T12:00:00Z",
    )
    page = client.get(reverse("welcome:step", args=(step.pk,)), headers=ENGLISH).content.decode()
    assert "No room." in page
    assert "Ask Ilse." in page


# ---------------------------------------------------------------- staff on the same page


def test_staff_tick_their_own_step(client: Client, pathway: Pathway, as_role: AsRole, campus: Campus) -> None:
    as_role("officer", campus=campus)
    mine, theirs = step_of(pathway, "permit"), step_of(pathway, "room")
    page = client.get(reverse("welcome:step", args=(mine.pk,)), headers=ENGLISH).content.decode()
    assert pathway.person.full_name in page
    # For another role one says why, on a page of its own.
    assert f'name="one" value="{mine.pk}"' in page
    assert "Say why you tick this step" in said(post(client, "welcome:step_finish", mine.pk))[-1]
    back = f"{reverse('welcome:person', args=(pathway.person_id,))}?stay={pathway.affiliation_id}"
    for name in POSTS:
        assert post(client, name, mine.pk)["Location"] == back
    response = post(client, "welcome:step_finish", theirs.pk)
    assert said(response)[-1] == "Only the newcomer can tick this step."
    assert response["Location"] == back


def test_staff_see_where_the_rule_stands_and_what_happened(
    client: Client, pathway: Pathway, as_role: AsRole, campus: Campus
) -> None:
    step = step_of(pathway, "room")
    post(client, "welcome:step_finish", step.pk)
    as_role("contact_person", campus=campus)
    page = client.get(reverse("welcome:step", args=(step.pk,)), headers=ENGLISH).content.decode()
    assert "A law" in page
    assert "Done: Step room" in page


def test_staff_of_another_campus_find_nothing(
    client: Client, pathway: Pathway, as_role: AsRole, other_campus: Campus
) -> None:
    as_role("officer", campus=other_campus)
    pk = step_of(pathway, "permit").pk
    assert client.get(reverse("welcome:step", args=(pk,))).status_code == 404
    assert post(client, "welcome:step_finish", pk).status_code == 404


@pytest.mark.parametrize("steps", [1, 3, 50])
def test_queries_of_a_step(
    client: Client, newcomer: Person, steps: int, django_assert_num_queries: Any
) -> None:
    pathway = give_steps(newcomer, [{"after": ["step-0"]} for _n in range(steps)])
    first = pathway.steps.order_by("pk").first()
    assert first is not None
    post(client, "welcome:step_finish", first.pk)
    url = reverse("welcome:step", args=(first.pk,))
    client.get(url)
    with django_assert_num_queries(8):
        client.get(url)
