"""What an administrator fills in. Every error says what to do."""

import re
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haven.commons.organisation.models import Campus, Role, RoleGrant, Unit
from haven.commons.organisation.policy import can_be_held_at
from haven.commons.organisation.queries import UNIVERSITY
from haven.core.access import Denied
from haven.core.accounts.models import User

PHONE = re.compile(r"\+?[0-9 ()/.\-]{6,40}\Z")
TOO_LONG = gettext_lazy("This is too long: write at most %(limit_value)d characters.")
GONE = gettext_lazy("This is not in the list any more. Choose again.")


class FilterForm(forms.Form):
    """The list's filters, in the address."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)
    place = forms.ChoiceField(label=gettext_lazy("Where"), required=False)

    def __init__(self, data: Any, campuses: list[Campus]) -> None:
        super().__init__(data)
        places = [(campus.code, campus.name) for campus in campuses]
        self.fields["role"].choices = [("", _("All roles")), *Role.choices]  # type: ignore[attr-defined]
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            ("", _("Everywhere")),
            (UNIVERSITY, _("The whole university")),
            *places,
        ]

    @property
    def chosen(self) -> dict[str, str]:
        """What to filter by; what is not in the lists counts as not chosen."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class ReachForm(forms.Form):
    """Where and when somebody can be reached in a role."""

    phone = forms.CharField(
        label=gettext_lazy("Telephone"),
        max_length=40,
        required=False,
        validators=[
            RegexValidator(
                PHONE, gettext_lazy("A telephone number has digits, like +32 16 00 00 11. Look at it again.")
            )
        ],
        error_messages={"max_length": TOO_LONG},
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    hours_nl = forms.CharField(
        label=gettext_lazy("Hours, in Dutch"),
        help_text=gettext_lazy("For example: ma tot vr, 9 tot 17 uur"),
        max_length=160,
        required=False,
        error_messages={"max_length": TOO_LONG},
        widget=forms.TextInput(attrs={"lang": "nl"}),
    )
    hours_en = forms.CharField(
        label=gettext_lazy("Hours, in English"),
        help_text=gettext_lazy("For example: Mon to Fri, 9 a.m. to 5 p.m."),
        max_length=160,
        required=False,
        error_messages={"max_length": TOO_LONG},
        widget=forms.TextInput(attrs={"lang": "en"}),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        missing = {
            "hours_nl": _("Write the hours in Dutch too."),
            "hours_en": _("Write the hours in English too."),
        }
        for name, other in (("hours_nl", "hours_en"), ("hours_en", "hours_nl")):
            if values.get(other) and name in values and not values[name]:
                self.add_error(name, missing[name])
        return values

    @classmethod
    def of(cls, grant: RoleGrant, data: Any = None) -> "ReachForm":
        """The form with what is known now."""
        return cls(data, initial={name: getattr(grant, name) for name in cls.base_fields})


class RoleForm(ReachForm):
    """A role for somebody, known by e-mail."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        help_text=gettext_lazy("The person signs in with this address. A new one gets an account."),
        max_length=254,
        error_messages={
            "required": gettext_lazy("Write the person's e-mail address."),
            "invalid": gettext_lazy("This is not an e-mail address. Write it like name@university.example."),
            "max_length": TOO_LONG,
        },
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("First name, then family name. Not needed for somebody who has an account."),
        max_length=200,
        required=False,
        error_messages={"max_length": TOO_LONG},
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        error_messages={"required": gettext_lazy("Choose a role."), "invalid_choice": GONE},
    )
    campus = forms.ModelChoiceField(
        Campus.objects.none(),
        label=gettext_lazy("Campus"),
        required=False,
        empty_label=gettext_lazy("No campus"),
        to_field_name="code",
        error_messages={"invalid_choice": GONE},
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Faculty or service"),
        help_text=gettext_lazy(
            "No campus and no faculty or service? Then the role is for the whole university."
        ),
        required=False,
        empty_label=gettext_lazy("No faculty or service"),
        to_field_name="code",
        error_messages={"invalid_choice": GONE},
    )
    field_order = ("email", "name", "role", "campus", "unit", "phone", "hours_nl", "hours_en")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [("", _("Choose a role")), *Role.choices]  # type: ignore[attr-defined]
        self.fields["campus"].queryset = Campus.objects.all()  # type: ignore[attr-defined]
        self.fields["unit"].queryset = Unit.objects.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        self._check_place(values)
        email = values.get("email", "").lower()
        if email and not values.get("name") and not User.objects.filter(email=email).exists():
            self.add_error("name", _("This address is new here. Write the person's name."))
        return values

    def _check_place(self, values: dict[str, Any]) -> None:
        if not {"role", "campus", "unit"} <= values.keys():
            return
        answer = can_be_held_at(values["role"], campus=values["campus"], unit=values["unit"])
        if isinstance(answer, Denied):
            on_unit = values["role"] == Role.FACULTY_OFFICER and not values["campus"]
            self.add_error("unit" if on_unit else "campus", answer.reason)
