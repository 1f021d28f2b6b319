"""A sign-in partner of our own for trials and tests: an OpenID Connect provider that asks nobody for a password.

Whoever opens its page chooses who to be. It keeps codes and tokens in memory, draws a new key at each start, and must
never be set up where real people sign in.
"""

import base64
import hashlib
import html
import json
import secrets
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CODE_SECONDS, TOKEN_SECONDS = 60, 300

PEOPLE: tuple[dict[str, str], ...] = (
    {
        "TechID": "gia-0001",
        "LoaiTaiKhoan": "1",
        "SoDinhDanh": "049090000127",
        "name": "Nguyễn Văn An",
        "phone": "0912345678",
    },
    {"TechID": "gia-0002", "LoaiTaiKhoan": "1", "SoDinhDanh": "001185000321", "name": "Lê Thị Lan"},
    {
        "TechID": "gia-0003",
        "LoaiTaiKhoan": "2",
        "SoDinhDanh": "001185000321",
        "MaSoThue": "0100109106",
        "name": "Công ty TNHH Thương mại Hòa Bình",
    },
)
"""Two people and a company, whose numbers are made up."""


@dataclass
class PretendedProvider:
    """The provider's memory and rules. `twist` changes the claims of an ID token, so that tests can make it lie."""

    issuer: str
    client_id: str
    client_secret: str
    people: Sequence[dict[str, str]] = PEOPLE
    twist: Callable[[dict[str, Any]], dict[str, Any]] = lambda claims: claims
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    bearers: dict[str, dict[str, str]] = field(default_factory=dict)
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def configuration(self) -> dict[str, Any]:
        """Return what discovery says."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/oauth2/authorize",
            "token_endpoint": f"{self.issuer}/oauth2/token",
            "userinfo_endpoint": f"{self.issuer}/oauth2/userinfo",
            "jwks_uri": f"{self.issuer}/oauth2/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }

    def jwks(self) -> dict[str, Any]:
        """Return the public key."""
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": "1", "use": "sig", "alg": "RS256"}]}

    def code_for(self, tech_id: str, asked: dict[str, str]) -> str:
        """Return a code for who somebody chose to be, bound to what was asked."""
        person = next(one for one in self.people if one["TechID"] == tech_id)
        code = secrets.token_urlsafe(24)
        with self.lock:
            self.codes[code] = {"person": person, "asked": asked, "at": time.monotonic()}
        return code

    def token(self, form: dict[str, str]) -> dict[str, Any] | None:
        """Return the tokens for a code, once; None for whatever is not as it was asked for."""
        with self.lock:
            given = self.codes.pop(form.get("code", ""), None)
        if given is None or time.monotonic() - given["at"] > CODE_SECONDS:
            return None
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        asked = given["asked"]
        is_right = (
            form.get("client_id") == self.client_id
            and form.get("client_secret") == self.client_secret
            and form.get("redirect_uri") == asked.get("redirect_uri")
            and challenge == asked.get("code_challenge")
        )
        if not is_right:
            return None
        bearer = secrets.token_urlsafe(24)
        with self.lock:
            self.bearers[bearer] = given["person"]
        return {
            "access_token": bearer,
            "token_type": "Bearer",
            "expires_in": TOKEN_SECONDS,
            "id_token": self.id_token(given["person"], asked),
        }

    def id_token(self, person: dict[str, str], asked: dict[str, str]) -> str:
        """Return a signed ID token for somebody."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": self.client_id,
            "sub": person["TechID"],
            "iat": now,
            "exp": now + TOKEN_SECONDS,
            "nonce": asked.get("nonce", ""),
        }
        return jwt.encode(self.twist(claims), self.key, algorithm="RS256", headers={"kid": "1"})


def server_of(provider: PretendedProvider, *, host: str = "127.0.0.1", port: int = 0) -> ThreadingHTTPServer:
    """Return a server that answers for a provider; port 0 takes a free one, and the issuer follows it."""
    server = ThreadingHTTPServer((host, port), type("Answers", (_Answers,), {"provider": provider}))
    if not provider.issuer:
        provider.issuer = f"http://{host}:{server.server_address[1]}"
    return server


class _Answers(BaseHTTPRequestHandler):
    provider: PretendedProvider

    def do_GET(self) -> None:
        """Answer discovery, keys, the page of choice and user info."""
        match urlsplit(self.path).path:
            case "/.well-known/openid-configuration":
                self._json(self.provider.configuration())
            case "/oauth2/jwks":
                self._json(self.provider.jwks())
            case "/oauth2/authorize":
                self._page(self._asked())
            case "/oauth2/userinfo":
                bearer = self.headers.get("Authorization", "").removeprefix("Bearer ")
                person = self.provider.bearers.get(bearer)
                if person is None:
                    self._json({"error": "invalid_token"}, HTTPStatus.UNAUTHORIZED)
                else:
                    self._json({**person, "sub": person["TechID"]})
            case _:
                self._json({"error": "not_found"}, HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """Take who somebody chose to be, or trade a code for tokens."""
        length = min(int(self.headers.get("Content-Length") or 0), 65536)
        form = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
        match urlsplit(self.path).path:
            case "/oauth2/token":
                answer = self.provider.token(form)
                if answer is None:
                    self._json({"error": "invalid_grant"}, HTTPStatus.BAD_REQUEST)
                else:
                    self._json(answer)
            case "/oauth2/authorize":
                asked = self._asked()
                back = {"state": asked.get("state", "")}
                if tech_id := form.get("tech_id"):
                    back["code"] = self.provider.code_for(tech_id, asked)
                else:
                    back["error"] = "access_denied"
                self.send_response(HTTPStatus.SEE_OTHER)
                self.send_header("Location", f"{asked['redirect_uri']}?{urlencode(back)}")
                self.end_headers()
            case _:
                self._json({"error": "not_found"}, HTTPStatus.NOT_FOUND)

    def _asked(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}

    def _page(self, asked: dict[str, str]) -> None:
        if asked.get("client_id") != self.provider.client_id or not asked.get("redirect_uri"):
            self._json({"error": "unauthorized_client"}, HTTPStatus.BAD_REQUEST)
            return
        choices = "".join(
            f'<p><button name="tech_id" value="{html.escape(one["TechID"])}">{html.escape(one["name"])}</button></p>'
            for one in self.provider.people
        )
        page = (
            '<!doctype html><html lang="vi"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
            "<title>Định danh thử nghiệm</title><h1>Định danh thử nghiệm</h1><p>Đây không phải VNeID. Chọn người:</p>"
            f'<form method="post">{choices}<p><button>Không đăng nhập</button></p></form></html>'
        )
        self._answer(page.encode(), "text/html; charset=utf-8", HTTPStatus.OK)

    def _json(self, said: dict[str, Any], status: HTTPStatus = HTTPStatus.OK) -> None:
        self._answer(json.dumps(said).encode(), "application/json", status)

    def _answer(self, content: bytes, kind: str, status: HTTPStatus) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: Any) -> None:
        """Say nothing: addresses carry codes."""
