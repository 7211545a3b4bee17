"""Due dates: by hand, by properties, and against a plain recursive definition."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from haven.engines.schedules import Calendar, Planner, Rule, ScheduleError, Unit, plans, shift
from tests.engines.schedules.strategies import ANCHORS, CALENDARS, DAYS, DONE, OFFSETS, UNITS, pathways

NOVEMBER = Calendar(frozenset({date(2026, 11, 1), date(2026, 11, 11)}))
ARRIVED = date(2026, 11, 2)

ARRIVAL = (
    Rule("housing", "arrived", -10, Unit.WEEKS),
    Rule("card", "step:town-hall", 2, Unit.MONTHS, after=("town-hall",)),
    Rule("town-hall", "arrived", 8, Unit.WORKING_DAYS, after=("housing",)),
    Rule("leave", "ends", -4, Unit.WEEKS),
)


def _expected(
    key: str, rules: Mapping[str, Rule], calendar: Calendar, anchors: dict[str, date], done: dict[str, date]
) -> date | None:
    """The definition, recursively and without memory."""
    rule = rules[key]
    step = rule.anchor.partition("step:")[2]
    if not step:
        start = anchors.get(rule.anchor)
    elif step in done:
        start = done[step]
    else:
        start = _expected(step, rules, calendar, anchors, done) if step in rules else None
    return None if start is None else shift(start, rule.offset, rule.unit, calendar)


def test_a_pathway_by_hand() -> None:
    due = Planner(ARRIVAL, NOVEMBER).plan({"arrived": ARRIVED})
    assert due == {
        "housing": date(2026, 8, 24),
        "card": date(2027, 1, 13),
        "town-hall": date(2026, 11, 13),
        "leave": None,
    }
    assert list(due) == [rule.key for rule in ARRIVAL]


def test_what_hangs_on_a_done_step_counts_from_the_day_it_was_done() -> None:
    due = Planner(ARRIVAL, NOVEMBER).plan({"arrived": ARRIVED}, {"town-hall": date(2026, 11, 5)})
    assert due["card"] == date(2027, 1, 5)
    assert due["town-hall"] == date(2026, 11, 13)


def test_what_hangs_on_a_step_that_was_left_out_has_no_date_until_that_one_is_done() -> None:
    planner = Planner([rule for rule in ARRIVAL if rule.key != "town-hall"], NOVEMBER)
    assert planner.plan({"arrived": ARRIVED})["card"] is None
    assert planner.plan({}, {"town-hall": date(2026, 11, 5)})["card"] == date(2027, 1, 5)


@pytest.mark.parametrize(
    ("day", "offset", "unit", "expected"),
    [
        (date(2026, 1, 31), 1, Unit.MONTHS, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, Unit.MONTHS, date(2028, 2, 29)),
        (date(2026, 3, 31), -1, Unit.MONTHS, date(2026, 2, 28)),
        (date(2028, 2, 29), 12, Unit.MONTHS, date(2029, 2, 28)),
        (date(2026, 1, 15), -13, Unit.MONTHS, date(2024, 12, 15)),
        (date(2026, 11, 30), 3, Unit.MONTHS, date(2027, 2, 28)),
        (date(2026, 11, 2), -12, Unit.WEEKS, date(2026, 8, 10)),
        (date(2026, 11, 2), 45, Unit.DAYS, date(2026, 12, 17)),
        (date(2026, 11, 7), 0, Unit.DAYS, date(2026, 11, 7)),
    ],
)
def test_shifting_by_hand(day: date, offset: int, unit: Unit, expected: date) -> None:
    assert shift(day, offset, unit, NOVEMBER) == expected


@given(DAYS, OFFSETS, CALENDARS)
def test_calendar_units_agree_with_dateutil(day: date, offset: int, calendar: Calendar) -> None:
    assert shift(day, offset, Unit.MONTHS, calendar) == day + relativedelta(months=offset)
    assert shift(day, offset, Unit.WEEKS, calendar) == day + relativedelta(weeks=offset)
    assert shift(day, offset, Unit.DAYS, calendar) == day + timedelta(days=offset)


@given(pathways(), CALENDARS, ANCHORS, DONE)
def test_a_plan_follows_the_definition(
    rules: list[Rule], calendar: Calendar, anchors: dict[str, date], done: dict[str, date]
) -> None:
    by_key = {rule.key: rule for rule in rules}
    expected = {key: _expected(key, by_key, calendar, anchors, done) for key in by_key}
    assert Planner(rules, calendar).plan(anchors, done) == expected


@given(pathways(), CALENDARS, ANCHORS, DONE, st.data())
def test_a_plan_of_fewer_steps_follows_the_definition_too(
    rules: list[Rule],
    calendar: Calendar,
    anchors: dict[str, date],
    done: dict[str, date],
    data: st.DataObject,
) -> None:
    present = data.draw(st.lists(st.sampled_from(rules), unique=True))
    by_key = {rule.key: rule for rule in present}
    expected = {key: _expected(key, by_key, calendar, anchors, done) for key in by_key}
    assert Planner(present, calendar).plan(anchors, done) == expected


@given(pathways(), CALENDARS, ANCHORS, DONE)
def test_planning_again_changes_nothing(
    rules: list[Rule], calendar: Calendar, anchors: dict[str, date], done: dict[str, date]
) -> None:
    planner = Planner(rules, calendar)
    first = planner.plan(anchors, done)
    kept, held = dict(first), (dict(anchors), dict(done))
    planner.plan({"arrived": date(2026, 5, 5)}, {"s0": date(2026, 1, 1)})
    assert planner.plan(anchors, done) == kept
    assert Planner(reversed(rules), calendar).plan(anchors, done) == kept
    first.clear()  # what a caller does to its answer reaches nobody else
    assert planner.plan(anchors, done) == kept
    assert (anchors, done) == held


@given(pathways(), CALENDARS, ANCHORS)
def test_doing_a_step_on_its_due_date_moves_nothing(
    rules: list[Rule], calendar: Calendar, anchors: dict[str, date]
) -> None:
    planner = Planner(rules, calendar)
    due = planner.plan(anchors)
    assert planner.plan(anchors, {key: day for key, day in due.items() if day}) == due


@given(pathways(), CALENDARS, ANCHORS, ANCHORS, DONE)
def test_what_hangs_on_done_steps_does_not_move_with_the_anchors(
    rules: list[Rule],
    calendar: Calendar,
    before: dict[str, date],
    now: dict[str, date],
    done: dict[str, date],
) -> None:
    planner = Planner(rules, calendar)
    first, second = planner.plan(before, done), planner.plan(now, done)
    fixed = [rule.key for rule in rules if rule.anchor.removeprefix("step:") in done]
    assert [first[key] for key in fixed] == [second[key] for key in fixed]
    assert None not in [first[key] for key in fixed]


@given(pathways(), CALENDARS, ANCHORS, DONE, st.integers(0, 400))
def test_later_anchors_never_make_a_date_earlier(
    rules: list[Rule], calendar: Calendar, anchors: dict[str, date], done: dict[str, date], days: int
) -> None:
    planner = Planner(rules, calendar)
    before = planner.plan(anchors, done)
    after = planner.plan({name: day + timedelta(days=days) for name, day in anchors.items()}, done)
    for key, day in before.items():
        later = after[key]
        assert (day is None) == (later is None)
        assert day is None or later is None or day <= later


@given(CALENDARS, DAYS, OFFSETS, UNITS)
def test_a_larger_offset_is_never_earlier(calendar: Calendar, day: date, offset: int, unit: Unit) -> None:
    assert shift(day, offset, unit, calendar) < shift(day, offset + 1, unit, calendar)


@pytest.mark.parametrize(("unit", "said"), [(unit, unit.value.replace("_", " ")) for unit in Unit])
@pytest.mark.parametrize("offset", [1, -1, 10**9, -(10**30)])
def test_beyond_the_ends_of_time_is_said_in_a_sentence(unit: Unit, said: str, offset: int) -> None:
    day = date.max if offset > 0 else date.min
    planner = Planner([Rule("visa", "arrived", offset, unit)], NOVEMBER)
    with pytest.raises(ScheduleError, match=f"“visa”: {offset} {said} from {day.isoformat()} is not between"):
        planner.plan({"arrived": day})


@given(st.dates(), st.integers(-40_000, 40_000), UNITS)
def test_any_date_gives_a_date_or_a_schedule_error(day: date, offset: int, unit: Unit) -> None:
    try:
        found = shift(day, offset, unit, NOVEMBER)
    except ScheduleError:
        room = (day - date.min).days if offset < 0 else (date.max - day).days
        assert room < abs(offset) * 31 + 31
    else:
        assert (found > day) - (found < day) == (offset > 0) - (offset < 0)


def test_an_anchor_with_a_time_gives_a_date() -> None:
    due = Planner(ARRIVAL, NOVEMBER).plan({"arrived": datetime(2026, 11, 2, 23, 59), "ends": ARRIVED})
    assert {type(day) for day in due.values()} == {date}


def test_thousands_of_steps_in_a_row() -> None:
    row = [Rule(f"s{i}", f"step:s{i + 1}", 1, Unit.DAYS) for i in range(5_000)]
    due = Planner([*row, Rule("s5000", "arrived", 0, Unit.DAYS)], NOVEMBER).plan({"arrived": ARRIVED})
    assert due["s0"] == ARRIVED + timedelta(days=5_000)


def _count_shifts(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    asked: list[date] = []
    plain = plans.shift

    def counting(day: date, offset: int, unit: Unit, calendar: Calendar) -> date:
        asked.append(day)
        return plain(day, offset, unit, calendar)

    monkeypatch.setattr(plans, "shift", counting)
    return asked


def test_people_who_share_dates_share_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = _count_shifts(monkeypatch)
    calendar = Calendar(frozenset({date(2026, 5, 1)}))  # met by no other test
    rules = [Rule(f"s{i}", "arrived", i, Unit.WORKING_DAYS) for i in range(20)]
    arrivals = [ARRIVED + timedelta(days=i % 10) for i in range(4_000)]
    for profile in (rules, rules[:15], rules[5:]):
        planner = Planner(profile, calendar)
        for day in arrivals:
            planner.plan({"arrived": day})
    assert len(asked) == 20 * 10


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans, "DATES_REMEMBERED", 7)
    shifted = plans._Shifted(NOVEMBER, 8, Unit.WORKING_DAYS)
    for i in range(100):
        day = ARRIVED + timedelta(days=i)
        assert shifted[day] == NOVEMBER.add_working_days(day, 8)
        assert len(shifted) <= 7
