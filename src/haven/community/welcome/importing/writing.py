"""Writing one batch: people, pathways, remarks and the record, in the caller's transaction."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

from allauth.account.models import EmailAddress
from django.db import connection
from django.utils import timezone, translation

from haven.commons.organisation.models import Campus, Unit
from haven.commons.pathways.facts import facts_of_stay
from haven.commons.pathways.planning import Newcomer, start_many
from haven.commons.pathways.replans import Changes
from haven.commons.people.models import Affiliation, Person, SourceRecord
from haven.commons.people.naming import name_columns
from haven.community.welcome.importing.deciding import AFFILIATION_FIELDS, PERSON_FIELDS, Decision, Verdict
from haven.community.welcome.importing.rows import NAMES, Places, Problem, Value
from haven.community.welcome.models import PossibleDuplicate
from haven.core.access import Actor
from haven.core.accounts.models import User
from haven.core.audit.record import Fact, record_many
from haven.core.imports.models import RefusedRow, Remark, Run
from haven.core.rows import insert_objects, insert_rows

DATES = frozenset({"birth_date", "admitted_on", "arrives_on", "starts_on", "ends_on"})
NULLABLE = DATES | {"email"}
RECORD_COLUMNS = (
    "person_id", "affiliation_id", "source", "number", "values", "state", "seen_in", "state_since",
)  # fmt: skip
# What chooses the steps and their dates; anything else changes without planning again.
PLANNED_BY = frozenset(AFFILIATION_FIELDS) | {"nationality", "campus"}


class Writer:
    """Writes the decisions of one run."""

    def __init__(self, actor: Actor, run: Run, places: Places) -> None:
        self.actor, self.run, self.places = actor, run, places
        self.headings = {field: heading for heading, field in run.columns.items()}
        self.today = timezone.localdate()

    def write(self, decisions: list[Decision]) -> int:
        """Write a batch; return how many pathways it made."""
        by = {verdict: [d for d in decisions if d.verdict is verdict] for verdict in Verdict}
        newcomers = self._create(by[Verdict.CREATE])
        pathways = start_many(newcomers)
        facts = [Fact("imported", "people.person", n.person.pk, {"run": self.run.pk}) for n in newcomers]
        facts += self._update(by[Verdict.UPDATE])
        known = by[Verdict.UPDATE] + by[Verdict.UNCHANGED]
        self._adopt([d for d in known if d.adopts])
        facts += self._refresh([d for d in known if not d.adopts])
        self._hold(by[Verdict.HELD])
        self._refuse(by[Verdict.REFUSED])
        self._remark(decisions)
        record_many(self.actor, facts)
        return pathways

    # ------------------------------------------------------------ somebody new

    def _create(self, decisions: list[Decision]) -> list[Newcomer]:
        people = [new_person(d.row.values) for d in decisions]
        join_accounts(people)
        insert_objects(people)
        places = [self.place(d.row.values) for d in decisions]
        affiliations = [
            Affiliation(person=person, campus=campus, faculty=faculty, **self.stay(d.row.values))
            for person, (campus, faculty), d in zip(people, places, decisions, strict=True)
        ]
        insert_objects(affiliations)
        self._remember(zip(affiliations, decisions, strict=True))
        self._forget_held(decisions)
        return [Newcomer(a.person, a, a.campus.code) for a in affiliations]

    def place(self, values: dict[str, Value]) -> tuple[Campus, Unit | None]:
        campus = self.places.campuses[values["campus"] or ""]
        return campus, self.places.units.get(values.get("faculty") or "")

    def stay(self, values: dict[str, Value]) -> dict[str, Any]:
        stay = {name: typed(name, values.get(name)) for name in AFFILIATION_FIELDS}
        return stay | {"admitted_on": stay["admitted_on"] or self.today}

    def _remember(self, stays: Iterable[tuple[Affiliation, Decision]]) -> None:
        """Put down as whom, and with what, this source knows these people."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        same = SourceRecord.State.PRESENT.value, self.run.pk, now
        rows = (
            (s.person_id, s.pk, self.run.source, d.row.number, json.dumps(d.remembered), *same)
            for s, d in stays
        )
        insert_rows(SourceRecord, RECORD_COLUMNS, rows)

    def _forget_held(self, decisions: list[Decision]) -> None:
        """Rows that were held before and no longer resemble anybody leave no question behind."""
        numbers = [d.row.number for d in decisions]
        PossibleDuplicate.objects.filter(source=self.run.source, number__in=numbers, decision="").delete()

    # ------------------------------------------------------------ somebody known

    def _adopt(self, decisions: list[Decision]) -> None:
        self._remember((d.record.affiliation, d) for d in decisions if d.record is not None)
        self._forget_held(decisions)

    def _update(self, decisions: list[Decision]) -> list[Fact]:
        facts, plans = [], Changes(self.actor)
        for record, changes in [(d.record, d.changes) for d in decisions if d.record is not None]:
            before = {name: record.values.get(name) for name in changes}
            as_planned = facts_of_stay(record.person, record.affiliation)
            apply_changes(record.person, record.affiliation, changes, self.places)
            back = record.affiliation.withdrawn_at is not None
            if back or PLANNED_BY & changes.keys():
                plans.plan(record.affiliation, as_planned, withdrawn=back)
            data = {"run": self.run.pk, "from": before, "to": changes}
            facts.append(Fact("updated_from_import", "people.person", record.person_id, data))
        return facts + plans.keep()

    def _refresh(self, decisions: list[Decision]) -> list[Fact]:
        """Remember what the file said, and that it was there."""
        records = [d.record for d in decisions if d.record is not None]
        changed, back = [], []
        for decision, record in zip(decisions, records, strict=True):
            gone = record.state != SourceRecord.State.PRESENT
            if gone:
                record.state, record.state_since = SourceRecord.State.PRESENT, timezone.now()
                data = {"run": self.run.pk, "source": self.run.source, "number": record.number}
                back.append(Fact("back_in_import", "people.person", record.person_id, data))
            if gone or record.values != decision.remembered:
                record.values = decision.remembered
                changed.append(record)
        SourceRecord.objects.bulk_update(changed, ["values", "state", "state_since"], batch_size=200)
        SourceRecord.objects.filter(pk__in=[r.pk for r in records]).update(seen_in=self.run.pk)
        return back

    # ------------------------------------------------------------ nobody yet

    def _hold(self, decisions: list[Decision]) -> None:
        people = numbers_to_people(self.run.source, {d.other_number for d in decisions if d.other_number})
        for d in decisions:
            PossibleDuplicate.objects.update_or_create(
                source=self.run.source,
                number=d.row.number,
                defaults={
                    "run": self.run,
                    "line": d.row.line,
                    "values": d.row.values,
                    "is_sound": not d.row.problems,
                    "other_number": d.other_number,
                    "person_id": d.person.pk if d.person else people.get(d.other_number),
                    "ground": d.ground,
                    "decision": "",  # a decision whose outcome is gone again counts no more
                },
            )

    def _refuse(self, decisions: list[Decision]) -> None:
        rows = ((self.run.pk, d.row.line, json.dumps([*d.row.cells, *d.row.extra])) for d in decisions)
        insert_rows(RefusedRow, ("run_id", "line", "cells"), rows)
        # Refused is not gone: who is in the file is not missing from it.
        records = SourceRecord.objects.filter(pk__in=[d.record.pk for d in decisions if d.record is not None])
        records.filter(state=SourceRecord.State.MISSING).update(
            state=SourceRecord.State.PRESENT, state_since=timezone.now()
        )
        records.update(seen_in=self.run.pk)

    def _remark(self, decisions: list[Decision]) -> None:
        found = remarks(decisions, self.headings)
        insert_rows(Remark, ("run_id", *Said._fields), ((self.run.pk, *one) for one in found))


