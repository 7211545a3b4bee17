"""What is wrong with a draft, all at once: what keeps it from being published, and what to look at."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from haven.commons.pathways.drafts import loop_in_words, loop_of
from haven.commons.pathways.models import TemplateStep, TemplateVersion
from haven.commons.pathways.planning import profile_from
from haven.commons.pathways.profiles import Profile, meets
from haven.commons.people.models import STAFF_STATUSES, Affiliation, Circumstances, Status
from haven.engines.schedules.rules import STEP

A_YEAR = timedelta(days=365)
# Fewer people than this are not counted by what only they themselves can tell.
FEW = 5
TOLD = frozenset({"partner", "children", "ground", "municipality"})
TEXTS = ("title", "why", "text", "where", "bring")


@dataclass(frozen=True, slots=True)
class Problem:
    """One sentence; `step` is the key of the step that it is about, or ""."""

    sentence: str
    step: str = ""
    is_error: bool = True


def check(draft: TemplateVersion) -> list[Problem]:
    """Everything at once, errors first."""
    found = list(_Check(draft).problems())
    return sorted(found, key=lambda problem: not problem.is_error)


def errors(draft: TemplateVersion) -> list[Problem]:
    """What stops it from being published; asks nothing about people."""
    return list(_Check(draft).errors())


# ---------------------------------------------------------------- conditions

_UNIVERSE: dict[str, frozenset[Any]] = {
    "status": frozenset(Status.values),
    "ground": frozenset({*Circumstances.Ground.values, "unknown"}),
    "staff": frozenset({True, False}),
    "eea": frozenset({True, False}),
    "long_stay": frozenset({True, False}),
    "partner": frozenset({True, False}),
    "children": frozenset({True, False}),
}


def contradict(*several: Mapping[str, Any]) -> bool:
    """Whether nobody at all can meet all these conditions together."""
    allowed = dict(_UNIVERSE)
    for conditions in several:
        for name, wanted in conditions.items():
            values = frozenset(wanted if isinstance(wanted, list) else [wanted])
            allowed[name] = allowed[name] & values if name in allowed else values
    of_staff = {status in STAFF_STATUSES for status in allowed["status"]}
    return not all(allowed.values()) or not (of_staff & allowed["staff"])


def people_of_the_year() -> Counter[Profile]:
    """How many stays of the last year have each profile. One query."""
    since = timezone.localdate() - A_YEAR
    rows = Affiliation.objects.filter(admitted_on__gte=since, withdrawn_at=None).values_list(
        "status", "person__nationality", "campus__code", "starts_on", "ends_on",
        "person__circumstances__partner", "person__circumstances__children",
        "person__circumstances__ground", "person__circumstances__municipality",
    )  # fmt: skip
    return Counter(profile_from(*row) for row in rows)


def how_many(people: Counter[Profile], *several: Mapping[str, Any]) -> int:
    """How many of these people meet all the conditions."""
    return sum(n for profile, n in people.items() if all(meets(one, profile) for one in several))


def counted(number: int, several: Iterable[Mapping[str, Any]]) -> str:
    """The number, unless it is so small that it would tell what somebody said about themselves."""
    told = any(TOLD & conditions.keys() for conditions in several)
    return _("fewer than %(few)d") % {"few": FEW} if told and 0 < number < FEW else grouped(number)


def grouped(number: int) -> str:
    """ "3,905", as the reader's language has it."""
    return number_format(number, use_l10n=True, force_grouping=True)


# ---------------------------------------------------------------- the check


