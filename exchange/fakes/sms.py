"""A gateway for text messages that keeps what it is given. Numbers that end in 404 do not exist."""

import json

from exchange.channels.sms import NO_SUCH_NUMBER
from exchange.channels.transport import Answer, Request
from exchange.fakes.store import Behaviour, Store

TOKEN = "fake-token"  # noqa: S105 - it opens nothing
URL = "http://sms.invalid"


class FakeSmsGateway:
    """The other side of `exchange.channels.sms`."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def answer(self, request: Request) -> Answer:
        """Return what the gateway answers."""
        headers = {name.lower(): value for name, value in request.headers.items()}
        if headers.get("authorization") != f"Bearer {TOKEN}":
            return _answer(401, {"error": "unauthorised"})
        if request.method == "GET":
            return self._report(request.url.rsplit("/", 1)[-1])
        asked = json.loads(request.body)
        if self.store.behaviour is Behaviour.REJECT:
            return _answer(422, {"error": "brand_name_not_registered"})
        if asked["to"].endswith("404"):
            return _answer(422, {"error": NO_SUCH_NUMBER})
        number, is_new = self.store.keep(headers["idempotency-key"], asked)
        return _answer(202 if is_new else 200, {"reference": number})

    def _report(self, number: str) -> Answer:
        at = self.store.taken_at(number)
        if at is None:
            return _answer(404, {"error": "unknown"})
        state = "undeliverable" if self.store.behaviour is Behaviour.REJECT else "delivered"
        return _answer(200, {"state": state, "at": at.isoformat()})


def _answer(status: int, body: object) -> Answer:
    return Answer(status, json.dumps(body).encode(), {"Content-Type": "application/json"})
