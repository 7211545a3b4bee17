"""What is to be done with each row, from what Haven holds: reads only, so that a preview can use it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from haven.commons.people.models import Affiliation, Person, SourceRecord
from haven.commons.people.naming import sort_name
from haven.community.welcome.importing.rows import NAMES, Problem, Understood, Value, name_key
from haven.community.welcome.importing.sorting import Sort, Sorted
from haven.community.welcome.models import PossibleDuplicate
from haven.core.accounts.models import User
from haven.core.imports.values import destroyed

PERSON_FIELDS = (
    "family_name", "given_name", "birth_date", "gender", "nationality", "email", "mother_tongue",
    "dutch_level",
)  # fmt: skip
AFFILIATION_FIELDS = ("status", "admitted_on", "arrives_on", "starts_on", "ends_on")
IDENTITY = ("family_name", "given_name", "birth_date", "email")
_NEWCOMER = 0  # stands for somebody of this batch who has no id yet


class Verdict(StrEnum):
    CREATE = "created"
    UPDATE = "updated"
    UNCHANGED = "unchanged"
    MERGED = "merged"
    HELD = "possible_duplicates"
    REFUSED = "refused"


@dataclass(slots=True)
class Decision:
    verdict: Verdict
    row: Understood
    record: SourceRecord | None = None
    person: Person | None = None  # whom a held row may be
    ground: str = ""
    other_number: str = ""
    changes: dict[str, Value] = field(default_factory=dict)
    adopts: bool = False  # the record is another source's: this source gets one of its own
    not_taken: frozenset[str] = frozenset()  # said by the file, but to be tried again next time

    @property
    def remembered(self) -> dict[str, Value]:
        """What the source is taken to have said: a column that this file lacks keeps its last value."""
        said = {name: value for name, value in self.row.values.items() if name not in self.not_taken}
        return (self.record.values if self.record else {}) | said


class Known:
    """What Haven holds that the rows of one batch could touch: a fixed number of queries per batch."""

    def __init__(self, source: str, batch: list[Sorted]) -> None:
        numbers = {s.row.number for s in batch if s.row.number}
        self.records: dict[str, SourceRecord] = {}
        self.elsewhere: dict[str, list[SourceRecord]] = defaultdict(list)
        found = SourceRecord.objects.filter(number__in=numbers).order_by("-pk")
        for record in found.select_related("person", "affiliation__campus", "affiliation__faculty"):
            if record.source == source:
                self.records[record.number] = record
            else:
                self.elsewhere[record.number].append(record)
        self._find_people([s.row for s in batch])

    def _find_people(self, rows: list[Understood]) -> None:
        emails = {row.values["email"] for row in rows if row.values.get("email")}
        people = Person.objects.alias(lower=Lower("email")).filter(email__isnull=False, lower__in=emails)
        self.by_email: dict[str, Person] = {(p.email or "").lower(): p for p in people}
        accounts = User.objects.filter(email__in=emails).values_list("email", "pk", "person__pk")
        self.accounts = {email: (pk, person_id) for email, pk, person_id in accounts}
        # E-mail -> whose it is, or will be after this batch.
        self.owners = {email: person.pk for email, person in self.by_email.items()}
        unknown = [row.values for row in rows if row.name_key and row.number not in self.records]
        # By name and date in one question each: a date alone is that of thousands where it was made up.
        alike = Person.objects.filter(
            birth_date__in={values["birth_date"] for values in unknown},
            sort_name__in={sort_name(v["family_name"] or "", v.get("given_name") or "") for v in unknown},
        )
        self.by_name = {
            name_key(p.family_name, p.given_name, _iso(p.birth_date) or ""): p for p in alike.order_by("-pk")
        }
        self.by_name.pop("", None)

    def likely(self, row: Understood) -> tuple[Person | None, str]:
        """Who this row may be by something else than its number, and on what ground."""
        if person := self.by_email.get(row.values.get("email") or ""):
            return person, PossibleDuplicate.Ground.EMAIL
        person = self.by_name.get(row.name_key) if row.name_key else None
        return person, PossibleDuplicate.Ground.NAME_AND_BIRTH if person else ""

    def owned_by_another(self, email: str, person: Person) -> bool:
        """Whether the address signs somebody else in, or belongs to somebody else."""
        if self.owners.get(email, person.pk) != person.pk:
            return True
        account, account_person = self.accounts.get(email, (None, None))
        if account in {None, person.user_id}:
            return False
        return person.user_id is not None or account_person is not None


def decide(source: str, batch: list[Sorted]) -> list[Decision]:
    """One decision per row of the batch."""
    known = Known(source, batch)
    return [_decide(item, known) for item in batch]


def _decide(item: Sorted, known: Known) -> Decision:
    row = item.row
    if item.sort is Sort.MERGED:
        return Decision(Verdict.MERGED, row)
    record = known.records.get(row.number)
    if record is not None:
        return Decision(Verdict.REFUSED, row, record) if row.problems else _compare(row, record, known)
    elsewhere = next((r for r in known.elsewhere.get(row.number, ()) if _is_same(row, r, known)), None)
    if elsewhere is not None and not row.problems:
        return _compare(row, elsewhere, known, adopts=True)
    if item.sort is Sort.HELD:
        return Decision(Verdict.HELD, row, ground=item.ground, other_number=item.other_number)
    return Decision(Verdict.REFUSED, row) if row.problems else _new_number(row, known)


def _is_same(row: Understood, record: SourceRecord, known: Known) -> bool:
    """Whether another source's person of this number is the row's: two sources may count alike."""
    if known.likely(row)[0] == record.person:
        return True
    said = [(row.values.get(name) or "", record.values.get(name) or "") for name in IDENTITY]
    return any(new for new, _old in said[:2]) and all(new == old for new, old in said)


def _new_number(row: Understood, known: Known) -> Decision:
    """A number that no source has used for this person: somebody new, or somebody's second number."""
    person, ground = known.likely(row)
    if person is not None:
        return Decision(Verdict.HELD, row, person=person, ground=ground)
    if email := row.values.get("email"):
        known.owners[email] = _NEWCOMER
    return Decision(Verdict.CREATE, row)


