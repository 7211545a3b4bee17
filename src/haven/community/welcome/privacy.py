from django.utils.translation import gettext_lazy as _

from haven.community.welcome.importing import traces
from haven.core.privacy.registry import Basis, Erasure, personal, plain, subject

personal(
    "welcome.SavedView",
    "user",
    "page",
    "name",
    "query",
    label=_("lists that you, as staff, keep under a name"),
    purpose=_("You find the list again with one click."),
    basis=Basis.PUBLIC_TASK,
    retention_days=0,
)
plain("welcome.SavedView", "id")
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

subject(
    "welcome.PossibleDuplicate",
    rows=traces.held_rows,
    shown=traces.surely_held_rows,
    scrub=traces.forget_number,
)
personal(
    "welcome.Reminded",
    "step",
    "due",
    "turn",
    "at",
    label=_("when we told you by e-mail about which step"),
    purpose=_("You hear of each step in time, and not again and again."),
    basis=Basis.PUBLIC_TASK,
    retention_days=90,
)
plain("welcome.Reminded", "id")
subject("welcome.Reminded", "step__pathway__person")
personal(
    "welcome.StepsTold",
    "person",
    "until",
    label=_("until when we told you about your steps"),
    purpose=_("You get one e-mail a day at most. We tell you only once that a date has moved."),
    basis=Basis.PUBLIC_TASK,
    retention_days=90,
)

# What imports keep of single rows goes after a year by itself (`tasks.forget_files`).
subject("imports.RefusedRow", rows=traces.refused_rows, shown=traces.surely_refused, own_clock=True)
subject("imports.Remark", rows=traces.remarks, shown=traces.surely_remarks, own_clock=True)
subject("imports.Run", scrub=traces.forget_examples)
