from django.utils.translation import gettext_lazy as _

from haven.core.mail.outbox import letters_to
from haven.core.mail.preferences import failed_addresses_of, preferences_of
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
plain(
    "mail.Letter",
    "id",
    "key",
    "mark",
    "kind",
    "state",
    "attempts",
    "next_attempt_at",
    "created_at",
    "sent_at",
    "error",
    "bounced_at",
)
subject("mail.Letter", rows=letters_to, own_clock=True)

personal(
    "mail.Preference",
    "address",
    "kind",
    "often",
    "since",
    label=_("which letters you want, and how often"),
    purpose=_("You get letters as often as you chose, also when you have no account yet."),
    basis=Basis.PUBLIC_TASK,
    retention_days=365,
)
plain("mail.Preference", "id")
subject("mail.Preference", rows=preferences_of)

personal(
    "mail.Address",
    "address",
    "undeliverable_since",
    "works_since",
    "reason",
    label=_("that letters to your address came back, and why"),
    purpose=_("Your contact person sees that letters do not reach you, and asks for another address."),
    basis=Basis.PUBLIC_TASK,
    retention_days=365,
)
subject("mail.Address", rows=failed_addresses_of)
