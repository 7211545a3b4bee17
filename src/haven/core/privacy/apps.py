from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "haven.core.privacy"
    label = "privacy"
    verbose_name = _("Personal data")

    def ready(self) -> None:
        autodiscover_modules("privacy")
