"""Addresses that do not work: letters to them are kept, and leave only once somebody says that they work."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from haven.core.mail.models import Address


def failing() -> QuerySet[Address]:
    return Address.objects.filter(undeliverable_since__isnull=False)


def failing_among(addresses: Iterable[str]) -> dict[str, Address]:
    """Those of these that do not work, by the address in lower case. One query."""
    rows = failing().filter(pk__in={address.lower() for address in addresses})
    return {row.address: row for row in rows}


def failed(address: str, reason: str, now: datetime) -> None:
    """Keep that letters do not arrive there; since when, where that was known, stays."""
    row, new = Address.objects.get_or_create(
        pk=address.lower(), defaults={"undeliverable_since": now, "reason": reason}
    )
    if not new and row.undeliverable_since is None:
        Address.objects.filter(pk=row.pk).update(undeliverable_since=now, reason=reason)


def works_again(address: str) -> bool:
    """Letters leave for it again; False where it was not known to fail."""
    rows = failing().filter(pk=address.lower())
    return bool(rows.update(undeliverable_since=None, works_since=timezone.now()))


def works_since(address: str) -> datetime | None:
    """When somebody last said that it works again: what came back before does not count."""
    return Address.objects.filter(pk=address.lower()).values_list("works_since", flat=True).first()
