from datetime import datetime

from haven.commons.engagement.events import TookPart
from haven.commons.engagement.models import Participation
from haven.core.events import listens


@listens(TookPart, durable=True)
def note_participation(event: TookPart) -> None:
    """Keep the record once, however often the event arrives."""
    Participation.objects.get_or_create(
        person_id=event.person_id,
        source=event.source,
        defaults={"kind": event.kind, "at": datetime.fromisoformat(event.at)},
    )
