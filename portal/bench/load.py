"""A load generator: a bounded number of requests from a few clients to a server on this machine, timed one by one."""

import http.client
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import quantiles

CLIENTS = 4


@dataclass(frozen=True, slots=True)
class Call:
    """One request; `expected` is the status that means success."""

    method: str
    path: str
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    expected: tuple[int, ...] = (200,)


@dataclass(frozen=True, slots=True)
class Measured:
    """What came out: requests a second over all clients, and milliseconds of one request."""

    per_second: float
    p50_ms: float
    p95_ms: float


class CallFailed(RuntimeError):
    """An answer was not what it must be: a figure of failures would mean nothing."""


def measure(port: int, calls: Sequence[Call], *, clients: int = CLIENTS) -> Measured:
    """Send the calls to 127.0.0.1 from a few clients, each taking the next; returns when all are answered."""
    times: list[float] = []
    failures: list[str] = []
    queue = iter(calls)
    lock = threading.Lock()

    def client() -> None:
        while not failures:
            with lock:
                call = next(queue, None)
            if call is None:
                return
            began = time.perf_counter()
            status, text = send(port, call)
            elapsed = time.perf_counter() - began
            with lock:
                times.append(elapsed)
                if status not in call.expected:
                    failures.append(f"{call.method} {call.path}: {status} {text[:600]!r}")

    threads = [threading.Thread(target=client) for _i in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - began
    if failures:
        raise CallFailed(failures[0])
    return summary(times, elapsed)


def send(port: int, call: Call) -> tuple[int, str]:
    """Send one call on a connection of its own, as the server's workers serve them; return status and text."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(call.method, call.path, body=call.body or None, headers=dict(call.headers))
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    finally:
        connection.close()


def summary(times: Sequence[float], elapsed: float) -> Measured:
    """Return rate, median and 95th percentile of the times (seconds) of calls that took `elapsed` seconds together."""
    cuts = quantiles(times, n=100, method="inclusive")
    return Measured(len(times) / elapsed, cuts[49] * 1000, cuts[94] * 1000)
