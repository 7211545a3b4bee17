"""Until when somebody works here, for those who erase and who keep terms."""

from collections.abc import Sequence
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from haven.commons.organisation.models import RoleGrant
from haven.core.privacy.subjects import Subject


def held_by_role(subject: Subject) -> str:
    """Whoever holds a role cannot be erased: what they do in it would be nobody's."""
    if subject.user_id is None:
        return ""
    if not RoleGrant.objects.filter(user_id=subject.user_id, ended_at=None).exists():
        return ""
    return _("This person holds a role in Haven. End the role first (under “Roles”), then erase.")


def work_ends(subjects: Sequence[Subject]) -> dict[Subject, date | None]:
    """The day on which the last role of each ended; None while one is held. One query."""
    by_account = {one.user_id: one for one in subjects if one.user_id is not None}
    found: dict[Subject, date | None] = {}
    grants = RoleGrant.objects.filter(user_id__in=by_account).order_by("ended_at", "pk")
    for user_id, ended in grants.values_list("user_id", "ended_at"):
        subject = by_account[user_id]
        if ended is None:
            found[subject] = None
        elif subject not in found:
            found[subject] = timezone.localdate(ended)
        elif (known := found[subject]) is not None:
            found[subject] = max(known, timezone.localdate(ended))
    return found
