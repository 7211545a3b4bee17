"""What a later file moves: kept once for each person, in two inserts a batch, and undone for good."""

from pathlib import Path
from typing import Any

import pytest

from haven.commons.pathways import undoing
from haven.commons.pathways.models import MovedStep, Replan, Step
from haven.core.access import SYSTEM
from tests.community.welcome.importing.exports import known, load, people, stay
from tests.community.welcome.making import queries

pytestmark = pytest.mark.django_db


def due(number: int) -> dict[str, Any]:
    steps = Step.objects.filter(pathway__affiliation=stay(number))
    return dict(steps.values_list("template_step__key", "due"))


def test_one_change_for_each_who_moved(templates: int, file: Path) -> None:
    load(file, people(range(4)))
    load(file, [*people([0, 1], arrival="14/09/2026"), *people([2], given="Jan"), *people([3])])
    found = list(Replan.objects.order_by("pk").select_related("pathway__person"))
    assert [row.pathway.person for row in found] == [known(0), known(1)]
    assert {row.cause for row in found} == {Replan.Cause.IMPORT}
    assert found[0].before == {"arrives_on": "2026-09-07"}
    assert found[0].after == {"arrives_on": "2026-09-14"}
    assert all(row.moves.count() > 3 for row in found)


def test_a_first_file_moves_nothing(templates: int, file: Path) -> None:
    load(file, people(range(4)))
    assert not Replan.objects.exists()


def test_an_undo_stays_when_the_same_file_comes_again(templates: int, file: Path) -> None:
    load(file, people([1]))
    before = due(1)
    later = people([1], arrival="14/09/2026", nation="Vietnam")
    load(file, later)
    assert due(1) != before
    undoing.undo(SYSTEM, replan_id=Replan.objects.get().pk)
    assert due(1) == before
    assert known(1).nationality == "CZ"
    load(file, later)
    assert due(1) == before
    assert Replan.objects.count() == 2


@pytest.mark.parametrize("count", [1, 3, 50])
def test_kept_in_two_inserts(templates: int, file: Path, count: int) -> None:
    load(file, people(range(count)))
    with queries() as asked:
        load(file, people(range(count), arrival="14/09/2026"))
    assert Replan.objects.count() == count
    for model in (Replan, MovedStep):
        inserts = [q for q in asked if f'"{model._meta.db_table}"' in q["sql"] and "SELECT" not in q["sql"]]
        assert len(inserts) == 1
