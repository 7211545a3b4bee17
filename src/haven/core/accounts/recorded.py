from django.utils.translation import gettext_lazy as _

from haven.core.audit.words import recorded

recorded("accounts.user", address_moved=_("e-mail address changed, as the university says"))
