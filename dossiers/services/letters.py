"""The electronic result as files: the letter with its empty fields, then signed, then sealed.

Each step keeps a file of its own, so every state of the letter can be shown again; `Signature` ties them together. A
file is taken from the store only if it still is what was kept, and sealed only if the approver's signature holds.

Law: Nghị định 30/2020/NĐ-CP Điều 13, 17, 18 (signing, numbering, the agency's digital signature).
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from agencies.contents import FILE_TYPES
from agencies.typesetting import date_of_paper
from dossiers.models import Dossier, Signature, SigningIdentity, StoredFile
from dossiers.services.identities import identity_of, open_identity
from dossiers.signing import pades
from dossiers.signing.contract import SigningKey
from dossiers.signing.errors import SigningRefused
from dossiers.signing.fields import Field
from dossiers.signing.keyring import time_authority
from dossiers.signing.places import Places
from dossiers.signing.trust import Trust, configured_trust
from dossiers.signing.verdict import Problem
from dossiers.signing.verifying import verify
from dossiers.uploads import keep

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""What a code is made of: nothing that looks like something else."""
CODE_LENGTH = 12


@dataclass(frozen=True, slots=True)
class OpenedKey:
    """A registered identity and its key, proven to be good now."""

    identity: SigningIdentity
    key: SigningKey
    picture: bytes | None


def new_verification_code() -> str:
    """Return a code that leads to one result and cannot be guessed: 31 ** 12 are possible."""
    return "".join(secrets.choice(LETTERS) for _letter in range(CODE_LENGTH))


def keep_letter(pdf: bytes, places: Places, *, name: str, actor: User, at: datetime) -> StoredFile:
    """Keep a typeset letter with its fields made, ready to be signed; raises `SigningRefused`."""
    return _kept(pades.prepare(pdf, places), name=name, actor=actor, at=at)


def open_key_of(dossier: Dossier, user: User | None, *, secret: str, at: datetime) -> OpenedKey:
    """Return with what an officer, or without one the agency, signs the result of a dossier; raises `SigningRefused`.

    May ask a token or a service: call it before a transaction that locks what others wait for.
    """
    identity = identity_of(dossier.agency, user, at=at)
    key = open_identity(identity, secret=secret, at=at)
    return OpenedKey(identity, key, content_of(identity.image) if identity.image else None)


def signed_letter(dossier: Dossier, opened: OpenedKey, *, number: str = "", at: datetime) -> bytes:
    """Return the letter with the approver's signature, and with number and date where nobody seals it afterwards."""
    return pades.sign(
        letter_of(dossier),
        opened.key,
        picture=opened.picture,
        numbering=numbering_of(number, at=at) if number else None,
        authority=time_authority(),
        at=at,
    )


def sealed_letter(
    dossier: Dossier, opened: OpenedKey, *, number: str, at: datetime, trust: Trust | None = None
) -> bytes:
    """Return the signed letter with number, date and the agency's seal; its signature must hold, and nothing be added.

    Raises `SigningRefused`.
    """
    letter = letter_of(dossier)
    proven_at = dossier.result.signed_at
    verdict = verify(letter, at=at, trust=trust or configured_trust(), proven_at=proven_at)
    if not all(one.is_sound for one in verdict.signatures) or set(verdict.problems) - {Problem.SIGNATURE_MISSING}:
        raise SigningRefused(
            _("Chữ ký số của người có thẩm quyền trên văn bản không còn hợp lệ nên không đóng dấu được.")
        )
    return pades.seal(
        letter,
        opened.key,
        agency=dossier.agency.name,
        picture=opened.picture,
        numbering=numbering_of(number, at=at),
        authority=time_authority(),
        at=at,
    )


def keep_signature(
    dossier: Dossier, content: bytes, opened: OpenedKey, *, field: Field, actor: User, at: datetime
) -> StoredFile:
    """Keep a signed letter as the result's newest file, and who signed it with what; two statements."""
    before = dossier.result.file
    if before is None:
        raise SigningRefused(_("Kết quả này chưa có văn bản điện tử để ký."))
    after = _kept(content, name=before.name, actor=actor, at=at)
    Signature.objects.create(
        result=dossier.result,
        identity=opened.identity,
        field_name=field,
        signed_by=actor,
        signed_at=at,
        before=before,
        after=after,
    )
    return after


def letter_of(dossier: Dossier) -> bytes:
    """Return the newest file of an electronic result; raises `SigningRefused` where it is missing or has changed."""
    file = dossier.result.file
    if not dossier.result.is_electronic or file is None:
        raise SigningRefused(_("Kết quả này chưa có văn bản điện tử để ký."))
    return content_of(file)


def numbering_of(number: str, *, at: datetime) -> pades.Numbering:
    """Return number and date as they stand on the paper."""
    return pades.Numbering(number, date_of_paper(timezone.localdate(at)))


def content_of(file: StoredFile) -> bytes:
    """Return the bytes of a stored file; raises `SigningRefused` where they are missing or not what was kept."""
    try:
        with file.content.open("rb") as opened:
            content: bytes = opened.read()
    except FileNotFoundError as error:
        raise SigningRefused(_("Tệp không còn trong kho lưu trữ. Ông/Bà báo cho quản trị hệ thống.")) from error
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise SigningRefused(_("Tệp trong kho đã bị thay đổi so với lúc lưu nên không ký được."))
    return content


def _kept(content: bytes, *, name: str, actor: User, at: datetime) -> StoredFile:
    return keep(content, name=name, file_type=FILE_TYPES["PDF"], actor=actor, at=at)
