"""Opening a key where it is kept. Secrets come from the person who signs, else from the installation's settings."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from dossiers.models import KeyKind
from dossiers.signing.contract import SigningKey, TimeAuthority
from dossiers.signing.errors import KeyUnavailable
from dossiers.signing.pkcs11 import open_token
from dossiers.signing.pkcs12 import open_file
from dossiers.signing.remote import HttpService, open_account
from dossiers.signing.timestamps import HttpTimeAuthority


def open_key(kind: str, location: str, *, secret: str = "") -> SigningKey:
    """Return the key at a place of its kind: a file's name, `token/label`, an account at the service.

    Raises `SigningRefused` or `KeyUnavailable`.
    """
    match KeyKind(kind):
        case KeyKind.PKCS12:
            # A name and never a path: the key lies in the one folder for keys, or there is none.
            path = Path(settings.SIGNING_KEYS) / Path(location).name
            return open_file(path, passphrase=secret or settings.SIGNING_PASSPHRASE)
        case KeyKind.PKCS11:
            return open_token(
                location, module=settings.SIGNING_PKCS11_MODULE, pin=secret or settings.SIGNING_PKCS11_PIN
            )
        case KeyKind.REMOTE:
            if not settings.SIGNING_SERVICE_URL:
                raise KeyUnavailable(_("Hệ thống chưa kết nối dịch vụ ký số từ xa. Ông/Bà báo cho quản trị hệ thống."))
            service = HttpService(settings.SIGNING_SERVICE_URL, settings.SIGNING_SERVICE_TOKEN)
            return open_account(location, service=service, secret=secret)


def time_authority() -> TimeAuthority | None:
    """Return whoever attests the time of signatures here, or None where the server's clock has to do."""
    return HttpTimeAuthority(settings.SIGNING_TIME_AUTHORITY) if settings.SIGNING_TIME_AUTHORITY else None
