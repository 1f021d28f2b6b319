"""What a file really holds: bounded looks into PDF, JPEG, PNG, DOCX, XLSX and ODT that never run, resolve or unpack it.

Nothing here trusts a name. Each look ends with a `Refusal` or with what the file is worth knowing for (its pages).
"""

import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import PurePosixPath
from threading import Lock
from typing import IO
from xml.parsers import expat

from django.db import models
from django.utils.translation import gettext_lazy as _

PDFIUM_LOCK = Lock()
"""PDFium may be used by one thread at a time; whoever renders or reads a PDF in this process takes this lock."""

MAX_PDF_PAGES = 5_000
MAX_PDF_COPY_BYTES = 64 * 1024 * 1024
MAX_PIXELS = 64_000_000
"""The largest photograph of a telephone; read row by row, it needs little memory."""

MAX_PROGRESSIVE_PIXELS = 24_000_000
"""A progressive JPEG is held in memory as a whole, about six bytes a pixel."""

MAX_ZIP_MEMBERS = 2_000
MAX_UNPACKED_BYTES = 150 * 1024 * 1024
CHUNK_BYTES = 64 * 1024


class Refusal(models.TextChoices):
    """Why a file is not taken, and what the person may do about it."""

    EMPTY = "empty", _("Tệp “%(name)s” không có nội dung. Ông/Bà chọn lại tệp khác.")
    TOO_LARGE = (
        "too_large",
        _("Tệp “%(name)s” lớn hơn %(limit)s MB. Ông/Bà giảm độ phân giải khi chụp, quét hoặc tách thành nhiều tệp."),
    )
    TYPE = (
        "type",
        _("Tệp “%(name)s” thuộc loại không được nhận. Ông/Bà chọn tệp thuộc một trong các loại: %(types)s."),
    )
    DOUBLE_EXTENSION = (
        "double_extension",
        _("Tên tệp “%(name)s” có hai phần mở rộng. Ông/Bà đổi tên tệp, chỉ giữ phần mở rộng thật ở cuối."),
    )
    DISGUISED = (
        "disguised",
        _("Nội dung tệp “%(name)s” không phải %(kind)s như tên gọi. Ông/Bà mở tệp gốc và lưu lại đúng định dạng."),
    )
    DAMAGED = (
        "damaged",
        _("Tệp “%(name)s” bị hỏng hoặc tải lên chưa hết, không mở được. Ông/Bà kiểm tra rồi chọn lại tệp."),
    )
    PASSWORD = "password", _("Tệp “%(name)s” được đặt mật khẩu. Ông/Bà bỏ mật khẩu rồi nộp lại.")
    ACTIVE = (
        "active",
        _("Tệp “%(name)s” chứa lệnh tự chạy hoặc liên kết ra ngoài. Ông/Bà in lại tệp thành PDF thường rồi nộp."),
    )
    MACRO = "macro", _("Tệp “%(name)s” chứa macro. Ông/Bà lưu lại dưới dạng không có macro hoặc PDF rồi nộp.")
    TOO_MANY_PIXELS = (
        "too_many_pixels",
        _("Ảnh “%(name)s” có kích thước quá lớn. Ông/Bà giảm độ phân giải rồi nộp lại."),
    )
    UNPACKS_TOO_LARGE = (
        "unpacks_too_large",
        _("Tệp “%(name)s” mở ra quá lớn so với dung lượng. Ông/Bà lưu lại dưới dạng PDF rồi nộp."),
    )


class Refused(Exception):
    """A look inside ended with a reason not to take the file."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of file that is taken: the extensions that claim it, how it is served, how it is looked into."""

    name: str
    media_type: str
    extensions: tuple[str, ...]
    looks_right: Callable[[bytes], bool]
    look_inside: Callable[[IO[bytes]], int | None]
    """Return the number of pages where the type has a fixed one, else None; raises `Refused`."""
    is_package: bool = False
    """Whether a password wraps such a file in another format."""


# ── PDF ──────────────────────────────────────────────────────────────────────────────────
_ACTIVE_NAMES = frozenset({b"/JavaScript", b"/JS", b"/Launch"})
_ACTIVE_NAME = re.compile(rb"/(?:JavaScript|JS|Launch)(?![^\s()<>\[\]{}/%])")
_TOKEN = re.compile(
    rb"\((?:\\.|[^\\)])*\)"  # a string
    rb"|<<|>>|<[0-9A-Fa-f\s]*>"  # a dictionary, its end, a string in hexadecimal
    rb"|/[^\s()<>\[\]{}/%]*"  # a name
    rb"|stream\r\n|[^\s()<>\[\]{}/%]+",
    re.DOTALL,
)


def _is_pdf(head: bytes) -> bool:
    """Accept what some scanners put before the header, but nothing that a browser would read as a page."""
    return b"<" not in head.partition(b"%PDF-")[0] if b"%PDF-" in head[:1024] else False


