from django.utils.translation import gettext_lazy as _

from haven.core.audit.words import recorded

recorded(
    "imports.run",
    file_opened=_("file opened"),
    import_started=_("import started"),
    import_cancelled=_("import stopped"),
    people_imported=_("file imported"),
    refused_rows_taken=_("refused rows taken out"),
)
recorded(
    "imports.mapping",
    mapping_remembered=_("columns remembered"),
    mapping_forgotten=_("columns forgotten"),
)
recorded(
    "people.person",
    imported=_("came in with a file"),
    updated_from_import=_("changed by a file"),
    missing_from_import=_("missing from a file"),
    back_in_import=_("in a file again"),
    number_added=_("number added"),
    withdrawn=_("withdrawn"),
    kept=_("kept, though missing from a file"),
    address_works=_("e-mail address works again"),
    circumstances_read=_("family and ground of stay read"),
)
