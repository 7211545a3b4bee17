"""What addresses and forms say, brought to values."""

from urllib.parse import urlsplit

from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme

# A number with more digits fits no id.
LONGEST_ID = 18


def posted(request: HttpRequest) -> QueryDict | None:
    """The data of a form that was sent, even an empty one; None while it is only looked at."""
    return request.POST if request.method == "POST" else None


def number(text: str | None) -> int | None:
    """An id from an address; None for anything that is none."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else None


def next_url(request: HttpRequest, otherwise: str) -> str:
    """The page that the form stood on, if it is one of this site."""
    wanted = request.POST.get("next", "")
    return (
        wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}) else otherwise
    )


def with_query(address: str, **values: str) -> str:
    """The address with these in its query; what is empty is left out of it."""
    parts = urlsplit(address)
    query = QueryDict(parts.query, mutable=True)
    for name, value in values.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return parts._replace(query=query.urlencode()).geturl()
