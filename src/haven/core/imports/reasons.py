"""What is said of a cell that cannot be taken, in the language of whoever reads it."""

from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy

Sentence = str | Promise


def sentence(template: Sentence, **values: Any) -> Sentence:
    """A translated sentence with its `{names}` filled in, but not before somebody reads it."""
    # Braces in the values are safe: only the template is a format.
    return format_lazy(template, **values)  # type: ignore[arg-type,return-value,unused-ignore]


class BadValue(ValueError):
    """A cell that cannot be taken: `reason` says why and what is expected, `code` says it to programs."""

    def __init__(self, reason: Sentence, code: str = "bad_value") -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code

    def __str__(self) -> str:
        return str(self.reason)
