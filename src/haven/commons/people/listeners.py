"""People vouch for their own addresses: whoever was imported may sign in."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from haven.commons.people.models import Person
from haven.core.accounts.admission import Admission, sponsor
from haven.core.accounts.models import User


@sponsor
def vouch(email: str) -> Admission | None:
    """A person with this address who has no account yet."""
    person = Person.objects.filter(email__iexact=email, user__isnull=True).first()
    return Admission(person.full_name, person.language) if person else None


@receiver(post_save, sender=User, dispatch_uid="people.join_account")
def join_account(sender: type[User], instance: User, created: bool, **kwargs: object) -> None:
    """A new account belongs to the person with its address."""
    if created:
        Person.objects.filter(email__iexact=instance.email, user__isnull=True).update(user=instance)
