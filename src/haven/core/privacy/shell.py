"""Erasure and retention from the shell, as one object each."""

from typing import Any

from haven.core.access import SYSTEM
from haven.core.privacy import actions, retention
from haven.core.privacy.going import Gone
from haven.core.privacy.subjects import Subject, find, held_back

SAID = {"people": "people and accounts", "without_end": "of these without a known end"}


class NotErased(Exception):
    """Nothing was erased; the message says why and what to do."""


def erase_from_shell(text: str, *, reason: str, dry_run: bool = False) -> dict[str, Any]:
    """Erase (or only count) whoever has this number or address; return what went and what stays."""
    subject = _the_one(text)
    why = held_back(subject)
    if why:
        raise NotErased(why)
    if dry_run:
        gone = actions.would_go(SYSTEM, subject=subject)
    else:
        gone = list(actions.erase(SYSTEM, subject=subject, reason=reason).gone)
    about = {"person": subject.person_id, "account": subject.user_id, "dry_run": dry_run}
    return about | {"models": _numbers(gone)}


def _the_one(text: str) -> Subject:
    found = find(text)
    if not found:
        raise NotErased(
            f"Nobody is known under “{text}”. Nothing was erased. Give a whole number or e-mail address."
        )
    if len(found) > 1:
        raise NotErased(f"“{text}” is the number of {len(found)} people. Give the e-mail address instead.")
    return found[0]


def retention_from_shell(
    *, dry_run: bool = False, progress: retention.Progress | None = None
) -> dict[str, Any]:
    """Do (or only count) what the terms ask; return counts by model, and how many have no known end."""
    over = retention.keep_terms(SYSTEM, dry_run=dry_run, progress=progress)
    return {
        "dry_run": dry_run,
        "people": over.people,
        "without_end": over.without_end,
        "models": _numbers(list(over.gone.values())),
    }


def _numbers(gone: list[Gone]) -> dict[str, dict[str, Any]]:
    return {
        one.model: {
            "deleted": one.deleted,
            "blanked": one.blanked,
            "scrubbed": one.scrubbed,
            "kept": one.kept,
        }
        for one in sorted(gone, key=lambda one: one.model)
        if one.touched or one.kept
    }


def in_lines(result: dict[str, Any]) -> str:
    """The same for people."""
    lines = ["This is what would go; nothing was written." if result["dry_run"] else "This is what went."]
    lines += [f"{said:30} {result[name]}" for name, said in SAID.items() if name in result]
    for model, numbers in result["models"].items():
        parts = [f"{verb} {numbers[verb]}" for verb in ("deleted", "scrubbed", "kept") if numbers[verb]]
        parts += [f"{name} made empty {count}" for name, count in numbers["blanked"].items()]
        lines.append(f"{model:30} {', '.join(parts)}")
    return "\n".join(lines)
