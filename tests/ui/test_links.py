import pytest
from django.urls import reverse, set_script_prefix

from haven.ui.links import link


@pytest.mark.parametrize("route", ["welcome:step", "welcome:person", "welcome:step_reopen"])
@pytest.mark.parametrize("pk", [1, 40, 20_001])
def test_it_is_what_reverse_says(route: str, pk: int) -> None:
    assert link(route, pk) == reverse(route, args=(pk,))


def test_it_follows_the_site_to_another_place_on_its_server() -> None:
    link("welcome:step", 5)
    try:
        set_script_prefix("/h0me/")
        assert link("welcome:step", 5) == reverse("welcome:step", args=(5,))
        assert link("welcome:step", 5).startswith("/h0me/")
    finally:
        set_script_prefix("/")


def test_a_route_with_more_behind_its_number() -> None:
    assert link("welcome:step_reopen", 300).endswith("/300/open/")
