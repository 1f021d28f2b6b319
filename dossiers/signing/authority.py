"""A certificate authority of our own, for development, the demo and the tests. Nobody outside trusts it.

A real installation has its certificates from the State's authority and never calls this.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from dossiers.signing.pkcs12 import FileKey

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
KEY_BITS = 2048
LONGEST_NAME = 64
"""Bytes of a name in a certificate (RFC 5280, ub-common-name); Vietnamese letters take up to three."""
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Authority:
    """A root and the one authority below it that issues to people and agencies."""

    root: x509.Certificate
    issuer: x509.Certificate
    root_key: rsa.RSAPrivateKey = field(repr=False)
    issuer_key: rsa.RSAPrivateKey = field(repr=False)

    def issue(
        self,
        name: str,
        *,
        organisation: str,
        agency_code: str = "",
        valid_from: datetime,
        valid_until: datetime,
        private: PrivateKey | None = None,
        stamps_time: bool = False,
    ) -> FileKey:
        """Return a new key with a certificate for signing, or for attesting times, in the name of somebody."""
        own = private or new_private_key()
        subject = _name(name, organisation, agency_code)
        builder = _builder(subject, own, issuer=self.issuer.subject, valid_from=valid_from, valid_until=valid_until)
        usage = _usage(digital_signature=True, content_commitment=True)
        if stamps_time:
            purposes = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(purposes, critical=True)
        certificate = (
            builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(_authority_identifier(self.issuer_key), critical=False)
            .sign(self.issuer_key, hashes.SHA256())
        )
        return FileKey(certificate, (self.issuer, self.root), own)

    def revocation_list(self, revoked: Iterable[FileKey], *, since: datetime, at: datetime) -> bytes:
        """Return the DER list of certificates of this authority that no longer hold."""
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.issuer.subject)
        builder = builder.last_update(at).next_update(at + YEAR)
        builder = builder.add_extension(_authority_identifier(self.issuer_key), critical=False)
        builder = builder.add_extension(x509.CRLNumber(1), critical=False)
        for key in revoked:
            serial = key.certificate.serial_number
            builder = builder.add_revoked_certificate(
                x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since).build()
            )
        return builder.sign(self.issuer_key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)


def new_authority(name: str, *, at: datetime) -> Authority:
    """Return a new root, good for twenty years from a day before `at`, and an authority below it."""
    root_key, issuer_key = new_private_key(), new_private_key()
    dates = {"valid_from": at - timedelta(days=1), "valid_until": at + 20 * YEAR}
    root_name, issuer_name = _name(f"Gốc {name}", name), _name(f"Cấp phát {name}", name)
    root = _authority_certificate(root_name, root_key, signed_by=root_key, issuer=root_name, path_length=1, **dates)
    issuer = _authority_certificate(
        issuer_name, issuer_key, signed_by=root_key, issuer=root_name, path_length=0, **dates
    )
    return Authority(root, issuer, root_key, issuer_key)


def new_private_key() -> rsa.RSAPrivateKey:
    """Return a new private key of the usual length."""
    return rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)


def new_small_key() -> ec.EllipticCurvePrivateKey:
    """Return a new private key on an elliptic curve: made at once, where an RSA key takes a fifth of a second."""
    return ec.generate_private_key(ec.SECP256R1())


def as_pkcs12(key: FileKey, *, passphrase: str) -> bytes:
    """Return a key with its certificates as a PKCS#12 file."""
    shut = serialization.BestAvailableEncryption(passphrase.encode())
    return pkcs12.serialize_key_and_certificates(b"mot-cua", key.private, key.certificate, key.chain, shut)


def _authority_certificate(
    subject: x509.Name,
    own: rsa.RSAPrivateKey,
    *,
    signed_by: rsa.RSAPrivateKey,
    issuer: x509.Name,
    path_length: int,
    valid_from: datetime,
    valid_until: datetime,
) -> x509.Certificate:
    builder = _builder(subject, own, issuer=issuer, valid_from=valid_from, valid_until=valid_until)
    return (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(_usage(key_cert_sign=True, crl_sign=True), critical=True)
        .add_extension(_authority_identifier(signed_by), critical=False)
        .sign(signed_by, hashes.SHA256())
    )


def _builder(
    subject: x509.Name, own: PrivateKey, *, issuer: x509.Name, valid_from: datetime, valid_until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid_from)
        .not_valid_after(valid_until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
    )


def _authority_identifier(key: rsa.RSAPrivateKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key())


def _name(name: str, organisation: str, agency_code: str = "") -> x509.Name:
    parts = [(NameOID.COUNTRY_NAME, "VN"), (NameOID.ORGANIZATION_NAME, organisation)]
    if agency_code:
        parts.append((NameOID.ORGANIZATION_IDENTIFIER, agency_code))
    return x509.Name([x509.NameAttribute(oid, _fitting(value)) for oid, value in [*parts, (NameOID.COMMON_NAME, name)]])


def _fitting(value: str) -> str:
    """Return as many whole words of a name as a certificate has room for."""
    words = value.split()
    while len(" ".join(words).encode()) > LONGEST_NAME:
        words.pop()
    return " ".join(words)


def _usage(**allowed: bool) -> x509.KeyUsage:
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    usage: dict[str, Any] = {name: allowed.get(name, False) for name in names}
    return x509.KeyUsage(**usage)
