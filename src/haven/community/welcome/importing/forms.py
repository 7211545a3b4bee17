"""What officers fill in to bring a file in. Every error says what to do."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haven.community.welcome.importing.columns import BY_NAME, FIELDS, missing_fields
from haven.community.welcome.importing.refused import REASON_HEADING
from haven.community.welcome.importing.runs import MissingColumns, check_columns
from haven.core.imports.models import Run
from haven.core.imports.unreadable import unreadable
from haven.core.text import current

_LONGEST_ID = 18  # digits


class UploadForm(forms.Form):
    """A file, and under which name its columns are remembered."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "An export of the registrar or of HR: CSV or an Excel workbook (.xlsx). "
            "A title above the headings and a total at the end do no harm."
        ),
        allow_empty_file=True,  # what is wrong with an empty file is said where all files are read
        max_length=255,
        error_messages={"required": gettext_lazy("Choose a file first.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx,.xls"}),
    )
    mapping = forms.ChoiceField(
        label=gettext_lazy("Columns"),
        help_text=gettext_lazy(
            "Choose what an earlier file of the same kind was kept under, or let Haven look. "
            "You see the columns on the next page."
        ),
        required=False,
    )

    def __init__(self, *args: Any, mappings: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Let Haven find the columns")), *((name, name) for name in mappings)]
        self.fields["mapping"].choices = choices  # type: ignore[attr-defined]

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_LIMIT:
            error = unreadable("too_large", limit=settings.UPLOAD_LIMIT // 1_000_000)
            raise forms.ValidationError(str(error.sentence))
        return file


class ColumnsForm(forms.Form):
    """Which heading of a file means which field. One select per heading: `column_0`, `column_1`, …"""

    name = forms.CharField(
        label=gettext_lazy("Remember these columns as"),
        help_text=gettext_lazy(
            "For example: Registrar. Files that you load under one name are compared with each other: "
            "Haven shows who is gone from the next one."
        ),
        max_length=100,
        required=False,
    )
    is_complete = forms.BooleanField(
        label=gettext_lazy("This file is complete: list people who are gone from it"),
        help_text=gettext_lazy("Not for corrections, and not for the people of one faculty only."),
        required=False,
    )

    def __init__(self, data: QueryDict | None = None, *, run: Run) -> None:
        super().__init__(data, initial={"name": run.mapping_name, "is_complete": run.is_complete})
        # A heading that stands there twice is read once: nobody could tell the two apart.
        own = dict.fromkeys(h for h in run.preview["headings"] if h and not h.startswith(REASON_HEADING))
        self.headings = list(own)
        self.proposed: dict[str, str] = run.columns
        samples = dict(zip(reversed(run.preview["headings"]), reversed(run.preview["samples"]), strict=True))
        self.rows = [self._row(i, heading, samples[heading]) for i, heading in enumerate(self.headings)]

    def _row(self, index: int, heading: str, samples: list[str]) -> tuple[str, list[str], forms.BoundField]:
        name = f"column_{index}"
        self.fields[name] = forms.ChoiceField(
            label=_("What “%(heading)s” means") % {"heading": heading},
            choices=_meanings(),
            initial=self.proposed.get(heading, ""),
            required=False,
        )
        return heading, samples, self[name]

    @property
    def missing(self) -> str:
        """The fields that are needed and that no heading was proposed for, as a list; may be empty."""
        return ", ".join(str(field.label) for field in missing_fields(self.proposed))

    @property
    def columns(self) -> dict[str, str]:
        """Heading -> field, as chosen."""
        chosen = {h: self.cleaned_data.get(f"column_{i}", "") for i, h in enumerate(self.headings)}
        return {heading: field for heading, field in chosen.items() if field}

    def clean(self) -> None:
        first: dict[str, str] = {}
        for index, heading in enumerate(self.headings):
            field = self.cleaned_data.get(f"column_{index}", "")
            if field in first:
                names = {"field": BY_NAME[field].label, "first": first[field], "second": heading}
                sentence = _("“%(first)s” and “%(second)s” both mean %(field)s. Leave one of the two out.")
                self.add_error(f"column_{index}", sentence % names)
            elif field:
                first[field] = heading
        try:
            check_columns(self.columns)
        except MissingColumns as error:
            self.add_error(None, error.texts[current()])


def _meanings() -> list[Any]:
    needed = [(field.name, capfirst(str(field.label))) for field in FIELDS if field.required]
    useful = [(field.name, capfirst(str(field.label))) for field in FIELDS if not field.required]
    return [("", _("Leave out")), (_("Needed"), needed), (_("Also used"), useful)]


class IdsField(forms.Field):
    """Ids of rows that were ticked, from check boxes of one name."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[int]:
        texts = [str(text) for text in value or ()]
        if any(not text.isascii() or not text.isdigit() or len(text) > _LONGEST_ID for text in texts):
            raise forms.ValidationError(_("Tick people in the list."))
        return [int(text) for text in texts]


class MissingForm(forms.Form):
    """Which of the people who are missing, and what to do with them."""

    source = forms.CharField(max_length=100)
    everybody = forms.BooleanField(required=False)
    records = IdsField(required=False)
    verdict = forms.ChoiceField(choices=[("withdraw", ""), ("keep", "")])
    confirmed = forms.BooleanField(required=False)

    def clean(self) -> None:
        if not self.cleaned_data.get("everybody") and not self.cleaned_data.get("records"):
            raise forms.ValidationError(_("Tick at least one person first."))
