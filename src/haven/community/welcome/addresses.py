"""What staff do about an address that does not work."""

from django.db import transaction

from haven.commons.people import policy
from haven.commons.people.models import Person
from haven.core.access import Actor, require
from haven.core.audit.record import record
from haven.core.mail.addresses import works_again


@transaction.atomic
def address_works_again(actor: Actor, *, person_id: int) -> bool:
    """Have letters leave for somebody's address again; False where it was not known to fail."""
    person = Person.objects.prefetch_related("affiliations").get(pk=person_id)
    require(policy.works_with(actor, person))
    done = works_again(person.email or "")
    if done:
        record(actor, "address_works", person)
    return done
