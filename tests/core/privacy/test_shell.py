"""`haven erase` and `haven retention`, as somebody types them."""

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from haven import cli
from haven.commons.people.models import Affiliation, Person, SourceRecord
from haven.core.access import SYSTEM
from haven.core.audit.models import Payload
from tests.community.welcome.making import MakePerson
from tests.core.privacy.test_retention import ago, ended

pytestmark = pytest.mark.django_db


@pytest.fixture
def haven(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Run a command in this process, on this test's database."""
    monkeypatch.setattr(cli, "_start_prepared", lambda: None)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(cli.main, arguments)

    return run


@pytest.fixture
def person(make_person: MakePerson) -> Person:
    made = make_person(email="lan@students.example")
    stay = made.affiliations.get()
    SourceRecord.objects.create(person=made, affiliation=stay, source="registrar", number="r0987654")
    return made


def test_a_dry_run_writes_nothing(haven: Any, person: Person) -> None:
    result = haven("erase", "r0987654", "--dry-run", "--json")
    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert (told["person"], told["dry_run"]) == (person.pk, True)
    assert told["models"]["people.Person"]["deleted"] == 1
    assert Person.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize("who", ["r0987654", "lan@students.example", "LAN@students.example"])
def test_it_goes_by_number_or_address(haven: Any, person: Person, who: str) -> None:
    result = haven("erase", who, "--reason", "order")
    assert result.exit_code == 0
    assert "This is what went." in result.stdout
    assert "people.Person                  deleted 1" in result.stdout
    assert not Person.objects.filter(pk=person.pk).exists()
    assert Payload.objects.latest("pk").data["reason"] == "order"


def test_somebody_unknown_gets_a_sentence(haven: Any, person: Person) -> None:
    result = haven("erase", "r1", "--json")
    assert result.exit_code == 2
    assert "Nobody is known under “r1”" in json.loads(result.stdout)["error"]


def test_a_number_of_two_people_is_not_guessed(haven: Any, person: Person, make_person: MakePerson) -> None:
    other = make_person()
    stay = other.affiliations.get()
    SourceRecord.objects.create(person=other, affiliation=stay, source="hr", number="r0987654")
    result = haven("erase", "r0987654")
    assert result.exit_code == 2
    assert "2 people" in result.stderr
    assert Person.objects.count() == 2


def test_whoever_holds_a_role_is_refused(haven: Any, person: Person) -> None:
    from haven.commons.organisation.actions import grant_role

    grant_role(SYSTEM, email="lan@students.example", role="officer")
    for more in ([], ["--dry-run"]):
        result = haven("erase", "r0987654", *more)
        assert result.exit_code == 2
        assert "End the role first" in result.stderr
    assert Person.objects.filter(pk=person.pk).exists()


def test_retention_counts_and_then_does(haven: Any, make_person: MakePerson) -> None:
    ended(make_person, 800)
    Affiliation.objects.filter(person=ended(make_person, 800)).update(ends_on=None, starts_on=ago(900))
    said = json.loads(haven("retention", "--dry-run", "--json").stdout)
    assert (said["people"], said["without_end"], said["dry_run"]) == (2, 1, True)
    assert said["models"]["people.Person"] == {"deleted": 1, "blanked": {}, "scrubbed": 0, "kept": 0}
    assert Person.objects.count() == 2
    done = json.loads(haven("retention", "--json").stdout)
    assert done["models"] == said["models"]
    assert Person.objects.count() == 1
    again = haven("retention")
    assert again.exit_code == 0
    assert "people.Person" not in again.stdout