def _look_inside_pdf(file: IO[bytes]) -> int:
    # Here and below: megabytes that a process needs only once somebody sends it such a file.
    import pypdfium2
    import pypdfium2.raw as pdfium_c

    file.seek(-min(1024, file.seek(0, 2)), 2)
    if b"%%EOF" not in file.read():
        raise Refused(Refusal.DAMAGED)
    file.seek(0)
    content = file.read()
    with PDFIUM_LOCK:
        handle = pdfium_c.FPDF_LoadMemDocument64(content, len(content), None)
        if not handle:
            is_locked = pdfium_c.FPDF_GetLastError() == pdfium_c.FPDF_ERR_PASSWORD
            raise Refused(Refusal.PASSWORD if is_locked else Refusal.DAMAGED)
        pdf = pypdfium2.PdfDocument(handle)
        try:
            pages = len(pdf)
            if not 1 <= pages <= MAX_PDF_PAGES:
                raise Refused(Refusal.DAMAGED)
            # The first and the last page are found through the page tree; nothing is rendered.
            pdf.get_page_size(0)
            pdf.get_page_size(pages - 1)
            plain = _BoundedBuffer(MAX_PDF_COPY_BYTES)
            pdf.save(plain, flags=pdfium_c.FPDF_REMOVE_SECURITY)
        except pypdfium2.PdfiumError as error:
            raise Refused(Refusal.DAMAGED) from error
        finally:
            pdf.close()
    if plain.is_full:
        raise Refused(Refusal.UNPACKS_TOO_LARGE)
    if _has_active_name(plain.getvalue()):
        raise Refused(Refusal.ACTIVE)
    return pages


class _BoundedBuffer(BytesIO):
    """Memory that swallows, but does not keep, what exceeds its bound: PDFium's writer cannot be interrupted."""

    def __init__(self, bound: int) -> None:
        super().__init__()
        self._left = bound
        self.is_full = False

    def write(self, chunk) -> int:  # type: ignore[no-untyped-def]
        self._left -= len(chunk)
        if self._left < 0:
            self.is_full = True
            return len(chunk)
        return super().write(chunk)


def _has_active_name(pdf: bytes) -> bool:
    """Say whether a PDF written by PDFium names an action that runs by itself.

    PDFium writes every object plainly, which in the file may hide in a compressed or encrypted object or behind an
    escaped name. Bytes of images may spell such a name by chance, so streams are stepped over by their own length.
    """
    if not _ACTIVE_NAME.search(pdf):
        return False
    depth = length = position = 0
    while match := _TOKEN.search(pdf, position):
        token, position = match[0], match.end()
        if token in _ACTIVE_NAMES:
            return True
        if token == b"<<":
            depth += 1
        elif token == b">>":
            depth -= 1
        elif token == b"obj":
            depth = length = 0
        elif token == b"/Length" and depth == 1:
            number = _TOKEN.search(pdf, position)
            length = int(number[0]) if number and number[0].isdigit() else 0
        elif token == b"stream\r\n":
            position += length
    return False


