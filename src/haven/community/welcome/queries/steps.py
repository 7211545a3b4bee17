"""A pathway's steps as pages show them: texts for the municipality, dates, owners, what was said."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from haven.commons.pathways import policy
from haven.commons.pathways.models import Anchor, Obstacle, Pathway, Step, TemplateStep
from haven.commons.pathways.planning import anchors_of
from haven.commons.pathways.templates import Texts, variant_for, version
from haven.community.welcome.pages import ARRIVAL_STEPS, QUESTIONS
from haven.community.welcome.queries.helpers import NEWCOMER, Helpers, role_label
from haven.community.welcome.queries.hints import due_hint, working_days_left
from haven.core.access import Actor
from haven.core.text import current
from haven.engines.schedules.rules import STEP
from haven.ui.links import link
from haven.ui.markdown import render

# Steps whose question has a page of its own: when do you arrive?
# Nobody can do before such a day what is to be done after it.
EVENTS = frozenset({Anchor.ARRIVED, Anchor.VISA_GRANTED})


# What templates say is read by many; nothing of a person is kept here.
_html = lru_cache(maxsize=512)(render)


@dataclass(frozen=True, slots=True)
class Wait:
    """An open step that comes first, and who does it; `own`: the newcomer themself."""

    title: str
    owner_label: str
    own: bool


@dataclass(frozen=True, slots=True)
class StepView:
    """One step, ready to be shown. Texts are in the reader's language, empty where there are none."""

    pk: int
    key: str
    title: str
    why: str
    text: str  # Markdown
    bring: tuple[str, ...]
    where: str
    due: date | None
    due_hint: str
    left: str
    late: bool
    done: bool
    done_on: date | None
    done_by_label: str
    is_newcomers: bool
    owner_label: str
    owner_name: str
    waits_for: tuple[Wait, ...]
    is_early: bool  # what it comes after (an arrival, a visa) has not happened yet
    can_finish: bool
    stands_in: bool  # the reader may tick it for another role, and says why
    assignee: str  # who looks after it, when somebody does in particular
    can_assign: bool
    can_reopen: bool
    can_report: bool
    questions_url: str
    questions_label: str
    obstacle: str
    answer: str
    answered_by: str
    position: int
    map_url: str = ""

    @property
    def url(self) -> str:
        return link("welcome:step", self.pk)

    @property
    def text_html(self) -> SafeString:
        return mark_safe(_html(self.text))  # noqa: S308 - cleaned by nh3

    @property
    def ready(self) -> bool:
        """Nothing has to come first."""
        return not self.waits_for and not self.is_early

    @property
    def order(self) -> tuple[bool, date, int]:
        """Overdue first, then by date, without a date last."""
        return self.due is None, self.due or date.max, self.position


