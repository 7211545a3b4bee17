"""The record as administrators read it: who did what to which number, and never what a person's data was."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from haven.core.audit import words
from haven.core.audit.models import Entry
from haven.core.audit.verify import breaks_among, end_holds

PER_PAGE = 50
MACHINE = 0  # as an account: what Haven did by itself

BROKEN = {
    "gap": gettext_lazy("the entry before it is missing or another one"),
    "changed": gettext_lazy("it was changed after it was written"),
    "payload": gettext_lazy("what it says of the change was changed later"),
}


@dataclass(frozen=True, slots=True)
class Filters:
    """Which entries; "" and None leave all in. `actor` is an account's id or `MACHINE`."""

    verb: str = ""
    kind: str = ""
    actor: int | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Row:
    seq: int
    at: datetime
    who: str
    actor: int
    what: str
    kind: str
    subject: int | None
    is_read: bool
    broken: tuple[str, ...]  # what is wrong with it, in words


@dataclass(frozen=True, slots=True)
class RecordPage:
    """Newest first. `older` and `newer` are numbers to go on from; None where there is nothing more."""

    rows: tuple[Row, ...]
    older: int | None
    newer: int | None
    end_holds: bool

    @property
    def broken(self) -> int:
        return sum(bool(row.broken) for row in self.rows)


def record_page(filters: Filters, *, before: int | None = None, after: int | None = None) -> RecordPage:
    """The entries before that number, or those that come next after it, or the newest. Nothing is counted."""
    entries = _filtered(filters)
    if after is not None:
        found = list(entries.filter(seq__gt=after).order_by("seq")[: PER_PAGE + 1])
        shown, more_new, more_old = found[:PER_PAGE][::-1], len(found) > PER_PAGE, True
    else:
        reached = entries.filter(seq__lt=before) if before is not None else entries
        found = list(reached.order_by("-seq")[: PER_PAGE + 1])
        shown, more_new, more_old = found[:PER_PAGE], before is not None, len(found) > PER_PAGE
    return RecordPage(
        rows=_rows(shown),
        older=shown[-1].seq if shown and more_old else None,
        newer=shown[0].seq if shown and more_new else None,
        end_holds=end_holds(),
    )


def _filtered(filters: Filters) -> QuerySet[Entry]:
    wanted = {
        "verb": filters.verb or None,
        "kind": filters.kind or None,
        "at__gte": filters.since,
        "at__lte": filters.until,
        "actor_id": filters.actor or None,
    }
    entries = Entry.objects.filter(**{name: value for name, value in wanted.items() if value is not None})
    return entries.filter(actor_id=None) if filters.actor == MACHINE else entries


def _rows(entries: list[Entry]) -> tuple[Row, ...]:
    names = words.names_of({entry.actor_id for entry in entries if entry.actor_id is not None})
    broken: dict[int, list[str]] = {}
    for found in breaks_among(entries):
        broken.setdefault(found.seq, []).append(str(BROKEN[found.code]))
    return tuple(_row(entry, names, tuple(broken.get(entry.seq, ()))) for entry in entries)


def _row(entry: Entry, names: dict[int, str], broken: tuple[str, ...]) -> Row:
    return Row(
        seq=entry.seq,
        at=entry.at,
        who=_who(entry.actor_id, names),
        actor=entry.actor_id if entry.actor_id is not None else MACHINE,
        what=words.verb_in_words(entry.kind, entry.verb),
        kind=words.kind_in_words(entry.kind),
        subject=entry.subject_id,
        is_read=entry.is_read,
        broken=broken,
    )


def _who(actor: int | None, names: dict[int, str]) -> str:
    if actor is None:
        return _("Haven itself")
    return names.get(actor) or _("account %(number)d") % {"number": actor}
