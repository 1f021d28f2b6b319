"""What a key is to those who sign with it: a certificate, its issuers, and an answer to a digest.

The private half never leaves its home, so a file, a token and a signing service look alike from here.
"""

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

DIGEST = "sha256"
"""What every signature of the house is made over."""


@runtime_checkable
class SigningKey(Protocol):
    """A private key wherever it lives."""

    @property
    def certificate(self) -> "Certificate":
        """The certificate of the key."""

    @property
    def chain(self) -> "tuple[Certificate, ...]":
        """The issuers that came with it, nearest first; may be empty where the roots are known."""

    def sign(self, digest: bytes) -> bytes:
        """Return the signature over a SHA-256 digest: PKCS#1 v1.5 for an RSA key, DER for an elliptic curve.

        Raises `KeyUnavailable` when the key cannot be reached, `SigningRefused` when it says no.
        """


class TimeAuthority(Protocol):
    """Somebody who attests at what time a digest existed (RFC 3161)."""

    def attest(self, request: bytes) -> bytes:
        """Return the DER answer to a DER time-stamp request; raises `KeyUnavailable`."""
