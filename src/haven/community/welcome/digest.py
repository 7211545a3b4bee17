"""The mail that tells staff what moved of the steps they take care of: as often as they like, nothing twice.

Each member of staff has a mark (`MovesTold`): until when they have been told. Letter and mark are written in
one transaction, so a worker that is killed leaves both or neither. A mail covers whole days up to the last
midnight and leaves some hours later, so that no change is kept after its day was told.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from urllib.parse import urljoin

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from haven.commons.organisation.public import actor_of
from haven.commons.pathways.models import MovedStep, MovesTold, Pathway
from haven.commons.pathways.planning import Move
from haven.commons.pathways.policy import owned_by
from haven.commons.pathways.replans import net
from haven.commons.people.models import Affiliation
from haven.commons.people.policy import STAFF_ROLES, reach
from haven.community.welcome.letter_kinds import MOVED
from haven.community.welcome.queries.moved import SHOWN_FOR, STAY
from haven.core.accounts.models import User
from haven.core.mail.kinds import Often, is_day
from haven.core.mail.models import new_mark
from haven.core.mail.outbox import Outgoing, post_many
from haven.core.mail.preferences import chosen, often_for
from haven.core.mail.stopping import stop_url

FROM_HOUR = 6  # in the university's time
A_DAY = timedelta(days=1)
MOST = 15  # steps named in one mail

# Pathway -> what became of its steps.
Found = dict[int, tuple[Move, ...]]


def tell_everybody(now: datetime) -> int:
    """Tell each member of staff what moved until the last midnight, unless it was told; return how many."""
    local = timezone.localtime(now)
    if local.hour < FROM_HOUR:
        return 0
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    staff = User.objects.filter(is_active=True, grants__ended_at=None, grants__role__in=STAFF_ROLES)
    told = MovesTold.objects.filter(until__gte=midnight)
    waiting = list(staff.exclude(pk__in=told.values("user_id")).order_by("pk").distinct())
    choices = chosen(MOVED, (user.email for user in waiting))
    return sum(_tell(user, midnight, often_for(MOVED, [user.email], choices)) for user in waiting)


@transaction.atomic
def _tell(user: User, until: datetime, often: Often) -> bool:
    """Tell one of them; whether a letter was written."""
    MovesTold.objects.get_or_create(user=user, defaults={"until": until - A_DAY})
    told = MovesTold.objects.select_for_update().get(user=user)
    if told.until >= until or not is_day(often, told.until, until):
        return False
    # Whoever wants no letters is told nothing later of what moved meanwhile.
    found = {} if often == Often.NEVER else _found(user, max(told.until, until - SHOWN_FOR), until)
    told.until = until
    told.save(update_fields=["until"])
    return bool(found) and _write(user, found, until)


def _found(user: User, since: datetime, until: datetime) -> Found:
    """What others moved of this one's steps; what is as it was before is left out."""
    actor = actor_of(user)
    rows = (
        MovedStep.objects.filter(
            owned_by(actor, STAY),
            replan__at__gte=since,
            replan__at__lt=until,
            replan__pathway__state=Pathway.State.ACTIVE,
            replan__pathway__affiliation__in=Affiliation.objects.filter(reach(actor)),
        )
        .exclude(replan__by=user)
        .select_related("template_step")
        .order_by("replan_id", "pk")
    )
    by_pathway: dict[int, list[Move]] = defaultdict(list)
    for row, pathway in ((row, row.replan.pathway_id) for row in rows.select_related("replan")):
        by_pathway[pathway].append(Move(row.template_step, row.kind, row.before, row.after))
    return {pathway: moves for pathway, several in by_pathway.items() if (moves := net(several))}


def _write(user: User, found: Found, until: datetime) -> bool:
    with override(user.language):
        number = sum(len(moves) for moves in found.values())
        subject = ngettext(
            "%(number)d date of your steps moved", "%(number)d dates of your steps moved", number
        ) % {"number": number}
        text = _text(user, found)
        mark = new_mark()
        text += _("How often you get this mail, or never: %(url)s") % {"url": stop_url(mark)} + "\n"
    key = f"moved:{user.pk}:{until.date()}"
    return bool(post_many([Outgoing(key, user.email, subject, text, kind=MOVED.key, mark=mark)]))


def _text(user: User, found: Found) -> str:
    people = len(found)
    paragraphs = [
        _("Hello %(name)s,") % {"name": user.name or user.email},
        ngettext(
            "Dates moved in the pathway of %(number)d person. These are steps that you take care of:",
            "Dates moved in the pathways of %(number)d people. These are steps that you take care of:",
            people,
        )
        % {"number": people},
        "\n".join(_lines(found.values())),
        _("See who, from when and to when: %(url)s") % {"url": _address()},
        _("You get this mail once a day at most, and only when somebody else moved something of yours."),
    ]
    return "\n\n".join(paragraphs) + "\n"


def _lines(found: Iterable[tuple[Move, ...]]) -> Iterable[str]:
    """Each step with how many people it moved for, the most first. The mail names nobody."""
    counts: dict[str, int] = defaultdict(int)
    for moves in found:
        for move in moves:
            counts[move.step.title] += 1
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    for title, number in ordered[:MOST]:
        yield "- " + ngettext("%(step)s: %(number)d person", "%(step)s: %(number)d people", number) % {
            "step": title,
            "number": number,
        }
    rest = len(ordered) - MOST
    if rest > 0:
        yield "- " + ngettext("%(number)d other step", "%(number)d other steps", rest) % {"number": rest}


def _address() -> str:
    return urljoin(settings.BASE_URL, reverse("welcome:moved")) + "?whose=mine"
