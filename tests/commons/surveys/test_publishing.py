"""What a closed round shows: groups of five and more, and nothing from which a smaller one follows."""

from haven.commons.organisation.models import Campus
from haven.commons.surveys.models import Batch, Result, Survey
from haven.commons.surveys.publishing import RARE
from haven.commons.surveys.queries import closed_batches, figures
from tests.commons.surveys.answering import close
from tests.commons.surveys.conftest import MakePerson


def numbers(batch: Batch, group: str, question: str = "next") -> dict[str, int | None]:
    rows = Result.objects.filter(batch=batch, group=group, question__key=question)
    return dict(rows.values_list("value", "number"))


def test_fewer_than_five_show_nothing_at_all(survey: Survey, make_person: MakePerson) -> None:
    batch = close([(make_person(), {}) for _ in range(4)])
    assert not Result.objects.filter(batch=batch).exists()


def test_five_show_their_mean_and_not_their_answers(survey: Survey, make_person: MakePerson) -> None:
    batch = close([(make_person(), {"next": str(number)}) for number in (1, 2, 4, 4, 5)])
    shown = Result.objects.get(batch=batch, group="all", question__key="next")
    assert (shown.number, shown.mean, shown.counts) == (5, 3.2, {})
    assert numbers(batch, "eea") == {"no": 5}


def test_a_small_campus_takes_the_next_smallest_with_it(
    survey: Survey, make_person: MakePerson, campus: Campus, other_campus: Campus
) -> None:
    third = Campus.objects.get(city_nl="Brussel", is_main=True)
    sizes = {campus: 8, other_campus: 6, third: 2}
    batch = close([(make_person(campus=place), {}) for place, size in sizes.items() for _ in range(size)])
    assert numbers(batch, "all") == {"": 16}
    assert numbers(batch, "campus") == {campus.code: 8, other_campus.code: None, third.code: None}
    hidden = Result.objects.filter(batch=batch, number=None)
    assert set(hidden.values_list("mean", flat=True)) == {None}
    assert all(counts == {} for counts in hidden.values_list("counts", flat=True))


def test_rare_answers_are_counted_together(survey: Survey, make_person: MakePerson) -> None:
    given = ["housing"] * 7 + ["money"] * 6 + ["family"] * 2 + ["study"] * 3
    batch = close([(make_person(), {"hardest": one}) for one in given])
    shown = Result.objects.get(batch=batch, group="all", question__key="hardest")
    assert shown.counts == {"housing": 7, "money": 6, RARE: 5}


def test_a_small_cell_cannot_be_worked_out(
    survey: Survey, make_person: MakePerson, campus: Campus, other_campus: Campus
) -> None:
    here = ["housing"] * 6 + ["money"] * 2
    there = ["housing"] * 5 + ["money"] * 5
    people = [(make_person(campus=campus), {"hardest": one}) for one in here]
    people += [(make_person(campus=other_campus), {"hardest": one}) for one in there]
    close(people)
    rows = figures(closed_batches("welcome"), "campus")
    hardest = {row.value: row.counts for row in rows if row.question == "hardest"}
    # With the sums of rows and columns known, one of the four would give the other three.
    assert {count for counts in hardest.values() for count in counts.values()} == {None}
