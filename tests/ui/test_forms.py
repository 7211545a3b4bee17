"""A form says what it asks, what is wrong, and leads to the place."""

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.template import Context, Template
from django.utils import translation


class Sample(forms.Form):
    name = forms.CharField(label="Your name", help_text="As in your passport")
    nick = forms.CharField(label="Nickname", required=False)
    way = forms.ChoiceField(
        label="How do you come?", choices=[("t", "Train"), ("b", "Bus")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="I agree")
    token = forms.CharField(widget=forms.HiddenInput)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def draw(template: str, **context: object) -> BeautifulSoup:
    return BeautifulSoup(Template("{% load haven %}" + template).render(Context(context)), "html.parser")


def test_a_field_has_label_and_hint_tied_to_it() -> None:
    page = draw("{% field form.name %}", form=Sample())
    assert page.select_one("label")["for"] == "id_name"
    assert page.find(id=page.select_one("input")["aria-describedby"]).text == "As in your passport"
    assert page.select_one(".error") is None


def test_an_error_is_tied_to_its_field() -> None:
    page = draw("{% field form.name %}", form=Sample({}))
    field = page.select_one("input")
    assert field["aria-invalid"] == "true"
    described = field["aria-describedby"].split()
    assert described == ["id_name_helptext", "id_name_error"]
    assert "This field is required." in page.find(id="id_name_error").text
    assert "Error:" in page.find(id="id_name_error").text


def test_what_may_stay_empty_is_said() -> None:
    assert "(optional)" in draw("{% field form.nick %}", form=Sample()).label.text
    assert "(optional)" not in draw("{% field form.nick optional=False %}", form=Sample()).label.text
    assert "(optional)" not in draw("{% field form.name %}", form=Sample()).label.text


def test_radio_buttons_are_a_group_with_a_name() -> None:
    page = draw("{% field form.way %}", form=Sample({}))
    group = page.select_one("fieldset")
    assert group.legend.text.strip() == "How do you come?"
    assert group["aria-describedby"] == "id_way_error"
    assert page.find(id="id_way_error")


def test_a_check_box_stands_inside_its_label() -> None:
    page = draw("{% field form.agreed %}", form=Sample())
    assert page.label.input["type"] == "checkbox"
    assert page.label.text.strip() == "I agree"


def test_label_hint_and_attributes_can_be_given_by_the_page() -> None:
    page = draw('{% field form.nick label="Call me" hint="Short" inputmode="text" %}', form=Sample())
    assert "Call me" in page.label.text
    assert page.find(id="id_nick_helptext").text == "Short"
    assert page.input["inputmode"] == "text"
    assert Sample().fields["nick"].widget.attrs == {}


def test_what_a_person_typed_is_escaped() -> None:
    page = draw("{% field form.nick %}", form=Sample({"nick": '"><script>x</script>'}))
    assert page.script is None
    assert page.input["value"] == '"><script>x</script>'


def test_summary_leads_to_every_error() -> None:
    form = Sample({})
    form.add_error(None, "The two do not fit together.")
    page = draw("{% error_summary form %}{{ form.name }}{{ form.way }}{{ form.agreed }}", form=form)
    summary = page.select_one(".error-summary")
    assert summary["role"] == "alert"
    links = {link["href"]: link.text for link in summary.select("a")}
    assert links["#id_name"] == "Your name: This field is required."
    assert links["#id_way_0"] == "How do you come? This field is required."
    assert all(page.find(id=href[1:]) for href in links)
    assert "The two do not fit together." in summary.text
    assert len(summary.select("li")) == 5


def test_summary_draws_nothing_where_nothing_is_wrong() -> None:
    good = Sample({"name": "Lan", "way": "t", "agreed": "on", "token": "x"})
    assert str(draw("{% error_summary form %}", form=Sample())).strip() == ""
    assert str(draw("{% error_summary form %}", form=good)).strip() == ""


def test_a_whole_form_is_drawn_the_same_way() -> None:
    page = draw("{{ form }}", form=Sample({}))
    assert len(page.select(".error-summary")) == 1
    assert [label.text.split("\n")[0].strip() for label in page.select("label[for=id_name]")] == ["Your name"]
    assert page.select_one("input[type=hidden][name=token]")
    assert page.find(id="id_name_error")
