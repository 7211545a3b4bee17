from django.db import models
from django.utils.translation import gettext_lazy as _


class Lease(models.Model):
    """A worker's word that it is still at a job. When `until` is past, the job is taken from it."""

    task_id = models.UUIDField(primary_key=True)  # of the row in django-tasks-db
    worker_id = models.CharField(max_length=64)
    until = models.DateTimeField()

    class Meta:
        verbose_name = _("job that is running")

    def __str__(self) -> str:
        return f"{self.task_id} by {self.worker_id}"


class Recurring(models.Model):
    """One row per recurring job: when it is next due."""

    name = models.CharField(max_length=100, primary_key=True)
    next_at = models.DateTimeField()

    class Meta:
        verbose_name = _("job that comes back")

    def __str__(self) -> str:
        return self.name
