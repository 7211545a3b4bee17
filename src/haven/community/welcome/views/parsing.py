"""What addresses and forms say, brought to values."""

from django.http import HttpRequest, QueryDict

# A number with more digits fits no id.
LONGEST_ID = 18


def posted(request: HttpRequest) -> QueryDict | None:
    """The data of a form that was sent, even an empty one; None while it is only looked at."""
    return request.POST if request.method == "POST" else None


def number(text: str | None) -> int | None:
    """An id from an address; None for anything that is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else None
