"""A fake partner behind a real address on loopback: for tests, and for developing against it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from exchange.channels.transport import Request
from exchange.fakes.partner import FakePartner, loses_answer
from exchange.fakes.store import Behaviour

SLOW_SECONDS = 60.0
"""Longer than anybody waits."""


class Server(ThreadingHTTPServer):
    """Serves one partner; slow answers wait until the server closes."""

    daemon_threads = True

    def __init__(self, partner: FakePartner, *, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.partner = partner
        self.is_closing = threading.Event()

    @property
    def url(self) -> str:
        """The address of the partner, without a slash at the end."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        partner = self.server.partner
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = Request(self.command, self.path, dict(self.headers.items()), body)
        if partner.store.behaviour is Behaviour.OUTAGE:
            self.send_error(503)
            return
        answer = partner.answer(request)
        if loses_answer(partner, request):
            self.close_connection = True
            return
        if partner.store.behaviour is Behaviour.SLOW:
            self.server.is_closing.wait(SLOW_SECONDS)
            self.close_connection = True
            return
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name of the base class
        """Say nothing: the tests' output is not the place."""


@contextmanager
def serving(partner: FakePartner) -> Iterator[str]:
    """Serve a partner on a free port of loopback, and give its address."""
    server = Server(partner)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server.url
    finally:
        server.is_closing.set()
        server.shutdown()
        server.server_close()
        thread.join(5)
