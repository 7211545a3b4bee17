from collections.abc import Iterator

import pytest

from haven.engines.matching import compiled, objectives, plain, solving
from tests.support.compiling import compile_once


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    compile_once()


@pytest.fixture(params=["compiled", "plain"])
def loops(request: pytest.FixtureRequest) -> Iterator[str]:
    """The solver with numba, and with numpy alone."""
    chosen = {"compiled": compiled, "plain": plain}[request.param]
    before = solving.loops
    solving.loops = objectives.loops = chosen
    yield request.param
    solving.loops = objectives.loops = before


@pytest.fixture
def few_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even the smallest problem begins with few of its pairs."""
    monkeypatch.setattr(solving, "ALL_PAIRS", 0)
    monkeypatch.setattr(solving, "PER_ROW", 2)
    monkeypatch.setattr(solving, "PER_COLUMN", 1)
    monkeypatch.setattr(solving, "STRIDE", 1)
    monkeypatch.setattr(solving, "DRAWN", 1)
