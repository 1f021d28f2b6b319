"""Files that people hand in, kept under a random key: the name is a label and never a path."""

from datetime import datetime

from accounts.models import User
from agencies.uploads import CheckedUpload
from dossiers.models import StoredFile


def store(upload: CheckedUpload, *, actor: User | None, at: datetime) -> StoredFile:
    """Keep a checked file under a random key; without the row there is no file."""
    stored = StoredFile(
        name=upload.name,
        extension=upload.extension,
        media_type=upload.media_type,
        size=upload.size,
        sha256=upload.sha256,
        uploaded_by=actor,
        uploaded_at=at,
    )
    upload.file.seek(0)
    stored.content.save(upload.name, upload.file, save=False)
    try:
        stored.save(force_insert=True)
    except BaseException:
        stored.content.delete(save=False)
        raise
    return stored
