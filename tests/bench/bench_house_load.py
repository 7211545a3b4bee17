"""The house under load: newcomers and staff at work, on both databases."""

import functools
import json
import random
import sys
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tests.bench.browsing import FORM, Visitor
from tests.bench.houses import POSTGRESQL, SQLITE, ask, inhabited
from tests.bench.load import Report, Request, closed_loop, open_loop
from tests.bench.registry import Setting, bench
from tests.support.servers import Server, server

RATE, SECONDS = 50.0, 30.0
WRITE_EVERY = 20  # one request in twenty: 5 %
WARM = 200
SEARCHES = ("an", "li", "Nguyễn", "garcía", "Müller", "peeters", "d12", "王", "иван", "@students")
# What is read, and how often of a hundred.
READS = (("home", 45), ("step", 25), ("people", 15), ("person", 15))


@bench("house.load.sqlite.errors", unit="errors", bound="== 0")
def errors_on_sqlite(setting: Setting) -> float:
    return len(_under_load(SQLITE, setting).errors)


@bench("house.load.sqlite.p95", unit="ms", bound="<= 150")
def p95_on_sqlite(setting: Setting) -> float:
    return _under_load(SQLITE, setting).percentile(0.95)


@bench("house.load.postgresql.errors", unit="errors", bound="== 0")
def errors_on_postgresql(setting: Setting) -> float:
    return len(_under_load(POSTGRESQL, setting).errors)


@bench("house.load.postgresql.p95", unit="ms", bound="<= 150")
def p95_on_postgresql(setting: Setting) -> float:
    return _under_load(POSTGRESQL, setting).percentile(0.95)


@functools.cache
def _under_load(database: str, setting: Setting) -> Report:
    """50 requests a second for half a minute, 4,000 people, two workers."""
    with inhabited(database, setting) as home, server(home, workers=2) as there:
        crowd = Crowd(there, json.loads(ask(home, "visitors")))
        closed_loop(there.port, crowd.read, requests=WARM)
        report = open_loop(there.port, crowd.request, rate=RATE, seconds=SECONDS)
        kept = int(ask(home, "visitors", "done"))
    sent = round(RATE * SECONDS) // WRITE_EVERY
    if kept != sent:
        report.errors.append(f"{sent} ticks and unticks were sent, {kept} are in the record")
    _tell(database, report)
    return report


def _tell(database: str, report: Report) -> None:
    kinds = ", ".join(f"{kind} {report.percentile(0.95, kind):.0f}" for kind in sorted(report.latencies))
    rate, middle = report.rate, report.percentile(0.5)
    print(f"{database}: {rate:.1f} requests/s, p50 {middle:.0f} ms, p95 by page: {kinds}", file=sys.stderr)
    print(*report.errors[:5], sep="\n", file=sys.stderr, end="\n" if report.errors else "")


@dataclass
class Crowd:
    """Signed-in people, and what each does next. The same numbers make the same requests."""

    there: Server
    people: dict[str, list[dict[str, Any]]]

    def __post_init__(self) -> None:
        """Everybody who will tick has looked at their page: its form has their token."""
        self.writers = []
        for person in self.people["newcomers"]:
            visitor = Visitor(self.there.port, person["cookie"])
            visitor.page(f"/welcome/steps/{person['step']}/")
            self.writers.append((visitor, person["step"]))

    def request(self, number: int) -> Request:
        return self.read(number) if number % WRITE_EVERY else self.write(number // WRITE_EVERY)

    def write(self, number: int) -> Request:
        """Each newcomer ticks a step, and in the next round unticks it."""
        turn, who = divmod(number, len(self.writers))
        visitor, step = self.writers[who]
        headers = {"Cookie": visitor.cookie, "Content-Type": FORM}
        path = f"/welcome/steps/{step}/{'open' if turn % 2 else 'done'}/"
        return Request(path, "POST", visitor.form(), headers, frozenset({302}), "write")

    def read(self, number: int) -> Request:
        chance = random.Random(number)
        kinds, shares = zip(*READS, strict=True)
        kind = chance.choices(kinds, shares)[0]
        who = chance.choice(self.people["newcomers" if kind in {"home", "step"} else "staff"])
        path = {
            "home": lambda: "/welcome/",
            "step": lambda: f"/welcome/steps/{chance.choice(who['steps'])}/",
            "people": lambda: f"/welcome/people/?q={quote(chance.choice(SEARCHES))}",
            "person": lambda: f"/welcome/people/{chance.choice(who['people'])}/",
        }[kind]()
        return Request(path, headers={"Cookie": who["cookie"]}, expect=frozenset({200}), kind=kind)
