"""How mail is doing, for who keeps Haven running."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from haven.core.mail.addresses import failing
from haven.core.mail.models import Letter

PATIENCE = timedelta(hours=1)
State = Letter.State


def findings() -> Iterator[tuple[bool, str]]:
    """Sentences, and whether each is good news."""
    waiting = Letter.objects.filter(state=State.WAITING)
    lost = Letter.objects.filter(state=State.FAILED).count()
    yield not lost, f"{waiting.count()} on the way, {lost} given up"
    held_up = _held_up()
    if held_up:
        yield False, held_up
    yield True, f"{failing().count()} addresses do not work"


def _held_up() -> str:
    """Since when a letter that could have left is waiting, and why."""
    late = timezone.now() - PATIENCE
    waiting = Letter.objects.filter(state=State.WAITING)
    tried = waiting.filter(attempts__gt=0, created_at__lt=late).order_by("created_at").first()
    if tried:
        since = timezone.localtime(tried.created_at)
        return f"waiting since {since:%Y-%m-%d %H:%M}, tried {tried.attempts} times: {tried.error}"
    left = waiting.filter(attempts=0, next_attempt_at__lt=late).order_by("next_attempt_at").first()
    if left:
        since = timezone.localtime(left.next_attempt_at)
        return f"waiting since {since:%Y-%m-%d %H:%M}, and nobody tried. Does a worker run?"
    return ""