# ── Pictures ─────────────────────────────────────────────────────────────────────────────
def _look_inside_picture(file: IO[bytes], picture_format: str) -> int:
    from PIL import Image

    file.seek(0)
    try:
        with Image.open(file, formats=[picture_format]) as picture:
            width, height = picture.size
            is_progressive = bool(picture.info.get("progressive") or picture.info.get("progression"))
            if width * height > (MAX_PROGRESSIVE_PIXELS if is_progressive else MAX_PIXELS):
                raise Refused(Refusal.TOO_MANY_PIXELS)
            if picture_format == "PNG":
                # Reads each chunk and its checksum to the end; inflates nothing.
                picture.verify()
            else:
                # An eighth of the size: reads the whole file, keeps a 64th of the pixels.
                picture.draft("L", (max(width // 8, 1), max(height // 8, 1)))
                picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refused(Refusal.TOO_MANY_PIXELS) from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Refused(Refusal.DAMAGED) from error
    return 1


# ── Office packages: Office Open XML, OpenDocument ───────────────────────────────────────
_RUNNING_PART = re.compile(r"vbaProject|vbaData|/activeX/|/macrosheets/|^/Basic/|^/Scripts/", re.IGNORECASE)
_FETCHED_PART = re.compile(r"/(?:attachedTemplate|oleObject|subDocument|frame)$")
_REMOTE_TARGET = re.compile(r"(?:https?|ftp|mhtml):|\\\\|//", re.IGNORECASE)
_FETCHING_ELEMENTS = frozenset({"draw:image", "draw:object", "draw:object-ole", "draw:plugin", "text:section-source"})
_ENCRYPTED = 0x1


def _look_inside_package(file: IO[bytes], check_kind: Callable[[zipfile.ZipFile], None]) -> None:
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as package:
            members = package.infolist()
            _check_members(members)
            check_kind(package)
            for member in members:
                _read_through(package, member)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, KeyError, ValueError) as error:
        raise Refused(Refusal.DAMAGED) from error
    except RuntimeError as error:
        raise Refused(Refusal.PASSWORD) from error


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise Refused(Refusal.PASSWORD)
    # zipfile reads no more of a member than its header declares, so the sum of the headers is a bound.
    if len(members) > MAX_ZIP_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED_BYTES:
        raise Refused(Refusal.UNPACKS_TOO_LARGE)
    if any(_RUNNING_PART.search("/" + name) for name in names):
        raise Refused(Refusal.MACRO)
    if len({name.lower() for name in names}) < len(names):
        raise Refused(Refusal.DAMAGED)
    if any("\\" in name or name.startswith("/") or ".." in PurePosixPath(name).parts for name in names):
        raise Refused(Refusal.DAMAGED)


def _is_office(main_part: str) -> Callable[[zipfile.ZipFile], None]:
    """Return a check that an Office Open XML package holds this main part, and no macros beside it."""

    def check(package: zipfile.ZipFile) -> None:
        types = _beginning_of(package, "[Content_Types].xml")
        if "macroenabled" in types.lower():
            raise Refused(Refusal.MACRO)
        if main_part not in types:
            raise Refused(Refusal.DISGUISED)

    return check


def _is_open_document(media_type: str) -> Callable[[zipfile.ZipFile], None]:
    """Return a check that an OpenDocument package is of this type and not encrypted."""

    def check(package: zipfile.ZipFile) -> None:
        if _beginning_of(package, "mimetype").strip() != media_type:
            raise Refused(Refusal.DISGUISED)
        if "encryption-data" in _beginning_of(package, "META-INF/manifest.xml"):
            raise Refused(Refusal.PASSWORD)

    return check


def _beginning_of(package: zipfile.ZipFile, part_name: str) -> str:
    try:
        with package.open(part_name) as part:
            return part.read(1024 * 1024).decode("utf-8", "replace")
    except KeyError as error:
        raise Refused(Refusal.DISGUISED) from error


def _read_through(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Read a member to its end, which checks its checksum; what is XML must be XML, without entities."""
    is_xml = member.filename.lower().endswith((".xml", ".rels", ".vml"))
    parser = _strict_parser() if is_xml else None
    with package.open(member) as part:
        try:
            while chunk := part.read(CHUNK_BYTES):
                if parser:
                    parser.Parse(chunk, False)
            if parser:
                parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Refused(Refusal.DAMAGED) from error


def _strict_parser() -> expat.XMLParserType:
    """Return a parser that refuses a document type (where entities are declared) and parts fetched from elsewhere."""

    def start_doctype(*_arguments: object) -> None:
        raise Refused(Refusal.ACTIVE)

    def start_element(tag: str, attributes: dict[str, str]) -> None:
        if tag == "script:event-listener":
            raise Refused(Refusal.MACRO)
        if tag in _FETCHING_ELEMENTS and _REMOTE_TARGET.match(attributes.get("xlink:href", "")):
            raise Refused(Refusal.ACTIVE)
        if (
            attributes.get("TargetMode") == "External"
            and _FETCHED_PART.search(attributes.get("Type", ""))
            and _REMOTE_TARGET.match(attributes.get("Target", ""))
        ):
            raise Refused(Refusal.ACTIVE)

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = start_doctype
    parser.StartElementHandler = start_element
    return parser


# ── The types that are taken ─────────────────────────────────────────────────────────────
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TEXT = "application/vnd.oasis.opendocument.text"


def _picture(name: str, media_type: str, extensions: tuple[str, ...], head: bytes) -> FileType:
    picture_format = "JPEG" if name == "JPG" else name
    look_inside = partial(_look_inside_picture, picture_format=picture_format)
    return FileType(name, media_type, extensions, lambda begins: begins.startswith(head), look_inside)


def _package(name: str, media_type: str, extension: str, check_kind: Callable[[zipfile.ZipFile], None]) -> FileType:
    look_inside = partial(_look_inside_package, check_kind=check_kind)
    return FileType(
        name, media_type, (extension,), lambda begins: begins.startswith(b"PK\x03\x04"), look_inside, is_package=True
    )


FILE_TYPES = {
    file_type.name: file_type
    for file_type in (
        FileType("PDF", "application/pdf", (".pdf",), _is_pdf, _look_inside_pdf),
        _picture("JPG", "image/jpeg", (".jpg", ".jpeg", ".jfif"), b"\xff\xd8\xff"),
        _picture("PNG", "image/png", (".png",), b"\x89PNG\r\n\x1a\n"),
        _package("DOCX", _WORD, ".docx", _is_office("wordprocessingml.document.main+xml")),
        _package("XLSX", _SHEET, ".xlsx", _is_office("spreadsheetml.sheet.main+xml")),
        _package("ODT", _TEXT, ".odt", _is_open_document(_TEXT)),
    )
}
"""Every type that this house can look into, by name; each place says which of them it takes."""
