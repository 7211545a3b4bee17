from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "haven.core.jobs"
    label = "jobs"
    verbose_name = _("Background work")

    def ready(self) -> None:
        # Recurring jobs and listeners register themselves when their module is read.
        autodiscover_modules("tasks", "listeners")
