"""What one actor may tick and answer: one by one and as a set, over every role, place and kind of step."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product

import pytest

from haven.commons.organisation.models import Campus, Role, Unit
from haven.commons.pathways import policy
from haven.commons.pathways.models import Obstacle, Pathway, Step, Template, TemplateStep, TemplateVersion
from haven.commons.people.models import Person, Status
from haven.core.access import ANONYMOUS, SYSTEM, Actor, Grant
from haven.core.accounts.models import User

MakePerson = Callable[..., Person]
OWNERS = ("newcomer", *Role.values)


@pytest.fixture
def version(db: None) -> TemplateVersion:
    """A step for every owner."""
    template = Template.objects.create(key="all-owners", title_nl="Alle", title_en="All")
    made = TemplateVersion.objects.create(template=template, number=1, digest="x")
    TemplateStep.objects.bulk_create(
        TemplateStep(
            version=made,
            key=owner,
            position=position,
            theme="start",
            owner=owner,
            anchor="starts",
            offset=0,
            unit="days",
            title_nl=owner,
            title_en=owner,
        )
        for position, owner in enumerate(OWNERS)
    )
    return made


@pytest.fixture
def steps(
    version: TemplateVersion, make_person: MakePerson, campus: Campus, other_campus: Campus
) -> list[Step]:
    """All of them, for students and staff, on two campuses, in two faculties; one pathway is withdrawn."""
    faculties = Unit.objects.filter(kind="faculty")[:2]
    for status, at, faculty in product(
        (Status.MASTER_STUDENT, Status.POSTDOC), (campus, other_campus), faculties
    ):
        give(make_person(status=status, campus=at, faculty=faculty), version)
    give(make_person(), version, state=Pathway.State.WITHDRAWN)
    return list(Step.objects.select_related("template_step", "pathway__person", "pathway__affiliation"))


def give(person: Person, version: TemplateVersion, **values: str) -> None:
    stay = person.affiliations.get()
    pathway = Pathway.objects.create(person=person, affiliation=stay, version=version, **values)
    Step.objects.bulk_create(Step(pathway=pathway, template_step=ts) for ts in version.steps.all())


def actors(campus: Campus) -> Iterator[Actor]:
    """Each role everywhere, on a campus and in a faculty; without a role, a stranger, the machine."""
    yield from (ANONYMOUS, SYSTEM, Actor(user_id=0))
    faculty = Unit.objects.filter(kind="faculty")[0]
    for role in Role.values:
        for grant in (Grant(role), Grant(role, campus_id=campus.pk), Grant(role, unit_id=faculty.pk)):
            yield Actor(user_id=0, grants=frozenset({grant}))
            yield Actor(user_id=0, grants=frozenset({grant, Grant(Role.CONTACT_PERSON)}))


def test_can_answer_agrees_with_obstacles_for(steps: list[Step], campus: Campus) -> None:
    for step in steps:
        Obstacle.objects.create(step=step, text="No.")
    obstacles = list(Obstacle.objects.select_related("step__pathway__person"))
    for actor in actors(campus):
        yes = {obstacle.pk for obstacle in obstacles if policy.can_answer(actor, obstacle)}
        assert yes == set(policy.obstacles_for(actor).values_list("pk", flat=True)), actor


def test_can_see_agrees_with_visible_to(steps: list[Step], campus: Campus) -> None:
    pathways = list(Pathway.objects.select_related("person"))
    for actor in actors(campus):
        yes = {pathway.pk for pathway in pathways if policy.can_see(actor, pathway)}
        assert yes == set(policy.visible_to(actor).values_list("pk", flat=True)), actor


def test_can_finish_agrees_with_finishable_by(steps: list[Step], campus: Campus) -> None:
    me = User.objects.create_user("me@uni.example")
    Person.objects.filter(pk=steps[0].pathway.person_id).update(user=me)
    Step.objects.filter(pk__in=[step.pk for step in steps[::3]]).update(assignee=me)
    related = ("template_step", "pathway__person", "pathway__affiliation")
    rows = Step.objects.select_related(*related).prefetch_related("pathway__person__affiliations")
    given = list(rows)
    for actor in actors(campus):
        for who in (actor, replace(actor, user_id=me.pk)):
            yes = {step.pk for step in given if policy.can_finish(who, step)}
            assert yes == set(policy.finishable_by(who).values_list("pk", flat=True)), who


def test_newcomers_tick_and_report_their_own_steps_alone(steps: list[Step]) -> None:
    # PostgreSQL gives them in any order, and in a withdrawn pathway nothing changes.
    person = next(step for step in steps if step.pathway.state == Pathway.State.ACTIVE).pathway.person
    person.user = User.objects.create_user("me@uni.example")
    person.save()
    me = Actor(person.user.pk)
    mine = Step.objects.filter(pathway__person=person, template_step__owner="newcomer").get()
    for step in Step.objects.select_related("template_step", "pathway__person", "pathway__affiliation"):
        assert bool(policy.can_finish(me, step)) is (step.pk == mine.pk)
        assert bool(policy.can_reopen(me, step)) is (step.pk == mine.pk)
        assert bool(policy.can_report_obstacle(me, step)) is (step.pk == mine.pk)


def test_nothing_changes_in_a_withdrawn_pathway(steps: list[Step]) -> None:
    withdrawn = [step for step in steps if step.pathway.state == Pathway.State.WITHDRAWN]
    assert len(withdrawn) == len(OWNERS)
    for step in withdrawn:
        answer = policy.can_finish(Actor(user_id=0, grants=frozenset({Grant(Role.OFFICER)})), step)
        assert not answer
        assert "withdrawn" in str(answer.reason)  # type: ignore[union-attr]
