"""Who may have an account: people that a domain vouches for, and nobody else.

Accounts are made at the first sign-in, so that importing 4,000 people makes no 4,000 accounts.
A domain registers a sponsor: given an address, it says whom it knows under it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from haven.core.accounts.models import User


@dataclass(frozen=True, slots=True)
class Admission:
    """What a sponsor knows about an address, for the new account."""

    name: str
    language: str


Sponsor = Callable[[str], Admission | None]
_sponsors: list[Sponsor] = []


def sponsor(function: Sponsor) -> Sponsor:
    """Register a function that vouches for addresses."""
    _sponsors.append(function)
    return function


def admit(email: str) -> User | None:
    """The account for this address; made now when a sponsor vouches for it, else None."""
    email = email.strip().lower()
    user = User.objects.filter(email__iexact=email).first()
    if user is not None:
        return user
    admission = next((found for ask in _sponsors if (found := ask(email))), None)
    return _create(email, admission) if admission else None


def _create(email: str, admission: Admission) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email, name=admission.name, language=admission.language)
    except IntegrityError:  # two requests at once: the other made it
        return User.objects.get(email__iexact=email)
