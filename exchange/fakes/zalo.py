"""A Zalo that keeps what it is given. Numbers that end in 118 have no Zalo account; access tokens run out on request.

Like the real one it answers 200 to everything that it understands, takes a refresh token once, and takes a message
again when it comes again.
"""

import json
from urllib.parse import parse_qs, urlsplit

from exchange.channels import zalo
from exchange.channels.transport import Answer, Request
from exchange.fakes.store import Behaviour, Store

FIRST_REFRESH = "fake-refresh-0"
TEMPLATES = {"vi": "fake-vi", "en": "fake-en"}
MESSAGE_PATH, TOKEN_PATH = "/message/template", "/v4/oa/access_token"
URL = "http://zalo.invalid"


class FakeZalo:
    """The other side of `exchange.channels.zalo`: messages and tokens at one address."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def answer(self, request: Request) -> Answer:
        """Return what Zalo answers."""
        if urlsplit(request.url).path == TOKEN_PATH:
            return self._renew(parse_qs(request.body.decode()))
        headers = {name.lower(): value for name, value in request.headers.items()}
        return self._take(json.loads(request.body), headers.get("access_token", ""))

    def expire(self) -> None:
        """Let the access token run out, as the real one does after a day."""
        self.store.count("expired")

    def _take(self, asked: dict[str, str], token: str) -> Answer:
        issued = self.store.counted("issued")
        if not issued or token != f"fake-access-{issued}" or self.store.counted("expired") >= issued:
            return _answer({"error": -124, "message": "Access token invalid"})
        if self.store.behaviour is Behaviour.REJECT:
            return _answer({"error": -115, "message": "Out of quota"})
        if asked["template_id"] not in TEMPLATES.values():
            return _answer({"error": -109, "message": "Template id invalid"})
        if asked["phone"].endswith("118"):
            return _answer({"error": zalo.NO_ZALO_ACCOUNT, "message": "Zalo account not existed"})
        number, _is_new = self.store.keep(f"{asked['tracking_id']}/{self.store.count('taken')}", {**asked})
        return _answer({"error": zalo.SUCCESS, "message": "Success", "data": {"msg_id": number}})

    def _renew(self, form: dict[str, list[str]]) -> Answer:
        issued = self.store.counted("issued")
        # The first one is what an operator enters by hand; entering it again begins anew.
        if form.get("refresh_token") not in ([f"fake-refresh-{issued}"], [FIRST_REFRESH]):
            return _answer({"error": -14014, "error_name": "Invalid refresh token"})
        number = self.store.count("issued")
        # What ran out before this pair is over with it.
        while self.store.counted("expired") < number - 1:
            self.store.count("expired")
        return _answer({"access_token": f"fake-access-{number}", "refresh_token": f"fake-refresh-{number}"})


def _answer(body: object) -> Answer:
    return Answer(200, json.dumps(body).encode(), {"Content-Type": "application/json"})