def numbers_to_people(source: str, numbers: set[str]) -> dict[str, int]:
    """Whose numbers these are, for those that this source has been imported with."""
    known = SourceRecord.objects.filter(source=source, number__in=numbers)
    return dict(known.values_list("number", "person_id"))


# ---------------------------------------------------------------- remarks


class Said(NamedTuple):
    """What there is to say of one cell, in both languages."""

    kind: str
    code: str
    line: int
    column: str
    value: str
    reason_nl: str
    reason_en: str


def remarks(decisions: Iterable[Decision], headings: dict[str, str]) -> list[Said]:
    """What is to be said of these rows. Of rows that are merged or held nothing: they wait, or count once."""
    found = [noted for decision in decisions for noted in _noted(decision)]
    reasons = []
    for language in ("nl", "en"):
        with translation.override(language):
            reasons.append([str(problem.reason) for _kind, _line, problem in found])
    return [
        Said(kind, problem.code, line, headings.get(problem.field, "")[:200], problem.value, nl, en)
        for (kind, line, problem), nl, en in zip(found, *reasons, strict=True)
    ]


def _noted(decision: Decision) -> Iterator[tuple[str, int, Problem]]:
    row = decision.row
    if decision.verdict in {Verdict.MERGED, Verdict.HELD}:
        return
    if decision.verdict is Verdict.REFUSED:
        yield from ((Remark.Kind.REFUSED.value, row.line, problem) for problem in row.problems)
    yield from ((Remark.Kind.WARNING.value, row.line, warning) for warning in row.warnings)


