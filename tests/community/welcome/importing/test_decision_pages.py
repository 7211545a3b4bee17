"""What a file leaves open: possible duplicates, and missing people."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from haven.commons.people.models import Person, SourceRecord
from haven.community.welcome.models import PossibleDuplicate
from haven.core.accounts.models import User
from tests.community.welcome.importing.exports import known, load, people, person, state, stay
from tests.community.welcome.making import AsRole

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


@pytest.fixture(autouse=True)
def _officer(as_role: AsRole, templates: int) -> User:
    return as_role("officer")


def get(client: Client, route: str, query: str = "") -> Any:
    return client.get(reverse(f"welcome:{route}") + query, headers=ENGLISH)


def post(client: Client, route: str, **data: Any) -> Any:
    return client.post(reverse(f"welcome:{route}"), data, follow=True, headers=ENGLISH)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


# ---------------------------------------------------------------- possible duplicates


def seconds(numbers: range) -> list[dict[str, str]]:
    return [person(n + 500, email=f"jana{n}@student.example", campus="Gent") for n in numbers]


@pytest.mark.parametrize("number", [1, 3, 50])
def test_duplicates_cost_the_same(
    client: Client, file: Path, django_assert_num_queries: Any, number: int
) -> None:
    load(file, [*people(range(number)), *seconds(range(number))])
    with django_assert_num_queries(10):
        response = get(client, "duplicates")
    assert len(response.context["held"]) == number


def test_duplicates_are_paged(client: Client, file: Path) -> None:
    load(file, [*people(range(51)), *seconds(range(51))])
    assert len(get(client, "duplicates").context["held"]) == 50
    assert len(get(client, "duplicates", "?page=2").context["held"]) == 1


def test_both_are_shown_side_by_side(client: Client, file: Path) -> None:
    load(file, [person(1), person(2, email="jana1@student.example", campus="Gent", nation="Frankrijk")])
    (held,) = get(client, "duplicates").context["held"]
    fields = {str(field.label): field for field in held.fields}
    assert (held.number, held.numbers, held.ground) == ("r0002", "r0001", "same e-mail")
    assert held.person == known(1)
    assert (fields["nationality"].in_file, fields["nationality"].in_haven) == ("France", "Czechia")
    assert fields["nationality"].differs
    assert fields["arrival"].in_file == fields["arrival"].in_haven == "7 September 2026"
    assert not fields["arrival"].differs
    assert fields["status"].in_file == "exchange student"
    assert fields["campus"].differs
    assert "differs" in text(get(client, "duplicates"))


def test_same_person(client: Client, file: Path) -> None:
    load(file, [person(1), *seconds(range(1, 2))])
    response = post(client, "duplicates", same=PossibleDuplicate.objects.get().pk)
    assert "Number r0501 now belongs to the person who was known." in text(response)
    assert "Nothing to decide" in text(response)
    assert known(501) == known(1)


def test_another_person(client: Client, file: Path) -> None:
    load(file, [person(1), *seconds(range(1, 2))])
    assert "comes in without e-mail" in text(get(client, "duplicates"))
    response = post(client, "duplicates", other=PossibleDuplicate.objects.get().pk)
    assert "Number r0501 is another person, and has a pathway now." in text(response)
    assert known(501) != known(1)


def test_colleague_was_first(client: Client, file: Path) -> None:
    load(file, [person(1), *seconds(range(1, 2))])
    held = PossibleDuplicate.objects.get()
    post(client, "duplicates", same=held.pk)
    assert "A colleague has decided this" in text(post(client, "duplicates", other=held.pk))
    assert Person.objects.count() == 1


def test_other_row_was_refused(client: Client, file: Path) -> None:
    load(file, [person(1, arrival="31/02/2026"), *seconds(range(1, 2))])
    page = get(client, "duplicates")
    assert "The other row, number r0001, was itself refused." in text(page)
    assert 'name="same"' not in text(page)
    assert 'name="other"' in text(page)


def test_other_row_was_refused_and_came_in_later(client: Client, file: Path) -> None:
    load(file, [person(1, arrival="31/02/2026"), *seconds(range(1, 2))])
    load(file, people([1]))
    (held,) = get(client, "duplicates").context["held"]
    assert held.person == known(1)


def test_mistake_in_the_row(client: Client, file: Path) -> None:
    load(file, [person(1), person(2, email="jana1@student.example", arrival="31/02/2026")])
    page = get(client, "duplicates")
    assert "This row has a mistake in it." in text(page)
    assert 'name="other"' not in text(page)


@pytest.mark.parametrize("data", [{}, {"same": "x"}, {"other": "999"}, {"same": "9" * 30}])
def test_nothing_that_could_be_decided(client: Client, data: dict[str, str]) -> None:
    assert client.post(reverse("welcome:duplicates"), data, headers=ENGLISH).status_code == 404


# ---------------------------------------------------------------- missing people


def ids(*numbers: int) -> list[int]:
    records = SourceRecord.objects.filter(number__in=[f"r{n:04}" for n in numbers])
    return list(records.values_list("pk", flat=True))


@pytest.mark.parametrize("number", [1, 3, 50])
def test_missing_cost_the_same(
    client: Client, file: Path, django_assert_num_queries: Any, number: int
) -> None:
    load(file, people(range(number + 1)))
    load(file, people([number]))
    with django_assert_num_queries(7):
        response = get(client, "missing")
    assert len(response.context["page"]) == number


def test_missing_by_source_and_paged(client: Client, file: Path) -> None:
    load(file, people(range(52)), mapping="Registrar")
    load(file, people([0]), mapping="Registrar")
    load(file, people(range(100, 103)), mapping="HR")
    load(file, people([100]), mapping="HR")
    first = get(client, "missing")
    assert [(s.label, s.count) for s in first.context["missing"].sources] == [("HR", 2), ("Registrar", 51)]
    assert first.context["missing"].source == "HR"
    assert len(get(client, "missing", "?source=Registrar&page=2").context["page"]) == 1
    assert "All 51, also those on the other pages" in text(get(client, "missing", "?source=Registrar"))


def test_source_without_a_name_is_called_by_its_file(client: Client, file: Path) -> None:
    load(file, people([0, 1]))
    load(file, people([0]))
    assert "“export.csv”" in text(get(client, "missing"))


def test_some_are_kept(client: Client, file: Path) -> None:
    load(file, people(range(4)))
    run = load(file, people([0]))
    response = post(client, "missing", source=run.source, records=ids(1, 2), verdict="keep")
    assert "2 people are kept." in text(response)
    assert [state(n) for n in range(4)] == ["present", "kept", "kept", "missing"]


def test_withdrawing_asks_once_more(client: Client, file: Path) -> None:
    load(file, people(range(3)))
    run = load(file, people([0]))
    data = {"source": run.source, "records": ids(1), "verdict": "withdraw"}
    assert "Withdraw 1 person?" in text(post(client, "missing", **data))
    assert state(1) == "missing"
    assert "1 person is withdrawn." in text(post(client, "missing", **data, confirmed="1"))
    assert (state(1), state(2)) == ("withdrawn", "missing")
    assert stay(1).pathway.state == "withdrawn"


def test_everybody_on_all_pages_but_of_one_source(client: Client, file: Path) -> None:
    load(file, people(range(60)), mapping="Registrar")
    load(file, people([0]), mapping="Registrar")
    load(file, people(range(100, 102)), mapping="HR")
    load(file, people([100]), mapping="HR")
    data = {"source": "Registrar", "everybody": "1", "verdict": "withdraw"}
    assert "Withdraw 59 people?" in text(post(client, "missing", **data))
    assert "59 people are withdrawn." in text(post(client, "missing", **data, confirmed="1"))
    assert state(101) == "missing"


@pytest.mark.parametrize("records", [[], ["x"], ["9" * 30]])
def test_nobody_ticked(client: Client, file: Path, records: list[str]) -> None:
    load(file, people([0, 1]))
    run = load(file, people([0]))
    response = post(client, "missing", source=run.source, records=records, verdict="keep")
    assert "Tick" in text(response)
    assert state(1) == "missing"


def test_nobody_missing(client: Client) -> None:
    assert "Nobody is missing" in text(get(client, "missing"))
