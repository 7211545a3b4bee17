from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "haven.core.mail"
    label = "mail"
    verbose_name = _("Letters")

    def ready(self) -> None:
        # Each domain says which kinds of letters it writes.
        autodiscover_modules("letter_kinds")
