"""One HTTP request to a partner, with the one distinction that matters for messages: was it handed over or not?"""

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import urlsplit

TIMEOUT_SECONDS = 10.0

MAX_ANSWER_BYTES = 64 * 1024


class Unreachable(Exception):
    """The partner never got the request."""


class AnswerLost(Exception):
    """The partner may have got the request; its answer did not come, or cannot be read."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked of a partner."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a partner answers; redirects are not followed."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)

    def json(self) -> dict[str, Any]:
        """Return the body as a JSON object; raises `AnswerLost` when it is none."""
        try:
            read = json.loads(self.body)
        except ValueError as error:
            raise AnswerLost(str(error)) from error
        if not isinstance(read, dict):
            raise AnswerLost("The answer is no JSON object.")
        return read


class Transport(Protocol):
    """Carries a request to a partner: over the network, or to a fake in this process."""

    def __call__(self, request: Request) -> Answer:
        """Return the answer; raises `Unreachable` or `AnswerLost`."""


@dataclass(frozen=True, slots=True)
class Network:
    """The real one. `timeout` (seconds) holds for connecting and for each wait for bytes."""

    timeout: float = TIMEOUT_SECONDS

    def __call__(self, request: Request) -> Answer:
        """Return the answer; raises `Unreachable` or `AnswerLost`."""
        address = urlsplit(request.url)
        kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
        connection = kind(address.hostname or "", address.port, timeout=self.timeout)
        path = address.path or "/"
        try:
            try:
                connection.connect()
            except OSError as error:
                raise Unreachable(str(error)) from error
            try:
                connection.request(
                    request.method,
                    f"{path}?{address.query}" if address.query else path,
                    body=request.body or None,
                    headers=dict(request.headers),
                )
                answer = connection.getresponse()
                return Answer(answer.status, answer.read(MAX_ANSWER_BYTES), dict(answer.getheaders()))
            except (OSError, http.client.HTTPException) as error:
                raise AnswerLost(str(error) or type(error).__name__) from error
        finally:
            connection.close()
