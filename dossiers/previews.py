"""Small pictures of papers: the first page of a PDF, a photograph made small. Nothing of the file runs or is copied."""

from io import BytesIO

import pypdfium2
from PIL import Image, ImageOps

from agencies.contents import PDFIUM_LOCK
from dossiers.models import StoredFile

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
SHOWABLE = frozenset({PDF, JPEG, PNG})

EDGE = 240
"""The longer side of a preview, in pixels; twice what the page shows, for fine screens."""

MOST_PIXELS_OF_PNG = 24_000_000
"""A PNG is unpacked whole, four bytes a pixel; larger ones are kept but not shown small."""


def preview_of(stored: StoredFile) -> bytes | None:
    """Return a small JPEG of what a file shows first, None for a kind that is not shown or will not be read."""
    if stored.media_type not in SHOWABLE:
        return None
    try:
        with stored.content.open("rb") as file:
            picture = _page(file.read()) if stored.media_type == PDF else _photograph(BytesIO(file.read()))
    except (OSError, ValueError, SyntaxError, pypdfium2.PdfiumError, Image.DecompressionBombError):
        return None
    if picture is None:
        return None
    small = BytesIO()
    picture.convert("RGB").save(small, "JPEG", quality=72, optimize=True)
    return small.getvalue()


def _page(content: bytes) -> Image.Image:
    with PDFIUM_LOCK:
        document = pypdfium2.PdfDocument(content)
        try:
            page = document[0]
            width, height = page.get_size()
            # A page may claim to be kilometres wide: what is drawn is bounded, not what it claims.
            scale = EDGE / max(width, height, 1)
            picture: Image.Image = page.render(scale=scale, may_draw_forms=False).to_pil()
        finally:
            document.close()
    return picture


def _photograph(file: BytesIO) -> Image.Image | None:
    with Image.open(file, formats=["JPEG", "PNG"]) as picture:
        if picture.format == "PNG" and picture.width * picture.height > MOST_PIXELS_OF_PNG:
            return None
        picture.draft("RGB", (EDGE, EDGE))
        # Telephones turn the picture by a note in the file.
        upright = ImageOps.exif_transpose(picture) or picture
        upright.thumbnail((EDGE, EDGE))
        return upright.convert("RGB")
