from django.utils.translation import gettext_lazy as _

from haven.core.audit.words import recorded

recorded("pathways.template", template_published=_("new version of a template published"))
recorded(
    "people.person",
    step_finished=_("step done"),
    step_reopened=_("step opened again"),
    obstacle_reported=_("“I cannot do this” sent"),
    obstacle_answered=_("“I cannot do this” answered"),
    replanned=_("dates of steps moved"),
    replan_undone=_("a change of dates undone"),
)
