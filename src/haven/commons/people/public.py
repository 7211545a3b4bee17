from haven.commons.people.models import Affiliation, Circumstances, Person, SourceRecord, Status
from haven.commons.people.policy import can_see, visible_to, worked_with_by, works_with

__all__ = [
    "Affiliation",
    "Circumstances",
    "Person",
    "SourceRecord",
    "Status",
    "can_see",
    "visible_to",
    "worked_with_by",
    "works_with",
]
