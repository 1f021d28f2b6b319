"""Files that people hand in: checked at once, by name and by content, then kept under a random key.

The name is a label and never a path: what is stored is found by the row's key, what is served takes its type from
here and not from the file.
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import File

from accounts.models import User
from agencies.vietnamese import normalised
from dossiers.contents import FILE_TYPES, FileType, Refusal, Refused
from dossiers.errors import InvalidInput
from dossiers.models import StoredFile

MAX_NAME_LENGTH = 150

ACCEPTED_EXTENSIONS = tuple(extension for file_type in FILE_TYPES for extension in file_type.extensions)
"""What a file field offers to choose (`accept`); the check does not rely on it."""

# fmt: off
HIDDEN_EXTENSIONS = frozenset({
    ".exe", ".bat", ".cmd", ".scr", ".msi", ".pif", ".lnk", ".jar", ".ps1", ".sh",
    ".js", ".jse", ".vbs", ".vbe", ".wsf", ".hta", ".php", ".html", ".htm", ".xhtml", ".svg",
    ".docm", ".dotm", ".xlsm", ".xltm",
})
# fmt: on
"""Extensions of what runs; before the last one in a name they only serve to deceive."""

_OLE_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How Office files begin that are protected by a password (and those of before 2007)."""


class UploadRefused(InvalidInput):
    """A file that is not taken; `refusal` says why, the message says it to the person, naming the file."""

    def __init__(self, refusal: Refusal, *, name: str, kind: str = "", limit: int = 0) -> None:
        super().__init__(refusal.label % {"name": name, "kind": kind, "limit": limit}, field="file")
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class CheckedUpload:
    """A file that passed the check. `extension` is the usual one of its type; `pages` is None where it varies."""

    file: File
    name: str
    extension: str
    media_type: str
    size: int
    sha256: str
    pages: int | None


def check_upload(file: File, *, max_bytes: int | None = None) -> CheckedUpload:
    """Return what a file is, or raise `UploadRefused`; takes its bytes at their word and never its name.

    Looks into at most `max_bytes` (by default `settings.UPLOAD_MAX_FILE_SIZE`) and unpacks nothing to disk.
    """
    limit = settings.UPLOAD_MAX_FILE_SIZE if max_bytes is None else max_bytes
    name = clean_name(file.name or "")
    file_type = _claimed_type(name)
    if not file.size:
        raise UploadRefused(Refusal.EMPTY, name=name)
    if file.size > limit:
        raise UploadRefused(Refusal.TOO_LARGE, name=name, limit=limit // (1024 * 1024))
    file.seek(0)
    head = file.read(1024)
    if not file_type.looks_right(head):
        is_locked = head.startswith(_OLE_HEAD) and file_type.name in {"DOCX", "XLSX"}
        raise UploadRefused(Refusal.PASSWORD if is_locked else Refusal.DISGUISED, name=name, kind=file_type.name)
    try:
        pages = file_type.look_inside(file)
    except Refused as error:
        raise UploadRefused(error.refusal, name=name, kind=file_type.name) from error
    return CheckedUpload(
        file=file,
        name=name,
        extension=file_type.extensions[0],
        media_type=file_type.media_type,
        size=file.size,
        sha256=_sha256(file),
        pages=pages,
    )


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


def clean_name(name: str) -> str:
    """Return a file name that is safe to show and to download under: NFC, one line, no path, bounded, extension kept.

    Direction marks go: with them “gpj.exe” can be made to read “exe.jpg”.
    """
    last = re.split(r"[/\\]", " ".join(normalised(name).split()))[-1]
    safe = re.sub(r'[:*?"<>|]', "_", last).strip(". ")
    path = PurePath(safe)
    return path.stem[: MAX_NAME_LENGTH - len(path.suffix)].rstrip() + path.suffix[:MAX_NAME_LENGTH]


def _claimed_type(name: str) -> FileType:
    suffixes = [suffix.lower() for suffix in PurePath(name).suffixes]
    claimed = next((kind for kind in FILE_TYPES if suffixes and suffixes[-1] in kind.extensions), None)
    if claimed is None:
        hides = len(suffixes) > 1 and suffixes[-2] in ACCEPTED_EXTENSIONS and suffixes[-1] in HIDDEN_EXTENSIONS
        raise UploadRefused(Refusal.DOUBLE_EXTENSION if hides else Refusal.TYPE, name=name)
    if HIDDEN_EXTENSIONS.intersection(suffixes[:-1]):
        raise UploadRefused(Refusal.DOUBLE_EXTENSION, name=name)
    return claimed


def _sha256(file: File) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(1024 * 1024):
        digest.update(chunk)
    return digest.hexdigest()
