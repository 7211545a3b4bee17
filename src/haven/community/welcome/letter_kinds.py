"""The letters that this domain writes by itself."""

from django.utils.translation import gettext_lazy as _

from haven.commons.people.models import Person
from haven.commons.people.policy import STAFF_ROLES
from haven.core.access import Actor
from haven.core.mail.kinds import Kind, Often, letter_kind

_DIGEST = (Often.DAILY, Often.WEEKLY, Often.NEVER)


def _is_newcomer(actor: Actor) -> bool:
    if actor.user_id is None:
        return False
    return Person.objects.filter(user_id=actor.user_id, pathways__isnull=False).exists()


def _is_staff(actor: Actor) -> bool:
    return actor.holds(*STAFF_ROLES)


STEPS = letter_kind(
    Kind(
        "welcome.steps",
        _("Your steps"),
        _("What you must do soon, what is late, and dates that moved. Only when there is something new."),
        may_stop=True,
        default=Often.DAILY,
        choices=_DIGEST,
        who=_is_newcomer,
    )
)
LEGAL = letter_kind(
    Kind(
        "welcome.legal",
        _("Your papers for your stay"),
        _("The law says by when you must do this. So we must tell you, also when you stop other letters."),
        who=_is_newcomer,
    )
)
MOVED = letter_kind(
    Kind(
        "welcome.moved",
        _("What moved of the steps that you take care of"),
        _("Somebody else gave another date to steps that you do for newcomers."),
        may_stop=True,
        default=Often.DAILY,
        choices=_DIGEST,
        who=_is_staff,
    )
)
GIVEN = letter_kind(
    Kind(
        "welcome.given",
        _("Steps that a colleague gives you"),
        _("You read at once that you now look after something."),
        may_stop=True,
        choices=(Often.AT_ONCE, Often.NEVER),
        who=_is_staff,
    )
)
