"""A held row is the same person, or another: what each decision makes, and what stands in its way."""

from pathlib import Path

import pytest

from haven.commons.pathways.models import Pathway
from haven.commons.people.models import Person, SourceRecord
from haven.community.welcome.importing import actions
from haven.community.welcome.models import PossibleDuplicate
from haven.core.access import SYSTEM, Actor, Refused
from haven.core.audit.models import Entry
from tests.community.welcome.importing.exports import counted, known, load, people, person, state, stay, write

pytestmark = pytest.mark.django_db
SECOND = person(2, email="jana1@student.example")


def decide(*, same: bool) -> PossibleDuplicate:
    return actions.decide_duplicate(SYSTEM, duplicate_id=PossibleDuplicate.objects.get().pk, same=same)


def test_same_person_gets_a_second_number(templates: int, file: Path) -> None:
    load(file, [person(1), SECOND])
    assert decide(same=True).decision == "same"
    assert known(2) == known(1)
    assert Pathway.objects.count() == 1
    assert Entry.objects.filter(verb="number_added").count() == 1
    assert counted(load(file)) == {"rows": 2, "unchanged": 2}


def test_another_person_comes_in_without_the_address_that_is_taken(templates: int, file: Path) -> None:
    load(file, [person(1), SECOND])
    assert decide(same=False).decision == "other"
    assert known(2) != known(1)
    assert known(2).email is None
    assert Pathway.objects.count() == 2
    assert counted(load(file)) == {"rows": 2, "unchanged": 2}


def test_another_person_of_the_same_name_keeps_the_address(templates: int, file: Path) -> None:
    load(file, [person(1), person(2, family="Nováková1", birth=person(1)["birth"])])
    decide(same=False)
    assert known(2).email == "jana2@student.example"


def test_what_was_decided_holds_under_another_name_of_the_columns(templates: int, file: Path) -> None:
    for same in (True, False):
        PossibleDuplicate.objects.all().delete()
        Person.objects.all().delete()
        load(file, [person(1), SECOND], mapping=f"First {same}")
        decide(same=same)
        run = load(file, mapping=f"Second {same}")
        assert counted(run) == {"rows": 2, "unchanged": 2}
        assert Person.objects.count() == 2 - same


def test_row_is_asked_about_once(templates: int, file: Path) -> None:
    load(file, [person(1), SECOND])
    load(file)
    assert PossibleDuplicate.objects.count() == 1


def test_decision_is_made_once(templates: int, file: Path) -> None:
    load(file, [person(1), SECOND])
    decide(same=True)
    with pytest.raises(Refused, match="colleague"):
        decide(same=False)
    assert Person.objects.count() == 1


def test_second_number_in_a_later_file(templates: int, file: Path) -> None:
    load(file, people([1]))
    run = load(file, [person(1), SECOND])
    assert counted(run) == {"rows": 2, "unchanged": 1, "possible_duplicates": 1}


def test_number_that_takes_the_place_of_another(templates: int, file: Path) -> None:
    load(file, people([1, 3]))
    run = load(file, [SECOND, person(3)])
    assert counted(run) == {"rows": 2, "unchanged": 1, "possible_duplicates": 1, "missing": 1}
    decide(same=True)
    assert (state(1), state(2)) == ("kept", "present")
    assert stay(1).withdrawn_at is None
    assert load(file).counts["missing"] == 0


def test_person_with_two_numbers_of_whom_one_is_left(templates: int, file: Path) -> None:
    load(file, [person(1), SECOND])
    decide(same=True)
    assert load(file, people([1])).counts["missing"] == 0
    assert load(file, people([7])).counts["missing"] == 1  # one person, whatever the numbers


def test_mistake_in_the_row_has_to_be_corrected_before_it_is_another_person(
    templates: int, file: Path
) -> None:
    load(file, [person(1), SECOND | {"arrival": "31/02/2026"}])
    with pytest.raises(Refused, match="mistake"):
        decide(same=False)
    load(file, [person(1), SECOND])
    decide(same=False)
    assert Person.objects.count() == 2


def test_other_row_that_was_refused_itself(templates: int, file: Path) -> None:
    load(file, [person(1, arrival="31/02/2026"), SECOND])
    with pytest.raises(Refused, match="other row was refused"):
        decide(same=True)
    rows = write(file, people([1])).read_text().splitlines()
    file.write_text(f"{rows[0]};Haven: fout\n{rows[1]};Aankomst\n")
    load(file)  # the correction alone
    decide(same=True)
    assert known(2) == known(1)


def test_row_that_resembles_nobody_any_more_leaves_no_question(templates: int, file: Path) -> None:
    load(file, [person(1), SECOND])
    assert load(file, people([1, 2])).counts["created"] == 1
    assert not PossibleDuplicate.objects.exists()


def test_question_that_is_out_of_date(templates: int, file: Path) -> None:
    load(file, [person(1), SECOND])
    one = known(1)
    SourceRecord.objects.create(
        person=one,
        affiliation=one.affiliations.get(),
        source=SourceRecord.objects.get().source,
        number="r0002",
    )
    with pytest.raises(Refused, match="in the meantime"):
        decide(same=False)


def test_only_who_works_for_everybody_decides(templates: int, file: Path) -> None:
    load(file, [person(1), SECOND])
    with pytest.raises(Refused):
        actions.decide_duplicate(Actor(user_id=1), duplicate_id=PossibleDuplicate.objects.get().pk, same=True)
    with pytest.raises(Refused):
        actions.settle_missing(Actor(user_id=1), record_ids=[1], withdraw=True)
