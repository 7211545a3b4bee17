"""A few people for tests: columns with a default that is like nobody's."""

from typing import Any

import numpy as np

from haven.engines.matching.people import Buddies, Newcomers, Population, Rules, bits_of

WEIGHTS = {
    "interests": 3000, "languages": 1500, "faculty": 1000, "field": 1500, "country": 1000,
    "times": 1500, "age": 500,
}  # fmt: skip
RULES = Rules(weights=WEIGHTS, roles={"student": ["peer"]})


def sets(*people: list[int], size: int = 8) -> Any:
    flags = np.zeros((len(people), size), dtype=np.bool_)
    for row, members in enumerate(people):
        flags[row, members] = True
    return bits_of(flags)


def newcomers(count: int, **columns: Any) -> Newcomers:
    nobody = {name: np.full(count, -1, dtype=np.int32) for name in ("faculty", "field", "country")}
    given: dict[str, Any] = {
        "campus": np.zeros(count, dtype=np.int32), "allowed": np.full(count, -1, dtype=np.int32),
        "gender": np.zeros(count, dtype=np.int32), "age": np.full(count, np.nan, dtype=np.float32),
        "arrives": np.full(count, 10, dtype=np.int32),
        **{name: np.zeros(count, dtype=np.bool_) for name in ("same_gender", "faculty_only", "minor")},
        **{name: sets(*[[0]] * count) for name in ("languages", "interests", "times")},
    }  # fmt: skip
    return Newcomers(**nobody | given | {name: np.asarray(one) for name, one in columns.items()})


def buddies(count: int, **columns: Any) -> Buddies:
    given: dict[str, Any] = {
        "campus": np.zeros(count, dtype=np.int32), "role": np.zeros(count, dtype=np.int32),
        "gender": np.zeros(count, dtype=np.int32), "age": np.full(count, np.nan, dtype=np.float32),
        "faculty": np.full(count, -2, dtype=np.int32), "field": np.full(count, -2, dtype=np.int32),
        "from_day": np.zeros(count, dtype=np.int32), "until_day": np.full(count, 365, dtype=np.int32),
        "capacity": np.ones(count, dtype=np.int64), "countries": sets(*[[]] * count),
        **{name: np.zeros(count, dtype=np.bool_) for name in ("same_gender", "vetted")},
        **{name: sets(*[[0]] * count) for name in ("languages", "interests", "times")},
    }  # fmt: skip
    return Buddies(**given | {name: np.asarray(one) for name, one in columns.items()})


def population(mine: Newcomers, theirs: Buddies, rules: Rules = RULES, declined: Any = ()) -> Population:
    return Population(mine, theirs, rules, np.array(declined, dtype=np.int64).reshape(-1, 2))
