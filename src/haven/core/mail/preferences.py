"""How often somebody wants a kind of letter; kept by address, since not every reader has an account yet."""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.utils import timezone

from haven.core.mail.kinds import Kind, Often, kind_of
from haven.core.mail.models import Address, Preference
from haven.core.privacy.subjects import Subject


def chosen(kind: Kind, addresses: Iterable[str]) -> dict[str, Often]:
    """What was chosen at those of these addresses (in lower case) where something was. One query."""
    rows = Preference.objects.filter(kind=kind.key, address__in={address.lower() for address in addresses})
    return {address: Often(often) for address, often in rows.values_list("address", "often")}


def often_for(kind: Kind, addresses: Iterable[str], found: dict[str, Often]) -> Often:
    """What holds for the reader at these addresses, given what was `chosen`: the first that says it."""
    return next((found[address.lower()] for address in addresses if address.lower() in found), kind.default)


def who_stopped(asked: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Of these kinds and addresses those whose reader wants none any more. A query at most."""
    pairs = {(key, address.lower()) for key, address in asked if (kind := kind_of(key)) and kind.may_stop}
    if not pairs:
        return set()
    kinds, addresses = {key for key, _address in pairs}, {address for _key, address in pairs}
    rows = Preference.objects.filter(often=Often.NEVER, kind__in=kinds, address__in=addresses)
    return set(rows.values_list("kind", "address")) & pairs


def choose(kind: Kind, addresses: Iterable[str], often: Often) -> None:
    """Keep a choice for every address of a reader."""
    if often not in kind.offers:
        raise ValueError(f"{kind.key}: {often} is not offered")
    now = timezone.now()
    folded = {address.lower() for address in addresses}
    rows = [Preference(address=address, kind=kind.key, often=often, since=now) for address in folded]
    Preference.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["address", "kind"], update_fields=["often", "since"]
    )


def preferences_of(subjects: Sequence[Subject]) -> QuerySet[Preference]:
    return Preference.objects.filter(address__in=_addresses(subjects))


def failed_addresses_of(subjects: Sequence[Subject]) -> QuerySet[Address]:
    return Address.objects.filter(address__in=_addresses(subjects))


def _addresses(subjects: Sequence[Subject]) -> set[str]:
    return {address for subject in subjects for address in subject.emails}
