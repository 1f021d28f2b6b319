"""Files that people hand in or the house makes, kept under a random key: the name is a label and never a path."""

import hashlib
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile, File

from accounts.models import User
from agencies.contents import FILE_TYPES, FileType
from agencies.uploads import CheckedUpload
from dossiers.models import StoredFile
from dossiers.signing.trust import configured_trust
from dossiers.signing.verdict import Outcome
from dossiers.signing.verifying import verify


def store(upload: CheckedUpload, *, actor: User | None, at: datetime) -> StoredFile:
    """Keep a checked file under a random key; without the row there is no file.

    A PDF that was signed is judged at once, as of now: who receives it sees by whom, and whether it was changed.

    Law: Nghị định 45/2020/NĐ-CP Điều 9, 10 (electronic papers count when their signatures are valid).
    """
    stored = StoredFile(
        name=upload.name,
        extension=upload.extension,
        media_type=upload.media_type,
        size=upload.size,
        sha256=upload.sha256,
        uploaded_by=actor,
        uploaded_at=at,
        signature_verdict=_signatures_in(upload, at=at),
        pages=upload.pages,
    )
    upload.file.seek(0)
    return _written(stored, upload.file)


def _signatures_in(upload: CheckedUpload, *, at: datetime) -> dict[str, Any] | None:
    """Return the verdict on the signatures of an upload as JSON, None where it has none."""
    if upload.media_type != FILE_TYPES["PDF"].media_type:
        return None
    upload.file.seek(0)
    verdict = verify(upload.file.read(), at=at, trust=configured_trust())
    return None if verdict.outcome is Outcome.UNSIGNED else verdict.as_json()


def keep(content: bytes, *, name: str, file_type: FileType, actor: User | None, at: datetime) -> StoredFile:
    """Keep a file that was made here, such as a signed result."""
    stored = StoredFile(
        name=name,
        extension=file_type.extensions[0],
        media_type=file_type.media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_by=actor,
        uploaded_at=at,
    )
    return _written(stored, ContentFile(content))


def _written(stored: StoredFile, content: File) -> StoredFile:
    stored.content.save(stored.name, content, save=False)
    try:
        stored.save(force_insert=True)
    except BaseException:
        stored.content.delete(save=False)
        raise
    return stored
