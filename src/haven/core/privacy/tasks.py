from datetime import timedelta

from django_tasks import task

from haven.core.access import SYSTEM
from haven.core.jobs.recurring import every
from haven.core.privacy.retention import keep_terms


@task()
def forget_what_is_over() -> int:
    """Delete what is over by the registry's terms; return how many rows and fields. Safe to run twice."""
    return keep_terms(SYSTEM).touched


every(timedelta(days=1), forget_what_is_over)
