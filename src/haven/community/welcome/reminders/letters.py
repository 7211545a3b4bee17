"""The letter that tells a newcomer what is new about their steps, in their language, as text and as HTML."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from haven.commons.pathways.templates import version
from haven.commons.people.models import Person
from haven.community.welcome.letter_kinds import LEGAL, STEPS
from haven.community.welcome.queries.newcomer import greeting
from haven.community.welcome.reminders.finding import Line, News
from haven.core.mail.models import new_mark
from haven.core.mail.outbox import Outgoing
from haven.core.mail.stopping import stop_url
from haven.core.text import current
from haven.ui.dates import day, due_words
from haven.ui.links import link

MOST = 12  # steps named in each part of a letter


@dataclass(frozen=True, slots=True)
class Part:
    """Steps of one kind, the first ones named, as lines of text and as items of a list; `more`: the rest."""

    text: str
    html: SafeString
    more: int

    def __bool__(self) -> bool:
        return bool(self.text)


def letter(person: Person, news: News, today: date, *, legal: bool) -> Outgoing:
    """`legal`: to somebody who stopped letters about steps; then nothing is in it but what must be told."""
    user = person.user
    with override(user.language if user else person.language):
        mark = new_mark()
        context = _context(person, news, today) | {"legal": legal, "stop_url": stop_url(mark)}
        return Outgoing(
            key=f"steps:{person.pk}:{today}",
            to=address_of(person),
            subject=_subject(news, legal=legal),
            text=get_template("welcome/letters/steps.txt").render(context),
            html=get_template("welcome/letters/steps.html").render(context),
            kind=LEGAL.key if legal else STEPS.key,
            mark=mark,
        )


def address_of(person: Person) -> str:
    return person.email or (person.user.email if person.user else "")


def _subject(news: News, *, legal: bool) -> str:
    late, soon, moved = len(news.late), len(news.soon), len(news.moved) + len(news.removed)
    if legal:
        return _("Do not forget your papers for your stay")
    if late:
        return ngettext("%(number)d step is late", "%(number)d steps are late", late) % {"number": late}
    if soon:
        words = ngettext("%(number)d step for the next 7 days", "%(number)d steps for the next 7 days", soon)
        return words % {"number": soon}
    return ngettext("%(number)d date has moved", "%(number)d dates have moved", moved) % {"number": moved}


def _context(person: Person, news: News, today: date) -> dict[str, object]:
    return {
        "language": get_language(),
        "name": greeting(person),
        "late": _part(news.late, today, _when),
        "soon": _part(news.soon, today, _when),
        "moved": _part(news.moved, today, _moved),
        "removed": _part(news.removed, today, None),
        "home_url": urljoin(settings.BASE_URL, reverse("welcome:home")),
    }


Words = Callable[[date | None, date | None, date, str], str]


def _part(lines: Sequence[Line], today: date, words: Words | None) -> Part:
    """Put together here and not in the template: a morning has tens of thousands of lines."""
    text, html, language = [], [], current()
    for line in lines[:MOST]:
        ts = line.template_step
        title = version(ts.version_id).texts(ts, line.municipality, language).title
        url = settings.BASE_URL.rstrip("/") + link("welcome:step", line.step_id) if line.step_id else ""
        said = f": {words(line.due, line.before, today, language)}" if words else ""
        text.append(f"- {title}{said}\n" + (f"  {url}\n" if url else ""))
        name = format_html('<a href="{}">{}</a>', url, title) if url else escape(title)
        html.append(f"<li>{name}{escape(said)}</li>")
    return Part("".join(text), mark_safe("".join(html)), max(len(lines) - MOST, 0))  # noqa: S308 - escaped


@lru_cache(maxsize=2048)
def _when(due: date | None, _before: date | None, today: date, _language: str) -> str:
    """ "Friday 25 September (in 3 days)"."""
    return f"{day(due, today)} ({due_words(due, today)})"


@lru_cache(maxsize=2048)
def _moved(due: date | None, before: date | None, today: date, _language: str) -> str:
    if due is None:
        return _("it has no date yet")
    dates = {"before": day(before, today), "when": day(due, today)}
    return (_("it was %(before)s, it is now %(when)s") if before else _("by %(when)s")) % dates
