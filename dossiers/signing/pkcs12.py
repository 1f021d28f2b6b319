"""A key in a PKCS#12 file. What opens it comes from whoever signs or from the installation, never from the database."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dossiers.signing.errors import KeyUnavailable, SigningRefused

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


@dataclass(frozen=True, slots=True)
class FileKey:
    """A key that was read from a file."""

    certificate: "Certificate"
    chain: "tuple[Certificate, ...]"
    private: Any = field(repr=False)

    def sign(self, digest: bytes) -> bytes:
        """Return the signature over a SHA-256 digest."""
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import ec, padding, utils

        ready = utils.Prehashed(hashes.SHA256())
        if isinstance(self.private, ec.EllipticCurvePrivateKey):
            return self.private.sign(digest, ec.ECDSA(ready))
        signature: bytes = self.private.sign(digest, padding.PKCS1v15(), ready)
        return signature


def open_file(path: Path, *, passphrase: str) -> FileKey:
    """Return the key in a PKCS#12 file; raises `KeyUnavailable` without the file, `SigningRefused` if it stays shut."""
    from cryptography.hazmat.primitives.asymmetric import ec, rsa
    from cryptography.hazmat.primitives.serialization import pkcs12

    try:
        content = path.read_bytes()
    except OSError as error:
        raise KeyUnavailable(_("Không đọc được tệp khóa ký số. Ông/Bà báo cho quản trị hệ thống.")) from error
    try:
        private, certificate, issuers = pkcs12.load_key_and_certificates(content, passphrase.encode())
    except ValueError as error:
        raise SigningRefused(
            _("Mật khẩu của khóa ký số không đúng, hoặc tệp khóa bị hỏng. Ông/Bà nhập lại mật khẩu."),
            field="passphrase",
        ) from error
    if certificate is None or not isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise SigningRefused(_("Tệp khóa không có chứng thư số hoặc khóa ký thuộc loại không dùng được."))
    return FileKey(certificate, ordered_chain(certificate, issuers), private)


def ordered_chain(certificate: "Certificate", issuers: "list[Certificate]") -> "tuple[Certificate, ...]":
    """Return the issuers of a certificate, nearest first; what issued nothing of it is left out."""
    chain: list[Certificate] = []
    current, left = certificate, list(issuers)
    while current.issuer != current.subject:
        issuer = next((one for one in left if one.subject == current.issuer), None)
        if issuer is None:
            break
        left.remove(issuer)
        chain.append(issuer)
        current = issuer
    return tuple(chain)
