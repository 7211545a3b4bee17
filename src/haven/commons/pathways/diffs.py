"""What differs between two versions of a template: per step and text, word by word."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils.translation import gettext as _

from haven.commons.pathways.checking import TEXTS, language_label, text_label
from haven.commons.pathways.models import TemplateStep, TemplateVersion
from haven.commons.pathways.themes import theme_label
from haven.commons.pathways.words import campus_names, conditions_in_words, owner_in_words, rule_in_words

SAME, GONE, NEW = "same", "gone", "new"
_WORDS = re.compile(r"\s+|[^\s]+")
# Longer texts than this are shown as a whole: what differs in them is no longer a matter of words.
MOST_WORDS = 4000

Part = tuple[str, str]  # SAME, GONE or NEW, and the text


@dataclass(frozen=True, slots=True)
class Field:
    """One text or setting that differs."""

    label: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class StepDiff:
    key: str
    title: str
    kind: str  # SAME, GONE or NEW; SAME: it is in both, and differs
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Diff:
    head: tuple[Field, ...]
    steps: tuple[StepDiff, ...]

    def __bool__(self) -> bool:
        return bool(self.head or self.steps)


def words(old: str, new: str) -> tuple[Part, ...]:
    """The two texts as one, with what went and what came."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    if max(len(before), len(after)) > MOST_WORDS:
        return tuple(part for part in ((GONE, old), (NEW, new)) if part[1])
    parts: list[Part] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append((SAME, "".join(before[a:b])))
            continue
        parts += [(GONE, "".join(before[a:b]))] if b > a else []
        parts += [(NEW, "".join(after[c:d]))] if d > c else []
    return tuple(parts)


def compare(old: TemplateVersion, new: TemplateVersion) -> Diff:
    """From the older to the newer: what the template says of itself, then step by step."""
    campuses = campus_names()
    head = _fields(_head(old, campuses), _head(new, campuses))
    return Diff(head, tuple(_steps(list(_ordered(old)), list(_ordered(new)), campuses)))


def _ordered(version: TemplateVersion) -> Iterable[TemplateStep]:
    return version.steps.select_related("reviewer").order_by("position")


def _fields(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Field, ...]:
    return tuple(
        Field(label, words(old.get(label, ""), new.get(label, "")))
        for label in dict.fromkeys((*old, *new))
        if old.get(label, "") != new.get(label, "")
    )


def _head(version: TemplateVersion, campuses: Mapping[str, str]) -> dict[str, str]:
    return {
        **{_labelled(_("title"), one): getattr(version, f"title_{one}") for one in ("nl", "en")},
        **{_labelled(_("for whom it is"), one): getattr(version, f"summary_{one}") for one in ("nl", "en")},
        _("who gets it"): "\n".join(conditions_in_words(version.conditions, campuses)),
        _("which goes first"): str(version.priority),
    }


def _labelled(label: str, language: str) -> str:
    return f"{label} ({language_label(language)})"


def _steps(
    old: Sequence[TemplateStep], new: Sequence[TemplateStep], campuses: Mapping[str, str]
) -> Iterable[StepDiff]:
    before = {step.key: step for step in old}
    old_titles, new_titles = ({step.key: step.title for step in steps} for steps in (old, new))
    for step in new:
        if step.key not in before:
            fields = _fields({}, describe(step, new_titles, campuses))
            yield StepDiff(step.key, step.title, NEW, fields)
            continue
        fields = _fields(
            describe(before[step.key], old_titles | new_titles, campuses),
            describe(step, old_titles | new_titles, campuses),
        )
        if fields:
            yield StepDiff(step.key, step.title, SAME, fields)
    for step in old:
        if step.key not in new_titles:
            yield StepDiff(step.key, step.title, GONE)


def describe(
    step: TemplateStep, titles: Mapping[str, str], campuses: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Everything that a step says, as label and text; what is empty is left out."""
    found = {
        _("by when"): rule_in_words(step.anchor, step.offset, step.unit, titles),
        _("comes after"): "\n".join(titles[key] for key in step.after if key in titles),
        _("for whom"): "\n".join(conditions_in_words(step.conditions, campuses)),
        _("who does it"): owner_in_words(step.owner),
        _("theme"): theme_label(step.theme),
        _("source"): "\n".join(part for part in (step.source, step.source_url) if part),
        _("checked on"): step.checked_on.isoformat() if step.checked_on else "",
        _("look again on"): step.review_on.isoformat() if step.review_on else "",
        _("who looks again"): str(step.reviewer or ""),
    }
    texts = {f"{name}_{one}": getattr(step, f"{name}_{one}") for name in TEXTS for one in ("nl", "en")}
    found = {**_texts(texts), **found}
    for variant in step.variants:
        town = ", ".join(variant["municipality"])
        found |= {f"{town}: {label}": text for label, text in _variant(variant, step, titles).items()}
    return {label: text for label, text in found.items() if text}


def _texts(texts: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for name in TEXTS:
        for one in ("nl", "en"):
            value = texts.get(f"{name}_{one}") or ""
            found[_labelled(text_label(name), one)] = "\n".join(value) if isinstance(value, list) else value
    return found


def _variant(variant: Mapping[str, Any], step: TemplateStep, titles: Mapping[str, str]) -> dict[str, str]:
    found = {label: text for label, text in _texts(variant).items() if text}
    if "offset" in variant or "unit" in variant:
        offset, unit = int(variant.get("offset", step.offset)), str(variant.get("unit", step.unit))
        found[_("by when")] = rule_in_words(step.anchor, offset, unit, titles)
    return found
