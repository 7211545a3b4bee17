from django.utils.translation import gettext_lazy as _

from haven.core.privacy.registry import Basis, Erasure, personal, plain

personal(
    "welcome.PossibleDuplicate",
    "number",
    "values",
    "other_number",
    "person",
    "ground",
    "decision",
    label=_("a row of a file that may be you under another number"),
    purpose=_("An officer decides whether it is you, so that you do not get two pathways."),
    basis=Basis.PUBLIC_TASK,
    retention_days=365,
)
personal(
    "welcome.PossibleDuplicate",
    "decided_by",
    "decided_at",
    label=_("who decided it, and when"),
    purpose=_("A wrong decision can be asked about and put right."),
    basis=Basis.PUBLIC_TASK,
    retention_days=365,
    erasure=Erasure.BLANK,
)
plain("welcome.PossibleDuplicate", "id", "run", "line", "source", "is_sound", "created_at")
