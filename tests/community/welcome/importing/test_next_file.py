"""The file after the first one: what changes, what stays, and who is gone."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress

from haven.commons.pathways.models import Pathway, Step
from haven.commons.people import actions as people_actions
from haven.commons.people.models import Affiliation, Person, SourceRecord
from haven.community.welcome.importing import actions
from haven.core.access import SYSTEM
from haven.core.accounts.models import User
from haven.core.audit.models import Entry, Payload
from tests.community.welcome.importing.exports import (
    HEADINGS,
    Cells,
    counted,
    known,
    load,
    people,
    person,
    remarks,
    sizes,
    state,
    stay,
    write,
)

pytestmark = pytest.mark.django_db


def settle(*numbers: int, withdraw: bool) -> int:
    records = SourceRecord.objects.filter(number__in=[f"r{n:04}" for n in numbers])
    ids = list(records.values_list("pk", flat=True))
    return actions.settle_missing(SYSTEM, record_ids=ids, withdraw=withdraw)


# ---------------------------------------------------------------- the same, and what changed


def test_same_file_twice_makes_nothing_twice(templates: int, file: Path) -> None:
    rows = [
        *people(range(4)),
        person(1),
        person(9, email="jana2@student.example"),
        person(5, arrival="31/02/26"),
    ]
    load(file, rows)
    before = sizes()
    run = load(file)
    assert counted(run) == {"rows": 7, "unchanged": 4, "merged": 1, "possible_duplicates": 1, "refused": 1}
    new = {name: count - before[name] for name, count in sizes().items() if count != before[name]}
    of_this_run = {"imports.Run", "imports.Remark", "imports.RefusedRow", "audit.Entry", "audit.Payload"}
    assert set(new) <= of_this_run


def test_changed_row_updates_person_stay_and_steps(templates: int, file: Path) -> None:
    load(file, people([1, 2]))
    due = dict(Step.objects.filter(pathway__affiliation=stay(1)).values_list("template_step__key", "due"))
    run = load(file, [person(1, arrival="14/09/2026", campus="Gent", family="Svobodová"), person(2)])
    assert counted(run) == {"rows": 2, "updated": 1, "unchanged": 1}
    assert (known(1).family_name, stay(1).arrives_on) == ("Svobodová", date(2026, 9, 14))
    assert stay(1).campus.city_nl == "Gent"
    assert "svobodova" in known(1).search
    moved = dict(Step.objects.filter(pathway__affiliation=stay(1)).values_list("template_step__key", "due"))
    assert moved != due
    data = Payload.objects.get(entry__verb="updated_from_import").data
    assert data["from"]["arrives_on"] == "2026-09-07"
    assert data["to"]["arrives_on"] == "2026-09-14"


def test_value_that_becomes_unknown_is_unknown(templates: int, file: Path) -> None:
    load(file, people([1]))
    assert counted(load(file, people([1], arrival="n.v.t.")))["updated"] == 1
    assert stay(1).arrives_on is None


def test_what_was_changed_here_stays(templates: int, file: Path) -> None:
    load(file, people([1]))
    people_actions.set_arrival(SYSTEM, affiliation_id=stay(1).pk, arrives_on=date(2026, 9, 1))
    people_actions.rename(SYSTEM, person_id=known(1).pk, family_name="Nováková", given_name="Jana")
    run = load(file, people([1], arrival="14/09/2026", family="Novak"))
    assert counted(run) == {"rows": 1, "unchanged": 1}
    assert (stay(1).arrives_on, known(1).family_name) == (date(2026, 9, 1), "Nováková")
    assert remarks(run, "warning") == [
        (2, "Aankomst", "2026-09-14", "kept"),
        (2, "Familienaam", "Novak", "kept"),
    ]
    assert remarks(load(file), "warning") == []  # said once


def test_file_that_says_what_was_changed_here_goes_on_from_there(templates: int, file: Path) -> None:
    load(file, people([1]))
    people_actions.set_arrival(SYSTEM, affiliation_id=stay(1).pk, arrives_on=date(2026, 9, 1))
    load(file, people([1], arrival="01/09/2026"))
    assert counted(load(file, people([1], arrival="02/09/2026")))["updated"] == 1
    assert stay(1).arrives_on == date(2026, 9, 2)


@pytest.mark.parametrize("mapping", ["", "Registrar"])
def test_day_of_admission_that_haven_filled_in_gives_way(templates: int, file: Path, mapping: str) -> None:
    load(file, people([1]), mapping=mapping)
    assert stay(1).admitted_on > date(2026, 5, 4)
    write(file, [person(1, admitted="04/05/2026")], headings=HEADINGS | {"admitted": "Datum toelating"})
    assert load(file, mapping=mapping).counts["updated"] == 1
    assert set(Affiliation.objects.values_list("admitted_on", flat=True)) == {date(2026, 5, 4)}


def test_name_that_is_damaged_only_in_the_file_stays(templates: int, file: Path) -> None:
    load(file, people([1]))
    run = load(file, people([1], family="Nov?kov?1"))
    assert known(1).family_name == "Nováková1"
    assert remarks(run, "warning") == [(2, "Familienaam", "Nov?kov?1", "kept")]
    load(file, people([1], family="Svobodová"))  # and what comes after it is taken
    assert known(1).family_name == "Svobodová"


def test_name_that_was_corrected_here_is_damaged_no_more(templates: int, file: Path) -> None:
    load(file, people([1], family="Nov?kov?"))
    people_actions.rename(SYSTEM, person_id=known(1).pk, family_name="Nováková", given_name="Jana")
    run = load(file)
    assert remarks(run, "warning") == []
    assert known(1).family_name == "Nováková"


def test_end_before_a_start_that_stays_is_not_taken(templates: int, file: Path) -> None:
    load(file, people([1]))
    without_end = {name: heading for name, heading in HEADINGS.items() if name != "end"}
    write(file, people([1], start="01/03/2027", arrival="01/03/2027"), headings=without_end)
    run = load(file)
    assert set(Affiliation.objects.values_list("starts_on", flat=True)) == {date(2026, 9, 21)}
    assert [code for *_rest, code in remarks(run, "warning")] == ["kept"]
    assert set(Affiliation.objects.values_list("arrives_on", flat=True)) == {date(2027, 3, 1)}


# ---------------------------------------------------------------- e-mail addresses


def test_address_that_is_gone_from_the_file_stays(templates: int, file: Path) -> None:
    load(file, people([1]))
    for _time in range(2):
        run = load(file, people([1], email=""))
        assert known(1).email == "jana1@student.example"
        assert remarks(run, "warning") == [(2, "E-mailadres", "", "kept")]


def test_account_follows_the_address(templates: int, file: Path) -> None:
    load(file, people([1]))
    user = User.objects.create_user("jana1@student.example")
    EmailAddress.objects.create(user=user, email="jana1@student.example", verified=True, primary=True)
    load(file, people([1], email="jana@university.example"))
    user.refresh_from_db()
    assert known(1).email == user.email == "jana@university.example"
    assert not EmailAddress.objects.exists()  # whoever reads the old one must not get in


def test_account_that_has_another_address_keeps_it(templates: int, file: Path) -> None:
    load(file, people([1]))
    user = User.objects.create_user("jana1@student.example")
    User.objects.filter(pk=user.pk).update(email="own@example.org")
    load(file, people([1], email="jana@university.example"))
    user.refresh_from_db()
    assert (known(1).email, user.email) == ("jana@university.example", "own@example.org")


def test_address_of_somebody_else_is_not_taken(templates: int, file: Path) -> None:
    load(file, people([1, 2]))
    swapped = [person(1, email="jana2@student.example"), person(2, email="jana1@student.example")]
    run = load(file, swapped)
    assert {code for *_rest, code in remarks(run, "warning")} == {"kept"}
    assert known(1).email == "jana1@student.example"
    # Once it is free, the next file's word counts.
    Person.objects.filter(pk=known(2).pk).update(email="other@student.example")
    load(file, [person(1, email="jana2@student.example")])
    assert known(1).email == "jana2@student.example"


def test_address_with_which_a_colleague_signs_in_is_not_taken(templates: int, file: Path) -> None:
    load(file, people([1]))
    User.objects.create_user("jana1@student.example")
    User.objects.create_user("colleague@university.example")
    load(file, people([1], email="colleague@university.example"))
    assert known(1).email == "jana1@student.example"


@pytest.mark.parametrize("order", [1, -1])
def test_two_who_want_one_free_address(templates: int, file: Path, order: int) -> None:
    load(file, people([1, 2]))
    load(file, people([1, 2], email="free@student.example")[::order])
    assert Person.objects.filter(email="free@student.example").count() == 1


def test_newcomer_and_somebody_known_who_want_one_address(templates: int, file: Path) -> None:
    load(file, people([1]))
    run = load(file, [person(2, email="free@student.example"), person(1, email="free@student.example")])
    assert known(2).email == "free@student.example"
    assert known(1).email == "jana1@student.example"
    assert run.counts["created"] == 1


def test_address_in_capitals_is_the_same_address(templates: int, file: Path) -> None:
    load(file, people([1]))
    Person.objects.update(email="JANA1@student.example")
    run = load(file, [person(1), person(2, email="jana1@student.example")])
    assert (run.counts["unchanged"], run.counts["possible_duplicates"]) == (1, 1)


# ---------------------------------------------------------------- gone, and back


def test_who_is_gone_is_missing_and_only_of_the_same_source(templates: int, file: Path) -> None:
    load(file, people(range(4)), mapping="Registrar")
    load(file, people(range(10, 13)), mapping="HR")
    run = load(file, people([0, 1]), mapping="Registrar")
    assert counted(run) == {"rows": 2, "unchanged": 2, "missing": 2}
    assert [state(n) for n in (0, 1, 2, 3, 10)] == ["present"] * 2 + ["missing"] * 2 + ["present"]
    assert Entry.objects.filter(verb="missing_from_import").count() == 2
    assert Pathway.objects.filter(state="withdrawn").count() == 0
    again = load(file, mapping="Registrar")
    assert again.counts["missing"] == 2  # still gone, and still to be decided


def test_file_without_a_name_is_of_the_source_with_its_headings(templates: int, file: Path) -> None:
    load(file, people(range(3)))
    assert load(file, people([0])).counts["missing"] == 2
    fewer = {name: heading for name, heading in HEADINGS.items() if name != "dutch"}
    write(file, people([0]), headings=fewer | {"tongue": "Taal"})
    assert load(file).counts["missing"] == 0


def test_refused_is_not_gone(templates: int, file: Path) -> None:
    load(file, people([1, 2]))
    load(file, people([1]))
    assert state(2) == "missing"
    run = load(file, [person(1), person(2, arrival="31/02/2026")])
    assert (run.counts["missing"], state(2)) == (0, "present")


def test_corrections_say_nothing_of_others(templates: int, file: Path) -> None:
    load(file, [*people([1, 2]), person(3, arrival="31/02/2026")])
    write(file, people([3]), headings=HEADINGS, extra=[])
    text = file.read_text().splitlines()
    file.write_text("\n".join([text[0] + ";Haven: what is wrong", text[1] + ";Aankomst: …"]))
    run = load(file)
    assert counted(run) == {"rows": 1, "created": 1, "pathways": 1}
    assert not run.is_complete
    assert {state(n) for n in (1, 2, 3)} == {"present"}


def test_withdrawn_or_kept(templates: int, file: Path) -> None:
    load(file, people(range(4)))
    load(file, people([0]))
    assert settle(1, withdraw=True) == 1
    assert settle(2, withdraw=False) == 1
    assert settle(0, 1, 2, withdraw=True) == 0  # nothing is left to decide of these
    assert [state(n) for n in range(4)] == ["present", "withdrawn", "kept", "missing"]
    assert stay(1).withdrawn_at is not None
    assert stay(1).pathway.state == "withdrawn"
    assert stay(2).withdrawn_at is None
    assert stay(2).pathway.state == "active"
    assert load(file).counts["missing"] == 1
    assert Entry.objects.filter(verb__in=("withdrawn", "kept")).count() == 2


@pytest.mark.parametrize("how", ["missing", "kept", "withdrawn"])
def test_who_is_back_is_there_again(templates: int, file: Path, how: str) -> None:
    load(file, people([0, 1]))
    load(file, people([0]))
    if how != "missing":
        settle(1, withdraw=how == "withdrawn")
    steps = Step.objects.filter(pathway=stay(1).pathway).count()
    run = load(file, people([0, 1]))
    assert run.counts["missing"] == 0
    assert run.counts["updated"] == (how == "withdrawn")
    assert (state(1), stay(1).withdrawn_at, stay(1).pathway.state) == ("present", None, "active")
    assert Step.objects.filter(pathway=stay(1).pathway).count() == steps > 0
    assert Entry.objects.filter(verb="back_in_import").count() == 1


def test_who_is_in_another_file_is_not_withdrawn(templates: int, file: Path) -> None:
    load(file, people([1, 2]), mapping="Registrar")
    load(file, people([1]), mapping="HR")
    load(file, people([2]), mapping="Registrar")
    records = SourceRecord.objects.filter(state="missing")
    assert (
        actions.settle_missing(SYSTEM, record_ids=list(records.values_list("pk", flat=True)), withdraw=True)
        == 1
    )
    assert Affiliation.objects.filter(withdrawn_at__isnull=False).count() == 0


# ---------------------------------------------------------------- another source


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row,
        lambda row: row | {"email": ""},  # known by name and date of birth
        lambda row: row | {"family": "Ander", "birth": ""},  # known by address
    ],
)
def test_person_of_another_source_is_adopted(
    templates: int, file: Path, change: Callable[[Cells], Cells]
) -> None:
    load(file, people([1, 2]), mapping="Registrar")
    run = load(file, [change(person(1))], mapping="Registrar new")
    assert (run.counts["created"], run.counts["possible_duplicates"]) == (0, 0)
    assert Person.objects.count() == 2
    records = SourceRecord.objects.filter(number="r0001")
    assert records.values("person").distinct().count() == 1
    assert set(records.values_list("source", flat=True)) == {"Registrar", "Registrar new"}


def test_person_without_address_and_with_a_destroyed_name_is_adopted(templates: int, file: Path) -> None:
    load(file, people([1], family="??", given="?", email=""), mapping="Registrar")
    assert counted(load(file, mapping="Registrar new")) == {"rows": 1, "unchanged": 1}


def test_what_another_source_says_differently_is_taken_over(templates: int, file: Path) -> None:
    load(file, people([1]), mapping="Registrar")
    run = load(file, people([1], arrival="10/09/2026"), mapping="Registrar new")
    assert counted(run) == {"rows": 1, "updated": 1}
    arrivals = Affiliation.objects.values_list("arrives_on", flat=True)
    assert list(arrivals) == [date(2026, 9, 10)]
    assert counted(load(file, mapping="Registrar new")) == {"rows": 1, "unchanged": 1}


def test_same_number_of_somebody_else_is_another_person(templates: int, file: Path) -> None:
    load(file, people([1]), mapping="Registrar")
    other = person(
        1, family="Peeters", given="An", birth="01/01/1980", email="an@staff.example", status="ZAP"
    )
    assert load(file, [other], mapping="HR").counts["created"] == 1
    assert Person.objects.count() == 2
