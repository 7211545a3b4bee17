"""The shape of who asks and of the answer."""

import pytest

from haven.core.access import ANONYMOUS, SYSTEM, Actor, Allowed, Denied, Grant, Refused, require

UNIVERSITY = Actor(1, grants=frozenset({Grant("officer")}))
CAMPUS = Actor(2, grants=frozenset({Grant("officer", campus_id=7)}))
UNIT = Actor(3, grants=frozenset({Grant("officer", unit_id=9)}))


def test_a_stranger_holds_nothing() -> None:
    assert not ANONYMOUS.signed_in
    assert not ANONYMOUS.holds("officer")
    assert not ANONYMOUS.holds_at(7, "officer")
    assert not ANONYMOUS.holds_at(None, "officer")


def test_the_machine_holds_everything_and_is_nobody() -> None:
    assert not SYSTEM.signed_in
    assert SYSTEM.holds("officer")
    assert SYSTEM.holds_everywhere("administrator")
    assert SYSTEM.holds_at(None, "officer", unit_id=3)


def test_a_role_reaches_as_far_as_it_was_given() -> None:
    reach = {
        (name, campus, unit): actor.holds_at(campus, "officer", unit_id=unit)
        for name, actor in {"university": UNIVERSITY, "campus": CAMPUS, "unit": UNIT}.items()
        for campus in (7, 8, None)
        for unit in (9, None)
    }
    allowed = {place for place, yes in reach.items() if yes}
    everywhere = {("university", campus, unit) for campus in (7, 8, None) for unit in (9, None)}
    assert allowed == everywhere | {
        ("campus", 7, 9),
        ("campus", 7, None),
        ("unit", 7, 9),
        ("unit", 8, 9),
        ("unit", None, 9),
    }


def test_everywhere_is_more_than_somewhere() -> None:
    assert UNIVERSITY.holds_everywhere("officer")
    assert not CAMPUS.holds_everywhere("officer")
    assert not UNIT.holds_everywhere("officer")
    assert all(actor.holds("hr_officer", "officer") for actor in (UNIVERSITY, CAMPUS, UNIT))
    assert not UNIVERSITY.holds("administrator")


def test_places_are_those_of_the_role_asked_about() -> None:
    actor = Actor(
        1, grants=frozenset({Grant("officer", 7), Grant("teacher", 8), Grant("teacher", unit_id=9)})
    )
    assert actor.campuses("officer") == {7}
    assert actor.campuses("officer", "teacher") == {7, 8}
    assert actor.units("officer") == frozenset()
    assert actor.units("teacher") == {9}


def test_an_answer_is_true_or_carries_its_reason() -> None:
    assert Allowed()
    assert not Denied("Not your campus.")
    require(Allowed())
    with pytest.raises(Refused) as refusal:
        require(Denied("Not your campus."))
    assert refusal.value.reason == "Not your campus."
    assert str(refusal.value) == "Not your campus."
