"""Which certificates sign for an agency: registered with their pictures, and taken out of use."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.contents import FILE_TYPES
from agencies.models import Agency
from dossiers.errors import InvalidInput
from dossiers.models import SigningIdentity
from dossiers.signing.certificates import check_certificate, holder_of
from dossiers.signing.contract import SigningKey
from dossiers.signing.errors import SigningRefused
from dossiers.signing.keyring import open_key
from dossiers.signing.trust import Trust, configured_trust
from dossiers.uploads import keep


def register(
    agency: Agency,
    kind: str,
    location: str,
    *,
    user: User | None = None,
    picture: bytes | None = None,
    secret: str = "",
    at: datetime,
    trust: Trust | None = None,
) -> SigningIdentity:
    """Register a key for an officer of an agency, or, without an officer, as the agency's seal.

    The key is opened once to see that it is there and that its certificate may sign for the agency; the secret is not
    kept. Raises `SigningRefused`, and `InvalidInput` for a certificate that is registered already.
    """
    key = open_key(kind, location, secret=secret)
    holder = check_certificate(
        key.certificate,
        key.chain,
        agency_code=agency.code,
        agency_name=agency.name,
        at=at,
        trust=trust or configured_trust(),
    )
    identity = SigningIdentity(
        agency=agency,
        user=user,
        kind=kind,
        location=location,
        certificate=_pem(key)[0],
        chain="".join(_pem(key)[1:]),
        serial_number=holder.serial_number,
        valid_from=holder.valid_from,
        valid_to=holder.valid_until,
    )
    try:
        with transaction.atomic():
            if picture is not None:
                identity.image = keep(picture, name="chu-ky.png", file_type=FILE_TYPES["PNG"], actor=user, at=at)
            identity.save(force_insert=True)
    except IntegrityError as error:
        raise InvalidInput(_("Chứng thư số này đã được đăng ký cho cơ quan.")) from error
    return identity


def revoke(identity: SigningIdentity, *, at: datetime) -> None:
    """Take a certificate out of use from an instant on; what it has signed before stays as it is."""
    SigningIdentity.objects.filter(pk=identity.pk, revoked_at=None).update(revoked_at=at)
    identity.refresh_from_db(fields=["revoked_at"])


def identity_of(agency: Agency, user: User | None, *, at: datetime) -> SigningIdentity:
    """Return with what an officer, or without one the agency itself, signs now; one query.

    The newest certificate counts: one that was revoked or has run out is refused in words, not passed over for an
    older one. Raises `SigningRefused`.
    """
    found = (
        SigningIdentity.objects.filter(agency=agency, user=user)
        .select_related("image", "agency")
        .order_by("-valid_from", "-pk")
        .first()
    )
    if found is None and user is None:
        raise SigningRefused(_("Cơ quan chưa đăng ký chữ ký số của cơ quan (con dấu) trên hệ thống."))
    if found is None:
        raise SigningRefused(_("Ông/Bà chưa đăng ký chứng thư số tại cơ quan này nên chưa ký số được."))
    if found.revoked_at is not None and found.revoked_at <= at:
        raise SigningRefused(
            _("Chứng thư số này đã ngừng sử dụng từ ngày %(day)s.")
            % {"day": f"{timezone.localtime(found.revoked_at):%d/%m/%Y}"}
        )
    return found


def open_identity(identity: SigningIdentity, *, secret: str, at: datetime, trust: Trust | None = None) -> SigningKey:
    """Return the key of an identity, proven to be the registered one and good to sign now; raises `SigningRefused`."""
    key = open_key(identity.kind, identity.location, secret=secret)
    if holder_of(key.certificate).serial_number != identity.serial_number or _pem(key)[0] != identity.certificate:
        raise SigningRefused(_("Khóa tìm thấy không thuộc chứng thư số đã đăng ký. Ông/Bà báo cho quản trị hệ thống."))
    check_certificate(
        key.certificate,
        key.chain,
        agency_code=identity.agency.code,
        agency_name=identity.agency.name,
        at=at,
        trust=trust or configured_trust(),
    )
    return key


def _pem(key: SigningKey) -> list[str]:
    from cryptography.hazmat.primitives.serialization import Encoding

    return [one.public_bytes(Encoding.PEM).decode() for one in (key.certificate, *key.chain)]
