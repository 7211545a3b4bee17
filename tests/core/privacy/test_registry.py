import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import translation

from haven.core.accounts.models import User
from haven.core.privacy.queries import kept_for, what_is_held


@pytest.fixture(autouse=True)
def _in_english(client: Client) -> None:
    client.cookies["haven_language"] = "en"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "until the end of the stay"),
        (1, "1 day"),
        (45, "45 days"),
        (30, "1 month"),
        (90, "3 months"),
        (365, "1 year"),
        (3650, "10 years"),
    ],
)
def test_a_term_is_said_in_the_unit_that_comes_out_even(days: int, said: str) -> None:
    with translation.override("en"):
        assert kept_for(days) == said


def test_fields_of_one_purpose_stand_together() -> None:
    with translation.override("en"):
        people = next(domain for domain in what_is_held() if domain.label == "people")
    person = next(about for about in people.about if about.name == "Person")
    assert ["family name", "given name"] in [line.fields for line in person.lines]
    told = next(about for about in people.about if about.name == "What the person told")
    assert [line.sensitive for line in told.lines] == [True, False, False]


def test_what_others_hold_for_haven_is_read_under_signing_in() -> None:
    labels = {domain.label for domain in what_is_held()}
    assert "accounts" in labels
    assert labels.isdisjoint({"account", "mfa", "socialaccount", "sessions"})


@pytest.mark.django_db
def test_whoever_is_signed_in_may_know_what_is_held(client: Client) -> None:
    address = reverse("privacy:registry")
    assert client.get(address).status_code == 302
    client.force_login(User.objects.create_user("lan@students.example"))
    page = BeautifulSoup(client.get(address).content, "html.parser")
    assert len(page.select("main section")) == len(what_is_held())
    assert page.select_one("main a[href='#people'], main section#people")


@pytest.mark.django_db
def test_it_reads_in_both_languages(client: Client) -> None:
    client.force_login(User.objects.create_user("lan@students.example"))
    client.cookies["haven_language"] = "nl"
    page = BeautifulSoup(client.get(reverse("privacy:registry")).content, "html.parser")
    assert page.html is not None
    assert page.html["lang"] == "nl"
