from django.utils.translation import gettext_lazy as _

from haven.core.privacy.registry import Basis, Erasure, personal, plain

TWO_YEARS = 2 * 365

personal(
    "pathways.Pathway",
    "person",
    "affiliation",
    "version",
    "state",
    label=_("which pathway you follow"),
    purpose=_("You see what to do, and by when."),
    basis=Basis.PUBLIC_TASK,
    retention_days=TWO_YEARS,
)
personal(
    "pathways.Pathway",
    "visa_granted_on",
    label=_("when you got your visa"),
    purpose=_("The days of the next steps are counted from this day."),
    basis=Basis.PUBLIC_TASK,
    retention_days=TWO_YEARS,
)
plain("pathways.Pathway", "id", "created_at")
personal(
    "pathways.Step",
    "template_step",
    "due",
    "state",
    "done_on",
    label=_("your steps, by when, and whether they are done"),
    purpose=_("You and staff see what is done and what is late."),
    basis=Basis.PUBLIC_TASK,
    retention_days=TWO_YEARS,
)
personal(
    "pathways.Step",
    "done_by",
    label=_("who ticked the step"),
    purpose=_("It can be asked who did it, when it was not you."),
    basis=Basis.PUBLIC_TASK,
    retention_days=TWO_YEARS,
    erasure=Erasure.BLANK,
)
plain("pathways.Step", "id", "pathway")
personal(
    "pathways.Obstacle",
    "text",
    "answer",
    "at",
    "answered_at",
    label=_("what you cannot do, and what was answered"),
    purpose=_("Staff can help you with what holds you up."),
    basis=Basis.PUBLIC_TASK,
    retention_days=365,
)
personal(
    "pathways.Obstacle",
    "by",
    "answered_by",
    label=_("who asked, and who answered"),
    purpose=_("The answer reaches the one who asked."),
    basis=Basis.PUBLIC_TASK,
    retention_days=365,
    erasure=Erasure.BLANK,
)
plain("pathways.Obstacle", "id", "step")
plain(
    "pathways.Template",
    *("id", "key", "priority", "conditions", "title_nl", "title_en", "summary_nl", "summary_en", "current"),
)
plain("pathways.TemplateVersion", "id", "template", "number", "digest", "created_at")
plain(
    "pathways.TemplateStep",
    *("id", "version", "key", "position", "theme", "owner", "anchor", "offset", "unit", "after"),
    *("conditions", "variants", "sets_anchor", "title_nl", "title_en", "why_nl", "why_en"),
    *("text_nl", "text_en", "where_nl", "where_en", "bring_nl", "bring_en"),
    *("source", "source_url", "checked_on"),
)
