from django.utils.translation import gettext_lazy as _

from haven.core.audit.words import recorded

recorded(
    "pathways.template",
    template_published=_("new version of a template published"),
    template_made=_("template made"),
    draft_started=_("draft of a template begun"),
    draft_discarded=_("draft of a template thrown away"),
    template_described=_("title or conditions of a template changed in the draft"),
    template_step_written=_("step of a template written in the draft"),
    template_step_removed=_("step of a template removed in the draft"),
    template_step_moved=_("step of a template put elsewhere in the draft"),
    offer_set_aside=_("Haven's own version of a template set aside"),
    source_confirmed=_("source of a step looked at again"),
)
recorded("organisation.term", term_moved=_("semester moved"))
recorded(
    "people.person",
    step_finished=_("step done"),
    step_reopened=_("step opened again"),
    step_assigned=_("step given to somebody"),
    obstacle_reported=_("“I cannot do this” sent"),
    obstacle_answered=_("“I cannot do this” answered"),
    replanned=_("dates of steps moved"),
    replan_undone=_("a change of dates undone"),
)
