"""Rules of dates in words."""

from datetime import date

import pytest
from django.utils.translation import override

from haven.commons.pathways.content import read_folder
from haven.commons.pathways.models import Anchor
from haven.community.welcome.queries.hints import BEFORE, ON, WITHIN, due_hint, working_days_left
from haven.config.setup import CONTENT


@pytest.mark.parametrize(
    ("anchor", "offset", "unit", "words"),
    [
        ("arrived", 8, "working_days", "within 8 working days of your arrival"),
        ("arrived", 1, "working_days", "within 1 working day of your arrival"),
        ("arrived", -12, "weeks", "12 weeks before your arrival"),
        ("arrived", 0, "days", "on the day of your arrival"),
        ("visa_granted", 1, "weeks", "within 1 week of getting your visa"),
        ("starts", -1, "months", "1 month before your start"),
        ("ends", -28, "days", "28 days before the end of your stay"),
        ("step:room", 2, "months", "within 2 months of: Find a room"),
        ("step:room", -1, "days", "1 day before: Find a room"),
        ("step:room", 0, "days", "on the same day as: Find a room"),
        ("step:gone", 2, "months", ""),
        ("nothing", 2, "months", ""),
    ],
)
def test_hints(anchor: str, offset: int, unit: str, words: str) -> None:
    with override("en"):
        assert due_hint(anchor, offset, unit, {"room": "Find a room"}) == words


def test_every_anchor_has_its_sentences() -> None:
    assert set(BEFORE) == set(ON) == set(WITHIN) == set(Anchor.values)


def test_every_shipped_step_has_a_hint() -> None:
    for template in read_folder(CONTENT):
        titles = {step.key: step.texts["title_en"] for step in template.steps}
        for step in template.steps:
            assert due_hint(step.rule.anchor, step.rule.offset, step.rule.unit, titles), step.key


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (date(2026, 9, 24), ""),
        (date(2026, 9, 25), "today is the last day"),
        (date(2026, 9, 27), "no working day left"),
        (date(2026, 9, 28), "1 working day left"),
        (date(2026, 10, 2), "5 working days left"),
        (date(2026, 10, 25), "20 working days left"),
        (date(2026, 10, 26), ""),
        (None, ""),
    ],
)
def test_working_days_left(due: date | None, words: str) -> None:
    with override("en"):
        assert working_days_left(due, date(2026, 9, 25)) == words  # a Friday


def test_a_holiday_is_not_a_working_day() -> None:
    with override("en"):
        assert working_days_left(date(2026, 11, 12), date(2026, 11, 10)) == "1 working day left"
