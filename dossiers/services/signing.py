"""The approver's digital signature on the result.

Law: Nghị định 30/2020/NĐ-CP Điều 13 khoản 2; Luật Giao dịch điện tử 20/2023/QH15 Điều 22–23.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from dossiers.models import Dossier
from dossiers.services.approval import approve, entry_of, permit_for, result_number, write_result
from dossiers.services.letters import keep_signature, open_key_of, signed_letter
from dossiers.services.linked import open_what_follows
from dossiers.services.moves import move
from dossiers.signing.fields import Field
from dossiers.workflow import Action


def sign(dossier: Dossier, *, secret: str = "", seen: int, actor: User, at: datetime) -> None:
    """Sign the result with the approver's own key; one that needs no seal is numbered, and ready at once.

    `secret` opens the key where the approver types it (field `passphrase`). Raises as `moves.move` does, and
    `SigningRefused` for a key, a certificate or a file that cannot be used; nothing has changed then.
    """
    permit = permit_for(Action.SIGN, dossier, seen=seen, actor=actor, at=at)
    opened = open_key_of(dossier, actor, secret=secret, at=at)
    entry = entry_of(permit)
    # A key may be slow to answer. Only where a number has to be given first does the signature wait for the locks.
    early = signed_letter(dossier, opened, at=at) if entry is None else None
    with transaction.atomic():
        move(dossier, Action.SIGN, seen=seen, actor=actor, at=at, entry=entry, permit=permit)
        fields: dict[str, Any] = {"signed_by": actor, "signed_at": at}
        if entry is not None:
            fields["number"] = result_number(dossier, at=at)
        content = early or signed_letter(dossier, opened, number=fields.get("number", ""), at=at)
        file = keep_signature(dossier, content, opened, field=Field.SIGNATURE, actor=actor, at=at)
        write_result(dossier, **fields, file=file)
        if entry is not None:
            open_what_follows(dossier, at=at)


def approve_and_sign(
    dossier: Dossier, *, words: str = "", secret: str = "", seen: int, actor: User, at: datetime
) -> None:
    """Approve an electronic result and sign it at once: both happen, or neither. Raises as the two do."""
    with transaction.atomic():
        approve(dossier, words=words, seen=seen, actor=actor, at=at)
        sign(dossier, secret=secret, seen=dossier.revision, actor=actor, at=at)
