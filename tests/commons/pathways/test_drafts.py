"""Writing a template: one draft, two editors, loops named, and everything that is wrong said at once."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from haven.commons.organisation.models import Campus, Role
from haven.commons.pathways import checking, diffs, drafts, policy, publishing, shipped
from haven.commons.pathways.content import read_folder
from haven.commons.pathways.models import Template, TemplateStep, TemplateVersion
from haven.commons.people.models import Person
from haven.config.setup import CONTENT
from haven.core.access import SYSTEM, Actor, Grant, Refused
from haven.core.accounts.models import User

MakePerson = Callable[..., Person]
STEP: dict[str, Any] = {
    "title_nl": "Haal een fiets",
    "title_en": "Get a bicycle",
    "theme": "start",
    "owner": "newcomer",
    "anchor": "arrived",
    "offset": 5,
    "unit": "days",
}


@pytest.fixture
def officer(db: None) -> Actor:
    user = User.objects.create_user("officer@uni.example", name="Officer")
    return Actor(user.pk, grants=frozenset({Grant(Role.OFFICER)}))


@pytest.fixture
def draft(officer: Actor) -> TemplateVersion:
    """Of a new template, with two steps: a room, then the town hall."""
    made = drafts.make_template(officer, title_nl="Onderzoek", title_en="Research")
    write(officer, made, "Find a room", anchor="starts", offset=-30)
    write(officer, made, "Town hall", after=["find-a-room"])
    return made


def write(
    actor: Actor, draft: TemplateVersion, title: str, key: str = "", revision: int = 0, **values: Any
) -> Any:
    values = STEP | {"title_nl": title, "title_en": title} | values
    return drafts.save_step(actor, template_id=draft.template_id, key=key, revision=revision, values=values)


def publish(actor: Actor, draft: TemplateVersion, reach: str = "none") -> TemplateVersion:
    mark = publishing.mark_of(draft)
    return publishing.publish(actor, template_id=draft.template_id, mark=mark, reach=reach)[0]


def sentences(draft: TemplateVersion) -> str:
    return "\n".join(problem.sentence for problem in checking.check(draft))


# ---------------------------------------------------------------- who may


def test_officers_of_the_university_write_and_those_of_a_campus_read(
    draft: TemplateVersion, officer: Actor, campus: Campus
) -> None:
    others = [
        Actor(1, grants=frozenset({Grant(Role.OFFICER, campus_id=campus.pk)})),
        Actor(2, grants=frozenset({Grant(Role.HR_OFFICER)})),
        Actor(3, grants=frozenset({Grant(Role.CONTACT_PERSON, campus_id=campus.pk)})),
        Actor(4),
    ]
    published = publish(officer, draft)
    second = drafts.start_draft(officer, template_id=draft.template_id)
    for actor in (officer, SYSTEM, *others):
        seen = set(policy.versions_visible_to(actor))
        assert seen == {v for v in (published, second) if policy.can_read_version(actor, v)}
    assert [bool(policy.can_read_version(a, published)) for a in others] == [True, True, False, False]
    for actor in others:
        with pytest.raises(Refused, match="whole university"):
            write(actor, second, "Mine")
        with pytest.raises(Refused, match="whole university"):
            publish(actor, second)


# ---------------------------------------------------------------- two editors


def test_of_two_editors_the_second_is_shown_what_the_first_wrote(
    draft: TemplateVersion, officer: Actor
) -> None:
    key = "town-hall"
    write(officer, draft, "Town hall", key, 1, text_en="First", text_nl="Eerst")
    with pytest.raises(drafts.Overtaken) as overtaken:
        write(officer, draft, "Town hall", key, 1, text_en="Second", text_nl="Tweede")
    assert isinstance(overtaken.value.theirs, TemplateStep)
    assert overtaken.value.theirs.text_en == "First"
    # Having seen it, the second may write over it; and the same words twice are no conflict.
    saved = write(officer, draft, "Town hall", key, 2, text_en="Second", text_nl="Tweede")
    assert write(officer, draft, "Town hall", key, 1, text_en="Second", text_nl="Tweede") == saved
    drafts.remove_step(officer, template_id=draft.template_id, key=key)
    with pytest.raises(drafts.Overtaken) as gone:
        write(officer, draft, "Town hall", key, 3, text_en="Third", text_nl="Derde")
    assert gone.value.theirs is None
    assert write(officer, draft, "Town hall", key, 0).key == key


def test_a_head_changed_by_two_is_told_too(draft: TemplateVersion, officer: Actor) -> None:
    drafts.describe(officer, template_id=draft.template_id, revision=1, values={"title_en": "One"})
    with pytest.raises(drafts.Overtaken):
        drafts.describe(officer, template_id=draft.template_id, revision=1, values={"title_en": "Two"})


def test_there_is_one_draft(templates: int, officer: Actor) -> None:
    template = Template.objects.get(key="professor")
    first = drafts.start_draft(officer, template_id=template.pk)
    assert drafts.start_draft(officer, template_id=template.pk) == first
    assert template.current is not None
    assert first.steps.count() == template.current.steps.count()
    with pytest.raises(Refused, match="a draft already"):
        drafts.start_draft(officer, template_id=template.pk, version_id=template.current_id)
    assert drafts.discard_draft(officer, template_id=template.pk) is False
    with pytest.raises(drafts.NoDraft):
        write(officer, first, "Too late")
    assert checking.check(drafts.start_draft(officer, template_id=template.pk)) == []


def test_a_template_that_was_never_published_goes_with_its_draft(
    draft: TemplateVersion, officer: Actor
) -> None:
    assert drafts.discard_draft(officer, template_id=draft.template_id) is True
    assert not Template.objects.filter(pk=draft.template_id).exists()


# ---------------------------------------------------------------- loops, links and order


def test_a_loop_is_refused_and_named_by_its_titles(draft: TemplateVersion, officer: Actor) -> None:
    with pytest.raises(Refused) as refused:
        write(officer, draft, "Find a room", "find-a-room", 1, after=["town-hall"])
    text = str(refused.value.reason)
    assert "“Find a room” waits for “Town hall”" in text
    assert "“Town hall” waits for “Find a room”" in text
    with pytest.raises(Refused, match="waits for itself"):
        write(officer, draft, "Find a room", "find-a-room", 1, anchor="step:find-a-room")
    assert draft.steps.get(key="find-a-room").after == []


def test_removing_a_step_frees_those_that_wait_but_not_those_whose_date_hangs_on_it(
    draft: TemplateVersion, officer: Actor
) -> None:
    assert drafts.remove_step(officer, template_id=draft.template_id, key="find-a-room") == ["Town hall"]
    assert draft.steps.get(key="town-hall").after == []
    write(officer, draft, "Card", anchor="step:town-hall", offset=2, unit="months")
    with pytest.raises(Refused, match="Card"):
        drafts.remove_step(officer, template_id=draft.template_id, key="town-hall")


def test_steps_change_places(draft: TemplateVersion, officer: Actor) -> None:
    for by, expected in ((-1, ["town-hall", "find-a-room"]), (-1, ["town-hall", "find-a-room"])):
        drafts.move_step(officer, template_id=draft.template_id, key="town-hall", by=by)
        assert list(draft.steps.values_list("key", flat=True)) == expected


def test_a_new_step_gets_a_name_that_no_template_knows(templates: int, officer: Actor) -> None:
    made = drafts.make_template(officer, title_nl="x", title_en="Professor")
    assert made.template.key == "professor-2"
    assert write(officer, made, "Housing").key == "housing-2"


# ---------------------------------------------------------------- what is wrong, all at once


def test_everything_that_is_wrong_is_said_at_once(draft: TemplateVersion, officer: Actor) -> None:
    write(
        officer, draft, "Card", anchor="step:gone", after=["lost"], text_en="Only English", bring_nl=["pas"]
    )
    variant = {"municipality": ["Gent"], "where_nl": "Stadskantoor", "where_en": ""}
    write(officer, draft, "Police", variants=[variant])
    text = sentences(draft)
    assert "“Card”: how it goes is empty in Dutch." in text
    assert "“Card”: what to bring is empty in English." in text
    assert "“Police” in Gent: where to go is empty in English." in text
    assert "hangs on a step that is not in this template" in text
    assert "waits for a step that is not in this template" in text
    with pytest.raises(Refused, match="is empty in"):
        publish(officer, draft)


@pytest.mark.parametrize(
    ("head", "conditions", "expected"),
    [
        ({}, {"status": ["exchange_student"], "staff": True}, "rule each other out"),
        ({"eea": True}, {"eea": False}, "it is for others"),
        ({}, {"status": ["professor"]}, "“Card” is for 0 of the 1 people of the last year."),
        ({}, {"status": ["exchange_student"]}, ""),
        ({}, {"municipality": ["Gent"]}, "is for 0 of the 1 people"),
    ],
)
def test_a_condition_that_nobody_meets_is_a_warning(
    draft: TemplateVersion,
    officer: Actor,
    make_person: MakePerson,
    monkeypatch: pytest.MonkeyPatch,
    head: dict[str, Any],
    conditions: dict[str, Any],
    expected: str,
) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: date(2026, 6, 1))
    make_person()
    drafts.describe(officer, template_id=draft.template_id, revision=1, values={"conditions": head})
    write(officer, draft, "Card", conditions=conditions)
    draft.refresh_from_db()
    found = checking.check(draft)
    assert not any(problem.is_error for problem in found)
    assert expected in sentences(draft)
    assert bool(found) == bool(expected)


def test_a_step_that_waits_for_one_that_others_have_is_a_warning(
    draft: TemplateVersion, officer: Actor
) -> None:
    write(officer, draft, "Visa", conditions={"eea": False})
    write(officer, draft, "EU card", conditions={"eea": True}, after=["visa"])
    write(officer, draft, "EU date", conditions={"eea": True}, anchor="step:visa")
    text = sentences(draft)
    assert "“EU card” waits for “Visa”, and nobody has both." in text
    assert "“EU date” never gets a date" in text


def test_few_people_are_not_counted_by_what_they_told() -> None:
    assert checking.counted(3, [{"children": True}]) == "fewer than 5"
    assert checking.counted(3, [{"eea": True}]) == "3"
    assert checking.counted(0, [{"children": True}]) == "0"


# ---------------------------------------------------------------- files and versions


def test_what_the_university_wrote_stays_and_files_are_offered(templates: int, officer: Actor) -> None:
    template = Template.objects.get(key="professor")
    drafts.start_draft(officer, template_id=template.pk)
    content = next(one for one in read_folder(CONTENT) if one.key == "professor")
    assert shipped.take(SYSTEM, content) is False
    content.texts["title_en"] = "Professors"
    assert shipped.take(SYSTEM, content) is True
    assert shipped.take(SYSTEM, content) is False
    template.refresh_from_db()
    offered = template.versions.get(state="offered")
    assert (template.title_en, offered.title_en, offered.number) == (
        "Becoming a professor",
        "Professors",
        None,
    )
    publish(officer, drafts.start_draft(officer, template_id=template.pk))
    taken = drafts.start_draft(officer, template_id=template.pk, version_id=offered.pk)
    publish(officer, taken)
    template.refresh_from_db()
    assert template.title_en == "Professors"
    assert not template.versions.filter(state="offered").exists()


def test_what_differs_is_said_word_by_word(draft: TemplateVersion, officer: Actor) -> None:
    published = publish(officer, draft)
    second = drafts.start_draft(officer, template_id=draft.template_id)
    assert not diffs.compare(published, second)
    write(
        officer,
        second,
        "Town hall",
        "town-hall",
        1,
        text_en="Go on Monday",
        text_nl="Ga",
        offset=8,
        unit="working_days",
    )
    write(officer, second, "Bank")
    drafts.remove_step(officer, template_id=draft.template_id, key="find-a-room")
    found = {step.title: step for step in diffs.compare(published, second).steps}
    assert {title: step.kind for title, step in found.items()} == {
        "Town hall": "same", "Bank": "new", "Find a room": "gone",
    }  # fmt: skip
    fields = {field.label: field.parts for field in found["Town hall"].fields}
    assert fields["how it goes (English)"] == (("new", "Go on Monday"),)
    assert "".join(text for kind, text in fields["by when"] if kind != "new") == "5 days after the arrival"
    assert ("new", "8 working") in fields["by when"]
    assert fields["comes after"] == (("gone", "Find a room"),)
