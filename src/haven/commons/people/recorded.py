from django.utils.translation import gettext_lazy as _

from haven.core.audit.words import recorded

recorded(
    "people.person",
    renamed=_("name corrected"),
    circumstances_told=_("questions about family, stay and municipality answered"),
    arrival_set=_("day of arrival changed"),
)
