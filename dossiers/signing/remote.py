"""A key at a remote signing service, spoken to as the Cloud Signature Consortium's protocol (version 1) writes it.

Three questions: the certificates of an account, leave to sign one digest (with the person's PIN or one-time code), the
signature. A question that got no answer is asked once more under the same number; the service must not sign twice.
"""

import base64
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Protocol
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from django.utils.translation import gettext as _

from dossiers.signing.errors import KeyUnavailable, SigningRefused

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

SHA256_OID = "2.16.840.1.101.3.4.2.1"
RSA_SHA256_OID = "1.2.840.113549.1.1.11"
ECDSA_SHA256_OID = "1.2.840.10045.4.3.2"
ATTEMPTS = 2
TIMEOUT_SECONDS = 20


class NoAnswer(Exception):
    """The service did not answer in time, or not in its own language."""


class Refusal(Exception):
    """The service answered no; the text is its own."""


class SigningService(Protocol):
    """Whoever answers the protocol: over the network, or the pretended one in this process."""

    def ask(self, question: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return the answer to `credentials/info`, `credentials/authorize` or `signatures/signHash`.

        Raises `NoAnswer` or `Refusal`.
        """


@dataclass(frozen=True, slots=True)
class HttpService:
    """A signing service at an address that ends before `/csc/v1/`."""

    address: str
    token: str = field(repr=False, default="")
    timeout: float = TIMEOUT_SECONDS

    def ask(self, question: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """Post a question as JSON and return the answer."""
        headers = {"Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        request = Request(  # noqa: S310 — the address is the operator's own, checked by the settings
            f"{self.address}/csc/v1/{question}", data=json.dumps(dict(given)).encode(), headers=headers, method="POST"
        )
        try:
            with urlopen(request, timeout=self.timeout) as answer:  # noqa: S310
                body = json.load(answer)
        except HTTPError as error:
            if error.code in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
                raise Refusal(_words_of(error)) from error
            raise NoAnswer(str(error)) from error
        except (OSError, ValueError) as error:
            raise NoAnswer(str(error)) from error
        if not isinstance(body, dict):
            raise NoAnswer("not an object")
        return body


def _words_of(error: HTTPError) -> str:
    try:
        return str(json.load(error).get("error_description", ""))[:300]
    except (OSError, ValueError, AttributeError):
        return ""


@dataclass(frozen=True, slots=True)
class RemoteKey:
    """A key that a service keeps for one account."""

    certificate: "Certificate"
    chain: "tuple[Certificate, ...]"
    service: SigningService
    account: str
    secret: str = field(repr=False)

    def sign(self, digest: bytes) -> bytes:
        """Return the service's signature over a SHA-256 digest; the leave to sign is good for this digest alone."""
        from cryptography.hazmat.primitives.asymmetric import rsa

        hashes = [base64.b64encode(digest).decode()]
        number = str(uuid.uuid4())
        leave = _asked(
            self.service,
            "credentials/authorize",
            {
                "credentialID": self.account,
                "numSignatures": 1,
                "hash": hashes,
                "PIN": self.secret,
                "clientData": number,
            },
        )
        is_rsa = isinstance(self.certificate.public_key(), rsa.RSAPublicKey)
        answer = _asked(
            self.service,
            "signatures/signHash",
            {
                "credentialID": self.account,
                "SAD": leave.get("SAD", ""),
                "hash": hashes,
                "hashAlgo": SHA256_OID,
                "signAlgo": RSA_SHA256_OID if is_rsa else ECDSA_SHA256_OID,
                "clientData": number,
            },
        )
        return _the_one_signature(answer)


def open_account(account: str, *, service: SigningService, secret: str) -> RemoteKey:
    """Return the key of an account at a service; raises `KeyUnavailable` or `SigningRefused`."""
    from cryptography import x509

    answer = _asked(service, "credentials/info", {"credentialID": account, "certificates": "chain"})
    try:
        given = [
            x509.load_der_x509_certificate(base64.b64decode(one, validate=True))
            for one in answer["cert"]["certificates"]
        ]
        certificate, *chain = given
    except (KeyError, TypeError, ValueError) as error:
        raise SigningRefused(_("Dịch vụ ký số từ xa không trả về chứng thư số của tài khoản này.")) from error
    return RemoteKey(certificate, tuple(chain), service, account, secret)


def _asked(service: SigningService, question: str, given: Mapping[str, Any]) -> dict[str, Any]:
    for _attempt in range(ATTEMPTS):
        try:
            return service.ask(question, given)
        except NoAnswer as error:
            reason = error
        except Refusal as error:
            raise SigningRefused(
                _("Dịch vụ ký số từ xa từ chối ký: %(words)s") % {"words": str(error) or _("không nêu lý do")},
                field="passphrase",
            ) from error
    raise KeyUnavailable(_("Dịch vụ ký số từ xa chưa trả lời. Ông/Bà thực hiện lại sau ít phút.")) from reason


def _the_one_signature(answer: Mapping[str, Any]) -> bytes:
    given = answer.get("signatures")
    if not isinstance(given, list) or len(given) != 1 or not isinstance(given[0], str):
        raise SigningRefused(_("Dịch vụ ký số từ xa trả lời không đúng một chữ ký nên chữ ký không được dùng."))
    try:
        return base64.b64decode(given[0], validate=True)
    except ValueError as error:
        raise SigningRefused(_("Dịch vụ ký số từ xa trả về chữ ký không đọc được.")) from error
