from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from haven.core.accounts.models import User
from tests.community.welcome.making import AsRole


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a test writes its export."""
    return tmp_path / "export.csv"


@pytest.fixture
def officer(as_role: AsRole, templates: int) -> User:
    """The client is signed in as somebody who may bring files in and decide."""
    return as_role("officer")
