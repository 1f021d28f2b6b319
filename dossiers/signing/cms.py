"""Where our keys, our stamps and our clock meet pyHanko. Importing this module does not import it."""

import hashlib
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from dossiers.signing.contract import DIGEST, SigningKey, TimeAuthority
from dossiers.signing.errors import SigningRefused

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer
    from pyhanko.sign.timestamps import TimeStamper
    from pyhanko.stamp import BaseStampStyle

RSA_SIGNATURE_ROOM = 512
"""Bytes of the longest signature that is expected: an RSA key of 4096 bits."""


def signer_of(key: SigningKey, certificate: Any, chain: list[Any]) -> "Signer":
    """Return a key as pyHanko takes it; `certificate` and `chain` as asn1crypto's."""
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    store = SimpleCertificateStore()
    # The signer's own is added by pyHanko; twice it would take more room, and one of the two could be changed unseen.
    store.register_multiple(chain)
    signer: Signer = _signer_class()(key, signing_cert=certificate, cert_registry=store)
    return signer


@cache
def _signer_class() -> Any:
    from pyhanko.sign.signers import Signer

    class KeySigner(Signer):
        """Hands each digest to a key, and believes the answer only if the certificate confirms it."""

        def __init__(self, key: SigningKey, **rest: Any) -> None:
            super().__init__(**rest)
            self.key = key

        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            if digest_algorithm != DIGEST:
                raise ValueError(f"Signatures are made over {DIGEST}, not {digest_algorithm}.")
            if dry_run:
                return bytes(RSA_SIGNATURE_ROOM)
            signature = self.key.sign(hashlib.sha256(data).digest())
            _check_answer(self.key, signature, data)
            return signature

    return KeySigner


def _check_answer(key: SigningKey, signature: bytes, content: bytes) -> None:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, padding

    public: Any = key.certificate.public_key()
    how = (ec.ECDSA(hashes.SHA256()),)
    if not isinstance(public, ec.EllipticCurvePublicKey):
        how = (padding.PKCS1v15(), hashes.SHA256())  # type: ignore[assignment]
    try:
        public.verify(signature, content, *how)
    except InvalidSignature as error:
        raise SigningRefused(_("Chữ ký nhận được không khớp với chứng thư số nên không được dùng.")) from error


def timestamper_of(authority: TimeAuthority) -> "TimeStamper":
    """Return a time-stamp authority as pyHanko takes it."""
    stamper: TimeStamper = _timestamper_class()(authority)
    return stamper


@cache
def _timestamper_class() -> Any:
    from asn1crypto import tsp
    from pyhanko.sign.timestamps import TimeStamper

    class AuthorityTimeStamper(TimeStamper):
        """Asks our authority."""

        def __init__(self, authority: TimeAuthority) -> None:
            super().__init__()
            self.authority = authority

        async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
            answer: tsp.TimeStampResp = tsp.TimeStampResp.load(self.authority.attest(req.dump()))
            return answer

    return AuthorityTimeStamper


def stamp_style(pdf: bytes) -> "BaseStampStyle":
    """Return a one-page PDF as the look of a signature; it fills the box."""
    style: BaseStampStyle = _style_class()(border_width=0, pdf=pdf)
    return style


@cache
def _style_class() -> Any:
    from dataclasses import dataclass

    from pyhanko.stamp import BaseStamp, BaseStampStyle

    class PageStamp(BaseStamp):
        def _render_inner_content(self) -> list[bytes]:
            from pyhanko.pdf_utils.generic import pdf_name

            self.resources.xobject[pdf_name("/Stamp")] = imported(self.writer, self.style.pdf)
            return [b"/Stamp Do"]

    @dataclass(frozen=True)
    class PageStampStyle(BaseStampStyle):
        pdf: bytes = b""

        def create_stamp(self, writer: Any, box: Any, text_params: dict[str, Any]) -> PageStamp:
            return PageStamp(writer=writer, style=self, box=box)

    return PageStampStyle


def imported(writer: Any, pdf: bytes) -> Any:
    """Return a one-page PDF as a form in the file that is written."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    return writer.import_page_as_xobject(PdfFileReader(BytesIO(pdf)))
