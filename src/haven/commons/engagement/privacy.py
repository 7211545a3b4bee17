from django.utils.translation import gettext_lazy as _

from haven.core.privacy.registry import Basis, personal, plain

personal(
    "engagement.Participation",
    "person",
    "kind",
    "at",
    "source",
    label=_("what you took part in, and when"),
    purpose=_("Staff see who has found no way in yet, and ask them along."),
    basis=Basis.PUBLIC_TASK,
    retention_days=365,
)
plain("engagement.Participation", "id")
