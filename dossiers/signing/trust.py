"""Whom the portal trusts: the roots, intermediate authorities and revocation lists in one folder of the installation.

`settings.SIGNING_TRUST`: `*.pem`, `*.crt`, `*.cer` in it are roots, those in its folder `issuers` are authorities below
them, `*.crl` are lists of revoked certificates. An operator puts the files of the State's authorities there.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

CERTIFICATE_SUFFIXES = frozenset({".pem", ".crt", ".cer"})


@dataclass(frozen=True)
class Trust:
    """Roots, authorities below them and revocation lists, all as DER."""

    roots: tuple[bytes, ...] = ()
    issuers: tuple[bytes, ...] = ()
    revocation_lists: tuple[bytes, ...] = ()

    def context(self, *, moment: datetime) -> Any:
        """Return what pyHanko asks whether a certificate is trusted at a moment; nothing is fetched from outside."""
        from asn1crypto import x509
        from pyhanko_certvalidator import ValidationContext

        return ValidationContext(
            trust_roots=[x509.Certificate.load(one) for one in self.roots],
            other_certs=[x509.Certificate.load(one) for one in self.issuers],
            moment=moment,
            allow_fetching=False,
        )

    def revoked_at(self, certificate: "Certificate") -> datetime | None:
        """Return since when a certificate no longer holds, by a list that its authority has signed, or None."""
        return _revocations(self).get((certificate.issuer.public_bytes(), certificate.serial_number))


@lru_cache(maxsize=4)
def _revocations(trust: Trust) -> Mapping[tuple[bytes, int], datetime]:
    """Return every revoked certificate of the lists whose signature holds, by issuer and serial number."""
    from cryptography import x509

    known = [x509.load_der_x509_certificate(one) for one in (*trust.roots, *trust.issuers)]
    found: dict[tuple[bytes, int], datetime] = {}
    for content in trust.revocation_lists:
        listed = x509.load_der_x509_crl(content)
        issuers = [one for one in known if one.subject == listed.issuer]
        if any(listed.is_signature_valid(one.public_key()) for one in issuers):  # type: ignore[arg-type]
            found |= {(listed.issuer.public_bytes(), one.serial_number): one.revocation_date_utc for one in listed}
    return found


def trust_of(
    roots: "Iterable[Certificate]", issuers: "Iterable[Certificate]" = (), revocation_lists: Iterable[bytes] = ()
) -> Trust:
    """Return a trust made of certificates that are at hand."""
    from cryptography.hazmat.primitives.serialization import Encoding

    return Trust(
        tuple(one.public_bytes(Encoding.DER) for one in roots),
        tuple(one.public_bytes(Encoding.DER) for one in issuers),
        tuple(revocation_lists),
    )


def configured_trust() -> Trust:
    """Return the trust of this installation; read anew only when a file of the folder has changed."""
    folder = Path(settings.SIGNING_TRUST)
    files = sorted(path for path in [*folder.glob("*"), *folder.glob("issuers/*")] if path.is_file())
    return _read(folder, tuple((path, path.stat().st_mtime_ns) for path in files))


@lru_cache(maxsize=4)
def _read(folder: Path, files: tuple[tuple[Path, int], ...]) -> Trust:
    paths = [path for path, _changed in files]
    certificates = [path for path in paths if path.suffix.lower() in CERTIFICATE_SUFFIXES]
    return trust_of(
        _certificates(path for path in certificates if path.parent == folder),
        _certificates(path for path in certificates if path.parent != folder),
        _revocation_lists(path for path in paths if path.suffix.lower() == ".crl"),
    )


def _certificates(paths: Iterable[Path]) -> "Iterator[Certificate]":
    from cryptography import x509

    for path in paths:
        content = path.read_bytes()
        if b"-----BEGIN" in content:
            yield from x509.load_pem_x509_certificates(content)
        else:
            yield x509.load_der_x509_certificate(content)


def _revocation_lists(paths: Iterable[Path]) -> Iterator[bytes]:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    for path in paths:
        content = path.read_bytes()
        load = x509.load_pem_x509_crl if b"-----BEGIN" in content else x509.load_der_x509_crl
        yield load(content).public_bytes(Encoding.DER)
