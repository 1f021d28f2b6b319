"""Files that people hand in, checked at once, by name and by content.

The name is a label and never a path; the type of what is served is taken from here and not from the file.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from django.conf import settings
from django.core.files.base import File

from agencies.contents import FILE_TYPES, FileType, Refusal, Refused
from agencies.vietnamese import normalised

PAPER_TYPES = tuple(FILE_TYPES[name] for name in ("PDF", "JPG", "PNG", "DOCX", "XLSX"))
"""What a citizen may hand in: what an officer can read in the browser, and two kinds of forms that were filled in."""

MAX_NAME_LENGTH = 150

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


class UploadRefused(ValueError):
    """A file that is not taken; `refusal` says why, the message says it to the person, naming the file."""

    def __init__(self, refusal: Refusal, *, name: str, kind: str = "", limit: int = 0, types: str = "") -> None:
        super().__init__(refusal.label % {"name": name, "kind": kind, "limit": limit, "types": types})
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


def check_upload(file: File, *, types: Sequence[FileType] = PAPER_TYPES, max_bytes: int | None = None) -> CheckedUpload:
    """Return what a file of one of some types is, or raise `UploadRefused`; believes its bytes and never its name.

    Looks into at most `max_bytes` (by default `settings.UPLOAD_MAX_FILE_SIZE`) and unpacks nothing to disk.
    """
    limit = settings.UPLOAD_MAX_FILE_SIZE if max_bytes is None else max_bytes
    name = clean_name(file.name or "")
    file_type = _claimed_type(name, types)
    if not file.size:
        raise UploadRefused(Refusal.EMPTY, name=name)
    if file.size > limit:
        raise UploadRefused(Refusal.TOO_LARGE, name=name, limit=limit // (1024 * 1024))
    file.seek(0)
    head = file.read(1024)
    if not file_type.looks_right(head):
        is_locked = head.startswith(_OLE_HEAD) and file_type.is_package
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


def clean_name(name: str) -> str:
    """Return a file name that is safe to show and to download under: NFC, one line, no path, bounded, extension kept.

    Direction marks go: with them “gpj.exe” can be made to read “exe.jpg”.
    """
    last = re.split(r"[/\\]", " ".join(normalised(name).split()))[-1]
    safe = re.sub(r'[:*?"<>|]', "_", last).strip(". ")
    path = PurePath(safe)
    return path.stem[: MAX_NAME_LENGTH - len(path.suffix)].rstrip() + path.suffix[:MAX_NAME_LENGTH]


def extensions_of(types: Iterable[FileType]) -> tuple[str, ...]:
    """Return what a file field offers to choose (`accept`); the check does not rely on it."""
    return tuple(extension for file_type in types for extension in file_type.extensions)


def _claimed_type(name: str, types: Sequence[FileType]) -> FileType:
    suffixes = [suffix.lower() for suffix in PurePath(name).suffixes]
    claimed = next((kind for kind in types if suffixes and suffixes[-1] in kind.extensions), None)
    if claimed is None:
        hides = len(suffixes) > 1 and suffixes[-2] in extensions_of(types) and suffixes[-1] in HIDDEN_EXTENSIONS
        words = ", ".join(kind.name for kind in types)
        raise UploadRefused(Refusal.DOUBLE_EXTENSION if hides else Refusal.TYPE, name=name, types=words)
    if HIDDEN_EXTENSIONS.intersection(suffixes[:-1]):
        raise UploadRefused(Refusal.DOUBLE_EXTENSION, name=name)
    return claimed


def _sha256(file: File) -> str:
    digest = hashlib.sha256()
    file.seek(0)
    while chunk := file.read(1024 * 1024):
        digest.update(chunk)
    return digest.hexdigest()
