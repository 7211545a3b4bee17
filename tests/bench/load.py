"""Load on a server of our own, on this machine: open loop, so that a slow answer delays no later question.

Every request is due at a fixed moment, whatever became of those before it, and its latency counts from
that moment: a server that stalls for a second shows it on every request of that second.
"""

import http.client
import math
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `expect` are the statuses that count as an answer."""

    path: str
    method: str = "GET"
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    expect: frozenset[int] = frozenset({200, 302})
    kind: str = "read"


@dataclass(slots=True)
class Report:
    """Latencies in milliseconds by kind of request, and a sentence for each request that went wrong."""

    latencies: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def all(self) -> list[float]:
        return [value for values in self.latencies.values() for value in values]

    @property
    def rate(self) -> float:
        """Answered requests per second."""
        return len(self.all) / self.seconds if self.seconds else 0.0

    def percentile(self, share: float, kind: str = "") -> float:
        """Milliseconds within which this share (0 to 1) of the requests was answered."""
        return percentile(self.latencies.get(kind, []) if kind else self.all, share)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed (nearest rank)."""
    if not values:
        return math.nan
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)]


NextRequest = Callable[[int], Request]


def open_loop(
    port: int, next_request: NextRequest, *, rate: float, seconds: float, connections: int = 32
) -> Report:
    """Send `rate` requests per second for `seconds`; `next_request(number)` says which.

    `connections` bounds how many are under way at once; a request that finds none free waits, and
    its waiting counts.
    """
    return _Run(port, next_request, total=math.ceil(rate * seconds), rate=rate).over(connections)


def closed_loop(port: int, next_request: NextRequest, *, requests: int, connections: int = 8) -> Report:
    """Send so many requests, each connection its next when it has its answer: for throughput."""
    return _Run(port, next_request, total=requests, rate=None).over(connections)


class _Run:
    """One run: threads that take the next number, wait for its moment, and ask."""

    def __init__(self, port: int, next_request: NextRequest, *, total: int, rate: float | None) -> None:
        self.port, self.next_request, self.total, self.rate = port, next_request, total, rate
        self.lock = threading.Lock()
        self.number = 0
        self.start = 0.0
        self.report = Report()

    def over(self, connections: int) -> Report:
        threads = [threading.Thread(target=self.work, daemon=True) for _ in range(connections)]
        self.start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.report.seconds = time.perf_counter() - self.start
        return self.report

    def work(self) -> None:
        connection = self._connect()
        while (number := self._take()) is not None:
            due = self._wait_for(number)
            request = self.next_request(number)
            try:
                problem = _ask(connection, request)
            except (OSError, http.client.HTTPException) as error:
                problem = f"{type(error).__name__}: {error}"
                connection.close()
                connection = self._connect()
            self._note(request, (time.perf_counter() - due) * 1000, problem)
        connection.close()

    def _connect(self) -> http.client.HTTPConnection:
        # Nothing but this machine is ever asked.
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)

    def _take(self) -> int | None:
        with self.lock:
            if self.number >= self.total:
                return None
            self.number += 1
            return self.number - 1

    def _wait_for(self, number: int) -> float:
        """Sleep until the request is due; return the moment its latency counts from."""
        if self.rate is None:
            return time.perf_counter()
        due = self.start + number / self.rate
        time.sleep(max(due - time.perf_counter(), 0))
        return due

    def _note(self, request: Request, milliseconds: float, problem: str) -> None:
        with self.lock:
            if problem:
                self.report.errors.append(f"{request.method} {request.path}: {problem}")
            else:
                self.report.latencies.setdefault(request.kind, []).append(milliseconds)


def _ask(connection: http.client.HTTPConnection, request: Request) -> str:
    """Send it and read the whole answer; return what is wrong with it, if anything."""
    connection.request(request.method, request.path, request.body, dict(request.headers))
    answer = connection.getresponse()
    answer.read()
    return "" if answer.status in request.expect else f"answered {answer.status}"
