from django.utils.translation import gettext_lazy as _

from haven.core.privacy.registry import Basis, personal, plain

personal(
    "surveys.Invitation",
    "person",
    "affiliation",
    "wave",
    "batch",
    "closes_on",
    "state",
    "not_before",
    "written",
    label=_("that we asked you a few questions, and until when you can answer"),
    purpose=_(
        "We ask you once, and not again after you answered. What you answer is not kept with your name."
    ),
    basis=Basis.PUBLIC_TASK,
    retention_days=0,
)
plain("surveys.Invitation", "id")
plain(
    "surveys.Survey",
    *("id", "key", "title_nl", "title_en", "intro_nl", "intro_en", "open_days", "periods", "current"),
)
plain("surveys.SurveyVersion", "id", "survey", "number", "digest", "created_at")
plain(
    "surveys.Question",
    *("id", "version", "key", "position", "kind", "title_nl", "title_en"),
    *("low_nl", "low_en", "high_nl", "high_en", "options"),
)
plain("surveys.Wave", "id", "survey", "key", "title_nl", "title_en", "days")
plain("surveys.Batch", "id", "wave", "version", "starts_on", "ends_on", "closed_at")
# Counts and words of nobody: no column leads from them to a person.
plain("surveys.Tally", "id", "batch", "question", "group", "value", "answer", "count")
plain("surveys.Words", "id", "batch", "question", "text")
plain("surveys.Result", "id", "batch", "question", "group", "value", "number", "mean", "counts")
