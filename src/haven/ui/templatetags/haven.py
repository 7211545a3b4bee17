"""`{% load haven %}`: the pieces that every page is made of. Most are drawn by a template in `ui/`."""

import re
from datetime import date, datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from haven.ui import dates, forms, icons, markdown

register = template.Library()

register.filter("day", dates.day)
register.filter("day_short", dates.day_short)
register.filter("moment", dates.moment)
register.filter("due_words", dates.due_words)
register.simple_tag(icons.icon, name="icon")
register.simple_tag(forms.render_field, name="field")

SIGNS = {
    "late": "alert",
    "soon": "clock",
    "done": "check",
    "waiting": "clock",
    "problem": "flag",
    "info": "info",
}


@register.filter("markdown")
def markdown_filter(text: str | None) -> SafeString:
    return mark_safe(markdown.render(str(text or "")))  # noqa: S308 — cleaned by nh3


@register.filter
def breakable(address: str) -> SafeString:
    """An e-mail address that may go on after its @ and dots, for narrow pages."""
    return mark_safe(re.sub(r"([@.])", r"\1<wbr>", escape(address)))  # noqa: S308 — escaped here


@register.filter
def inline_svg(svg: str) -> SafeString:
    """An SVG document of the server's own making as an element (without its XML declaration)."""
    return mark_safe(svg[max(svg.find("<svg"), 0) :])  # noqa: S308 — only for pictures drawn by the server


@register.inclusion_tag("ui/forms/error_summary.html")
def error_summary(form: BaseForm | None) -> dict[str, Any]:
    """What is wrong, above the form, each line leading to its field. Draws nothing where nothing is wrong."""
    return {"links": forms.error_links(form) if form is not None and form.is_bound else []}


@register.simple_tag
def status(kind: str, text: Any) -> SafeString:
    """A word with its sign and colour: late, soon, done, waiting, problem, info; others have no sign.

    Not drawn by a template: lists show it twice a row.
    """
    sign = icons.icon(SIGNS[kind]) if kind in SIGNS else ""
    return format_html('<span class="tag {}">{}<span>{}</span></span>', kind, sign, text)


@register.simple_tag
def due(value: date | datetime, today: date | None = None, text: Any = "") -> SafeString:
    """By when, as a tag: in words while near or late, as a date when far; or in words of your own."""
    return status(dates.due_kind(value, today), text or dates.due_text(value, today))


@register.inclusion_tag("ui/progress.html")
def progress(done: int | None, total: int | None, label: Any = "", unit: Any = "") -> dict[str, Any]:
    """A bar with its numbers in words. Without a total the bar shows that something runs, not how far."""
    return {"done": done or 0, "total": total or 0, "label": label, "unit": unit}


@register.inclusion_tag("ui/facts.html")
def facts(*pairs: Any) -> dict[str, Any]:
    """A list of facts from label, value, label, value …; a fact without a value is left out.

    A value that is a list or tuple of texts becomes a list on the page.
    """
    rows = [(label, value, isinstance(value, list | tuple)) for label, value in _pairs(pairs) if value]
    return {"rows": rows}


@register.inclusion_tag("ui/breadcrumbs.html")
def breadcrumbs(*trail: Any) -> dict[str, Any]:
    """The way back from label, address, label, address, …, and last this page's own label."""
    return {"links": _pairs(trail[:-1]), "here": trail[-1]}


@register.inclusion_tag("ui/copyable.html")
def copyable(text: Any, label: Any = "") -> dict[str, Any]:
    """A text that people take elsewhere; with JavaScript a button copies it."""
    return {"text": text, "label": label}


@register.simple_block_tag(end_name="endempty")
def empty(content: str, title: Any, sign: str = "info") -> str:
    """`{% empty title %}` what will be here and how it comes `{% endempty %}`."""
    context = {"title": title, "body": mark_safe(content), "sign": sign}  # noqa: S308 — already escaped
    return render_to_string("ui/empty.html", context)


@register.inclusion_tag("ui/pager.html", takes_context=True)
def pager(context: Context, page: Page[Any], name: str = "page") -> dict[str, Any]:
    """Previous and next, with the list's filters kept in the address."""
    query = context["request"].GET.copy()

    def address(number: int) -> str:
        query[name] = str(number)
        return f"?{query.urlencode()}"

    return {
        "page": page,
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "following": address(page.next_page_number()) if page.has_next() else "",
    }


def _pairs(values: Any) -> list[tuple[Any, Any]]:
    return list(zip(values[::2], values[1::2], strict=True))
