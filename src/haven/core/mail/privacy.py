from django.utils.translation import gettext_lazy as _

from haven.core.mail.outbox import letters_to
from haven.core.privacy.registry import Basis, personal, plain, subject

personal(
    "mail.Letter",
    "to",
    "subject",
    "text",
    "html",
    label=_("letters to you by e-mail"),
    purpose=_("Each letter leaves once, and we can see whether it left."),
    basis=Basis.PUBLIC_TASK,
    retention_days=90,
)
plain("mail.Letter", "id", "key", "state", "attempts", "next_attempt_at", "created_at", "sent_at", "error")
subject("mail.Letter", rows=letters_to, own_clock=True)
