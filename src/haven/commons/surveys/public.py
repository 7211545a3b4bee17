from haven.commons.surveys.models import Batch, Group, Invitation, Question, Survey
from haven.commons.surveys.publishing import RARE

__all__ = ["RARE", "Batch", "Group", "Invitation", "Question", "Survey"]
