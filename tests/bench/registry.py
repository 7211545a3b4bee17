"""What is measured: functions under `@bench`, each with the bound that it has to hold."""

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HOLDS: dict[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "==": operator.eq,
}
_BOUND = re.compile(r"(<=|>=|==|<|>) (-?\d+(?:\.\d+)?)")


class Skipped(Exception):
    """Raised by a bench that cannot run here, with the reason."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A bench's answer. `baseline` is what the value was held against, in the baseline's own unit.

    `note` says what a reader of the figure has to know: on which file it was measured.
    """

    value: float
    baseline: float | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a bench may use: `data` is the folder named by DATA, or None."""

    data: Path | None = None

    def file(self, name: str) -> Path:
        """A file of the data folder; without it the bench is skipped."""
        if self.data is None or not (self.data / name).exists():
            raise Skipped(f"needs {name} in the folder named by DATA")
        return self.data / name


Function = Callable[[Setting], Measured | float]


@dataclass(frozen=True, slots=True)
class Bench:
    """`bound` is None for what is reported only: nothing is promised of it."""

    name: str
    unit: str
    bound: str | None
    function: Function

    def result(self, setting: Setting) -> dict[str, Any]:
        """Measure, and say whether the bound holds: null with a reason for what was skipped, null for what is
        reported only."""
        line: dict[str, Any] = {"name": self.name, "value": None, "unit": self.unit, "baseline": None}
        line |= {"bound": self.bound, "holds": None}
        try:
            answer = self.function(setting)
        except Skipped as reason:
            return line | {"reason": str(reason)}
        measured = answer if isinstance(answer, Measured) else Measured(float(answer))
        value, baseline = rounded(measured.value), rounded(measured.baseline)
        line |= {"value": value, "baseline": baseline}
        line["holds"] = None if self.bound is None else holds(self.bound, measured.value)
        return line | ({"note": measured.note} if measured.note else {})


_registered: dict[str, Bench] = {}


def bench(name: str, *, unit: str, bound: str | None) -> Callable[[Function], Function]:
    """Register the decorated function. `bound` is like "<= 12"; None for what is reported only."""
    if bound is not None and not _BOUND.fullmatch(bound):
        raise ValueError(f"“{bound}” is no bound; write it like “<= 12”")
    if name in _registered:
        raise ValueError(f"there are two benches called {name}")

    def register(function: Function) -> Function:
        _registered[name] = Bench(name, unit, bound, function)
        return function

    return register


def selected(prefixes: Iterable[str]) -> list[Bench]:
    """Those whose name begins with one of these; all of them when there are none."""
    wanted = tuple(prefixes)
    return [one for name, one in sorted(_registered.items()) if not wanted or name.startswith(wanted)]


def holds(bound: str, value: float) -> bool:
    match = _BOUND.fullmatch(bound)
    if match is None:
        raise ValueError(f"“{bound}” is no bound")
    return HOLDS[match[1]](value, float(match[2]))


def rounded(value: float | None) -> float | None:
    """Four significant digits: the rest of a measurement is noise."""
    return None if value is None else float(f"{value:.4g}")
