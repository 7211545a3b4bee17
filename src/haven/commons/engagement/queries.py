from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from haven.commons.engagement.models import Participation
from haven.commons.people.models import Person


def without_participation(people: QuerySet[Person], since: datetime) -> QuerySet[Person]:
    """Those of `people` who took part in nothing since that moment."""
    taken_part = Participation.objects.filter(person_id=OuterRef("pk"), at__gte=since)
    return people.filter(~Exists(taken_part))
