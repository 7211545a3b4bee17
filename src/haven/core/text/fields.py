"""A text in two languages: two columns, read as one in the reader's language."""

from typing import Any

from django.utils.translation import get_language

LANGUAGES = ("nl", "en")


def current() -> str:
    """The reader's language, one of the two."""
    return "en" if (get_language() or "").startswith("en") else "nl"


def pick(nl: str, en: str, language: str | None = None) -> str:
    """The text in this language (the reader's by default), or in the other where it is missing."""
    return (en or nl) if (language or current()) == "en" else (nl or en)


class InReadersLanguage:
    """`title = InReadersLanguage()` reads the columns `title_nl` and `title_en` beside it."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: type) -> Any:
        if instance is None:
            return self
        return pick(getattr(instance, f"{self.name}_nl"), getattr(instance, f"{self.name}_en"))