def said(reason: Any, language: str) -> str:
    """A lazy sentence in one language."""
    with translation.override(language):
        return str(reason)


# ---------------------------------------------------------------- values


def typed(name: str, value: Value) -> Any:
    """A file's value as the model's field takes it."""
    if name in DATES:
        return date.fromisoformat(value) if value else None
    return (value or None) if name in NULLABLE else (value or "")


def new_person(values: dict[str, Value]) -> Person:
    person = Person(**{name: typed(name, values.get(name)) for name in PERSON_FIELDS})
    person.language = "nl" if person.mother_tongue == "nl" else "en"
    for column, value in name_columns(person.family_name, person.given_name).items():
        setattr(person, column, value)
    return person


def join_accounts(people: Iterable[Person]) -> None:
    """Give people (unsaved) the account that their address already has, unless it is another person's."""
    by_email = {person.email: person for person in people if person.email and person.user_id is None}
    for user in User.objects.filter(email__in=by_email, person__isnull=True):
        by_email[user.email].user = user


def apply_changes(
    person: Person, affiliation: Affiliation, changes: dict[str, Value], places: Places
) -> None:
    """Set and save what differs, on the person and on what they come to do; nothing else is touched."""
    of_person = [name for name in changes if name in PERSON_FIELDS]
    old_email = person.email
    for name in of_person:
        setattr(person, name, typed(name, changes[name]))
    derived: dict[str, Any] = {}
    if NAMES & changes.keys():
        derived = name_columns(person.family_name, person.given_name)
        for column, value in derived.items():
            setattr(person, column, value)
    if "email" in changes:
        _move_account(person, old_email)
        derived["user"] = person.user
    if of_person:
        person.save(update_fields=[*of_person, *derived])
    _apply_to_stay(affiliation, changes, places)


def _move_account(person: Person, old_email: str | None) -> None:
    """Let the account follow the address, unless it has another one than the person had."""
    if person.user_id is None:
        join_accounts([person])
    elif person.email and old_email:
        moved = User.objects.filter(email=old_email.lower(), pk=person.user_id)
        if moved.update(email=person.email.lower()):
            # Whoever reads the old address must not be able to sign in with it.
            EmailAddress.objects.filter(user_id=person.user_id, email__iexact=old_email).delete()


def _apply_to_stay(affiliation: Affiliation, changes: dict[str, Value], places: Places) -> None:
    # An unknown day of admission stays the day that the first file came in.
    named = [n for n in changes if n in AFFILIATION_FIELDS and (changes[n] or n != "admitted_on")]
    for name in named:
        setattr(affiliation, name, typed(name, changes[name]))
    if changes.get("campus"):
        affiliation.campus = places.campuses[str(changes["campus"])]
        named.append("campus")
    if "faculty" in changes:
        affiliation.faculty = places.units.get(changes["faculty"] or "")
        named.append("faculty")
    if named:
        affiliation.save(update_fields=named)
