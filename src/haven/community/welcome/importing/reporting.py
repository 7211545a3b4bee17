"""What the watched folder's readers are told by mail: one letter for each night with something to say."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from haven.commons.organisation.models import Role, RoleGrant
from haven.community.welcome.importing import watching
from haven.community.welcome.importing.queries import MANY
from haven.community.welcome.importing.watching import Pass
from haven.community.welcome.importing.writing import said
from haven.core.accounts.models import User
from haven.core.imports.folders import refused_name
from haven.core.imports.models import Delivery, Remark, Run, Watch
from haven.core.imports.reasons import Sentence
from haven.core.mail.outbox import post

State = Delivery.State
FIRST = 10  # refusals of each file that the letter names


@dataclass(frozen=True, slots=True)
class Reader:
    address: str
    language: str


@dataclass
class Report:
    """What there is to say, before it is said in a language."""

    day: datetime
    deliveries: list[Delivery] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    faults: list[Sentence] = field(default_factory=list)
    silent_since: datetime | None = None
    warnings: dict[int, int] = field(default_factory=dict)  # by run: how many cells
    refusals: dict[int, list[Remark]] = field(default_factory=dict)  # by run: the first

    def __bool__(self) -> bool:
        return bool(self.deliveries or self.waiting or self.faults or self.silent_since)


def readers() -> list[Reader]:
    """The addresses of HAVEN_WATCHED_REPORT, or the officers of the whole university; each once."""
    if settings.WATCHED_REPORT:
        asked = [address.strip() for address in settings.WATCHED_REPORT if address.strip()]
        known = dict(User.objects.filter(email__in=map(str.lower, asked)).values_list("email", "language"))
        default = "en" if settings.LANGUAGE_CODE.startswith("en") else "nl"
        return [Reader(address, known.get(address.lower(), default)) for address in dict.fromkeys(asked)]
    everywhere = RoleGrant.objects.filter(role=Role.OFFICER, campus=None, unit=None, ended_at=None)
    users = User.objects.filter(is_active=True, pk__in=everywhere.values("user")).order_by("pk")
    return [Reader(*row) for row in users.values_list("email", "language")]


@transaction.atomic
def report(done: Pass) -> int:
    """Put down how the folder was found, and tell its readers what is new; return to how many."""
    now = timezone.now()
    watch = _watch(done, now)
    found = _collect(done, watch, now)
    if not found:
        return 0
    told = [_post(found, reader) for reader in readers()]
    Delivery.objects.filter(pk__in=[each.pk for each in found.deliveries]).update(reported_at=now)
    return sum(told)


def _watch(done: Pass, now: datetime) -> Watch:
    watch, _new = Watch.objects.get_or_create(folder=settings.WATCHED_FOLDER[:600])
    watch.looked_at = now
    watch.faults = [{language: said(fault, language) for language in ("nl", "en")} for fault in done.faults]
    watch.save()
    return watch


def _collect(done: Pass, watch: Watch, now: datetime) -> Report:
    new = Delivery.objects.filter(reported_at=None).exclude(state=State.TAKEN).select_related("run")
    found = Report(now, list(new.order_by("pk")), done.waiting, done.faults, _silent_since(watch, now))
    ids = [each.run_id for each in found.deliveries if each.run_id and each.state == State.IMPORTED]
    warnings = Count("remarks", filter=Q(remarks__kind=Remark.Kind.WARNING))
    found.warnings = dict(Run.objects.filter(pk__in=ids).annotate(n=warnings).values_list("pk", "n"))
    for pk in ids:
        refused = Remark.objects.filter(run=pk, kind=Remark.Kind.REFUSED)
        found.refusals[pk] = list(refused[:FIRST])
    return found


def _silent_since(watch: Watch, now: datetime) -> datetime | None:
    """Since when no file came, once that is worth saying and was not said yet."""
    last = Delivery.objects.order_by("-taken_at").values_list("taken_at", flat=True).first()
    since = max(filter(None, (watch.since, last)))
    nights = (timezone.localdate(now) - timezone.localdate(since)).days
    if not settings.WATCHED_NIGHTS or nights < settings.WATCHED_NIGHTS:
        return None
    if watch.silence_said_at and watch.silence_said_at > since:
        return None
    watch.silence_said_at = now
    watch.save(update_fields=["silence_said_at"])
    return since


# ---------------------------------------------------------------- the letter


def _post(found: Report, reader: Reader) -> bool:
    with translation.override(reader.language):
        text = "\n".join(_lines(found)) + "\n"
        return post(key=_key(found, reader), to=reader.address, subject=_subject(found), text=text)


def _key(found: Report, reader: Reader) -> str:
    """One letter for one cause: the same files, or on the same day the same sentences."""
    cause = [str(each.pk) for each in found.deliveries] or [timezone.localdate(found.day).isoformat()]
    cause += [*(said(fault, "en") for fault in found.faults), *found.waiting, str(found.silent_since)]
    mark = hashlib.sha256("\n".join((*cause, reader.address)).encode()).hexdigest()[:40]
    return f"watched:{mark}"


def _subject(found: Report) -> str:
    states = Counter(each.state for each in found.deliveries)
    done, failed = states[State.IMPORTED] + states[State.SAME], states[State.FAILED]
    parts = []
    if done:
        parts.append(ngettext("%(n)d file done", "%(n)d files done", done) % {"n": done})
    if failed:
        parts.append(ngettext("%(n)d file failed", "%(n)d files failed", failed) % {"n": failed})
    if found.faults or found.waiting:
        parts.append(_("something to look at"))
    if found.silent_since:
        parts.append(_("no file came"))
    return _("Watched folder: %(what)s") % {"what": ", ".join(parts)}


def _lines(found: Report) -> Iterator[str]:
    yield _("What Haven did with the watched folder on %(day)s.") % {"day": _day(found.day)}
    if found.faults or found.waiting:
        yield from ("", _("To look at:"))
        yield from (f"- {fault}" for fault in found.faults)
        yield from (f"- {_writing() % {'file': name}}" for name in dict.fromkeys(found.waiting))
    if found.silent_since:
        yield from ("", _("No file came since %(day)s. Ask whoever sends it whether the export still runs.")
                    % {"day": _day(found.silent_since)})  # fmt: skip
    for delivery in found.deliveries:
        yield from ("", "", delivery.path, "-" * min(len(delivery.path), 70))
        yield from _about(found, delivery)


def _writing() -> str:
    return _("%(file)s is still being written. Haven takes it when it has not changed for a while.")


def _about(found: Report, delivery: Delivery) -> Iterator[str]:
    if delivery.state == State.FAILED:
        yield _("Not imported. %(reason)s") % {"reason": delivery.error}
    elif delivery.state == State.SAME:
        yield _("The same content as the last file, so there is nothing new. It was not imported again.")
    elif delivery.run is not None:
        yield from _imported(found, delivery, delivery.run)
    yield _("Now in: %(place)s") % {"place": delivery.moved_to} if delivery.moved_to else _gone(delivery)
    if delivery.run is not None:
        yield _("All of it: %(address)s") % {"address": address_of(delivery.run)}


def _gone(delivery: Delivery) -> str:
    if delivery.moved_at is None:
        return _("It is still in the folder, because it could not be moved.")
    return _("The file was taken away or replaced while Haven was at it.")


def _imported(found: Report, delivery: Delivery, run: Run) -> Iterator[str]:
    counts = run.counts | {"warnings": found.warnings.get(run.pk, 0)}
    yield _("Imported.")
    yield from (f"  {label}: {_number(counts[name])}" for name, label in labels())
    if _is_many(counts, "missing"):
        yield _(
            "Many people are missing. It may be the wrong file, or a part of one: look before you withdraw "
            "anybody."
        )
    refusals = found.refusals.get(run.pk, [])
    if refusals:
        yield from _refusals(delivery, refusals)


def _refusals(delivery: Delivery, refusals: list[Remark]) -> Iterator[str]:
    yield _("The first refusals:")
    for remark in refusals:
        where = _("row %(row)d") % {"row": remark.line} + (f", {remark.column}" if remark.column else "")
        yield f"  {where}: {remark.reason}"
    if delivery.moved_to:
        folder, _slash, name = delivery.moved_to.rpartition("/")
        yield _(
            "All refused rows: %(place)s. Correct them there and put that file into the folder again."
        ) % {"place": f"{folder}/{refused_name(name)}"}


def labels() -> Iterable[tuple[str, str]]:
    """What is counted of a file, in words."""
    return (
        ("rows", _("rows")),
        ("created", _("new people")),
        ("updated", _("changed")),
        ("unchanged", _("unchanged")),
        ("missing", _("missing people")),
        ("merged", _("the same row again")),
        ("possible_duplicates", _("possible duplicates")),
        ("refused", _("refused rows")),
        ("warnings", _("warnings")),
    )


def _is_many(counts: dict[str, int], name: str) -> bool:
    known = counts["updated"] + counts["unchanged"] + counts["missing"]
    return bool(counts[name] > MANY * known)


def address_of(run: Run) -> str:
    """The page of a file, for somebody who reads a letter."""
    return settings.BASE_URL.rstrip("/") + reverse("welcome:import_run", args=[run.pk])


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y")


def _number(value: int) -> str:
    return str(number_format(value, use_l10n=True, force_grouping=True))


# ---------------------------------------------------------------- for the operator


def what_is_wrong() -> list[str]:
    """What the operator must mend, in English; empty where all is well, or nothing is watched."""
    if not settings.WATCHED_FOLDER:
        return []
    with translation.override("en"):
        found = watching.wrong_now()
        last = Watch.objects.filter(folder=settings.WATCHED_FOLDER[:600]).first()
        before = [fault["en"] for fault in last.faults if fault["en"] not in found] if last else []
        found += [f"{fault} (haven watch --once looks again)" for fault in before]
        if not readers():
            found.append(_("Nobody reads its reports: no officer works for the whole university."))
    return found
