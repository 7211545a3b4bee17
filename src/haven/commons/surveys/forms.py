"""The questions of a survey as a form."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from haven.commons.surveys.actions import LONGEST_TEXT
from haven.commons.surveys.models import Question
from haven.core.text import pick

MISSING = {"required": gettext_lazy("Choose an answer.")}
TOO_LONG = gettext_lazy("This text is too long: make it at most %(limit_value)d characters.")


class SurveyForm(forms.Form):
    """One field to a question, by its key. Only one's own words can be left out."""

    def __init__(self, *args: Any, questions: Iterable[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            self.fields[question.key] = _field(question)


def _field(question: Question) -> forms.Field:
    if question.kind == Question.Kind.TEXT:
        return forms.CharField(
            label=question.title,
            help_text=gettext_lazy("Do not write names, please."),
            required=False,
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": 3}),
            error_messages={"max_length": TOO_LONG},
        )
    return forms.ChoiceField(
        label=question.title, choices=_choices(question), widget=forms.RadioSelect, error_messages=MISSING
    )


def _choices(question: Question) -> list[tuple[str, str]]:
    if question.kind == Question.Kind.CHOICE:
        return [(option["key"], pick(option["nl"], option["en"])) for option in question.options]
    ends = {"1": f"1 · {question.low}", "5": f"5 · {question.high}"}
    return [(number, ends.get(number, number)) for number in question.answers]
