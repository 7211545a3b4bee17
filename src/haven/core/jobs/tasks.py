from datetime import timedelta

from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from haven.core.jobs.recurring import every

KEPT = timedelta(days=14)
OVER = (TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED)


@task()
def forget_finished() -> int:
    """Remove jobs that ended long ago, of which there is one a minute; return how many."""
    old = DBTaskResult.objects.filter(status__in=OVER, finished_at__lt=timezone.now() - KEPT)
    return old.delete()[0]


every(timedelta(days=1), forget_finished)
