"""What newcomers tell: the questions of the first step, the day of arrival, the language."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from haven.commons.organisation.models import Campus
from haven.commons.pathways.models import Pathway, Step
from haven.commons.people.models import Affiliation, Circumstances, Person
from haven.community.welcome.forms import ArrivalForm, NameForm, QuestionsForm
from tests.community.welcome.making import AsNewcomer, AsRole, MakePerson, grant, in_days

ENGLISH = {"accept-language": "en"}
ANSWERS = {"partner": "no", "children": "no", "ground": "student", "municipality": "Leuven"}


@pytest.fixture
def newcomer(templates: int, make_person: MakePerson, as_newcomer: AsNewcomer) -> Person:
    """A student from outside the EEA with the shipped pathway."""
    person = make_person(
        status="master_student", arrives_on=in_days(40), starts_on=in_days(50), ends_on=in_days(400)
    )
    as_newcomer(person)
    return person


def get(client: Client, name: str) -> str:
    response = client.get(reverse(name), headers=ENGLISH)
    assert response.status_code == 200
    text: str = response.content.decode()
    return text


def post(client: Client, name: str, data: dict[str, str]) -> Any:
    return client.post(reverse(name), data, headers=ENGLISH)


def keys(person: Person) -> set[str]:
    return set(Step.objects.filter(pathway__person=person).values_list("template_step__key", flat=True))


# ---------------------------------------------------------------- questions


def test_the_first_step_leads_to_the_questions(client: Client, newcomer: Person) -> None:
    page = get(client, "welcome:home")
    assert reverse("welcome:questions") in page
    assert "Answer the questions" in page


def test_answers_plan_again_and_tick_the_step(client: Client, newcomer: Person) -> None:
    assert "birth-certificates" not in keys(newcomer)
    response = post(client, "welcome:questions", ANSWERS | {"children": "yes", "municipality": "Louvain"})
    assert response["Location"] == reverse("welcome:home")
    told = Circumstances.objects.get(person=newcomer)
    assert (told.partner, told.children, told.ground, told.municipality) == (False, True, "student", "Leuven")
    assert "birth-certificates" in keys(newcomer)
    step = Step.objects.get(pathway__person=newcomer, template_step__key="about-you")
    assert step.state == Step.State.DONE


def test_every_answer_may_be_declined(client: Client, newcomer: Person) -> None:
    declined = {
        "partner": "declined",
        "children": "declined",
        "ground": "declined",
        "municipality_declined": "on",
    }
    assert post(client, "welcome:questions", declined).status_code == 302
    told = Circumstances.objects.get(person=newcomer)
    assert (told.partner, told.children, told.ground, told.municipality) == (None, None, "", "")
    assert (told.family_declined, told.ground_declined, told.municipality_declined) == (True, True, True)


def test_not_known_yet_is_not_declined(client: Client, newcomer: Person) -> None:
    unknown = {"partner": "unknown", "children": "unknown", "ground": "unknown", "municipality": ""}
    assert post(client, "welcome:questions", unknown).status_code == 302
    told = Circumstances.objects.get(person=newcomer)
    assert (told.partner, told.children, told.ground, told.municipality) == (None, None, "", "")
    assert (told.family_declined, told.ground_declined, told.municipality_declined) == (False, False, False)


def test_what_was_told_before_stands_there(client: Client, newcomer: Person) -> None:
    Circumstances.objects.create(
        person=newcomer, partner=True, family_declined=True, ground="scholarship", municipality="Gent"
    )
    form = client.get(reverse("welcome:questions")).context["form"]
    assert {name: form[name].value() for name in ANSWERS} == {
        "partner": "yes",
        "children": "declined",
        "ground": "scholarship",
        "municipality": "Gent",
    }


def test_nothing_chosen_is_said(client: Client, newcomer: Person) -> None:
    page = post(client, "welcome:questions", {}).content.decode()
    assert page.count("Choose an answer.") == 6  # three questions, each above the form and at its field
    assert not Circumstances.objects.exists()


def test_an_unknown_municipality_may_be_right(client: Client, newcomer: Person) -> None:
    strange = ANSWERS | {"municipality": "Bouillon-sur-Lune"}
    page = post(client, "welcome:questions", strange).content.decode()
    assert "We do not know “Bouillon-sur-Lune”." in page
    assert 'name="another"' in page
    assert post(client, "welcome:questions", strange | {"another": "on"}).status_code == 302
    assert Circumstances.objects.get(person=newcomer).municipality == "Bouillon-sur-Lune"
    form = client.get(reverse("welcome:questions")).context["form"]
    assert form.asks_another
    assert form["another"].value()


@pytest.mark.parametrize("spelling", ["BXL", "bruxelles", "Brussels", " Brussel ", "LAEKEN"])
def test_municipalities_by_any_spelling(spelling: str) -> None:
    form = QuestionsForm(ANSWERS | {"municipality": spelling}, eea=False)
    assert form.is_valid(), form.errors
    assert form.told.municipality == "Brussel"
    assert not form.asks_another


def test_declining_the_municipality_forgets_what_was_typed() -> None:
    form = QuestionsForm(ANSWERS | {"municipality": "Nowhere", "municipality_declined": "on"}, eea=False)
    assert form.is_valid(), form.errors
    assert form.told.municipality == ""


def test_citizens_of_the_eea_are_not_asked_for_their_ground(
    client: Client, templates: int, make_person: MakePerson, as_newcomer: AsNewcomer
) -> None:
    as_newcomer(make_person(nationality="PL"))
    assert 'name="ground"' not in get(client, "welcome:questions")
    answers = {"partner": "no", "children": "no", "municipality": "", "ground": "scholarship"}
    assert post(client, "welcome:questions", answers).status_code == 302
    assert Circumstances.objects.get().ground == ""


def test_an_unknown_nationality_is_asked(
    client: Client, templates: int, make_person: MakePerson, as_newcomer: AsNewcomer
) -> None:
    as_newcomer(make_person(nationality=""))
    assert 'name="ground"' in get(client, "welcome:questions")


@pytest.mark.parametrize("name", ["welcome:questions", "welcome:arrival"])
def test_only_newcomers_are_asked(client: Client, as_role: AsRole, organisation: Any, name: str) -> None:
    as_role("officer")
    assert client.get(reverse(name)).status_code == 404


# ---------------------------------------------------------------- arrival


def test_the_day_of_arrival_moves_what_is_open(client: Client, newcomer: Person) -> None:
    hall = Step.objects.get(pathway__person=newcomer, template_step__key="bank-account")
    response = post(client, "welcome:arrival", {"arrives_on": in_days(60).isoformat()})
    assert response.status_code == 302
    assert Affiliation.objects.get(person=newcomer).arrives_on == in_days(60)
    before = hall.due
    hall.refresh_from_db()
    assert before is not None
    assert hall.due is not None
    assert (hall.due - before).days == 20
    asked = Step.objects.get(pathway__person=newcomer, template_step__key="tell-arrival-visa")
    assert asked.state == Step.State.DONE


def test_not_known_yet_leaves_the_step_open(client: Client, newcomer: Person) -> None:
    assert post(client, "welcome:arrival", {"arrives_on": ""}).status_code == 302
    assert Affiliation.objects.get(person=newcomer).arrives_on is None
    asked = Step.objects.get(pathway__person=newcomer, template_step__key="tell-arrival-visa")
    assert asked.state == Step.State.OPEN


def test_the_step_that_asks_for_it_leads_there(client: Client, newcomer: Person) -> None:
    step = Step.objects.get(pathway__person=newcomer, template_step__key="tell-arrival-visa")
    page = client.get(reverse("welcome:step", args=(step.pk,)), headers=ENGLISH).content.decode()
    assert f"{reverse('welcome:arrival')}?pathway={step.pathway_id}" in page
    assert "Tell when you arrive" in page


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("soon", "This is not a date."),
        ("31/02/2026", "This is not a date."),
        ("7/9/2206", "more than three years away"),
        ("1900-01-01", "more than three years away"),
    ],
)
def test_a_day_that_cannot_be(client: Client, newcomer: Person, text: str, sentence: str) -> None:
    assert sentence in post(client, "welcome:arrival", {"arrives_on": text}).content.decode()
    assert Affiliation.objects.get(person=newcomer).arrives_on == in_days(40)


def test_a_day_after_the_end_of_the_stay(client: Client, newcomer: Person) -> None:
    response = post(client, "welcome:arrival", {"arrives_on": in_days(401).isoformat()})
    assert "after the end of the stay" in response.content.decode()


@pytest.mark.parametrize("text", ["2026-09-07", "7/9/2026", "07-09-2026", "7.9.2026"])
def test_dates_as_people_write_them(newcomer: Person, text: str) -> None:
    from datetime import date

    stay = Affiliation(arrives_on=None, ends_on=None)
    form = ArrivalForm({"arrives_on": text}, stay=stay, today=date(2026, 6, 1))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["arrives_on"] == date(2026, 9, 7)


def test_a_withdrawn_newcomer_is_not_asked(client: Client, newcomer: Person) -> None:
    Pathway.objects.filter(person=newcomer).update(state=Pathway.State.WITHDRAWN)
    assert client.get(reverse("welcome:arrival"))["Location"] == reverse("welcome:home")


# ---------------------------------------------------------------- profile


def test_the_profile_says_what_is_known_and_whom_to_tell(
    client: Client, newcomer: Person, campus: Campus
) -> None:
    grant("contact_person", "Campus Person", campus=campus)
    page = get(client, "welcome:profile")
    assert newcomer.family_name in page
    assert str(newcomer.email) in page
    assert "campus.person@staff.example" in page
    for name in ("mfa_index", "mfa_list_webauthn"):
        assert reverse(name) in page


def test_the_language_is_kept_for_letters_and_browser(client: Client, newcomer: Person) -> None:
    response = post(client, "welcome:profile", {"language": "nl"})
    assert response.cookies["haven_language"].value == "nl"
    assert response.cookies["haven_language"]["httponly"]
    newcomer.refresh_from_db()
    assert newcomer.language == "nl"
    assert newcomer.user is not None
    assert newcomer.user.language == "nl"


@pytest.mark.parametrize("language", ["", "fr", "en-US"])
def test_only_the_two_languages(client: Client, newcomer: Person, language: str) -> None:
    response = post(client, "welcome:profile", {"language": language})
    assert response.status_code == 200
    assert "haven_language" not in response.cookies


def test_staff_have_a_profile_too(client: Client, as_role: AsRole, organisation: Any) -> None:
    user = as_role("officer")
    assert user.email in get(client, "welcome:profile")
    assert post(client, "welcome:profile", {"language": "nl"}).status_code == 302
    user.refresh_from_db()
    assert user.language == "nl"


@pytest.mark.parametrize("name", ["home", "questions", "arrival", "profile", "people", "obstacles", "names"])
def test_nobody_without_signing_in(client: Client, db: None, name: str) -> None:
    response = client.get(reverse(f"welcome:{name}"))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


# ---------------------------------------------------------------- names


@pytest.mark.parametrize(
    ("family", "given", "sentence"),
    [("", " ", "Write the family name"), ("Ku?era", "Jan", "still damaged"), ("x" * 201, "", "200")],
)
def test_names_that_will_not_do(family: str, given: str, sentence: str) -> None:
    form = NameForm({"family_name": family, "given_name": given})
    assert not form.is_valid()
    assert sentence in str(form.errors)


def test_names_are_tidied() -> None:
    form = NameForm({"family_name": "  Nguye\u0302\u0303n \t Van ", "given_name": ""})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"family_name": "Nguyễn Van", "given_name": ""}
