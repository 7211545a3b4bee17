from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from haven.commons.organisation.models import Role
from haven.commons.surveys.models import Invitation, Words
from haven.core.access import Actor, Allowed, Answer, Denied


def can_answer(actor: Actor, invitation: Invitation, today: date | None = None) -> Answer:
    """Whoever is asked, once, while it is open."""
    if actor.user_id is None or invitation.person.user_id != actor.user_id:
        return Denied(_("These questions are for somebody else."))
    if invitation.state == Invitation.State.ANSWERED:
        return Denied(_("You have answered already. Thank you."))
    if invitation.state == Invitation.State.CLOSED or invitation.closes_on < (today or timezone.localdate()):
        return Denied(_("The time to answer is over. Thank you for looking."))
    return Allowed()


def answerable_by(actor: Actor, today: date | None = None) -> QuerySet[Invitation]:
    """Every invitation that `can_answer` says yes to; a declined one can still be answered."""
    if actor.user_id is None:
        return Invitation.objects.none()
    waiting = Q(state__in=(Invitation.State.OPEN, Invitation.State.DECLINED))
    own = Invitation.objects.filter(waiting, person__user_id=actor.user_id)
    return own.filter(closes_on__gte=today or timezone.localdate())


def can_read_results(actor: Actor) -> Answer:
    """Results are about nobody: whoever holds a role may read them."""
    if actor.holds(*Role.values):
        return Allowed()
    return Denied(_("Only staff of the university read these figures."))


def can_read_words(actor: Actor) -> Answer:
    """What people wrote may name somebody, and comes from every campus."""
    if actor.holds_everywhere(Role.OFFICER):
        return Allowed()
    return Denied(_("Only officers who work for the whole university read what people wrote."))


def words_visible_to(actor: Actor) -> QuerySet[Words]:
    """Of batches that are closed; those with too few were deleted then."""
    if not can_read_words(actor):
        return Words.objects.none()
    return Words.objects.filter(batch__closed_at__isnull=False)
