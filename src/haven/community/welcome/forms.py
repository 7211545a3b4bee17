"""What newcomers and staff fill in. Every error says what to do."""

import unicodedata
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haven.commons.organisation.content import municipalities
from haven.commons.people.actions import Told
from haven.commons.people.models import Affiliation, Circumstances, Person
from haven.core.imports.values import destroyed
from haven.core.search.folding import fold
from haven.ui.dates import day

YES, NO, UNKNOWN, DECLINED = "yes", "no", "unknown", "declined"
YES_NO = [
    (YES, gettext_lazy("Yes")),
    (NO, gettext_lazy("No")),
    (UNKNOWN, gettext_lazy("I do not know yet")),
    (DECLINED, gettext_lazy("I would rather not say")),
]
GROUNDS = [
    *Circumstances.Ground.choices,
    (UNKNOWN, gettext_lazy("I do not know yet")),
    (DECLINED, gettext_lazy("I would rather not say")),
]
CHOOSE = {"required": gettext_lazy("Choose an answer. “I would rather not say” is one too.")}
# Further from today than this is a slip of the finger.
FARTHEST = timedelta(days=3 * 366)


class QuestionsForm(forms.Form):
    """The first step. `told` gives the answers as the action takes them."""

    partner = forms.ChoiceField(
        label=gettext_lazy("Does your partner come with you?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    children = forms.ChoiceField(
        label=gettext_lazy("Do your children come with you?"),
        choices=YES_NO,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("Why may you live in Belgium?"),
        help_text=gettext_lazy("This is called your ground of stay. It decides which papers you need."),
        choices=GROUNDS,
        widget=forms.RadioSelect,
        error_messages=CHOOSE,
    )
    municipality = forms.CharField(
        label=gettext_lazy("In which municipality will you live?"),
        help_text=gettext_lazy("This is the town of your address. You do not know yet? Leave it open."),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"list": "municipalities", "autocomplete": "address-level2"}),
    )
    another = forms.BooleanField(
        label=gettext_lazy("My municipality is not in the list, but the name is right"), required=False
    )
    municipality_declined = forms.BooleanField(label=gettext_lazy("I would rather not say"), required=False)

    def __init__(self, *args: Any, eea: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if eea:  # a citizen of the EEA stays by that right
            del self.fields["ground"]

    @property
    def asks_another(self) -> bool:
        """Whether the municipality that was filled in is not one that Haven knows."""
        typed = str(self["municipality"].value() or "")
        return bool(typed) and fold(typed) not in municipalities()

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        typed = " ".join(values.get("municipality", "").split())
        if values.get("municipality_declined"):
            values["municipality"] = ""
            return values
        values["municipality"] = municipalities().get(fold(typed), typed)
        if typed and fold(typed) not in municipalities() and not values.get("another"):
            self.add_error(
                "municipality",
                _("We do not know “%(name)s”. Choose a name from the list, or tick that the name is right.")
                % {"name": typed},
            )
        return values

    @property
    def told(self) -> Told:
        values = self.cleaned_data
        ground = values.get("ground", UNKNOWN)
        return Told(
            partner=_known(values["partner"]),
            children=_known(values["children"]),
            ground="" if ground in {UNKNOWN, DECLINED} else ground,
            municipality=values["municipality"],
            family_declined=DECLINED in {values["partner"], values["children"]},
            ground_declined=ground == DECLINED,
            municipality_declined=bool(values.get("municipality_declined")),
        )


def _known(answer: str) -> bool | None:
    return {YES: True, NO: False}.get(answer)


def answers_of(told: Circumstances | None) -> dict[str, Any]:
    """What was told before, as the form's first values."""
    if told is None:
        return {}
    return {
        "partner": _answer(told.partner, declined=told.family_declined),
        "children": _answer(told.children, declined=told.family_declined),
        "ground": told.ground or (DECLINED if told.ground_declined else UNKNOWN),
        "municipality": told.municipality,
        "another": bool(told.municipality) and fold(told.municipality) not in municipalities(),
        "municipality_declined": told.municipality_declined,
    }


def _answer(value: bool | None, *, declined: bool) -> str:
    if value is None:
        return DECLINED if declined else UNKNOWN
    return YES if value else NO


class ArrivalForm(forms.Form):
    """The day of arrival; empty is not known yet."""

    arrives_on = forms.DateField(
        label=gettext_lazy("Day of arrival"),
        help_text=gettext_lazy("For example 7/9/2026. Not known yet? Leave it empty."),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={
            "invalid": gettext_lazy("This is not a date. Write day, month and year, like 7/9/2026.")
        },
    )

    def __init__(self, *args: Any, stay: Affiliation, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"arrives_on": stay.arrives_on}} | kwargs)
        self.stay, self.today = stay, today

    def clean_arrives_on(self) -> date | None:
        arrives: date | None = self.cleaned_data["arrives_on"]
        if arrives is None:
            return None
        if abs(arrives - self.today) > FARTHEST:
            raise forms.ValidationError(_("This day is more than three years away. Look at the year again."))
        if self.stay.ends_on and arrives > self.stay.ends_on:
            raise forms.ValidationError(
                _("This day comes after the end of the stay, %(day)s. Look at the month and the year again.")
                % {"day": day(self.stay.ends_on)}
            )
        return arrives


def _written(label: Any, missing: Any) -> forms.CharField:
    """A field for a text of some lines."""
    return forms.CharField(
        label=label,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": missing,
            "max_length": gettext_lazy("This text is too long: make it at most %(limit_value)d characters."),
        },
    )


class CannotForm(forms.Form):
    """ "I cannot do this: …" """

    text = _written(
        gettext_lazy("What is the problem?"),
        gettext_lazy("Write in a few words what the problem is. Then we can help you."),
    )


class AnswerForm(forms.Form):
    """What staff answer to "I cannot do this"."""

    text = _written(
        gettext_lazy("Your answer"),
        gettext_lazy("Write an answer first. The newcomer reads it with the step."),
    )


class NameForm(forms.Form):
    """A name as it should read; one of the two may be missing, as some people have one name."""

    family_name = forms.CharField(label=gettext_lazy("Family name"), max_length=200, required=False)
    given_name = forms.CharField(label=gettext_lazy("Given name"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for name in ("family_name", "given_name"):
            values[name] = _tidy(values.get(name, ""))
            if destroyed(values[name]):
                self.add_error(name, _("Some letters are still damaged. Write the name as in the passport."))
        if not self.errors and not any(values[name] for name in ("family_name", "given_name")):
            self.add_error("family_name", _("Write the family name, the given name, or both."))
        return values


def name_form(person: Person | Any, data: Any = None) -> NameForm:
    """The form with the name as it is now."""
    return NameForm(data, initial={"family_name": person.family_name, "given_name": person.given_name})


def _tidy(name: str) -> str:
    """One space between words, no control characters, letters in their usual form."""
    plain = "".join(" " if unicodedata.category(letter) == "Cc" else letter for letter in name)
    return unicodedata.normalize("NFC", " ".join(plain.split()))


class LanguageForm(forms.Form):
    language = forms.ChoiceField(
        label=gettext_lazy("Language of pages and letters"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a language.")},
    )
