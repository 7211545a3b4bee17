"""Addresses of single things, for lists: `reverse` once per route instead of once per row."""

import functools

from django.urls import get_script_prefix, reverse


def link(route: str, pk: int) -> str:
    """The address of the thing with this number, of a route whose only argument is that number."""
    before, after = _around(route, get_script_prefix())
    return f"{before}{pk}{after}"


@functools.cache
def _around(route: str, prefix: str) -> tuple[str, str]:
    """What stands before and after the number; `prefix` is where the site hangs on its server."""
    address = reverse(route, args=(0,))
    before, _number, after = address.removeprefix(prefix).rpartition("0")
    return f"{prefix}{before}", after
