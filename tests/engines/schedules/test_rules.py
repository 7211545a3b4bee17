"""Sets of rules that cannot be, against graphlib; and who is ready."""

import graphlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from haven.engines.schedules import (
    Calendar,
    CycleError,
    DuplicateStepError,
    Planner,
    Rule,
    RuleError,
    Unit,
    UnknownStepError,
    check_rules,
    ready,
)
from haven.engines.schedules.rules import in_order
from tests.engines.schedules.strategies import DONE, pathways, tangles

EVERY_DAY = Calendar(frozenset(), frozenset())
DEEP = 20_000  # far beyond what recursion would survive


def _rule(key: str, anchor: str = "arrived", after: tuple[str, ...] = ()) -> Rule:
    return Rule(key, anchor, 1, Unit.DAYS, after)


def _links(rules: list[Rule]) -> dict[str, set[str]]:
    """What each step hangs on, worked out apart from the engine."""
    links = {rule.key: set(rule.after) for rule in rules}
    for rule in rules:
        if rule.anchor.startswith("step:"):
            links[rule.key].add(rule.anchor[len("step:") :])
    return links


def _has_loop(rules: list[Rule]) -> bool:
    try:
        graphlib.TopologicalSorter(_links(rules)).prepare()
    except graphlib.CycleError:
        return True
    return False


@given(tangles())
def test_a_loop_is_found_exactly_when_graphlib_finds_one(rules: list[Rule]) -> None:
    if not _has_loop(rules):
        check_rules(rules)
        return
    with pytest.raises(CycleError) as caught:
        check_rules(rules)
    with pytest.raises(CycleError) as planned:
        Planner(rules, EVERY_DAY)
    assert planned.value.loop == caught.value.loop


@given(tangles().filter(_has_loop))
def test_the_loop_that_is_named_is_a_loop(rules: list[Rule]) -> None:
    with pytest.raises(CycleError) as caught:
        check_rules(rules)
    loop, links = caught.value.loop, _links(rules)
    assert len(set(loop)) == len(loop) > 0
    for key, needed in zip(loop, (*loop[1:], loop[0]), strict=True):
        assert needed in links[key]


@given(pathways())
def test_each_step_comes_after_what_it_hangs_on(rules: list[Rule]) -> None:
    order = [rule.key for rule in in_order(rules)]
    assert sorted(order) == sorted(rule.key for rule in rules)
    for key, needs in _links(rules).items():
        assert all(order.index(need) < order.index(key) for need in needs)


def test_a_loop_through_an_anchor_and_a_prerequisite_reads_in_order() -> None:
    rules = [
        _rule("free"),
        _rule("card", anchor="step:town-hall"),
        _rule("town-hall", after=("free", "bank")),
        _rule("bank", after=("card",)),
        _rule("later", after=("bank",)),
    ]
    with pytest.raises(CycleError, match="card → town-hall → bank → card") as caught:
        check_rules(rules)
    assert caught.value.loop == ("card", "town-hall", "bank")


@pytest.mark.parametrize("rule", [_rule("a", anchor="step:a"), _rule("a", after=("a",))])
def test_a_step_that_waits_for_itself(rule: Rule) -> None:
    with pytest.raises(CycleError) as caught:
        check_rules([rule])
    assert caught.value.loop == ("a",)


def test_thousands_of_steps_in_a_row() -> None:
    row = [_rule(f"s{i}", anchor=f"step:s{i + 1}", after=(f"s{i + 1}",)) for i in range(DEEP)]
    check_rules([*row, _rule(f"s{DEEP}")])
    with pytest.raises(CycleError) as caught:
        check_rules([*row, _rule(f"s{DEEP}", after=("s0",))])
    assert len(caught.value.loop) == DEEP + 1


@pytest.mark.parametrize("rule", [_rule("a", anchor="step:gone"), _rule("a", after=("b", "gone"))])
def test_a_step_that_is_not_there(rule: Rule) -> None:
    with pytest.raises(UnknownStepError, match="“a” needs step “gone”") as caught:
        check_rules([rule, _rule("b")])
    assert (caught.value.key, caught.value.missing) == ("a", "gone")


@pytest.mark.parametrize("check", [check_rules, in_order, lambda rules: Planner(rules, EVERY_DAY)])
def test_two_steps_with_one_key(check: object) -> None:
    assert callable(check)
    first = _rule("a")
    # The very same rule twice is a mistake as well.
    for second in (_rule("a", anchor="starts"), _rule("a"), first):
        with pytest.raises(DuplicateStepError, match="“a”") as caught:
            check([first, _rule("b"), second])
        assert caught.value.key == "a"


def test_all_mistakes_in_rules_are_rule_errors_and_value_errors() -> None:
    for kind in (CycleError, UnknownStepError, DuplicateStepError):
        assert issubclass(kind, RuleError)
    assert issubclass(RuleError, ValueError)


def test_no_rules_are_fine() -> None:
    check_rules([])
    assert ready([], {"a"}) == set()


def test_rules_may_come_from_a_generator() -> None:
    check_rules(_rule(key) for key in "ab")
    assert ready((_rule(key) for key in "ab"), set()) == {"a", "b"}
    with pytest.raises(DuplicateStepError):
        check_rules(_rule(key) for key in "aba")


def test_ready_by_hand() -> None:
    rules = [
        _rule("address"),
        _rule("town-hall", after=("address", "left-out")),
        _rule("bank", after=("town-hall",)),
        _rule("card", anchor="step:town-hall"),  # an anchor dates a step; it does not hold it up
    ]
    assert ready(rules, ()) == {"address", "card"}
    assert ready(rules, {"address"}) == {"address", "card", "town-hall"}
    assert ready(rules, {"address", "town-hall"}) == {"address", "card", "town-hall", "bank"}


@given(pathways(), DONE)
def test_doing_more_never_makes_a_step_less_ready(rules: list[Rule], done: dict[str, object]) -> None:
    some = ready(rules, done)
    assert ready(rules, [*done, "s0", "s1"]) >= some >= ready(rules, ())


@given(pathways(), st.sets(st.sampled_from([f"s{i}" for i in range(9)])))
def test_somebody_can_always_go_on(rules: list[Rule], done: set[str]) -> None:
    open_steps = {rule.key for rule in rules} - done
    assert not open_steps or ready(rules, done) & open_steps