class _Check:
    def __init__(self, draft: TemplateVersion) -> None:
        self.draft = draft
        self.steps = list(draft.steps.order_by("position"))
        self.by_key = {step.key: step for step in self.steps}

    def problems(self) -> Iterable[Problem]:
        yield from self.errors()
        yield from self._about_whom()
        for step in self.steps:
            yield from self._about_order(step)

    def errors(self) -> Iterable[Problem]:
        yield from self._head()
        for step in self.steps:
            yield from self._texts(step)
            yield from self._links(step)
        loop = loop_of(self.steps)
        if loop:
            yield Problem(loop_in_words(loop, self.steps), loop[0])

    @cached_property
    def people(self) -> Counter[Profile]:
        return people_of_the_year()

    def _head(self) -> Iterable[Problem]:
        if not self.draft.title_nl or not self.draft.title_en:
            yield Problem(_("The template needs a title in both languages."))
        if bool(self.draft.summary_nl) != bool(self.draft.summary_en):
            yield Problem(
                _("The template says for whom it is in one language only. Write it in the other too.")
            )
        if not self.steps:
            yield Problem(_("There are no steps yet. Add at least one."))

    def _texts(self, step: TemplateStep) -> Iterable[Problem]:
        """A text in one language only, or no title at all."""
        of_step = {f"{name}_{language}": getattr(step, f"{name}_{language}") for name, language in _PAIRS}
        for missing, name in one_sided(of_step):
            yield Problem(
                _("“%(step)s”: %(text)s is empty in %(language)s.")
                % {"step": step.title, "text": text_label(name), "language": language_label(missing)},
                step.key,
            )
        if not step.title_nl and not step.title_en:
            yield Problem(_("A step has no title."), step.key)
        for variant in step.variants:
            for missing, name in one_sided(variant):
                yield Problem(
                    _("“%(step)s” in %(town)s: %(text)s is empty in %(language)s.")
                    % {
                        "step": step.title,
                        "town": ", ".join(variant["municipality"]),
                        "text": text_label(name),
                        "language": language_label(missing),
                    },
                    step.key,
                )

    def _links(self, step: TemplateStep) -> Iterable[Problem]:
        """A step that this one hangs on, and that is not there."""
        if step.anchor.startswith(STEP) and step.anchor.removeprefix(STEP) not in self.by_key:
            sentence = _("The date of “%(step)s” hangs on a step that is not in this template.")
            yield Problem(sentence % {"step": step.title}, step.key)
        if any(key not in self.by_key for key in step.after):
            sentence = _("“%(step)s” waits for a step that is not in this template.")
            yield Problem(sentence % {"step": step.title}, step.key)

    # ------------------------------------------------ warnings

    def _about_whom(self) -> Iterable[Problem]:
        """Conditions that nobody meets."""
        head = self.draft.conditions
        if contradict(head):
            yield _warning(_("Nobody can get this template: its conditions rule each other out."))
        elif self.people and not how_many(self.people, head):
            yield _warning(_("This template is for 0 of the %(all)s people of the last year.") % self._all())
        for step in self.steps:
            yield from self._reach(step)

    def _reach(self, step: TemplateStep) -> Iterable[Problem]:
        values = {"step": step.title, **self._all()}
        if contradict(step.conditions):
            sentence = _("Nobody can get “%(step)s”: its conditions rule each other out.")
            yield _warning(sentence % values, step)
        elif contradict(self.draft.conditions, step.conditions):
            sentence = _("Nobody who has this template can get “%(step)s”: it is for others.")
            yield _warning(sentence % values, step)
        elif step.conditions and self.people and not how_many(self.people, *self._of(step)):
            sentence = _("“%(step)s” is for 0 of the %(all)s people of the last year.")
            yield _warning(sentence % values, step)

    def _about_order(self, step: TemplateStep) -> Iterable[Problem]:
        """What it hangs on is for others, or not for all of those who have it."""
        for key in step.after:
            first = self.by_key.get(key)
            if first and contradict(*self._of(step), first.conditions):
                sentence = _("“%(step)s” waits for “%(first)s”, and nobody has both.")
                yield _warning(sentence % {"step": step.title, "first": first.title}, step)
        first = self.by_key.get(step.anchor.removeprefix(STEP)) if step.anchor.startswith(STEP) else None
        if first is None or not first.conditions:
            return
        values = {"step": step.title, "first": first.title}
        if contradict(*self._of(step), first.conditions):
            sentence = _("“%(step)s” never gets a date: it hangs on “%(first)s”, and nobody has both.")
            yield _warning(sentence % values, step)
            return
        without = self._without(step, first)
        if without:
            number = counted(without, (*self._of(step), first.conditions))
            sentence = _(
                "“%(step)s” has no date for %(number)s of the people of the last year: "
                "it hangs on “%(first)s”, which they do not have."
            )
            yield _warning(sentence % (values | {"number": number}), step)

    def _without(self, step: TemplateStep, first: TemplateStep) -> int:
        together = how_many(self.people, *self._of(step), first.conditions)
        return how_many(self.people, *self._of(step)) - together

    def _of(self, step: TemplateStep) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
        return self.draft.conditions, step.conditions

    def _all(self) -> dict[str, str]:
        return {"all": grouped(self.people.total())}


_PAIRS = tuple((name, language) for name in TEXTS for language in ("nl", "en"))


def one_sided(texts: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """Of the texts that stand in one language only: the language that is missing, and which text."""
    for name in TEXTS:
        nl, en = texts.get(f"{name}_nl"), texts.get(f"{name}_en")
        if bool(nl) != bool(en):
            yield ("en" if nl else "nl"), name


def text_label(name: str) -> str:
    return {
        "title": _("the title"),
        "why": _("why this matters"),
        "text": _("how it goes"),
        "where": _("where to go"),
        "bring": _("what to bring"),
    }[name]


def language_label(language: str) -> str:
    return _("Dutch") if language == "nl" else _("English")


def _warning(sentence: str, step: TemplateStep | None = None) -> Problem:
    return Problem(sentence, step.key if step else "", is_error=False)
