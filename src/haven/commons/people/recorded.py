from django.utils.translation import gettext_lazy as _

from haven.core.audit.words import recorded

recorded(
    "people.person",
    renamed=_("name corrected"),
    circumstances_told=_("questions about family, stay and municipality answered"),
    arrival_set=_("day of arrival changed"),
    data_handed_out=_("all that is held handed out"),
    erased=_("erased"),
    term_over=_("deleted, because the term is over"),
    terms_kept=_("what is over by its term deleted or made empty"),
)
