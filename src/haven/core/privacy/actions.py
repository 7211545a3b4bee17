"""What is done with all that is held of somebody: handing it out, and erasing it."""

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from haven.core.access import Actor, require
from haven.core.accounts.models import User
from haven.core.audit.record import Fact, record_many
from haven.core.privacy import policy
from haven.core.privacy.export import Held, all_held
from haven.core.privacy.going import Gone, everything
from haven.core.privacy.subjects import ACCOUNT, Subject, of_account, of_person, people


class Reason(TextChoices):
    """Why somebody is erased. Chosen, and not written: a written reason would name whom it is about."""

    ASKED = "asked", _("the person asked for it")
    MISTAKE = "mistake", _("the person should not have been in Haven")
    ORDER = "order", _("a court or the data protection authority ordered it")
    OTHER = "other", _("another reason, which is written down elsewhere")


@dataclass(frozen=True, slots=True)
class Erased:
    """What went, and what stays; `found` is False when there was nobody (any more)."""

    found: bool
    gone: tuple[Gone, ...] = ()


def _about(subject: Subject, verb: str, *, is_read: bool = False, **data: Any) -> Fact:
    person = subject.person_id is not None
    kind = people().model if person else ACCOUNT
    return Fact(verb, kind.lower(), subject.person_id if person else subject.user_id, data, is_read)


@transaction.atomic
def hand_out(actor: Actor, *, subject: Subject) -> list[Held]:
    """All that is held of somebody; that it was handed out, and to whom, goes on the record."""
    require(policy.can_export(actor, subject))
    held = all_held(subject)
    record_many(actor, [_about(subject, "data_handed_out", is_read=True)])
    return held


def would_go(actor: Actor, *, subject: Subject) -> list[Gone]:
    """What erasing would do, without doing it."""
    require(policy.can_look_up(actor))
    return everything(subject, do=False)


@transaction.atomic
def erase(actor: Actor, *, subject: Subject, reason: str = Reason.ASKED) -> Erased:
    """Erase somebody, all or nothing. Somebody who is gone already changes nothing more."""
    found = _locked(subject)
    if found is None:
        require(policy.can_look_up(actor))
        return Erased(found=False)
    require(policy.can_erase(actor, found))
    gone = everything(found, do=True)
    rows = {one.model: one.touched for one in gone if one.touched}
    fact = _about(found, "erased", reason=Reason(reason).value, rows=rows)
    record_many(actor, [fact])
    return Erased(found=True, gone=tuple(gone))


def _locked(subject: Subject) -> Subject | None:
    """The same person as they are now, locked against a second click and against an import."""
    if subject.person_id is not None:
        held: Any = apps.get_model(people().model)._default_manager.select_for_update(of=("self",))
        return of_person(subject.person_id) if held.filter(pk=subject.person_id).first() else None
    account = [subject.user_id] if subject.user_id is not None else []
    user = User.objects.select_for_update().filter(pk__in=account).first()
    return of_account(user) if user is not None else None
