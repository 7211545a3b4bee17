from django.utils.translation import gettext_lazy as _

from haven.core.privacy.registry import Basis, Erasure, personal, plain, subject

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
personal(
    "pathways.Pathway",
    "held_back",
    label=_("which of your steps stayed as they were when the list of steps changed"),
    purpose=_("What you have begun does not change under your hands."),
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
personal(
    "pathways.Step",
    "assignee",
    label=_("who looks after the step"),
    purpose=_("One of the staff takes care of it, and nobody else does it twice."),
    basis=Basis.PUBLIC_TASK,
    retention_days=TWO_YEARS,
    erasure=Erasure.BLANK,
)
plain("pathways.Step", "id", "pathway")
personal(
    "pathways.Bulk",
    "by",
    "verb",
    "at",
    "undone_at",
    label=_("steps that you, as staff, changed in one go"),
    purpose=_("You can undo it on the same day."),
    basis=Basis.PUBLIC_TASK,
    retention_days=0,
)
personal(
    "pathways.Bulk",
    "assignee",
    label=_("the colleague who got these steps"),
    purpose=_("It can be undone on the same day."),
    basis=Basis.PUBLIC_TASK,
    retention_days=0,
    erasure=Erasure.BLANK,
)
plain("pathways.Bulk", "id")
personal(
    "pathways.BulkStep",
    "step",
    label=_("which of your steps staff changed in one go with others"),
    purpose=_("It can be undone on the same day."),
    basis=Basis.PUBLIC_TASK,
    retention_days=0,
)
personal(
    "pathways.BulkStep",
    "assignee_before",
    label=_("who looked after the step before"),
    purpose=_("It can be undone on the same day."),
    basis=Basis.PUBLIC_TASK,
    retention_days=0,
    erasure=Erasure.BLANK,
)
plain("pathways.BulkStep", "id", "bulk")
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
personal(
    "pathways.Replan",
    "cause",
    "at",
    "read_at",
    "undoes",
    label=_("when your dates moved, and why"),
    purpose=_("You see why your dates moved."),
    basis=Basis.PUBLIC_TASK,
    retention_days=60,
)
personal(
    "pathways.Replan",
    "before",
    "after",
    label=_("what was known of you before and after your dates moved"),
    purpose=_("The change can be undone for 30 days."),
    basis=Basis.PUBLIC_TASK,
    retention_days=60,
)
personal(
    "pathways.Replan",
    "by",
    label=_("who made the change that moved your dates"),
    purpose=_("It can be asked who did it, when it was not you."),
    basis=Basis.PUBLIC_TASK,
    retention_days=60,
    erasure=Erasure.BLANK,
)
plain("pathways.Replan", "id", "pathway")
personal(
    "pathways.MovedStep",
    "template_step",
    "kind",
    "before",
    "after",
    label=_("which of your steps moved, from when to when"),
    purpose=_("You and those who do steps for you see what moved."),
    basis=Basis.PUBLIC_TASK,
    retention_days=60,
)
plain("pathways.MovedStep", "id", "replan")
personal(
    "pathways.MovesTold",
    "user",
    "until",
    label=_("until when you were told by mail what moved"),
    purpose=_("You get one mail a day, and nothing twice."),
    basis=Basis.PUBLIC_TASK,
    retention_days=60,
)
plain(
    "pathways.Template",
    *("id", "key", "priority", "conditions", "title_nl", "title_en", "summary_nl", "summary_en", "current"),
)
personal(
    "pathways.TemplateVersion",
    "changed_by",
    "published_by",
    label=_("who wrote this version of the steps, and who published it"),
    purpose=_("It can be asked who did it, when something is wrong."),
    basis=Basis.PUBLIC_TASK,
    retention_days=TWO_YEARS,
    erasure=Erasure.BLANK,
)
plain(
    "pathways.TemplateVersion",
    *(
        "id",
        "template",
        "number",
        "state",
        "origin",
        "digest",
        "priority",
        "conditions",
        "title_nl",
        "title_en",
    ),
    *("summary_nl", "summary_en", "based_on", "revision", "created_at", "changed_at", "published_at"),
)
personal(
    "pathways.TemplateStep",
    "reviewer",
    label=_("who looks again at the rule behind a step"),
    purpose=_("They get a letter when it is time to look."),
    basis=Basis.PUBLIC_TASK,
    retention_days=TWO_YEARS,
    erasure=Erasure.BLANK,
)
personal(
    "pathways.Rollout",
    "by",
    label=_("who published steps, or moved a semester"),
    purpose=_("It can be asked who did it, when something is wrong."),
    basis=Basis.PUBLIC_TASK,
    retention_days=TWO_YEARS,
    erasure=Erasure.BLANK,
)
plain(
    "pathways.Rollout",
    *("id", "version", "term", "before", "after", "reach", "created_at", "finished_at"),
    *("total", "position", "last_pathway", "counts"),
)
plain(
    "pathways.TemplateStep",
    *("id", "version", "key", "position", "theme", "owner", "anchor", "offset", "unit", "after"),
    *("conditions", "variants", "sets_anchor", "title_nl", "title_en", "why_nl", "why_en"),
    *("text_nl", "text_en", "where_nl", "where_en", "bring_nl", "bring_en"),
    *("source", "source_url", "checked_on", "review_on", "reminded_for", "revision"),
)

subject("pathways.Pathway", words={"version": lambda pathway: pathway.version.template.title})
subject("pathways.Step", "pathway__person", words={"template_step": lambda step: step.template_step.title})
subject("pathways.BulkStep", "step__pathway__person")
subject("pathways.Obstacle", "step__pathway__person")
subject("pathways.Replan", "pathway__person")
subject(
    "pathways.MovedStep",
    "replan__pathway__person",
    words={"template_step": lambda moved: moved.template_step.title},
)
