"""Files as people hand them in, good and hostile, made in memory."""

import hashlib
import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"

PASSWORD_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")


# ── PDF ──────────────────────────────────────────────────────────────────────────────────
def pdf(*, pages: int = 1, catalog: str = "", extra: list[bytes] | None = None, trailer: str = "") -> bytes:
    """Return a PDF of empty pages; `catalog` goes into its root, `extra` are further objects (from number 100 on)."""
    kids = " ".join(f"{10 + page} 0 R" for page in range(pages))
    numbered = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        2: f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode(),
        **{10 + page: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>" for page in range(pages)},
        **dict(enumerate(extra or [], 100)),
    }
    out, offsets = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n", {}
    for number, content in numbered.items():
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%d 1\n%010d 00000 n \n" % (number, offset) for number, offset in offsets.items())
    size = max(numbered) + 1
    end = f"trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{len(out)}\n%%EOF\n".encode()
    return out + b"xref\n0 1\n0000000000 65535 f \n" + table + end


def stream(content: bytes, entries: str = "") -> bytes:
    """Return a stream object."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries.encode(), content)


def pdf_with_hidden_object(catalog: str) -> bytes:
    """Return a PDF whose root is inside a compressed object stream."""
    hidden = [
        f"<</Type/Catalog/Pages 2 0 R {catalog}>>".encode(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ]
    places, body = "", b""
    for number, content in enumerate(hidden, 1):
        places += f"{number} {len(body)} "
        body += content + b" "
    packed = zlib.compress(places.encode() + body)
    out = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n"
    objects_at = len(out)
    out += b"4 0 obj\n%s\nendobj\n" % stream(packed, f"/Type /ObjStm /N 3 /First {len(places)} /Filter /FlateDecode")
    table_at = len(out)
    rows = [(0, 0, 65535), (2, 4, 0), (2, 4, 1), (2, 4, 2), (1, objects_at, 0), (1, table_at, 0)]
    table = b"".join(struct.pack(">BIH", *row) for row in rows)
    out += b"5 0 obj\n%s\nendobj\n" % stream(table, "/Type /XRef /Size 6 /W [1 4 2] /Root 1 0 R")
    return out + b"startxref\n%d\n%%%%EOF\n" % table_at


def locked_pdf(password: str, owner_password: str = "văn thư") -> bytes:
    """Return a PDF that opens with a password (an empty one: it opens, but may not be changed)."""
    user, owner = ((word.encode() + PASSWORD_PADDING)[:32] for word in (password, owner_password))
    identifier = b"0123456789abcdef"
    sealed_user = _rc4(hashlib.md5(owner).digest()[:5], user)
    key = hashlib.md5(user + sealed_user + struct.pack("<i", -44) + identifier).digest()[:5]
    check = _rc4(key, PASSWORD_PADDING)
    encryption = f"<< /Filter /Standard /V 1 /R 2 /P -44 /O <{sealed_user.hex()}> /U <{check.hex()}> >>"
    return pdf(extra=[encryption.encode()], trailer=f"/Encrypt 100 0 R /ID [<{identifier.hex()}> <{identifier.hex()}>]")


def _rc4(key: bytes, text: bytes) -> bytes:
    box, j = list(range(256)), 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) % 256
        box[i], box[j] = box[j], box[i]
    out, i, j = bytearray(), 0, 0
    for letter in text:
        i = (i + 1) % 256
        j = (j + box[i]) % 256
        box[i], box[j] = box[j], box[i]
        out.append(letter ^ box[(box[i] + box[j]) % 256])
    return bytes(out)


# ── Pictures ─────────────────────────────────────────────────────────────────────────────
def picture(picture_format: str, *, width: int = 32, height: int = 24, **options: object) -> bytes:
    """Return a picture with some noise in it."""
    image = Image.effect_noise((width, height), 60).convert("RGB")
    out = BytesIO()
    image.save(out, picture_format, **options)
    return out.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """Return a small PNG whose header claims any size."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


# ── Office ───────────────────────────────────────────────────────────────────────────────
def office(main_type: str = WORD, *, body: str = "<d/>", more: dict[str, str | bytes] | None = None) -> bytes:
    """Return a package of Office Open XML with one main part and whatever `more` puts into it."""
    folder = "word/document.xml" if main_type == WORD else "xl/workbook.xml"
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{folder}" ContentType="{main_type}"/></Types>'
    )
    return zipped({"[Content_Types].xml": types, folder: f'<?xml version="1.0"?>{body}', **(more or {})})


def zipped(members: dict[str, str | bytes]) -> bytes:
    """Return a compressed archive."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return out.getvalue()


def flipped(content: bytes, position: int) -> bytes:
    """Return the content with one byte changed."""
    return content[:position] + bytes([content[position] ^ 0xFF]) + content[position + 1 :]
