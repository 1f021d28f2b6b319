"""A key on a token (PKCS#11): the USB token of an officer, or a security module in the machine room.

The address is `token/key`, both labels. The token signs; neither key nor document passes through here, only a digest.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dossiers.signing.errors import KeyUnavailable, SigningRefused
from dossiers.signing.pkcs12 import ordered_chain

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

SHA256_DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
"""What stands before a SHA-256 digest inside an RSA signature (RFC 8017, 9.2)."""

# A process is signed in to a token or it is not, whatever its threads believe.
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A key that stays on its token; each signature opens a session of its own."""

    certificate: "Certificate"
    chain: "tuple[Certificate, ...]"
    module: str
    token: str
    label: str
    pin: str = field(repr=False)

    def sign(self, digest: bytes) -> bytes:
        """Return the token's signature over a SHA-256 digest."""
        import pkcs11
        from cryptography.hazmat.primitives.asymmetric import rsa
        from pkcs11.util.ec import encode_ecdsa_signature

        with _session(self.module, self.token, self.pin) as session:
            private = session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=self.label)
            if isinstance(self.certificate.public_key(), rsa.RSAPublicKey):
                signature: bytes = private.sign(SHA256_DIGEST_INFO + digest, mechanism=pkcs11.Mechanism.RSA_PKCS)
                return signature
            der: bytes = encode_ecdsa_signature(private.sign(digest, mechanism=pkcs11.Mechanism.ECDSA))
            return der


def open_token(address: str, *, module: str, pin: str) -> TokenKey:
    """Return the key at an address `token/key`, with the certificate of the same label.

    Raises `KeyUnavailable` without module, token or key, `SigningRefused` for a wrong or locked PIN.
    """
    import pkcs11
    from cryptography import x509

    token, _slash, label = address.partition("/")
    if not module:
        raise KeyUnavailable(_("Hệ thống chưa được cài đặt để dùng thiết bị ký số. Ông/Bà báo cho quản trị hệ thống."))
    with _session(module, token, pin) as session:
        session.get_key(object_class=pkcs11.ObjectClass.PRIVATE_KEY, label=label)
        found = {
            one[pkcs11.Attribute.LABEL]: x509.load_der_x509_certificate(one[pkcs11.Attribute.VALUE])
            for one in session.get_objects({pkcs11.Attribute.CLASS: pkcs11.ObjectClass.CERTIFICATE})
        }
    if label not in found:
        raise SigningRefused(_("Thiết bị ký số không chứa chứng thư số của khóa này."))
    certificate = found.pop(label)
    return TokenKey(certificate, ordered_chain(certificate, list(found.values())), module, token, label, pin)


@contextmanager
def _session(module: str, token: str, pin: str) -> Iterator[Any]:
    import pkcs11
    from pkcs11 import exceptions

    try:
        with _lock, pkcs11.lib(module).get_token(token_label=token).open(user_pin=pin) as session:
            yield session
    except (exceptions.PinIncorrect, exceptions.PinInvalid, exceptions.PinLenRange) as error:
        raise SigningRefused(
            _("Mã PIN của thiết bị ký số không đúng. Nhập sai nhiều lần, thiết bị sẽ tự khóa."), field="passphrase"
        ) from error
    except exceptions.PinLocked as error:
        raise SigningRefused(
            _("Thiết bị ký số đã bị khóa vì nhập sai mã PIN nhiều lần. Ông/Bà liên hệ đơn vị cấp chứng thư số.")
        ) from error
    except exceptions.NoSuchKey as error:
        raise SigningRefused(_("Thiết bị ký số không chứa khóa đã đăng ký cho Ông/Bà.")) from error
    except (pkcs11.PKCS11Error, RuntimeError) as error:
        raise KeyUnavailable(_("Không kết nối được thiết bị ký số. Ông/Bà cắm thiết bị rồi thực hiện lại.")) from error
