from django.utils.translation import gettext_lazy as _

from haven.core.access import Actor, Allowed, Answer, Denied
from haven.core.privacy.subjects import Subject, held_back


def can_look_up(actor: Actor) -> Answer:
    """Who sees what is held of others, in numbers: administrators of the whole university."""
    if actor.holds_everywhere("administrator"):
        return Allowed()
    return Denied(_("Only administrators can open this page."))


def can_export(actor: Actor, subject: Subject) -> Answer:
    """Oneself; and an administrator for somebody who asked for it."""
    if actor.user_id is not None and actor.user_id == subject.user_id:
        return Allowed()
    return can_look_up(actor)


def can_erase(actor: Actor, subject: Subject) -> Answer:
    """An administrator, unless a domain says why it cannot be now."""
    may = can_look_up(actor)
    if isinstance(may, Denied):
        return may
    why = held_back(subject)
    return Denied(why) if why else Allowed()
