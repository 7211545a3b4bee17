from django.utils.translation import gettext_lazy as _

from haven.core.audit import about
from haven.core.audit.words import kind_in_words, verb_in_words
from haven.core.privacy.registry import Basis, Erasure, personal, plain, subject

TEN_YEARS = 10 * 365

personal(
    "audit.Entry",
    "at",
    "actor_id",
    "verb",
    "kind",
    "subject_id",
    "is_read",
    label=_("who did what, and when"),
    purpose=_("It can be shown later who changed or read something, and that nobody changed this record."),
    basis=Basis.LEGAL_OBLIGATION,
    retention_days=TEN_YEARS,
    erasure=Erasure.KEEP,
)
plain("audit.Entry", "seq", "digest", "previous", "hash")
personal(
    "audit.Payload",
    "data",
    label=_("what it was before, and what it became"),
    purpose=_("A mistake can be found and put right, and you can see the history of your own data."),
    basis=Basis.LEGAL_OBLIGATION,
    retention_days=2 * 365,
)
plain("audit.Payload", "entry", "salt")
plain("audit.Head", "id", "seq", "hash")
subject(
    "audit.Entry",
    rows=about.entries,
    words={
        "verb": lambda entry: verb_in_words(entry.kind, entry.verb),
        "kind": lambda entry: kind_in_words(entry.kind),
        "is_read": lambda entry: _("read"),
    },
)
subject("audit.Payload", rows=about.payloads)
