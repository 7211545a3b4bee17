from haven.commons.engagement.events import TookPart
from haven.commons.engagement.queries import without_participation

__all__ = ["TookPart", "without_participation"]
