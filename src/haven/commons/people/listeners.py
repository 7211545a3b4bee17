"""People vouch for their own addresses: whoever was imported may sign in."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from haven.commons.organisation.models import RoleGrant
from haven.commons.people.models import Person
from haven.core.accounts.admission import Admission, sponsor
from haven.core.accounts.models import User


@sponsor
def vouch(email: str) -> Admission | None:
    """A person with this address, who has no account yet or one under an older address.

    The account of whoever holds a role stays where it is: a file must not hand a role to another address.
    """
    person = Person.objects.filter(email__iexact=email).select_related("user").first()
    if person is None:
        return None
    if person.user is not None and RoleGrant.objects.filter(user=person.user, ended_at=None).exists():
        return None
    name = " ".join(part for part in (person.given_name, person.family_name) if part)
    return Admission(name, person.language, account=person.user)


@receiver(post_save, sender=User, dispatch_uid="people.join_account")
def join_account(sender: type[User], instance: User, created: bool, **kwargs: object) -> None:
    """A new account belongs to the person with its address."""
    if created:
        Person.objects.filter(email__iexact=instance.email, user__isnull=True).update(user=instance)
