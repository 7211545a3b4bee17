from django.utils.translation import gettext_lazy as _

from haven.core.privacy.registry import Basis, Erasure, personal, plain

personal(
    "imports.Run",
    "started_by",
    label=_("who loaded the file"),
    purpose=_("Questions about a file reach the colleague who loaded it."),
    basis=Basis.PUBLIC_TASK,
    retention_days=2 * 365,
    erasure=Erasure.BLANK,
)
personal(
    "imports.Run",
    "file_name",
    "file",
    "preview",
    label=_("the file itself, and examples from it"),
    purpose=_("A file can be checked before it is used, and read again when something went wrong."),
    basis=Basis.PUBLIC_TASK,
    retention_days=365,
)
plain(
    "imports.Run",
    *("id", "kind", "source", "mapping_name", "columns", "is_complete", "state", "position", "total"),
    *("counts", "error_nl", "error_en", "created_at", "finished_at", "is_watched", "sha256"),
)
personal(
    "imports.Remark",
    "value",
    label=_("a cell that could not be understood"),
    purpose=_("The one who keeps the file sees what to correct."),
    basis=Basis.PUBLIC_TASK,
    retention_days=365,
)
plain("imports.Remark", "id", "run", "kind", "code", "line", "column", "reason_nl", "reason_en")
personal(
    "imports.RefusedRow",
    "cells",
    label=_("a row that was refused"),
    purpose=_("It can be corrected and loaded again, so that nobody is forgotten."),
    basis=Basis.PUBLIC_TASK,
    retention_days=365,
)
plain("imports.RefusedRow", "id", "run", "line")
plain("imports.Mapping", "id", "kind", "name", "columns", "updated_at")
# Which file came, and not who is in it.
plain(
    "imports.Delivery",
    *("id", "path", "signature", "state", "run", "error_nl", "error_en", "moved_to", "taken_at", "moved_at"),
    "reported_at",
)
plain("imports.Watch", "id", "folder", "since", "looked_at", "faults", "silence_said_at")
