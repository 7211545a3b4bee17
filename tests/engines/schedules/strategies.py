"""Calendars, dates and sets of rules for the properties."""

from datetime import date

from hypothesis import strategies as st

from haven.engines.schedules import Calendar, Rule, Unit

# Narrow enough that holidays and weekends are met all the time.
DAYS = st.dates(date(2025, 1, 1), date(2028, 12, 31))
NAMED_ANCHORS = ("admitted", "arrived", "starts", "ends")
OFFSETS = st.integers(-200, 200)
UNITS = st.sampled_from(Unit)

CALENDARS = st.builds(
    Calendar,
    holidays=st.frozensets(DAYS, max_size=150),
    weekend=st.frozensets(st.integers(0, 6), max_size=6),
)


@st.composite
def tangles(draw: st.DrawFn) -> list[Rule]:
    """Rules whose steps hang on any others, so that loops are as likely as not."""
    keys = [f"s{i}" for i in range(draw(st.integers(1, 9)))]
    steps = st.sampled_from([f"step:{key}" for key in keys])
    anchors = st.one_of(st.sampled_from(NAMED_ANCHORS), steps)
    after = st.lists(st.sampled_from(keys), max_size=2).map(tuple)
    return [Rule(key, draw(anchors), draw(OFFSETS), draw(UNITS), draw(after)) for key in keys]


@st.composite
def pathways(draw: st.DrawFn) -> list[Rule]:
    """Rules without a loop, in any order: each step hangs only on steps that were drawn before it."""
    rules: list[Rule] = []
    for i in range(draw(st.integers(1, 9))):
        earlier = [rule.key for rule in rules]
        anchors = st.sampled_from([*NAMED_ANCHORS, *(f"step:{key}" for key in earlier)])
        after = st.lists(st.sampled_from(earlier), max_size=2).map(tuple) if earlier else st.just(())
        rules.append(Rule(f"s{i}", draw(anchors), draw(OFFSETS), draw(UNITS), draw(after)))
    return draw(st.permutations(rules))


ANCHORS = st.dictionaries(st.sampled_from(NAMED_ANCHORS), DAYS)
DONE = st.dictionaries(st.sampled_from([f"s{i}" for i in range(9)]), DAYS, max_size=4)
