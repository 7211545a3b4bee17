"""Roles given from the shell, where the first administrator is made."""

import pytest

from haven.commons.organisation.models import RoleGrant
from haven.config.running import grant

pytestmark = pytest.mark.django_db


def test_the_first_administrator(organisation: object) -> None:
    grant(email="ahmed@staff.example", role="administrator", campus="", unit="", name="Ahmed El Idrissi")
    held = RoleGrant.objects.get()
    assert (held.role, held.user.name, held.campus, held.unit) == (
        "administrator",
        "Ahmed El Idrissi",
        None,
        None,
    )


def test_a_role_on_a_campus(organisation: object) -> None:
    grant(email="katrien@staff.example", role="contact_person", campus="leuven", unit="", name="Katrien")
    held = RoleGrant.objects.get()
    assert held.campus is not None
    assert held.campus.code == "leuven"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"role": "king"}, "There is no role “king”. Choose one of: administrator, officer"),
        ({"campus": "atlantis"}, "There is no campus with the code “atlantis”."),
        ({"unit": "alchemy"}, "There is no unit with the code “alchemy”."),
        ({"role": "contact_person"}, "A contact person is there for one campus. Choose the campus."),
    ],
)
def test_what_is_wrong_is_said(organisation: object, wrong: dict[str, str], said: str) -> None:
    values = {"email": "x@staff.example", "role": "officer", "campus": "", "unit": "", "name": ""}
    with pytest.raises(ValueError, match="^" + said.replace(".", r"\.")):
        grant(**(values | wrong))
    assert not RoleGrant.objects.exists()
