""" "I cannot do this" at the desk, and damaged names one after another."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from haven.commons.organisation.models import Campus
from haven.commons.pathways.models import Obstacle
from haven.commons.people.models import Person, SourceRecord
from tests.community.welcome.making import AsNewcomer, AsRole, MakePerson, give_steps

ENGLISH = {"accept-language": "en"}


def stuck(person: Person, text: str, *, days_ago: int = 0, **values: Any) -> Obstacle:
    pathway = person.pathways.first() or give_steps(person, [{"key": "room"}])
    at = timezone.now() - timedelta(days=days_ago)
    return Obstacle.objects.create(step=pathway.steps.get(), text=text, at=at, **values)


def texts(client: Client, query: str = "") -> list[str]:
    response = client.get(reverse("welcome:obstacles") + query, headers=ENGLISH)
    assert response.status_code == 200
    return [row.text for row in response.context["list"].rows]


def answer(client: Client, obstacle: Obstacle, text: str, **data: str) -> Any:
    address = reverse("welcome:obstacle_answer", args=(obstacle.pk,))
    return client.post(address, {"text": text} | data, headers=ENGLISH)


def said(response: Any) -> list[str]:
    return [str(message) for message in get_messages(response.wsgi_request)]


def test_oldest_first_and_answered_apart(client: Client, as_role: AsRole, make_person: MakePerson) -> None:
    person = make_person()
    stuck(person, "new")
    stuck(person, "old", days_ago=5)
    stuck(person, "answered", answer="Yes.", answered_at=timezone.now() - timedelta(days=1))
    stuck(person, "answered last", answer="Yes.", answered_at=timezone.now())
    as_role("officer")
    assert texts(client) == ["old", "new"]
    assert texts(client, "?tab=answered") == ["answered last", "answered"]


def test_only_of_ones_own_people(
    client: Client, as_role: AsRole, make_person: MakePerson, campus: Campus, other_campus: Campus
) -> None:
    stuck(make_person(), "here")
    there = stuck(make_person(campus=other_campus), "there")
    as_role("contact_person", campus=campus)
    assert texts(client) == ["here"]
    assert answer(client, there, "Mine to answer?").status_code == 404
    there.refresh_from_db()
    assert there.answer == ""


def test_hr_hears_of_staff_only(client: Client, as_role: AsRole, make_person: MakePerson) -> None:
    stuck(make_person(), "student")
    stuck(make_person(status="postdoc"), "postdoc")
    as_role("hr_officer")
    assert texts(client) == ["postdoc"]


def test_answered_in_place(client: Client, as_role: AsRole, make_person: MakePerson) -> None:
    obstacle = stuck(make_person(), "No room.")
    user = as_role("officer")
    here = reverse("welcome:person", args=(obstacle.step.pathway.person_id,)) + "?state=late"
    response = answer(client, obstacle, "Ask Ilse.", next=here)
    assert response["Location"] == here
    obstacle.refresh_from_db()
    assert (obstacle.answer, obstacle.answered_by_id) == ("Ask Ilse.", user.pk)
    assert texts(client) == []


def test_an_answer_needs_words(client: Client, as_role: AsRole, make_person: MakePerson) -> None:
    obstacle = stuck(make_person(), "No room.")
    as_role("officer")
    assert said(answer(client, obstacle, "  ")) == [
        "Write an answer first. The newcomer reads it with the step."
    ]
    obstacle.refresh_from_db()
    assert obstacle.answered_at is None


def test_a_colleague_was_first(client: Client, as_role: AsRole, make_person: MakePerson) -> None:
    obstacle = stuck(make_person(), "No room.", answer="Ask Ilse.", answered_at=timezone.now())
    as_role("officer")
    assert said(answer(client, obstacle, "Ask Wim.")) == ["A colleague has answered this in the meantime."]
    obstacle.refresh_from_db()
    assert obstacle.answer == "Ask Ilse."


@pytest.mark.parametrize(
    "wanted", ["https://elsewhere.example/", "//elsewhere.example", "", "javascript:alert(1)"]
)
def test_back_to_a_page_of_this_site_only(
    client: Client, as_role: AsRole, make_person: MakePerson, wanted: str
) -> None:
    obstacle = stuck(make_person(), "No room.")
    as_role("officer")
    assert answer(client, obstacle, "Ask Ilse.", next=wanted)["Location"] == reverse("welcome:obstacles")


def test_what_newcomers_write_stays_text(client: Client, as_role: AsRole, make_person: MakePerson) -> None:
    stuck(make_person(), "<script>alert(1)</script>")
    as_role("officer")
    text = client.get(reverse("welcome:obstacles")).content.decode()
    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text


@pytest.mark.parametrize("tab", ["", "?tab=answered"])
def test_nothing_there(client: Client, as_role: AsRole, organisation: Any, tab: str) -> None:
    as_role("officer")
    text = client.get(reverse("welcome:obstacles") + tab, headers=ENGLISH).content.decode()
    assert ("Nothing is answered yet" if tab else "Nobody is stuck") in text


@pytest.mark.parametrize("name", ["welcome:obstacles", "welcome:names"])
def test_not_for_newcomers(
    client: Client, as_newcomer: AsNewcomer, make_person: MakePerson, name: str
) -> None:
    as_newcomer(make_person())
    assert client.get(reverse(name)).status_code == 403


@pytest.mark.parametrize(("tab", "expected"), [("", 5), ("?tab=answered", 6)])
@pytest.mark.parametrize("count", [1, 3, 50])
def test_queries(
    client: Client,
    as_role: AsRole,
    make_person: MakePerson,
    django_assert_num_queries: Any,
    count: int,
    tab: str,
    expected: int,
) -> None:
    user = as_role("officer")
    for _number in range(count):
        person = make_person()
        stuck(person, "Open.")
        stuck(person, "Answered.", answer="Yes.", answered_by=user, answered_at=timezone.now())
    texts(client, tab)
    with django_assert_num_queries(expected):
        assert len(texts(client, tab)) == count


# ---------------------------------------------------------------- damaged names


def test_one_name_after_another(client: Client, as_role: AsRole, make_person: MakePerson) -> None:
    first, second = make_person(family_name="Ku?era"), make_person(family_name="???", given_name="???")
    make_person(family_name="Whole")
    SourceRecord.objects.create(
        person=first, affiliation=first.affiliations.get(), source="registrar", number="r42"
    )
    as_role("officer")
    text = client.get(reverse("welcome:names"), headers=ENGLISH).content.decode()
    assert "2 names to correct" in text
    assert "r42" in text
    response = client.post(
        reverse("welcome:names"), {"person": first.pk, "family_name": "Kučera", "given_name": "Lan"}
    )
    assert response["Location"] == f"{reverse('welcome:names')}?after={first.pk}"
    first.refresh_from_db()
    assert (first.full_name, first.name_damaged) == ("Kučera, Lan", False)
    page = client.get(response["Location"], headers=ENGLISH)
    assert page.context["damaged"].current.pk == second.pk
    assert "1 name to correct" in page.content.decode()


def test_skipping_comes_round(client: Client, as_role: AsRole, make_person: MakePerson) -> None:
    first, second = make_person(family_name="A?"), make_person(family_name="B?")
    as_role("officer")
    for after, expected in ((first.pk, second.pk), (second.pk, first.pk)):
        page = client.get(f"{reverse('welcome:names')}?after={after}")
        assert page.context["damaged"].current.pk == expected


def test_a_name_that_is_still_damaged(client: Client, as_role: AsRole, make_person: MakePerson) -> None:
    person = make_person(family_name="Ku?era")
    as_role("officer")
    data = {"person": str(person.pk), "family_name": "Ku?erova", "given_name": ""}
    page = client.post(reverse("welcome:names"), data, headers=ENGLISH)
    assert "Some letters are still damaged." in page.content.decode()
    assert page.context["damaged"].current.pk == person.pk
    assert 'value="Ku?erova"' in page.content.decode()


def test_no_name_is_damaged(client: Client, as_role: AsRole, make_person: MakePerson) -> None:
    make_person()
    as_role("officer")
    assert "No name is damaged" in client.get(reverse("welcome:names"), headers=ENGLISH).content.decode()


def test_names_elsewhere_are_not_theirs(
    client: Client, as_role: AsRole, make_person: MakePerson, campus: Campus, other_campus: Campus
) -> None:
    person = make_person(family_name="Ku?era", campus=other_campus)
    as_role("contact_person", campus=campus)
    assert client.get(reverse("welcome:names")).context["damaged"].left == 0
    for pk in (str(person.pk), "", "x"):
        data = {"person": pk, "family_name": "Kučera", "given_name": ""}
        assert client.post(reverse("welcome:names"), data).status_code == 404
