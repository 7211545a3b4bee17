from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from haven.community.welcome.desk.giving import Colleague
from haven.community.welcome.models import SavedView

NOBODY = "nobody"


class ReasonForm(forms.Form):
    """Why several steps are ticked, or one of somebody else's role."""

    reason = forms.CharField(
        label=_("Why do you tick this?"),
        help_text=_("It stands in the history of each person. Write nothing private."),
        max_length=300,
        error_messages={"required": _("Say in a few words why, such as: they all came on Monday.")},
    )


class GiveForm(forms.Form):
    """Who looks after the steps from now on."""

    to = forms.ChoiceField(
        label=_("Who looks after this?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a colleague."),
            "invalid_choice": _("This colleague is not there any more. Choose another one."),
        },
    )

    def __init__(
        self, data: Any = None, *, colleagues: Iterable[Colleague], people: int, me: int | None
    ) -> None:
        super().__init__(data)
        choices = [(str(one.pk), _label(one, people, me)) for one in colleagues]
        self.fields["to"].choices = [*choices, (NOBODY, _("Nobody in particular"))]  # type: ignore[attr-defined]

    @property
    def assignee_id(self) -> int | None:
        chosen = self.cleaned_data["to"]
        return None if chosen == NOBODY else int(chosen)


def _label(one: Colleague, people: int, me: int | None) -> str:
    name = _("Me (%(name)s)") % {"name": one.name} if one.pk == me else one.name
    words = f"{name}: {', '.join(one.roles)}"
    if one.missing:
        missing = ngettext(
            "does not work for %(missing)d of the %(people)d people",
            "does not work for %(missing)d of the %(people)d people",
            one.missing,
        ) % {"missing": one.missing, "people": people}
        words = f"{words} ({missing})"
    return words


class NameForm(forms.Form):
    """The name of a saved list."""

    name = forms.CharField(
        label=_("Name of this list"),
        max_length=40,
        error_messages={
            "required": _("Give the list a name."),
            "max_length": _("Choose a name of at most 40 letters."),
        },
    )


class KeepForm(NameForm):
    """What is kept: which page, with which filters."""

    page = forms.ChoiceField(choices=SavedView.Page)
    query = forms.CharField(required=False, max_length=500)
