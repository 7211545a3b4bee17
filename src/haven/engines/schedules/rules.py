"""The rules of a template's steps, and what makes a set of them impossible."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

STEP = "step:"  # an anchor that begins so is another step


class Unit(StrEnum):
    """What an offset counts."""

    DAYS = "days"
    WORKING_DAYS = "working_days"
    WEEKS = "weeks"
    MONTHS = "months"


@dataclass(frozen=True, slots=True)
class Rule:
    """When a step is due: `offset` units after its anchor, before it when negative.

    `anchor` names a date ("arrived") or another step ("step:town-hall"). `after` names the steps that
    must be done before this one can be; it decides who is ready, not the due date.
    """

    key: str
    anchor: str
    offset: int
    unit: Unit
    after: tuple[str, ...] = ()

    @property
    def anchor_step(self) -> str | None:
        """The step it is anchored on; None when it is anchored on a date."""
        return self.anchor.removeprefix(STEP) if self.anchor.startswith(STEP) else None

    @property
    def needs(self) -> tuple[str, ...]:
        """The steps it hangs on, by anchor or as prerequisites; each once."""
        first = () if self.anchor_step is None else (self.anchor_step,)
        return tuple(dict.fromkeys(first + self.after))


class RuleError(ValueError):
    """These rules cannot be planned; the message says why and what to do."""


class CycleError(RuleError):
    """Steps that wait for each other: each in `loop` needs the next, and the last needs the first."""

    def __init__(self, loop: tuple[str, ...]) -> None:
        self.loop = loop
        circle = " → ".join((*loop, loop[0]))
        super().__init__(f"These steps wait for each other: {circle}. Take one of the links away.")


class UnknownStepError(RuleError):
    """The step `key` hangs on `missing`, which is not among the steps."""

    def __init__(self, key: str, missing: str) -> None:
        self.key, self.missing = key, missing
        super().__init__(
            f"Step “{key}” needs step “{missing}”, which is not there. Add that step or correct its name."
        )


class DuplicateStepError(RuleError):
    """Two rules have the same `key`."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"Two steps are called “{key}”. Give one of them another key.")


def check_rules(rules: Iterable[Rule]) -> None:
    """Make sure that a whole template can be planned, with every step it mentions.

    Raises DuplicateStepError, UnknownStepError (an anchor or a prerequisite that is not there) or
    CycleError (over anchors and prerequisites together), whichever it meets first in this order.
    """
    by_key = _by_key(rules)
    for rule in by_key.values():
        for need in rule.needs:
            if need not in by_key:
                raise UnknownStepError(rule.key, need)
    in_order(by_key.values())


def in_order(rules: Iterable[Rule]) -> tuple[Rule, ...]:
    """The rules, each after those it hangs on; steps that are not among them are ignored.

    Raises DuplicateStepError or CycleError. Takes time in proportion to rules and links (Kahn, 1962).
    """
    by_key = _by_key(rules)
    needs = {key: [need for need in rule.needs if need in by_key] for key, rule in by_key.items()}
    order = _sorted(needs)
    if len(order) < len(needs):
        sorted_out = set(order)
        raise CycleError(_loop({key: found for key, found in needs.items() if key not in sorted_out}))
    return tuple(by_key[key] for key in order)


def ready(rules: Iterable[Rule], done: Collection[str]) -> set[str]:
    """The keys of the steps whose prerequisites are all in `done`; steps already done are among them.

    A prerequisite that is not among the rules is ignored: conditions may leave a step out of somebody's
    pathway, and then nobody has to wait for it.
    """
    by_key = {rule.key: rule for rule in rules}
    return {
        key for key, rule in by_key.items() if all(need in done or need not in by_key for need in rule.after)
    }


def _by_key(rules: Iterable[Rule]) -> dict[str, Rule]:
    by_key: dict[str, Rule] = {}
    for rule in rules:
        if rule.key in by_key:
            raise DuplicateStepError(rule.key)
        by_key[rule.key] = rule
    return by_key


def _sorted(needs: Mapping[str, list[str]]) -> list[str]:
    """The keys, each after those it needs; those in a loop, or behind one, are left out."""
    waiting = {key: len(found) for key, found in needs.items()}
    needed_by: dict[str, list[str]] = {key: [] for key in needs}
    for key, found in needs.items():
        for need in found:
            needed_by[need].append(key)
    order = [key for key, count in waiting.items() if count == 0]
    for key in order:  # grows while it is read
        for dependent in needed_by[key]:
            waiting[dependent] -= 1
            if waiting[dependent] == 0:
                order.append(dependent)
    return order


def _loop(stuck: Mapping[str, list[str]]) -> tuple[str, ...]:
    """A loop among steps of which each needs at least one other that is stuck as well."""
    key = next(iter(stuck))
    path: dict[str, None] = {}  # in the order walked
    while key not in path:
        path[key] = None
        key = next(need for need in stuck[key] if need in stuck)
    walked = list(path)
    return tuple(walked[walked.index(key) :])
