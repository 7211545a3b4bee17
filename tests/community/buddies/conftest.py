import pytest

from tests.support.compiling import compile_once


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> None:
    compile_once()
