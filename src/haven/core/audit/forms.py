"""What the record is filtered by, in the address."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haven.core.audit import words
from haven.core.audit.queries import Filters

EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)
MOST_DIGITS = 18  # what fits in a column of ids


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "invalid": gettext_lazy("This is not a date. Write day, month and year, like 7/9/2026.")
        },
    )


class FilterForm(forms.Form):
    verb = forms.ChoiceField(
        label=gettext_lazy("What was done"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Haven does not know this. Choose from the list.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("To what"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Haven does not know this. Choose from the list.")},
    )
    actor = forms.CharField(
        label=gettext_lazy("By whom"),
        help_text=gettext_lazy("Number of an account, or e-mail of staff"),
        required=False,
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    since = _day(gettext_lazy("From"))
    until = _day(gettext_lazy("Until"))

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.fields["verb"].choices = [("", _("Everything")), *words.verbs()]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("Everything")), *words.kinds()]  # type: ignore[attr-defined]

    def clean_actor(self) -> int | None:
        typed: str = self.cleaned_data["actor"].strip()
        if not typed:
            return None
        if typed.isascii() and typed.isdigit() and len(typed) <= MOST_DIGITS:
            return int(typed)
        found = words.account_of(typed.lower())
        if found is None:
            raise forms.ValidationError(_("No member of staff has this e-mail address. Look at it again."))
        return found

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        since, until = values.get("since"), values.get("until")
        for name in ("since", "until"):
            if values.get(name) and not EARLIEST <= values[name] <= LATEST:
                self.add_error(name, _("Look at the year again: it lies too far away."))
        if since and until and since > until:
            self.add_error("until", _("This day comes before the first one. Turn them around."))
        return values

    @property
    def filters(self) -> Filters:
        """Of a valid form."""
        values = self.cleaned_data
        return Filters(
            verb=values["verb"],
            kind=values["kind"],
            actor=values["actor"],
            since=_moment(values["since"], time.min),
            until=_moment(values["until"], time.max),
        )


def _moment(day: date | None, at: time) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, at)) if day else None
