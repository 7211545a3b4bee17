"""Templates as the planner uses them: read once per process and version, chosen by profile."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from haven.commons.pathways.calendars import belgian_calendar
from haven.commons.pathways.models import Anchor, Template, TemplateStep
from haven.commons.pathways.profiles import Profile, meets
from haven.core.text import LANGUAGES, pick
from haven.engines.schedules import Planner, Rule, Unit

# Due dates beyond these years would be a mistake in a file, not a plan.
FIRST_YEAR, LAST_YEAR = 2015, 2060
PROFILES_REMEMBERED = 4096
# The arrival, or the start while the arrival is not known.
EXPECTED = "expected"
NOTHING: Mapping[str, int | None] = MappingProxyType({})


@dataclass(frozen=True)
class Course:
    """The steps of one version for one profile, in order, with their planner."""

    steps: tuple[TemplateStep, ...]
    planner: Planner

    @cached_property
    def ids(self) -> dict[str, int]:
        return {step.key: step.pk for step in self.steps}


@dataclass(frozen=True, slots=True)
class Texts:
    """What a step says in one language, for one municipality; empty where it says nothing."""

    title: str
    why: str
    text: str  # Markdown
    bring: tuple[str, ...]
    where: str


class Version:
    """A template version's steps, with the courses already worked out for profiles."""

    def __init__(self, version_id: int) -> None:
        self.id = version_id
        self.steps = tuple(TemplateStep.objects.filter(version_id=version_id).order_by("position"))
        self.by_id = {step.pk: step for step in self.steps}
        self._courses: dict[tuple[Profile, tuple[tuple[str, int | None], ...]], Course] = {}
        self._texts: dict[tuple[int, str, str], Texts] = {}

    def step(self, step_id: int) -> TemplateStep:
        """A step that somebody holds: of this version, or of one they had before and did then."""
        if step_id not in self.by_id:
            self.by_id[step_id] = TemplateStep.objects.get(pk=step_id)
        return self.by_id[step_id]

    def course(self, profile: Profile, held_back: Mapping[str, int | None] = NOTHING) -> Course:
        """The steps this profile gets, and the planner of their dates; see `Pathway.held_back`."""
        asked = profile, tuple(held_back.items())
        found = self._courses.get(asked)
        if found is None:
            if len(self._courses) >= PROFILES_REMEMBERED:
                self._courses.clear()
            found = self._courses[asked] = self._work_out(profile, held_back)
        return found

    def texts(self, step: TemplateStep, municipality: str, language: str) -> Texts:
        """What the step says there, in this language or else in the other."""
        variant = variant_for(step, municipality)
        place = (step.pk, municipality if variant else "", language)
        found = self._texts.get(place)
        if found is None:
            found = self._texts[place] = _texts(step, variant, language)
        return found

    def _work_out(self, profile: Profile, held_back: Mapping[str, int | None]) -> Course:
        own = [step for step in self.steps if step.key not in held_back]
        kept = [self.step(step_id) for step_id in held_back.values() if step_id is not None]
        steps = tuple(step for step in (*own, *kept) if meets(step.conditions, profile))
        present = {step.key for step in steps}
        return Course(steps, _planner(tuple(_rule(step, profile, present) for step in steps)))


def _texts(step: TemplateStep, variant: dict[str, Any], language: str) -> Texts:
    def of(name: str) -> Any:
        nl, en = (variant.get(f"{name}_{tongue}", getattr(step, f"{name}_{tongue}")) for tongue in LANGUAGES)
        return pick(nl, en, language)

    return Texts(of("title"), of("why"), of("text"), tuple(of("bring") or ()), of("where"))


@lru_cache(maxsize=1024)
def _planner(rules: tuple[Rule, ...]) -> Planner:
    """Many profiles come down to the same rules."""
    return Planner(rules, belgian_calendar(FIRST_YEAR, LAST_YEAR))


def _rule(step: TemplateStep, profile: Profile, present: set[str]) -> Rule:
    variant = variant_for(step, profile.municipality)
    after = tuple(key for key in step.after if key in present)
    offset = int(variant.get("offset", step.offset))
    # What comes before the arrival cannot wait until the arrival is known.
    anchor = EXPECTED if step.anchor == Anchor.ARRIVED and offset < 0 else step.anchor
    return Rule(
        key=step.key,
        anchor=anchor,
        offset=offset,
        unit=Unit(variant.get("unit", step.unit)),
        after=after,
    )


def variant_for(step: TemplateStep, municipality: str) -> dict[str, Any]:
    """What differs for this municipality; empty when nothing does."""
    if not municipality:
        return {}
    return next((v for v in step.variants if municipality in v["municipality"]), {})


@lru_cache(maxsize=64)
def version(version_id: int) -> Version:
    """The version with its steps. What is published never changes, so it is kept for the process's life.

    A draft does change: make a `Version` of it each time.
    """
    return Version(version_id)


def choose(templates: list[Template], profile: Profile) -> Template | None:
    """The template with the highest priority whose conditions this profile meets."""
    fitting = [t for t in templates if t.current_id and meets(t.conditions, profile)]
    return max(fitting, key=lambda t: (t.priority, t.key), default=None)
