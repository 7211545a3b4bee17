from django import forms
from django.utils.translation import gettext_lazy as _

from haven.core.privacy.actions import Reason


class FindForm(forms.Form):
    """Somebody's number or address."""

    q = forms.CharField(
        label=_("Student or staff number, or e-mail address"),
        help_text=_("Type all of it: part of a number or a name finds nobody."),
        max_length=254,
        error_messages={
            "required": _("Type a number or an e-mail address first."),
            "max_length": _("This is too long for a number or an e-mail address. Look at it again."),
        },
    )


class EraseForm(forms.Form):
    """Why somebody is erased."""

    reason = forms.ChoiceField(
        label=_("Why?"),
        help_text=_("The reason goes on the record, without the name."),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose why. Without a reason nothing is erased."),
            "invalid_choice": _("Choose one of these reasons. Nothing is erased yet."),
        },
    )
