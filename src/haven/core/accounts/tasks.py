from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks import task

from haven.core.jobs.recurring import every


@task()
def forget_sessions() -> int:
    """Remove sessions that are over; return how many."""
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


every(timedelta(days=1), forget_sessions)
