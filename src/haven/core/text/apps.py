from django.apps import AppConfig
from django.conf import settings


class TextConfig(AppConfig):
    name = "haven.core.text"
    label = "text"

    def ready(self) -> None:
        from haven.core.text.catalogues import compile_stale

        compile_stale(settings.LOCALE_PATHS)
