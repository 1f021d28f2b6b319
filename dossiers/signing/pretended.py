"""A remote signing service that really signs, with a key that it holds, and can be told to misbehave.

It ships with the portal for development, the demo and the tests: in this process (`ask`) or over HTTP (`serve`).
"""

import base64
import json
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from dossiers.signing.contract import SigningKey
from dossiers.signing.remote import NoAnswer, Refusal


class Mood(StrEnum):
    """How the service behaves at its next signature."""

    NORMAL = "normal"
    REFUSES = "refuses"
    SILENT = "silent"
    LOSES_ITS_FIRST_ANSWER = "loses_its_first_answer"
    ANSWERS_TWICE = "answers_twice"
    SIGNS_SOMETHING_ELSE = "signs_something_else"


@dataclass
class PretendedService:
    """Accounts with keys; `signatures_made` counts what was really signed."""

    accounts: dict[str, SigningKey]
    pins: dict[str, str]
    mood: Mood = Mood.NORMAL
    signatures_made: int = 0
    _leaves: dict[str, str] = field(default_factory=dict)
    _answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    _woken: threading.Event = field(default_factory=threading.Event)

    def ask(self, question: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Answer a question of the protocol; raises `Refusal` and `NoAnswer`."""
        account = str(given.get("credentialID", ""))
        if account not in self.accounts:
            raise Refusal("Không có tài khoản này.")
        match question:
            case "credentials/info":
                key = self.accounts[account]
                told = [key.certificate, *key.chain]
                encoded = [base64.b64encode(one.public_bytes(Encoding.DER)).decode() for one in told]
                return {"cert": {"certificates": encoded}, "multisign": 1, "SCAL": "2"}
            case "credentials/authorize":
                return {"SAD": self._leave(account, given), "expiresIn": 300}
            case "signatures/signHash":
                return self._signed(account, given)
            case _:
                raise Refusal("Không có câu hỏi này.")

    def _leave(self, account: str, given: Mapping[str, Any]) -> str:
        if self.mood is Mood.REFUSES:
            raise Refusal("Người ký đã từ chối trên điện thoại.")
        if not secrets.compare_digest(str(given.get("PIN", "")), self.pins[account]):
            raise Refusal("Mã PIN không đúng.")
        leave = secrets.token_urlsafe(16)
        self._leaves[leave] = given["hash"][0]
        return leave

    def _signed(self, account: str, given: Mapping[str, Any]) -> dict[str, Any]:
        if self.mood is Mood.SILENT:
            raise NoAnswer("silent")
        number, digest = str(given.get("clientData", "")), given["hash"][0]
        if number in self._answers:
            return self._answers[number]
        if self._leaves.pop(str(given.get("SAD", "")), None) != digest:
            raise Refusal("Chưa được phép ký giá trị này.")
        asked_for = bytes(32) if self.mood is Mood.SIGNS_SOMETHING_ELSE else base64.b64decode(digest)
        signature = base64.b64encode(self.accounts[account].sign(asked_for)).decode()
        self.signatures_made += 1
        times = 2 if self.mood is Mood.ANSWERS_TWICE else 1
        self._answers[number] = {"signatures": [signature] * times}
        if self.mood is Mood.LOSES_ITS_FIRST_ANSWER:
            raise NoAnswer("lost")
        return self._answers[number]

    @contextmanager
    def serve(self, port: int = 0) -> Iterator[str]:
        """Serve the protocol on a port of this machine (0: any that is free) and yield the address."""
        server = ThreadingHTTPServer(("127.0.0.1", port), _handler_of(self))
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            self._woken.set()
            server.shutdown()
            server.server_close()
            thread.join()

    def wait_silently(self) -> None:
        """Keep a caller waiting until the service is closed."""
        self._woken.wait()


def _handler_of(service: PretendedService) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            given = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))) or b"{}")
            try:
                answer, status = service.ask(self.path.removeprefix("/csc/v1/"), given), HTTPStatus.OK
            except Refusal as error:
                answer, status = {"error": "access_denied", "error_description": str(error)}, HTTPStatus.FORBIDDEN
            except NoAnswer:
                service.wait_silently()
                return
            body = json.dumps(answer, ensure_ascii=False).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            """Say nothing on the terminal."""

    return Handler
