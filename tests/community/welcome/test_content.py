"""The shipped templates: whole, in both languages, and of the length that a newcomer can bear."""

from dataclasses import replace
from itertools import product

import pytest

from haven.commons.organisation.content import municipality_names
from haven.commons.pathways.content import TemplateContent, read_folder
from haven.commons.pathways.profiles import Profile, meets
from haven.config.setup import CONTENT

TEMPLATES = read_folder(CONTENT)
STATUSES = {
    "exchange_student": False,
    "bachelor_student": False,
    "master_student": False,
    "doctoral_researcher": True,
    "postdoc": True,
    "professor": True,
    "admin_staff": True,
}


def profile(status: str, *, eea: bool) -> Profile:
    return Profile(status=status, staff=STATUSES[status], eea=eea, campus="leuven", long_stay=True)


def fitting(who: Profile) -> list[TemplateContent]:
    return [template for template in TEMPLATES if meets(template.conditions, who)]


@pytest.mark.parametrize(("status", "eea"), list(product(STATUSES, (True, False))))
def test_everybody_gets_exactly_one_template(status: str, eea: bool) -> None:
    assert len(fitting(profile(status, eea=eea))) == 1


@pytest.mark.parametrize(("status", "eea"), list(product(STATUSES, (True, False))))
def test_a_pathway_is_neither_empty_nor_endless(status: str, eea: bool) -> None:
    who = profile(status, eea=eea)
    steps = [step for step in fitting(who)[0].steps if meets(step.conditions, who)]
    assert 15 <= len(steps) <= 24
    assert steps[0].key == "about-you"


def test_everybody_outside_the_eea_who_stays_registers_within_eight_working_days() -> None:
    for status in STATUSES:
        who = profile(status, eea=False)
        steps = {step.key: step for step in fitting(who)[0].steps if meets(step.conditions, who)}
        rule = steps["town-hall-non-eea"].rule
        assert (rule.anchor, rule.offset, rule.unit.value) == ("arrived", 8, "working_days")


def test_a_family_brings_steps_of_its_own() -> None:
    who = profile("postdoc", eea=False)
    template = fitting(who)[0]
    alone = {step.key for step in template.steps if meets(step.conditions, who)}
    family = replace(who, partner=True, children=True)
    assert {"school", "groeipakket"} <= {s.key for s in template.steps if meets(s.conditions, family)} - alone


def test_variants_name_municipalities_that_exist() -> None:
    named = {m for t in TEMPLATES for s in t.steps for v in s.variants for m in v["municipality"]}
    assert named <= set(municipality_names())


def test_every_legal_fact_has_a_source() -> None:
    assert all(step.source for template in TEMPLATES for step in template.steps)


def test_visa_granted_is_set_by_a_step_wherever_something_hangs_on_it() -> None:
    for template in TEMPLATES:
        anchors = {step.rule.anchor for step in template.steps}
        if "visa_granted" in anchors:
            assert "visa_granted" in {step.sets_anchor for step in template.steps}
