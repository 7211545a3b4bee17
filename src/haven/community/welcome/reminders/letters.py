"""The letter that tells a newcomer what is new about their steps, in their language, as text and as HTML."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
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
class Item:
    """A step as the letter names it."""

    title: str
    url: str
    when: str
    before: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Steps of one kind, the first ones named."""

    items: tuple[Item, ...]
    more: int

    def __bool__(self) -> bool:
        return bool(self.items)


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
        "late": _part(news.late, today),
        "soon": _part(news.soon, today),
        "moved": _part(news.moved, today),
        "removed": _part(news.removed, today),
        "home_url": urljoin(settings.BASE_URL, reverse("welcome:home")),
    }


def _part(lines: Sequence[Line], today: date) -> Part:
    return Part(tuple(_item(line, today) for line in lines[:MOST]), max(len(lines) - MOST, 0))


def _item(line: Line, today: date) -> Item:
    ts = line.template_step
    return Item(
        title=version(ts.version_id).texts(ts, line.municipality, current()).title,
        url=urljoin(settings.BASE_URL, link("welcome:step", line.step_id)) if line.step_id else "",
        when=day(line.due, today),
        before=day(line.before, today),
        words=due_words(line.due, today),
    )
