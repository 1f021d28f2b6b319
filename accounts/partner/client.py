"""Talking to the sign-in partner: the code flow with PKCE, and every check of OpenID Connect Core 3.1.3.7."""

import base64
import hashlib
import hmac
import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
from django.conf import settings

from accounts.partner.contract import Claims, PartnerError, read_claims

ALGORITHMS = ("RS256", "PS256", "ES256")
SECONDS = 10
LARGEST_ANSWER = 512 * 1024
CLOCKS_DIFFER_SECONDS = 60
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class Pending:
    """What this browser must bring back, and what the partner must repeat."""

    state: str
    nonce: str
    verifier: str

    def as_json(self) -> dict[str, str]:
        """Return it as the session keeps it."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Partner:
    """The provider of this installation."""

    issuer: str
    client_id: str
    client_secret: str

    def begin(self, redirect_uri: str) -> tuple[str, Pending]:
        """Return where the browser goes, and what must come back; one request. Raises `PartnerError`."""
        pending = Pending(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))
        challenge = hashlib.sha256(pending.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": redirect_uri,
            "scope": "openid",
            "acr_values": "LoA1",
            "state": pending.state,
            "nonce": pending.nonce,
            "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{self._discovered()['authorization_endpoint']}?{urlencode(asked)}", pending

    def finish(self, code: str, pending: Pending, redirect_uri: str) -> Claims:
        """Return whom the partner vouches for; four requests. Raises `PartnerError` for whatever cannot be believed."""
        found = self._discovered()
        answer = _fetched(
            found["token_endpoint"],
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": redirect_uri,
                "client_id": self.client_id,
                "client_secret": self.client_secret,
                "code_verifier": pending.verifier,
            },
        )
        token = self._verified(str(answer.get("id_token", "")), found["jwks_uri"], nonce=pending.nonce)
        bearer = str(answer.get("access_token", ""))
        if not bearer or not bearer.isascii() or not bearer.isprintable():
            raise PartnerError("no access token")
        told = _fetched(found["userinfo_endpoint"], headers={"Authorization": f"Bearer {bearer}"})
        return read_claims(self.issuer, token, told)

    def _discovered(self) -> dict[str, str]:
        found = _fetched(f"{self.issuer}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise PartnerError("the configuration is another issuer's")
        names = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
        if not all(isinstance(found.get(name), str) for name in names):
            raise PartnerError("the configuration is incomplete")
        return {name: found[name] for name in names}

    def _verified(self, token: str, jwks_uri: str, *, nonce: str) -> dict[str, Any]:
        try:
            header = jwt.get_unverified_header(token)
            keys = [key for key in jwt.PyJWKSet.from_dict(_fetched(jwks_uri)).keys if key.public_key_use != "enc"]
            key = next(key for key in keys if key.key_id == header.get("kid") or len(keys) == 1)
            claims: dict[str, Any] = jwt.decode(
                token,
                key.key,
                algorithms=list(ALGORITHMS),
                audience=self.client_id,
                issuer=self.issuer,
                leeway=CLOCKS_DIFFER_SECONDS,
                options={"require": ["iss", "sub", "aud", "exp", "iat", "nonce"]},
            )
        except (jwt.PyJWTError, StopIteration, ValueError, TypeError) as error:
            raise PartnerError(f"the token does not hold: {type(error).__name__}") from error
        if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
            raise PartnerError("the token answers another sign-in")
        if isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and claims.get("azp") != self.client_id:
            raise PartnerError("the token is another party's")
        return claims


def partner() -> Partner | None:
    """Return the sign-in partner of this installation, None where none is set up."""
    given: dict[str, str] = settings.SIGN_IN_PARTNER
    if not given["issuer"]:
        return None
    return Partner(given["issuer"], given["client_id"], given["client_secret"])


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A partner that sends its secret's bearer elsewhere is no partner."""

    def redirect_request(self, *_args: Any, **_options: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects)


def _fetched(url: str, form: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> Any:
    """Return the JSON object at an address, by POST where there is a form; raises `PartnerError`."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise PartnerError("an address without TLS")
    body = urlencode(form).encode() if form is not None else None
    request = urllib.request.Request(url, body, {"Accept": "application/json", **(headers or {})})  # noqa: S310
    try:
        with _opener.open(request, timeout=SECONDS) as answer:
            content = answer.read(LARGEST_ANSWER + 1)
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise PartnerError(f"no answer from {parts.path}: {type(error).__name__}") from error
    try:
        read = json.loads(content) if len(content) <= LARGEST_ANSWER else None
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise PartnerError(f"no JSON object from {parts.path}")
    return read
