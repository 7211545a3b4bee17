"""Days in words, in both languages."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from haven.ui import dates

TODAY = date(2026, 9, 22)


@pytest.fixture(autouse=True)
def _english() -> object:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-9, "9 days late"),
        (-1, "1 day late"),
        (0, "today"),
        (1, "tomorrow"),
        (2, "in 2 days"),
        (3, "in 3 days"),
        (400, "in 400 days"),
    ],
)
def test_due_words_say_how_far(days: int, words: str) -> None:
    assert dates.due_words(TODAY + timedelta(days), TODAY) == words


def test_due_words_of_nothing_is_nothing() -> None:
    assert dates.due_words(None, TODAY) == ""


def test_due_words_count_days_of_the_university_not_of_greenwich() -> None:
    late_evening_in_utc = datetime(2026, 9, 22, 22, 30, tzinfo=UTC)  # half past midnight in Brussels
    assert dates.due_words(late_evening_in_utc, TODAY) == "tomorrow"


@pytest.mark.parametrize(
    ("days", "kind"), [(-1, "late"), (0, "soon"), (7, "soon"), (8, "plain"), (300, "plain")]
)
def test_a_due_date_presses_when_it_is_near(days: int, kind: str) -> None:
    assert dates.due_kind(TODAY + timedelta(days), TODAY) == kind


@given(days=st.integers(min_value=-2000, max_value=2000))
def test_words_and_kind_agree_on_what_is_late(days: int) -> None:
    due = TODAY + timedelta(days)
    with translation.override("en"):
        assert (dates.due_kind(due, TODAY) == "late") == dates.due_words(due, TODAY).endswith("late")


def test_day_leaves_out_this_year() -> None:
    assert dates.day(date(2026, 9, 25), TODAY) == "Friday 25 September"
    assert dates.day(date(2027, 1, 4), TODAY) == "Monday 4 January 2027"
    assert dates.day(None) == ""


def test_day_speaks_dutch() -> None:
    with translation.override("nl"):
        assert dates.day(date(2026, 9, 25), TODAY) == "vrijdag 25 september"
        assert dates.day_short(date(2026, 10, 22), TODAY) == "22 okt"
        assert dates.day_short(date(2027, 3, 1), TODAY) == "1 mrt 2027"


def test_day_short_and_moment() -> None:
    assert dates.day_short(date(2026, 10, 2), TODAY) == "2 Oct"
    assert dates.day_short(None) == ""
    assert dates.moment(datetime(2026, 9, 25, 12, 5, tzinfo=UTC), TODAY) == "Friday 25 September, 14:05"
    assert dates.moment(None) == ""


def test_far_away_the_tag_shows_the_date() -> None:
    assert dates.due_text(TODAY + timedelta(13), TODAY) == "in 13 days"
    assert dates.due_text(TODAY + timedelta(14), TODAY) == "6 Oct"


def test_filters_are_there_for_templates() -> None:
    page = Template("{% load haven %}{{ d|day:today }}, {{ d|due_words:today }}, {{ d|day_short:today }}")
    html = page.render(Context({"d": TODAY, "today": TODAY}))
    assert html == "Tuesday 22 September, today, 22 Sep"
