"""How every form of Haven is drawn: label, hint, error, field, and a summary of errors on top."""

from typing import Any

from django.forms import BaseForm, BoundField
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString, mark_safe


class HavenFormRenderer(DjangoTemplates):
    """Named by `FORM_RENDERER`, so that `{{ form }}` and `{{ form.name.as_field_group }}` look like Haven."""

    form_template_name = "ui/forms/form.html"
    field_template_name = "ui/forms/field.html"


def render_field(
    bound: BoundField,
    *,
    label: Any = None,
    hint: Any = None,
    optional: bool = True,
    large: bool = False,
    **attributes: Any,
) -> SafeString:
    """One field as HTML.

    `optional=False` leaves out the words "(optional)"; `large=True` draws the label as the page's question;
    anything else becomes an attribute of the input (`inputmode="numeric"`, `autofocus=True`).
    """
    if label is not None:
        bound.label = label
    if hint is not None:
        bound.help_text = hint
    # A form owns copies of its fields, so this changes the field on this page alone.
    bound.field.widget.attrs.update({name.replace("_", "-"): value for name, value in attributes.items()})
    context = {"field": bound, "optional": optional, "large": large}
    html = bound.form.renderer.render("ui/forms/field.html", context)
    return mark_safe(html)  # noqa: S308 — the template has escaped it


def error_links(form: BaseForm) -> list[tuple[str, Any]]:
    """The fragment that leads to the field ("" where none can be reached) and what is wrong there."""
    found: list[tuple[str, Any]] = [("", error) for error in form.non_field_errors()]
    for bound in form.hidden_fields():
        found += [("", error) for error in bound.errors]
    for bound in form.visible_fields():
        found += [(_fragment(bound), _with_label(bound, error)) for error in bound.errors]
    return found


def _with_label(bound: BoundField, error: Any) -> str:
    label = str(bound.label)
    return f"{label} {error}" if label.endswith(("?", ":", ".")) else f"{label}: {error}"


def _fragment(bound: BoundField) -> str:
    if not bound.auto_id:
        return ""
    # Groups of radio buttons and check boxes have no id of their own: lead to the first of them.
    return f"#{bound.id_for_label or bound.auto_id + '_0'}"
