"""What is put on the record. Who answered is not: the time of it could tell whose answer came in."""

from django.utils.translation import gettext_lazy as _

from haven.core.audit.words import recorded

recorded("surveys.survey", survey_published=_("new version of a survey published"))
recorded(
    "surveys.batch",
    batch_closed=_("answers closed, results made"),
    words_removed=_("answer in one's own words removed"),
)
