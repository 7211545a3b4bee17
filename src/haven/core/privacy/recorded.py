from django.utils.translation import gettext_lazy as _

from haven.core.audit.words import recorded

recorded(
    "accounts.user",
    data_handed_out=_("all that is held handed out"),
    erased=_("erased"),
    term_over=_("deleted, because the term is over"),
)
