"""What steps are about, in words. Any other word of a template's file is taken too, and stands as it is."""

from typing import Any

from django.utils.translation import gettext_lazy as _

THEMES: dict[str, Any] = {
    "start": _("the start"),
    "residence": _("papers and residence"),
    "housing": _("housing"),
    "money": _("money and bank"),
    "health": _("health"),
    "study": _("study"),
    "work": _("work"),
    "language": _("language"),
    "people": _("meeting people"),
    "family": _("family"),
    "leaving": _("leaving"),
}


def theme_label(theme: str) -> str:
    return str(THEMES.get(theme, theme))
