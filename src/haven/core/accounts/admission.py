"""Who may have an account: people that a domain vouches for, and nobody else.

Accounts are made at the first sign-in, so that importing 4,000 people makes no 4,000 accounts.
A domain registers a sponsor: given an address, it says whom it knows under it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from haven.core.access import SYSTEM
from haven.core.accounts.models import User
from haven.core.audit.record import record


@dataclass(frozen=True, slots=True)
class Admission:
    """What a sponsor knows about an address, for the new account; or the account that has it from now on."""

    name: str
    language: str
    account: User | None = None


Sponsor = Callable[[str], Admission | None]
_sponsors: list[Sponsor] = []


def sponsor(function: Sponsor) -> Sponsor:
    """Register a function that vouches for addresses."""
    _sponsors.append(function)
    return function


def admit(email: str) -> User | None:
    """The account for this address; made or moved now when a sponsor vouches for it, else None."""
    email = email.strip().lower()
    user = User.objects.filter(email=email).first()
    if user is not None:
        return user
    admission = next((found for ask in _sponsors if (found := ask(email))), None)
    if admission is None:
        return None
    return _move(admission.account, email) if admission.account else _create(email, admission)


def _create(email: str, admission: Admission) -> User:
    try:
        with transaction.atomic():
            return User.objects.create_user(email, name=admission.name, language=admission.language)
    except IntegrityError:  # two requests at once: the other made it
        return User.objects.get(email=email)


@transaction.atomic
def _move(user: User, email: str) -> User:
    """The old address opens the account no longer: nobody vouches for it any more."""
    EmailAddress.objects.filter(user=user).delete()
    user.email = email
    user.save(update_fields=["email"])
    record(SYSTEM, "address_moved", user)
    return user
