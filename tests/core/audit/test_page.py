"""The record's page: who may open it, what it shows and what it does not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from haven.commons.organisation.models import Campus
from haven.core.access import SYSTEM, Actor
from haven.core.accounts.models import User
from haven.core.audit.models import Entry, Payload
from haven.core.audit.queries import MACHINE, PER_PAGE, Filters, record_page
from haven.core.audit.record import Fact, record_many

pytestmark = pytest.mark.django_db
AsRole = Callable[..., User]
QUERIES = 9  # of the whole page, whatever it shows


@pytest.fixture(autouse=True)
def _in_english(client: Client) -> None:
    client.cookies["haven_language"] = "en"


def fill(count: int, actor: Actor = SYSTEM, verb: str = "imported", kind: str = "people.person") -> None:
    record_many(actor, [Fact(verb, kind, number, {"name": "Nguyen"}) for number in range(1, count + 1)])


def rows(client: Client, **query: object) -> list[dict[str, str]]:
    page = BeautifulSoup(client.get(reverse("audit:record"), query).content, "html.parser")
    found = page.select("tbody tr")
    return [
        {cell.get("data-label", "#"): cell.get_text(" ", strip=True) for cell in row.select("th, td")}
        for row in found
    ]


@pytest.fixture
def administrator(as_role: AsRole) -> User:
    return as_role("administrator")


def test_it_says_who_did_what_when(administrator: User, client: Client) -> None:
    fill(1, Actor(administrator.pk))
    (row,) = rows(client)
    assert row["#"] == "1"
    assert row["Who"] == "administrator all"
    assert row["What was done"] == "came in with a file"
    assert row["To what"] == "Person 1"
    assert row["Seal"] == "holds"


def test_it_never_shows_what_the_data_was(administrator: User, client: Client) -> None:
    fill(3)
    assert "Nguyen" not in client.get(reverse("audit:record")).content.decode()


def test_a_newcomer_is_a_number(
    administrator: User, client: Client, campus: Campus, make_person: Callable[..., object]
) -> None:
    newcomer = User.objects.create_user("lan@students.example", name="Lan Nguyen")
    fill(1, Actor(newcomer.pk), verb="step_finished")
    text = client.get(reverse("audit:record")).content.decode()
    assert "Lan" not in text
    assert rows(client)[0]["Who"] == f"account {newcomer.pk}"


def test_what_haven_did_by_itself_is_said(administrator: User, client: Client) -> None:
    fill(1)
    assert rows(client)[0]["Who"] == "Haven itself"


def test_a_verb_and_a_kind_of_an_older_version_are_shown_as_they_are(
    administrator: User, client: Client
) -> None:
    fill(1, verb="teleported", kind="gone.model")
    (row,) = rows(client)
    assert (row["What was done"], row["To what"]) == ("teleported", "gone.model 1")


def test_newest_first_and_on_by_number(db: None) -> None:
    fill(2 * PER_PAGE + 5)
    first = record_page(Filters())
    assert [row.seq for row in first.rows] == list(range(105, 55, -1))
    assert first.newer is None
    second = record_page(Filters(), before=first.older)
    assert [row.seq for row in second.rows] == list(range(55, 5, -1))
    last = record_page(Filters(), before=second.older)
    assert [row.seq for row in last.rows] == [5, 4, 3, 2, 1]
    assert last.older is None
    back = record_page(Filters(), after=last.newer)
    assert [row.seq for row in back.rows] == [row.seq for row in second.rows]
    top = record_page(Filters(), after=back.newer)
    assert [row.seq for row in top.rows] == [row.seq for row in first.rows]
    assert top.newer is None


def test_an_entry_more_does_not_move_a_page(db: None) -> None:
    fill(PER_PAGE + 10)
    older = record_page(Filters()).older
    before = record_page(Filters(), before=older).rows
    fill(3)
    assert record_page(Filters(), before=older).rows == before


def test_filters_narrow_it_down(administrator: User, client: Client) -> None:
    fill(2)
    fill(1, Actor(administrator.pk), verb="renamed")
    fill(1, verb="file_opened", kind="imports.run")
    assert [row["#"] for row in rows(client)] == ["4", "3", "2", "1"]
    assert [row["#"] for row in rows(client, verb="renamed")] == ["3"]
    assert [row["#"] for row in rows(client, kind="people.person")] == ["3", "2", "1"]
    assert [row["#"] for row in rows(client, kind="people.person", verb="imported")] == ["2", "1"]
    assert [row["#"] for row in rows(client, actor=administrator.pk)] == ["3"]
    assert [row["#"] for row in rows(client, actor=administrator.email.upper())] == ["3"]
    assert [row["#"] for row in rows(client, actor=MACHINE)] == ["4", "2", "1"]
    today = timezone.localdate()
    assert len(rows(client, since=today, until=today)) == 4
    assert rows(client, since=today + timedelta(days=1)) == []
    assert rows(client, until=today - timedelta(days=1)) == []


def test_filters_stay_when_one_goes_on(administrator: User, client: Client) -> None:
    fill(PER_PAGE + 1)
    fill(1, verb="renamed")
    page = BeautifulSoup(client.get(reverse("audit:record"), {"verb": "imported"}).content, "html.parser")
    following = page.select_one("nav.pager a[rel=next]")
    assert following is not None
    last = BeautifulSoup(client.get(reverse("audit:record") + str(following["href"])).content, "html.parser")
    assert [row.th.text for row in last.select("tbody tr")] == ["1"]
    assert last.select_one("nav.pager a[rel=prev]")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"verb": "nonsense"}, "Haven does not know this. Choose from the list."),
        ({"kind": "nonsense"}, "Haven does not know this. Choose from the list."),
        ({"actor": "nobody@nowhere.example"}, "No member of staff has this e-mail address."),
        ({"actor": "9" * 40}, "No member of staff has this e-mail address."),
        ({"actor": "-1"}, "No member of staff has this e-mail address."),
        ({"since": "yesterday"}, "This is not a date."),
        ({"until": "31/02/2026"}, "This is not a date."),
        ({"since": "0001-01-01"}, "Look at the year again"),
        ({"until": "9999-12-31"}, "Look at the year again"),
        ({"since": "2026-09-02", "until": "2026-09-01"}, "This day comes before the first one."),
    ],
)
def test_a_wrong_filter_is_said(
    administrator: User, client: Client, query: dict[str, str], said: str
) -> None:
    fill(1)
    page = BeautifulSoup(client.get(reverse("audit:record"), query).content, "html.parser")
    assert said in page.select_one(".error-summary").text
    assert page.select("tbody tr") == []


@pytest.mark.parametrize("query", [{"before": "x"}, {"before": "9" * 30}, {"after": "-3"}, {"after": "²"}])
def test_a_wrong_number_to_go_on_from_leads_to_the_newest(
    administrator: User, client: Client, query: dict[str, str]
) -> None:
    fill(2)
    assert [row["#"] for row in rows(client, **query)] == ["2", "1"]


def test_a_newcomers_address_is_not_looked_up(administrator: User, client: Client) -> None:
    """Else the page would tell which number is whose."""
    newcomer = User.objects.create_user("lan@students.example", name="Lan Nguyen")
    fill(1, Actor(newcomer.pk))
    page = client.get(reverse("audit:record"), {"actor": newcomer.email}).content.decode()
    assert "No member of staff has this e-mail address." in page


def test_a_broken_seal_is_shown(tampering: None, administrator: User, client: Client) -> None:
    fill(3)
    Entry.objects.filter(seq=2).update(verb="kept")
    Payload.objects.filter(pk=3).update(data={})
    seals = [row["Seal"] for row in rows(client)]
    assert seals[0] == "broken what it says of the change was changed later"
    assert seals[1] == "broken it was changed after it was written"
    assert seals[2] == "holds"
    text = client.get(reverse("audit:record")).content.decode()
    assert "2 entries on this page do not hold." in text


def test_a_missing_end_is_shown(tampering: None, administrator: User, client: Client) -> None:
    fill(3)
    Payload.objects.filter(pk=3).delete()
    Entry.objects.filter(seq=3).delete()
    assert "The end of the record is missing" in client.get(reverse("audit:record")).content.decode()


@pytest.mark.parametrize("count", [1, 3, 50])
def test_it_takes_the_same_queries_however_much_there_is(
    administrator: User, client: Client, count: int, django_assert_num_queries: Callable[..., object]
) -> None:
    fill(count, Actor(administrator.pk))
    with django_assert_num_queries(QUERIES):  # type: ignore[attr-defined]
        assert len(rows(client)) == count


def test_it_counts_nothing(
    administrator: User, client: Client, django_assert_num_queries: Callable[..., object]
) -> None:
    fill(3, Actor(administrator.pk))
    with django_assert_num_queries(QUERIES) as queries:  # type: ignore[attr-defined]
        client.get(reverse("audit:record"))
    assert not [query["sql"] for query in queries if "COUNT(" in query["sql"].upper()]


@pytest.mark.parametrize("role", ["officer", "hr_officer", "contact_person"])
def test_others_are_told_why_not(as_role: AsRole, client: Client, role: str) -> None:
    as_role(role)
    answer = client.get(reverse("audit:record"))
    assert answer.status_code == 403
    assert "Only administrators can open the record." in answer.content.decode()


def test_an_administrator_of_one_campus_is_none(as_role: AsRole, client: Client, campus: Campus) -> None:
    as_role("administrator", campus=campus)
    assert client.get(reverse("audit:record")).status_code == 403