# ---------------------------------------------------------------- somebody known


def _compare(row: Understood, record: SourceRecord, known: Known, *, adopts: bool = False) -> Decision:
    """What the source says differently from its last file, unless it was changed here since."""
    changes: dict[str, Value] = {}
    not_taken = set()
    row.warnings = [warning for warning in row.warnings if not _is_mended(warning, record.person)]
    for name, new in row.values.items():
        if name == "number":
            continue
        current, old = held_value(record.person, record.affiliation, name), record.values.get(name)
        if (new or "") in {old or "", current or ""}:
            continue
        if _changed_here(name, old, current):
            reason = _("This was changed in Haven since the last file. Haven keeps what it has.")
            _warn_kept(row, name, new, reason)
        elif reason := _why_not(name, new, current, record.person, known):
            _warn_kept(row, name, new, reason)
            not_taken.add(name)
        else:
            changes[name] = new
    not_taken |= _keep_order(changes, row, record)
    if email := changes.get("email"):
        known.owners[email] = record.person_id
    back = record.affiliation.withdrawn_at is not None
    verdict = Verdict.UPDATE if changes or back else Verdict.UNCHANGED
    return Decision(verdict, row, record, changes=changes, adopts=adopts, not_taken=frozenset(not_taken))


def _changed_here(name: str, old: Value, current: Value) -> bool:
    """Whether the person or staff changed it; an unknown day of admission was filled in by Haven itself."""
    return (current or "") != (old or "") and not (name == "admitted_on" and not old)


def _is_mended(warning: Problem, person: Person) -> bool:
    """Whether somebody has corrected the name here that is still damaged in the file."""
    return warning.code == "name_damaged" and not destroyed(getattr(person, warning.field))


def _warn_kept(row: Understood, name: str, new: Value, reason: Any) -> None:
    # Of one cell one thing is said: that it lacks does not matter where Haven keeps what it has.
    row.warnings = [warning for warning in row.warnings if warning.field != name]
    row.warnings.append(Problem(name, new or "", reason, "kept"))


def _why_not(name: str, new: Value, current: Value, person: Person, known: Known) -> Any:
    """Why the value that Haven holds is better than the file's, or None."""
    if name in NAMES and destroyed(new or "") and not destroyed(current or ""):
        return _("The name is damaged in this file. Haven keeps what it has.")
    if name == "email" and not new:
        return _("The file no longer has the e-mail address. Haven keeps what it has.")
    if name == "email" and known.owned_by_another(new or "", person):
        return _("Somebody else already uses this e-mail address. Haven keeps what it has.")
    return None


def _keep_order(changes: dict[str, Value], row: Understood, record: SourceRecord) -> set[str]:
    """Leave the dates as they are when the new ones would put the end before the start; say which."""
    held = {name: held_value(record.person, record.affiliation, name) for name in ("starts_on", "ends_on")}
    stay = held | {name: new for name, new in changes.items() if name in held}
    starts, ends = stay["starts_on"], stay["ends_on"]
    if not starts or not ends or starts <= ends:
        return set()
    left = held.keys() & changes.keys()
    for name in left:
        reason = _("With this date the end would be before the start. Haven keeps what it has.")
        _warn_kept(row, name, changes.pop(name), reason)
    return set(left)


def held_value(person: Person, affiliation: Affiliation, name: str) -> Value:
    """What Haven holds for a field, written as a file's value is."""
    if name == "campus":
        return affiliation.campus.code
    if name == "faculty":
        return affiliation.faculty.code if affiliation.faculty else ""
    value = getattr(person if name in PERSON_FIELDS else affiliation, name)
    return _iso(value) if isinstance(value, date) else value


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def tally(decisions: Iterable[Decision]) -> dict[str, int]:
    """How many of each, in the words of the report."""
    counts: dict[str, int] = {}
    for decision in decisions:
        counts[decision.verdict] = counts.get(decision.verdict, 0) + 1
    return counts
