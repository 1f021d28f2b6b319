"""Keys of the cast, made once for the whole run: Dũng's, the department's seal, and those that must be refused."""

import io
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache

from cryptography.hazmat.primitives.serialization import Encoding
from PIL import Image, ImageDraw

from agencies.typesetting import typeset
from dossiers.models import KeyKind
from dossiers.services import letters
from dossiers.services.approval import write_result
from dossiers.services.identities import register
from dossiers.signing import pades
from dossiers.signing.authority import Authority, as_pkcs12, new_authority, new_private_key
from dossiers.signing.pkcs12 import FileKey
from dossiers.signing.places import Box, Places
from dossiers.signing.trust import Trust, trust_of
from dossiers.tests.world import MONDAY, MONDAY_MORNING, instant, loaded

AGENCY = "Sở Tư pháp tỉnh Thử"
AGENCY_CODE = "H98.03"
DEED = instant(MONDAY, "10:00")
LATER = instant(MONDAY, "11:00")
LAST_MONTH, NEXT_YEAR = DEED - timedelta(days=30), DEED + timedelta(days=365)
PLACES = Places(
    signature=Box(-1, left=115, top=200, width=55, height=24),
    seal=Box(-1, left=88, top=188, width=40, height=46),
    number=Box(0, left=35, top=22, width=50, height=7),
    date=Box(0, left=110, top=22, width=80, height=7),
)
NUMBERING = pades.Numbering("12/QĐ-STP", "Thử, ngày 02 tháng 3 năm 2026")


@cache
def authority() -> Authority:
    return new_authority("Tổ chức chứng thực thử", at=instant(MONDAY))


@cache
def trust() -> Trust:
    return trust_of([authority().root], [authority().issuer])


def issued(
    name: str,
    *,
    organisation: str = AGENCY,
    agency_code: str = AGENCY_CODE,
    valid_from: datetime = LAST_MONTH,
    valid_until: datetime = NEXT_YEAR,
    by: Authority | None = None,
    stamps_time: bool = False,
) -> FileKey:
    return (by or authority()).issue(
        name,
        organisation=organisation,
        agency_code=agency_code,
        valid_from=valid_from,
        valid_until=valid_until,
        stamps_time=stamps_time,
        private=_private("approver" if name == "Phạm Tiến Dũng" else "seal" if name == AGENCY else "spare"),
    )


@cache
def _private(_name: str):
    return new_private_key()


@cache
def approver_key() -> FileKey:
    return issued("Phạm Tiến Dũng")


@cache
def seal_key() -> FileKey:
    return issued(AGENCY)


@cache
def drawn() -> bytes:
    picture = Image.new("RGBA", (400, 200), (0, 0, 0, 0))
    ImageDraw.Draw(picture).line([(10, 150), (120, 20), (200, 180), (390, 40)], fill=(20, 40, 160, 255), width=8)
    return _png(picture)


@cache
def seal_picture() -> bytes:
    picture = Image.new("RGBA", (600, 600), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse([10, 10, 590, 590], outline=(200, 20, 20, 255), width=20)
    return _png(picture)


def _png(picture: Image.Image) -> bytes:
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()


@cache
def letter() -> bytes:
    """Return a paper of one page that nobody has signed."""
    words = {"title": "Giấy chứng nhận", "kind": "signature", "signer": "Chứng nhận", "time": "", "picture": ""}
    return typeset("stamp.typ", {**words, "width": 210, "height": 297}, at=DEED, is_part=True)


@cache
def prepared() -> bytes:
    return pades.prepare(letter(), PLACES)


@cache
def signed() -> bytes:
    return pades.sign(prepared(), approver_key(), picture=drawn(), at=DEED)


@cache
def sealed() -> bytes:
    return pades.seal(
        signed(), seal_key(), agency=AGENCY, picture=seal_picture(), numbering=NUMBERING, at=DEED + timedelta(minutes=5)
    )


# ── In the world ─────────────────────────────────────────────────────────────────────────
SECRET = "mật khẩu của phần thử"


def equip(world, settings, folder):
    """Give Dũng and the department their keys and register them, as an installation does."""
    settings.SIGNING_KEYS, settings.SIGNING_TRUST = folder / "keys", folder / "trust"
    settings.SIGNING_PASSPHRASE = SECRET
    (folder / "keys").mkdir()
    (folder / "trust" / "issuers").mkdir(parents=True)
    for path, certificate in (("root.pem", authority().root), ("issuers/issuer.pem", authority().issuer)):
        (folder / "trust" / path).write_bytes(certificate.public_bytes(Encoding.PEM))
    put_key("dung.p12", approver_key(), folder)
    put_key("stp.p12", seal_key(), folder)
    register(world.department, KeyKind.PKCS12, "dung.p12", user=world.dung, picture=drawn(), at=MONDAY_MORNING)
    register(world.department, KeyKind.PKCS12, "stp.p12", picture=seal_picture(), at=MONDAY_MORNING)


def put_key(name: str, key: FileKey, folder) -> None:
    (folder / "keys" / name).write_bytes(as_pkcs12(key, passphrase=SECRET))


def make_electronic(dossier, *, actor, at, has_seal=True):
    """Let a proposed result be a letter: what the officer's proposal does once it has chosen a template."""
    places = PLACES if has_seal else replace(PLACES, seal=None)
    file = letters.keep_letter(letter(), places, name="ket-qua.pdf", actor=actor, at=at)
    write_result(dossier, is_electronic=True, file=file, verification_code=letters.new_verification_code())
    return loaded(dossier)
