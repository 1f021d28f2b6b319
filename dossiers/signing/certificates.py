"""What a certificate says, and whether somebody may sign with it now, for this agency.

A certificate belongs to an agency when it names the agency's identifier code (`organizationIdentifier`), or, where it
names no code, when one of its names is the agency's.

Law: Luật Giao dịch điện tử 20/2023/QH15 Điều 22 (a signature is made while the certificate is in force);
Quyết định 20/2020/QĐ-TTg (identifier codes of agencies).
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.vietnamese import normalised
from dossiers.signing.errors import SigningRefused
from dossiers.signing.running import run
from dossiers.signing.trust import Trust

if TYPE_CHECKING:
    from cryptography.x509 import Certificate, Name, ObjectIdentifier


@dataclass(frozen=True, slots=True)
class Holder:
    """What a certificate says of its holder."""

    name: str
    organisation: str
    agency_code: str
    issuer: str
    serial_number: str
    fingerprint: str
    valid_from: datetime
    valid_until: datetime


def holder_of(certificate: "Certificate") -> Holder:
    """Return what a certificate says; names it lacks are empty. `fingerprint` is SHA-256 in hexadecimal."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.x509.oid import NameOID

    subject = certificate.subject
    return Holder(
        name=_first(subject, NameOID.COMMON_NAME),
        organisation=_first(subject, NameOID.ORGANIZATION_NAME),
        agency_code=_first(subject, NameOID.ORGANIZATION_IDENTIFIER),
        issuer=_first(certificate.issuer, NameOID.COMMON_NAME) or _first(certificate.issuer, NameOID.ORGANIZATION_NAME),
        serial_number=f"{certificate.serial_number:x}",
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        valid_from=certificate.not_valid_before_utc,
        valid_until=certificate.not_valid_after_utc,
    )


def check_certificate(
    certificate: "Certificate",
    chain: "tuple[Certificate, ...]",
    *,
    agency_code: str,
    agency_name: str,
    at: datetime,
    trust: Trust,
) -> Holder:
    """Return the holder of a certificate that may sign for an agency now; raises `SigningRefused` in words."""
    holder = holder_of(certificate)
    if at < holder.valid_from:
        raise SigningRefused(
            _("Chứng thư số của %(name)s chưa có hiệu lực; hiệu lực bắt đầu từ %(day)s.")
            % {"name": holder.name, "day": _day(holder.valid_from)}
        )
    if at > holder.valid_until:
        raise SigningRefused(
            _("Chứng thư số của %(name)s đã hết hạn ngày %(day)s. Ông/Bà gia hạn chứng thư số rồi ký lại.")
            % {"name": holder.name, "day": _day(holder.valid_until)}
        )
    if not belongs_to(certificate, agency_code=agency_code, agency_name=agency_name):
        raise SigningRefused(
            _("Chứng thư số này cấp cho %(holder)s, không phải của %(agency)s.")
            % {"holder": holder.organisation or holder.name, "agency": agency_name}
        )
    _check_chain(certificate, chain, at=at, trust=trust)
    return holder


def belongs_to(certificate: "Certificate", *, agency_code: str, agency_name: str) -> bool:
    """Say whether a certificate was issued to an agency or somebody of it."""
    from cryptography.x509.oid import NameOID

    subject = certificate.subject
    code = _first(subject, NameOID.ORGANIZATION_IDENTIFIER)
    if code:
        return code == agency_code
    wanted = normalised(agency_name).casefold()
    names = (NameOID.ORGANIZATION_NAME, NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.COMMON_NAME)
    return any(
        normalised(str(one.value)).casefold() == wanted for oid in names for one in subject.get_attributes_for_oid(oid)
    )


def _check_chain(certificate: "Certificate", chain: "tuple[Certificate, ...]", *, at: datetime, trust: Trust) -> None:
    from pyhanko_certvalidator import CertificateValidator
    from pyhanko_certvalidator.errors import PathError, ValidationError

    if any(since and since <= at for since in map(trust.revoked_at, (certificate, *chain))):
        raise SigningRefused(_("Chứng thư số đã bị thu hồi. Ông/Bà liên hệ đơn vị cấp chứng thư số."))
    if not _is_for_signing(certificate):
        raise SigningRefused(_("Chứng thư số này không được cấp để ký số."))
    validator = CertificateValidator(
        as_asn1(certificate),
        intermediate_certs=[as_asn1(one) for one in chain],
        validation_context=trust.context(moment=at),
    )
    try:
        run(validator.async_validate_usage(key_usage=set()))
    except (PathError, ValidationError) as error:
        raise SigningRefused(
            _("Chứng thư số không do tổ chức chứng thực mà hệ thống tin cậy cấp nên không được dùng để ký.")
        ) from error


def _is_for_signing(certificate: "Certificate") -> bool:
    from cryptography import x509

    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return usage.digital_signature or usage.content_commitment


def as_asn1(certificate: "Certificate") -> Any:
    """Return a certificate as pyHanko takes it."""
    from asn1crypto import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    return x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def _first(name: "Name", oid: "ObjectIdentifier") -> str:
    found = name.get_attributes_for_oid(oid)
    return str(found[0].value) if found else ""


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y}"
