from django.utils.translation import gettext_lazy as _

from haven.core.access import Actor, Allowed, Answer, Denied


def can_read(actor: Actor) -> Answer:
    """The record shows what everybody did, everywhere: for administrators of the whole university."""
    if actor.holds_everywhere("administrator"):
        return Allowed()
    return Denied(_("Only administrators can open the record."))
