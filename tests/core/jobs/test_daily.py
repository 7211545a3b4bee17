"""Jobs that come back at a time of day: once each day, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from haven.core.jobs import recurring
from haven.core.jobs.models import Recurring
from haven.core.jobs.recurring import next_daily
from haven.core.jobs.tasks import forget_finished

BRUSSELS = ZoneInfo("Europe/Brussels")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "at", "due"),
    [
        # winter, UTC+1
        ("2026-01-10T01:59:59", 3, "2026-01-10T02:00:00"),
        ("2026-01-10T02:00:00", 3, "2026-01-11T02:00:00"),
        # summer, UTC+2
        ("2026-07-10T00:59:59", 3, "2026-07-10T01:00:00"),
        ("2026-07-10T23:30:00", 3, "2026-07-11T01:00:00"),
        # the night that the clock jumps from 2 to 3: 23 hours after the night before
        ("2026-03-28T02:00:00", 3, "2026-03-29T01:00:00"),
        # 2 o'clock does not exist that night: it comes an hour later by the clock, and not twice
        ("2026-03-28T12:00:00", 2, "2026-03-29T01:00:00"),
        ("2026-03-29T01:00:00", 2, "2026-03-30T00:00:00"),
        # the night that 2 to 3 comes twice: the first counts, the second does not
        ("2026-10-24T12:00:00", 2, "2026-10-25T00:00:00"),
        ("2026-10-25T00:00:00", 2, "2026-10-26T01:00:00"),
        ("2026-10-25T00:30:00", 2, "2026-10-26T01:00:00"),
        # 25 hours after the night before
        ("2026-10-24T01:00:00", 3, "2026-10-25T02:00:00"),
        # midnight belongs to the day that begins
        ("2026-07-10T21:59:00", 0, "2026-07-10T22:00:00"),
    ],
)
def test_next(now: str, at: int, due: str) -> None:
    assert next_daily(utc(now), time(at), BRUSSELS) == utc(due)


@given(
    start=st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC)),
    at=st.times().map(lambda t: t.replace(second=0, microsecond=0, tzinfo=None)),
    zone=st.sampled_from(["Europe/Brussels", "America/St_Johns", "Australia/Lord_Howe", "UTC", "Asia/Tokyo"]),
)
def test_once_each_day(start: datetime, at: time, zone: str) -> None:
    """One after the other they go through the days of the calendar, without one left out or twice."""
    there, now, days = ZoneInfo(zone), start, list[date]()
    for _night in range(5):
        due = next_daily(now, at, there)
        assert timedelta(0) < due - now <= timedelta(hours=25)
        days.append(due.astimezone(there).date())
        now = due
    assert days == [days[0] + timedelta(days=n) for n in range(5)]


def test_in_the_universitys_time(settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Tokyo"
    assert next_daily(utc("2026-01-10T00:00:00"), time(3)) == utc("2026-01-10T18:00:00")


# ---------------------------------------------------------------- in the queue


@pytest.fixture
def _nightly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recurring, "_registered", {})
    recurring.daily(time(3), forget_finished)


def at(monkeypatch: pytest.MonkeyPatch, moment: str) -> int:
    monkeypatch.setattr(timezone, "now", lambda: utc(moment))
    return recurring.enqueue_due()


@pytest.mark.django_db
@pytest.mark.usefixtures("_nightly")
def test_not_at_once_but_at_its_time_and_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert at(monkeypatch, "2026-01-10T12:00:00") == 0
    assert at(monkeypatch, "2026-01-11T01:59:00") == 0
    assert at(monkeypatch, "2026-01-11T02:00:01") == 1
    assert at(monkeypatch, "2026-01-11T02:00:05") == 0
    assert at(monkeypatch, "2026-01-12T02:00:00") == 1
    assert DBTaskResult.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.usefixtures("_nightly")
def test_nights_without_a_worker_are_made_up_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "2026-01-10T12:00:00")
    assert at(monkeypatch, "2026-01-15T09:00:00") == 1
    assert at(monkeypatch, "2026-01-15T09:00:05") == 0
    assert Recurring.objects.get().next_at == utc("2026-01-16T02:00:00")


@pytest.mark.django_db
@pytest.mark.usefixtures("_nightly")
def test_another_time_counts_from_the_next_start(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "2026-01-10T12:00:00")
    monkeypatch.setattr(recurring, "_registered", {})
    recurring.daily(time(14, 30), forget_finished)
    assert at(monkeypatch, "2026-01-10T13:00:00") == 0
    assert at(monkeypatch, "2026-01-10T13:30:00") == 1
    assert at(monkeypatch, "2026-01-11T02:30:00") == 0
