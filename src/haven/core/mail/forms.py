from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from haven.core.mail.kinds import Kind, Often


class LettersForm(forms.Form):
    """How often each kind of letter may come; one question for each kind that can be chosen."""

    def __init__(self, data: Any, *, kinds: Sequence[Kind], now: Mapping[str, Often]) -> None:
        super().__init__(data)
        self.kinds = [kind for kind in kinds if kind.offers]
        for kind in self.kinds:
            self.fields[kind.key] = forms.ChoiceField(
                label=kind.label,
                help_text=kind.description,
                choices=[(often.value, often.label) for often in kind.offers],
                initial=now[kind.key],
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Choose how often. Nothing is changed yet."),
                    "invalid_choice": _("Choose one of these. Nothing is changed yet."),
                },
            )

    def questions(self) -> list[BoundField]:
        return [self[kind.key] for kind in self.kinds]

    def chosen(self) -> list[tuple[Kind, Often]]:
        return [(kind, Often(self.cleaned_data[kind.key])) for kind in self.kinds]
