"""Text in two languages, Dutch and English."""

from haven.core.text.fields import LANGUAGES, InReadersLanguage, current, pick

__all__ = ["LANGUAGES", "InReadersLanguage", "current", "pick"]
