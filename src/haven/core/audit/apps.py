from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "haven.core.audit"
    label = "audit"
    verbose_name = _("The record")

    def ready(self) -> None:
        # Each domain says in words what it puts on the record.
        autodiscover_modules("recorded")
