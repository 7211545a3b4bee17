"""Kinds of letters: each domain says which it writes, how often they come, and whether one may stop them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from haven.core.access import Actor


class Often(models.TextChoices):
    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("at most once a day")
    WEEKLY = "weekly", _("once a week, on Monday")
    NEVER = "never", _("never")


A_WEEK = timedelta(days=7)


def is_day(often: Often, told: datetime, now: datetime) -> bool:
    """Whether a digest that covers all until `now` (midnight) is due, for who was told until `told`."""
    return often != Often.WEEKLY or now.weekday() == 0 or now - told >= A_WEEK


def _everybody(actor: Actor) -> bool:
    return actor.signed_in


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of letter. `description` says what is in it or, where one may not stop it, why."""

    key: str
    label: Any
    description: Any
    may_stop: bool = False
    default: Often = Often.AT_ONCE
    choices: tuple[Often, ...] = ()  # how often it can come, where that can be chosen
    always_tried: bool = False  # also to an address that failed before: whoever waits for it asked for it
    who: Callable[[Actor], bool] = _everybody  # who gets such letters

    @property
    def offers(self) -> tuple[Often, ...]:
        """What can be chosen; nothing of a letter that always comes."""
        if self.choices or not self.may_stop:
            return self.choices
        return (self.default, Often.NEVER)


_kinds: dict[str, Kind] = {}


def letter_kind(kind: Kind) -> Kind:
    """Make a kind known. Only what may stop can be chosen never to come."""
    if Often.NEVER in kind.choices and not kind.may_stop:
        raise ValueError(f"{kind.key}: never is chosen only of what may stop")
    _kinds[kind.key] = kind
    return kind


def kind_of(key: str) -> Kind | None:
    return _kinds.get(key)


def kinds_for(actor: Actor) -> list[Kind]:
    """What this reader gets, what can be chosen first."""
    return sorted((kind for kind in _kinds.values() if kind.who(actor)), key=lambda kind: not kind.offers)


ACCOUNT = letter_kind(
    Kind(
        "account",
        _("Codes to sign in, and safety"),
        _("You ask for these codes yourself. We also tell you when something changes in how you sign in."),
        always_tried=True,
    )
)