class PathwayReader:
    """Turns one pathway's steps into views for one reader.

    Give it the pathway with person (affiliations prefetched for staff), circumstances, affiliation and
    campus, and its steps with `done_by` and `assignee`: then it asks the database nothing more. What the
    steps say comes from the pathway's version, which every process keeps.
    """

    def __init__(
        self,
        actor: Actor,
        pathway: Pathway,
        steps: Iterable[Step],
        obstacles: Iterable[Obstacle],
        helpers: Helpers,
    ) -> None:
        self.actor, self.pathway, self.helpers = actor, pathway, helpers
        self.steps = list(steps)
        self.today = timezone.localdate()
        self.own = policy.is_own(actor, pathway)
        self.anchors = anchors_of(pathway.affiliation, pathway.visa_granted_on)
        told = getattr(pathway.person, "circumstances", None)
        self.municipality = told.municipality if told else ""
        self.said = {obstacle.step_id: obstacle for obstacle in sorted(obstacles, key=lambda o: (o.at, o.pk))}
        self.version = version(pathway.version_id)
        self.language = current()
        for step in self.steps:
            step.pathway, step.template_step = pathway, self.version.step(step.template_step_id)

    @cached_property
    def views(self) -> list[StepView]:
        """All steps in the order of `StepView.order`."""
        return sorted((self.view(step) for step in self.steps), key=lambda view: view.order)

    def view(self, step: Step) -> StepView:
        ts = step.template_step
        variant, texts = variant_for(ts, self.municipality), self._texts(ts)
        done = step.state == Step.State.DONE
        offset, unit = int(str(variant.get("offset", ts.offset))), str(variant.get("unit", ts.unit))
        waits = () if done else self._waits(ts)
        may = not done and bool(policy.can_finish(self.actor, step))
        said = None if done else self.said.get(step.pk)
        questions_url, questions_label = self._questions(ts.key, done=done)
        return StepView(
            pk=step.pk,
            key=ts.key,
            title=texts.title,
            why=texts.why,
            text=texts.text,
            bring=texts.bring,
            where=texts.where,
            due=step.due,
            due_hint="" if step.due else due_hint(ts.anchor, offset, unit, self._titles),
            left="" if done else working_days_left(step.due, self.today),
            late=not done and step.due is not None and step.due < self.today,
            done=done,
            done_on=step.done_on,
            done_by_label=self._who(step),
            is_newcomers=ts.owner == NEWCOMER,
            owner_label=role_label(ts.owner, own=self.own),
            owner_name="" if ts.owner == NEWCOMER else self.helpers.name(ts.owner),
            waits_for=waits,
            is_early=not done and self._is_early(ts.anchor, offset),
            # A newcomer does their own steps in order; a tick that staff forgot never holds them up.
            can_finish=may and not (ts.owner == NEWCOMER and self._own_first(ts)),
            stands_in=may and ts.owner != NEWCOMER and self._stands_in(step),
            assignee=str(step.assignee or ""),
            can_assign=not done and not self.own and bool(policy.can_assign(self.actor, step)),
            can_reopen=done and bool(policy.can_reopen(self.actor, step)),
            can_report=not done and bool(policy.can_report_obstacle(self.actor, step)),
            questions_url=questions_url,
            questions_label=questions_label,
            obstacle=said.text if said else "",
            answer=said.answer if said else "",
            answered_by=str(said.answered_by or "") if said else "",
            position=ts.position,
        )

    @cached_property
    def _by_key(self) -> dict[str, Step]:
        return {step.template_step.key: step for step in self.steps}

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {key: self._texts(step.template_step).title for key, step in self._by_key.items()}

    def step(self, key: str) -> Step | None:
        """The step with this key, if it is held."""
        return self._by_key.get(key)

    def title(self, key: str) -> str:
        return self._titles.get(key) or next((ts.title for ts in self.version.steps if ts.key == key), key)

    def _texts(self, ts: TemplateStep) -> Texts:
        return self.version.texts(ts, self.municipality, self.language)

    def _waits(self, ts: TemplateStep) -> tuple[Wait, ...]:
        """The open steps that this one comes after; those left out of this pathway hold nobody up."""
        anchor = (ts.anchor.removeprefix(STEP),) if ts.anchor.startswith(STEP) else ()
        return tuple(
            Wait(
                self._titles[first.key],
                role_label(first.owner, own=self.own),
                first.owner == NEWCOMER,
            )
            for first in self._open_among((*ts.after, *anchor))
        )

    def _own_first(self, ts: TemplateStep) -> bool:
        return any(first.owner == NEWCOMER for first in self._open_among(ts.after))

    def _open_among(self, keys: Iterable[str]) -> list[TemplateStep]:
        steps = [self._by_key[key] for key in dict.fromkeys(keys) if key in self._by_key]
        return [step.template_step for step in steps if step.state == Step.State.OPEN]

    def _is_early(self, anchor: str, offset: int) -> bool:
        if anchor not in EVENTS or offset < 0:
            return False
        day = self.anchors.get(anchor)
        return day is None or day > self.today

    def _who(self, step: Step) -> str:
        if step.done_by is None:
            return ""
        if step.done_by_id == self.actor.user_id:
            return _("you")
        return str(step.done_by)

    def _stands_in(self, step: Step) -> bool:
        stay = self.pathway.affiliation
        return policy.stands_in(self.actor, step.template_step.owner, stay, step.assignee_id)

    def _questions(self, key: str, *, done: bool) -> tuple[str, str]:
        """The page that asks what this step wants to know, and what its button says."""
        if done or not self.own or self.pathway.state != Pathway.State.ACTIVE:
            return "", ""
        if key == QUESTIONS:
            return reverse("welcome:questions"), _("Answer the questions")
        if key in ARRIVAL_STEPS:
            return f"{reverse('welcome:arrival')}?pathway={self.pathway.pk}", _("Tell when you arrive")
        return "", ""
