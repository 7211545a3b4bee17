from collections.abc import Callable

import pytest

from haven.commons.people.models import Person
from haven.commons.surveys.actions import load_surveys
from haven.commons.surveys.models import Survey
from haven.config.setup import CONTENT
from haven.core.access import SYSTEM

MakePerson = Callable[..., Person]


@pytest.fixture
def survey(db: None) -> Survey:
    """The three questions to newcomers, as shipped."""
    load_surveys(SYSTEM, folder=CONTENT / "surveys")
    return Survey.objects.get(key="welcome")
