"""What a signature shows on the paper, set by our typesetter in the typeface of the paper itself.

Law: Nghị định 30/2020/NĐ-CP Phụ lục I: the handwritten signature as a picture, the seal in red at its true size, the
signer's agency and the time as `dd-mm-yyyy hh:mm:ss +07:00`.
"""

import base64
from datetime import datetime
from typing import Any

from django.utils import timezone

from agencies.typesetting import typeset
from dossiers.signing.places import Size

TEMPLATE = "stamp.typ"
SEAL_OPACITY = 0.85


def signature_stamp(size: Size, *, signer: str, picture: bytes | None, at: datetime) -> bytes:
    """Return the approver's stamp as a one-page PDF the size of its box; `picture` is a PNG of the drawn signature."""
    drawn = _svg_around(picture) if picture else ""
    return _set(size, {"kind": "signature", "signer": signer, "time": time_of(at), "picture": drawn}, at=at)


def seal_stamp(size: Size, *, agency: str, picture: bytes | None, at: datetime) -> bytes:
    """Return the agency's stamp; `picture` is a PNG of the seal, which lets the signature below shine through."""
    drawn = _svg_around(picture, opacity=SEAL_OPACITY) if picture else ""
    return _set(size, {"kind": "seal", "agency": agency, "time": time_of(at), "picture": drawn}, at=at)


def text_stamp(size: Size, text: str, *, is_italic: bool = False, at: datetime) -> bytes:
    """Return a line of text as high as its box allows: 12 points in 6 mm, on a line 1.5 mm above the lower edge."""
    style = "italic" if is_italic else "normal"
    return _set(size, {"kind": "text", "text": text, "style": style}, at=at)


def time_of(at: datetime) -> str:
    """Return an instant as the decree writes it on a stamp: 02-03-2026 08:00:00 +07:00."""
    local = timezone.localtime(at, timezone.get_default_timezone())
    offset = f"{local:%z}"
    return f"{local:%d-%m-%Y %H:%M:%S} {offset[:3]}:{offset[3:]}"


def _set(size: Size, words: dict[str, Any], *, at: datetime) -> bytes:
    whole = {"title": "Chữ ký số", "width": size.width, "height": size.height, **words}
    return typeset(TEMPLATE, whole, at=at, is_part=True)


def _svg_around(png: bytes, *, opacity: float = 1) -> str:
    """Return an SVG that shows a PNG: a drawing can be handed to the typesetter as text, and may be translucent."""
    width, height = _size_of(png)
    encoded = base64.b64encode(png).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'
        f'<image width="{width}" height="{height}" opacity="{opacity}" href="data:image/png;base64,{encoded}"/></svg>'
    )


def _size_of(png: bytes) -> tuple[int, int]:
    from io import BytesIO

    from PIL import Image

    with Image.open(BytesIO(png)) as picture:
        return picture.size
