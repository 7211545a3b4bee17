"""The letter that asks a newcomer the questions: one for each moment of asking, in their language."""

from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from haven.commons.surveys.models import Invitation
from haven.core.mail.kinds import Kind, letter_kind
from haven.core.mail.outbox import Outgoing, post_many

AT_ONCE = 500

QUESTIONS = letter_kind(
    Kind(
        "welcome.asked",
        gettext_lazy("Short questions"),
        gettext_lazy("We ask you how you are doing, in week 2 and in week 8."),
        may_stop=True,
    )
)


def write_letters() -> int:
    """Tell everybody who is asked and was not told; return how many letters. Safe to run twice."""
    written = 0
    while (more := _write_some()) is not None:
        written += more
    return written


@transaction.atomic
def _write_some() -> int | None:
    """Some at a time: letters and marks in one transaction. None when nobody is left."""
    waiting = Invitation.objects.select_for_update(of=("self",)).filter(
        written=False, state=Invitation.State.OPEN
    )
    some = list(waiting.select_related("person__user", "wave__survey").order_by("pk")[:AT_ONCE])
    if not some:
        return None
    today = timezone.localdate()
    written = post_many(letter for one in some if one.closes_on >= today and (letter := _letter(one)))
    Invitation.objects.filter(pk__in=[one.pk for one in some]).update(written=True)
    return written


def _letter(invitation: Invitation) -> Outgoing | None:
    person = invitation.person
    user = person.user
    to = person.email or (user.email if user else "")
    if not to:
        return None
    with override(user.language if user else person.language):
        return Outgoing(
            key=f"asked:{invitation.pk}",
            to=to,
            subject=invitation.wave.survey.title,
            text=_text(invitation),
            kind=QUESTIONS.key,
        )


def _text(invitation: Invitation) -> str:
    address = urljoin(settings.BASE_URL, reverse("welcome:asked", args=(invitation.pk,)))
    paragraphs = [
        _("Hello %(name)s,") % {"name": invitation.person.given_name or invitation.person.family_name},
        invitation.wave.survey.intro,
        _("You answer here: %(url)s") % {"url": address},
        _("We do not keep your name with your answers. Nobody can see what you answered."),
    ]
    return "\n\n".join(paragraphs) + "\n"
