"""Templates as readable files: parsing and checking, before anything is written.

A folder holds `steps/*.toml` (tables `[[step]]`) and `templates/*.toml` (one template each, which
names its steps by key). See docs/developer/content.md for the format.
"""

import hashlib
import json
import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from haven.commons.organisation.models import Role
from haven.commons.pathways.models import Anchor
from haven.commons.pathways.profiles import FIELDS
from haven.engines.schedules import Rule, RuleError, Unit, check_rules

OWNERS = frozenset({"newcomer", *Role.values})
ANCHORS = frozenset(Anchor.values)
UNITS = frozenset(unit.value for unit in Unit)
BILINGUAL = ("title", "why", "text", "where")
OVERRIDABLE = frozenset({*BILINGUAL, "bring", "offset", "unit", "municipality"})


class ContentError(ValueError):
    """A template file is wrong; the message names file, step and what to do."""


@dataclass(frozen=True)
class StepContent:
    key: str
    theme: str
    owner: str
    rule: Rule
    texts: dict[str, Any]  # columns of TemplateStep: title_nl, title_en, …, bring_nl, bring_en
    conditions: dict[str, Any] = field(default_factory=dict)
    variants: list[dict[str, Any]] = field(default_factory=list)
    sets_anchor: str = ""
    source: str = ""
    source_url: str = ""
    checked_on: date | None = None
    review_on: date | None = None


@dataclass(frozen=True)
class TemplateContent:
    key: str
    priority: int
    conditions: dict[str, Any]
    texts: dict[str, str]
    steps: tuple[StepContent, ...]

    @property
    def digest(self) -> str:
        """Changes when any step does."""
        text = json.dumps([_plain(step) for step in self.steps], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


def _plain(step: StepContent) -> dict[str, Any]:
    rule = step.rule
    plain = vars(step) | {"rule": [rule.key, rule.anchor, rule.offset, rule.unit, list(rule.after)]}
    if step.review_on is None:
        del plain["review_on"]  # what files said before there was one keeps its digest
    return plain


def read_folder(folder: Path) -> list[TemplateContent]:
    """All templates of a folder, checked; raises ContentError at the first that is wrong."""
    library: dict[str, StepContent] = {}
    for path in sorted((folder / "steps").glob("*.toml")):
        for table in _load(path).get("step", []):
            step = _step(table, path)
            if step.key in library:
                raise ContentError(f"{path.name}: step “{step.key}” is there twice. Give one another key.")
            library[step.key] = step
    return [_template(_load(p), p, library) for p in sorted((folder / "templates").glob("*.toml"))]


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(f"{path.name} cannot be read: {error}") from error


def _step(table: dict[str, Any], path: Path) -> StepContent:
    where = f"{path.name}, step “{table.get('key', '?')}”"
    try:
        rule = Rule(
            key=table["key"],
            anchor=table["anchor"],
            offset=int(table["offset"]),
            unit=Unit(table["unit"]),
            after=tuple(table.get("after", ())),
        )
        owner, theme = table["owner"], table["theme"]
    except (KeyError, ValueError) as error:
        raise ContentError(f"{where}: {error} is missing or not understood.") from error
    _among(owner, OWNERS, where)
    if not rule.anchor.startswith("step:"):
        _among(rule.anchor, ANCHORS, where)
    conditions = table.get("when", {})
    for name in conditions:
        _among(name, FIELDS, where)
    return StepContent(
        key=rule.key,
        theme=theme,
        owner=owner,
        rule=rule,
        texts=_texts(table, where, required=("title",)),
        conditions=conditions,
        variants=[_variant(v, where) for v in table.get("variant", [])],
        sets_anchor=_among(table.get("sets", ""), ANCHORS | {""}, where),
        source=table.get("source", ""),
        source_url=table.get("source_url", ""),
        checked_on=None if table.get("to_check") else table.get("checked"),
        review_on=table.get("review"),
    )


def _variant(table: dict[str, Any], where: str) -> dict[str, Any]:
    for name in table:
        _among(name, OVERRIDABLE, f"{where}, variant")
    plain: dict[str, Any] = {name: table[name] for name in ("offset", "unit") if name in table}
    if "unit" in plain:
        _among(plain["unit"], UNITS, where)
    return {"municipality": list(table["municipality"]), **plain, **_texts(table, where)}


def _texts(table: dict[str, Any], where: str, required: tuple[str, ...] = ()) -> dict[str, Any]:
    """The bilingual parts as columns; a text in one language alone is an error."""
    texts: dict[str, Any] = {}
    for name in (*BILINGUAL, "bring"):
        if name not in table:
            if name in required:
                raise ContentError(f"{where}: “{name}” is missing.")
            continue
        pair = table[name]
        if set(pair) != {"nl", "en"} or bool(pair["nl"]) != bool(pair["en"]):
            raise ContentError(f"{where}: “{name}” needs both languages, nl and en.")
        texts |= {f"{name}_nl": pair["nl"], f"{name}_en": pair["en"]}
    return texts


def _among(value: str, known: frozenset[str], where: str) -> str:
    if value not in known:
        raise ContentError(f"{where}: “{value}” is not one of {', '.join(sorted(known))}.")
    return value


def _template(table: dict[str, Any], path: Path, library: dict[str, StepContent]) -> TemplateContent:
    missing = [key for key in table["steps"] if key not in library]
    if missing:
        raise ContentError(f"{path.name}: no step is called {', '.join(missing)}.")
    steps = tuple(library[key] for key in table["steps"])
    present = {step.key for step in steps}
    rules = [_within(step.rule, present) for step in steps]
    try:
        check_rules(rules)
    except RuleError as error:
        raise ContentError(f"{path.name}: {error}") from error
    conditions = table.get("when", {})
    for name in conditions:
        _among(name, FIELDS, path.name)
    texts = {f"{n}_{lang}": table[n][lang] for n in ("title", "summary") for lang in ("nl", "en")}
    return TemplateContent(table["key"], int(table.get("priority", 0)), conditions, texts, steps)


def _within(rule: Rule, present: set[str]) -> Rule:
    """A shared step may name prerequisites that this template leaves out."""
    return Rule(rule.key, rule.anchor, rule.offset, rule.unit, tuple(k for k in rule.after if k in present))
